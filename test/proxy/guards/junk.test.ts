/** Junk that is held says nothing of people: whoever sends much of it shuts nobody out (threats S5, S8). */
import { describe, expect, test } from 'vitest'
import { createCounters } from '../../../proxy/guards/counters.ts'
import type { Checked } from '../../../proxy/guards/guard.ts'
import { createLimits } from '../../../proxy/guards/limits.ts'
import { USUAL_RATES } from '../../../proxy/guards/rates.ts'
import { createSight } from '../../../proxy/guards/sight.ts'
import type { Challenge } from '../../../src/contract/wire.ts'
import { openDoors } from '../../support/doors.ts'
import { contato, OWN, openHosted } from '../../support/hosted.ts'
import { worked } from '../../support/solver.ts'

const SITE = 'https://example.com'

async function open() {
  const proxy = await openHosted(
    [contato],
    openDoors(OWN, 'secret', { ...USUAL_RATES, form: [{ most: 20, perMs: 3_600_000 }] }),
  )
  async function send(proof: object | undefined) {
    const id = crypto.randomUUID()
    const body = JSON.stringify({ id, answers: { nome: 'Ana', email: 'ana@example.com' }, proof })
    const response = await proxy.send('/v1/forms/contato/submissions', {
      method: 'POST',
      headers: { origin: SITE },
      body,
    })
    expect(response.status).toBe(202)
    const { state, doubts = [] } = (await proxy.outbox.get(id)) ?? {}
    return { state, doubts }
  }
  async function proven() {
    const asked = await proxy.get('/v1/forms/contato/challenge?slow=1', { origin: SITE })
    const { token, proof }: Challenge = await asked.json()
    return { token, typedMs: 9_000, ...(proof && { work: await worked(proof) }) }
  }
  return { send, proven }
}

describe('what is held for what the door found', () => {
  test('with somebody’s address, as often as one likes, does not hold what that person sends', async () => {
    const { send, proven } = await open()
    for (let turn = 0; turn < 12; turn++) expect((await send(undefined)).state).toBe('held')
    expect(await send(await proven())).toEqual({ state: 'waiting', doubts: [] })
  })

  test('is more than the form usually gets, and nobody else’s submission is doubted for it', async () => {
    const { send, proven } = await open()
    for (let turn = 0; turn < 30; turn++) await send(undefined)
    expect((await send(await proven())).doubts).toEqual([])
  })
})

describe('counters that are full', () => {
  test('count newcomers together, and hold nobody for what others sent', async () => {
    const counters = createCounters({ now: () => 0 })
    const limits = createLimits({ rates: USUAL_RATES, counters, sight: createSight(() => {}), hash: (text) => text })
    const email = (address: string) => {
      const seen = { emails: [address], submission: { id: address, answers: {} } }
      return limits.email(seen as unknown as Checked)
    }
    for (let turn = 0; turn < 70_000; turn++) await email(`a${turn}@example.com`)
    const kinds = new Set<string>()
    for (let turn = 0; turn < 200; turn++) kinds.add((await email(`new${turn}@example.org`)).kind)
    expect([...kinds]).toEqual(['pass'])
  })
})

test('a flood from one address stays one visitor’s, however long it lasts', async () => {
  const limits = createLimits({
    ...{ rates: USUAL_RATES, counters: createCounters({ now: () => 0 }), hash: (text: string) => text },
    sight: createSight(() => {}),
  })
  const kinds: string[] = []
  for (let turn = 0; turn < 700; turn++) kinds.push((await limits.address({ sender: { client: 'bot' } } as never)).kind)
  expect(kinds.filter((kind) => kind === 'pass')).toHaveLength(60)
})
