import { describe, expect, test } from 'vitest'
import type { Order, Outcome } from '../../../proxy/upstreams/upstream.ts'
import type { Script, Stage } from '../../support/delivery.ts'
import { FORM, openDelivery, sees } from '../../support/delivery.ts'

const made = (id: string): Outcome => ({ kind: 'done', result: { id } })
const UNCLEAR: Outcome = { kind: 'unclear', reason: 'timeout' }

/** A stage whose form links the contact that was made before, and what each order said of one. */
async function reusing(script: Script): Promise<{ stage: Stage; known: (string | undefined)[] }> {
  const known: (string | undefined)[] = []
  const noting = (step: Script[string]) => (done: Parameters<typeof step>[0], order: Order) => {
    known.push(order.contactId)
    return step(done, order)
  }
  const stage = await openDelivery(
    Object.fromEntries(Object.entries(script).map(([name, step]) => [name, noting(step)])),
  )
  stage.form = { ...FORM, reuseContact: true }
  return { stage, known }
}

describe('the contact of a person', () => {
  test('is linked again by a later submission of the same person, and by no other', async () => {
    const { stage, known } = await reusing({ contact: () => made('c1') })
    for (const person of ['ana', 'ana', 'bia', undefined]) {
      await stage.put(person === undefined ? {} : { person })
      await stage.deliver()
    }
    expect(known).toEqual([undefined, 'c1', undefined, undefined])
  })

  test('is made anew by a form that does not reuse contacts', async () => {
    const { stage, known } = await reusing({ contact: () => made('c1') })
    await stage.put({ person: 'ana' })
    await stage.deliver()
    stage.form = FORM
    await stage.put({ person: 'ana' })
    await stage.deliver()
    expect(known).toEqual([undefined, undefined])
  })

  test('is another one on another connection', async () => {
    const { stage, known } = await reusing({ contact: () => made('c1') })
    await stage.put({ person: 'ana' })
    await stage.put({ person: 'ana', connection: 'other' })
    while (await stage.deliver()) stage.wait(1)
    expect(known).toEqual([undefined, undefined])
  })

  test('that is gone is forgotten, and the new one is remembered', async () => {
    const { stage, known } = await reusing({ contact: () => made('c1') })
    await stage.put({ person: 'ana' })
    await stage.deliver()
    stage.script = {
      'read-contact': () => ({ kind: 'done', result: { gone: true } }),
      contact: () => made('c2'),
    }
    await stage.put({ person: 'ana' })
    await stage.deliver()
    expect(await stage.sqlite.outbox.contactOf('crm', 'ana')).toBe('c2')
    expect(known).toEqual([undefined])
  })

  test('stays the one that an attempt began with, whatever became of it elsewhere', async () => {
    const { stage, known } = await reusing({
      'read-contact': () => ({ kind: 'done', result: { id: 'c1', reused: true } }),
      opportunity: () => ({ kind: 'later', reason: 'not-sent' }),
    })
    await stage.sqlite.outbox.rememberContact('crm', 'ana', 'c1', 1)
    await stage.put({ person: 'ana' })
    await stage.deliver()
    await stage.sqlite.outbox.rememberContact('crm', 'ana', 'c9', 2)
    stage.wait(3_600_000)
    await stage.deliver()
    expect(known).toEqual(['c1', 'c1', 'c1'])
  })

  test('that this submission made itself is not one to reuse', async () => {
    const { stage, known } = await reusing({
      contact: () => made('c1'),
      opportunity: () => ({ kind: 'later', reason: 'not-sent' }),
    })
    await stage.put({ person: 'ana' })
    await stage.deliver()
    stage.wait(3_600_000)
    await stage.deliver()
    expect(stage.ran).toEqual(['contact', 'opportunity', 'opportunity'])
    expect(known).toEqual([undefined, undefined, undefined])
  })

  test('is remembered when it was found by a look, and when the process ended before it could be', async () => {
    const { stage } = await reusing({ contact: () => UNCLEAR })
    await stage.put({ person: 'ana' })
    await stage.deliver()
    stage.wait(60_000)
    stage.look = sees({ kind: 'found', id: 'c7' })
    const { outbox } = stage.deps
    const unlucky = { ...outbox, rememberContact: () => Promise.reject(new Error('disk full')) }
    Object.assign(stage.deps, { outbox: unlucky })
    await stage.deliver()
    expect(await outbox.contactOf('crm', 'ana')).toBeUndefined()
    Object.assign(stage.deps, { outbox })
    stage.wait(60_001)
    await stage.deliver()
    expect(await outbox.contactOf('crm', 'ana')).toBe('c7')
    expect(stage.ran).toEqual(['contact'])
  })
})

describe('values that were lost', () => {
  const lost = (...labels: string[]): Outcome => ({ kind: 'done', result: { lost: labels } })

  test('are those that the last step still misses', async () => {
    const stage = await openDelivery({
      opportunity: () => made('o1'),
      'read-back': () => lost('A', 'B'),
      'read-notes': () => lost('B'),
    })
    const id = await stage.put()
    await stage.deliver()
    expect(await stage.get(id)).toMatchObject({ state: 'held', words: 'Not in the record: B' })
  })

  test('are none when the notes took them all', async () => {
    const stage = await openDelivery({
      opportunity: () => made('o1'),
      'read-back': () => lost('A'),
      'read-notes': () => lost(),
    })
    const id = await stage.put()
    await stage.deliver()
    expect((await stage.get(id)).state).toBe('delivered')
  })

  test('are looked for anew when a person has it tried again, and the record is not made again', async () => {
    const stage = await openDelivery({ opportunity: () => made('o1'), 'read-back': () => lost('A') })
    const id = await stage.put()
    await stage.deliver()
    const decision = { from: ['held'], state: 'waiting', reason: 'retried' } as const
    await stage.sqlite.outbox.decide(id, decision, stage.now())
    stage.script = { opportunity: () => made('o2'), 'read-back': () => lost() }
    await stage.deliver()
    expect(stage.ran).toEqual(['opportunity', 'read-back', 'read-back'])
    expect(await stage.get(id)).toMatchObject({ state: 'delivered', results: { opportunity: { id: 'o1' } } })
  })
})
