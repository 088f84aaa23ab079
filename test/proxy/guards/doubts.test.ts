import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createForms } from '../../../proxy/forms/forms.ts'
import type { Doubt, DoubtTable } from '../../../proxy/guards/doubts.ts'
import { DOUBT_CODES, DOUBTS, suffice, USUAL_DOUBTS } from '../../../proxy/guards/doubts.ts'
import type { HallGuard } from '../../../proxy/guards/guard.ts'
import { doubtful } from '../../../proxy/guards/verdict.ts'
import type { IntakeDeps } from '../../../proxy/intake.ts'
import { take } from '../../../proxy/intake.ts'
import { nodeEnv } from '../../../proxy/node/env.ts'
import { matches } from '../../../src/contract/check.ts'
import { openDoor } from '../../support/guards.ts'
import { schemas } from '../../support/schemas.ts'
import { openStore } from '../../support/sqlite.ts'

describe('doubts add up', () => {
  test.each<[readonly Doubt[], boolean]>([
    [[], false],
    [['no-script'], false],
    [['no-script', 'too-fast'], true],
    [['token-missing'], true],
    [['origin-missing', 'trap-filled'], true],
    // A privacy-minded person with a new address who types fast.
    [['origin-missing', 'too-fast'], false],
    [['disposable-address', 'many-links'], false],
  ])('%j: held is %s', (doubts, held) => {
    expect(suffice(doubts, USUAL_DOUBTS)).toBe(held)
  })

  test('to what the operator made of the table', () => {
    const trusting: DoubtTable = { holdAt: 50, weights: { ...USUAL_DOUBTS.weights, 'token-missing': 0 } }
    expect(suffice(['token-missing', 'too-fast'], trusting)).toBe(false)
    expect(suffice(['many-links'], trusting)).toBe(true)
  })

  test('and none that comes of a person’s habits is enough alone', () => {
    const habits: readonly Doubt[] = ['origin-missing', 'no-script', 'too-fast', 'many-links', 'disposable-address']
    for (const doubt of [...habits, 'trap-filled', 'repeated-text', 'form-busy'] as const) {
      expect(suffice([doubt], USUAL_DOUBTS)).toBe(false)
    }
  })
})

test('docs/operating.md has the table as it is', () => {
  const page = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8')
  const rows = DOUBT_CODES.map((code) => `| \`${code}\` | ${DOUBTS[code].weight} | ${DOUBTS[code].means} |`)
  expect(page).toContain(['| doubt | weighs | means |', '| --- | ---: | --- |', ...rows, ''].join('\n'))
})

describe('nothing of a doubt is seen by who sends', () => {
  /** The way in over a real store, with guards that doubt whoever says so. */
  async function open() {
    const { outbox, forms: store } = await openStore()
    const forms = createForms({
      definitions: [
        {
          ...{ id: 'contato', connection: 'crm', entity: 'opportunity', sites: ['example.com'], locale: 'pt-BR' },
          fields: [{ name: 'nome', required: true }],
        },
      ],
      connections: new Set(['crm']),
      catalog: { schemas: () => schemas },
      ...{ store, env: nodeEnv, log: () => {} },
    })
    await forms.publish('crm')
    const suspicious: HallGuard = ({ answers: { nome } }) =>
      nome === 'Spam' ? doubtful('token-missing') : { kind: 'pass' }
    const deps: IntakeDeps = {
      ...{ forms, outbox, secret: 'secret', matches, env: nodeEnv, log: () => {}, accepted: () => {} },
      ...openDoor('https://forms.example.net'),
      ...{ guards: { door: [], hall: [suspicious] }, doubts: USUAL_DOUBTS },
    }
    const send = (nome: string, id = crypto.randomUUID() as string) => {
      const sender = { origin: 'https://example.com', fetchSite: null, way: 'element' } as const
      return take({ submission: { id, answers: { nome } }, sender }, 'contato', deps)
    }
    return { outbox, send }
  }

  test('the receipt of one that is held is that of any other, also when it is sent again', async () => {
    const { outbox, send } = await open()
    const [spam, lead] = [await send('Spam'), await send('Ana')]
    expect((await outbox.get(spam.id))?.state).toBe('held')
    expect((await outbox.get(lead.id))?.state).toBe('waiting')
    const shape = ({ id, reference, ...rest }: typeof spam) => ({ ...rest, id: id.length, reference: reference.length })
    expect(shape(spam)).toEqual(shape(lead))
    expect(await send('Spam', spam.id)).toEqual(spam)
  })

  test('what was found stands with the submission, and is in no answer', async () => {
    const { outbox, send } = await open()
    const { id, ...receipt } = await send('Spam')
    expect(await outbox.get(id)).toMatchObject({ reason: 'suspected-spam', doubts: ['token-missing'] })
    expect(JSON.stringify(receipt)).not.toMatch(/held|spam|doubt|token/)
  })
})
