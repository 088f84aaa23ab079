import { describe, expect, test } from 'vitest'
import { RETRIED } from '../../../proxy/outbox/outbox.ts'
import type { Order, Outcome, Sought } from '../../../proxy/upstreams/upstream.ts'
import type { Stage } from '../../support/delivery.ts'
import { DONE, FORM, openDelivery, sees } from '../../support/delivery.ts'

const LOOK_AFTER = 60_000
const UNCLEAR: Outcome = { kind: 'unclear', reason: 'timeout' }

/** One whose step ended unclear, at the moment when it is due to be looked up. */
async function inDoubt(step = 'opportunity'): Promise<{ stage: Stage; id: string }> {
  const stage = await openDelivery({ [step]: () => UNCLEAR })
  const id = await stage.put()
  await stage.deliver()
  stage.wait(LOOK_AFTER)
  stage.script = { [step]: () => DONE, 'read-back': () => ({ kind: 'done', result: { seen: true } }) }
  stage.ran.length = 0
  return { stage, id }
}

describe('a submission whose step may have happened', () => {
  test('is delivered without another send when its record is found, and read back', async () => {
    const { stage, id } = await inDoubt()
    stage.look = sees({ kind: 'found', id: 'record-9' })
    await stage.deliver()
    expect(stage.ran).toEqual(['read-back'])
    expect(await stage.get(id)).toMatchObject({ state: 'delivered', results: { opportunity: { id: 'record-9' } } })
  })

  test('is sent when its record is surely absent, and not as a duplicate', async () => {
    const { stage, id } = await inDoubt()
    const duplicates: boolean[] = []
    stage.form = { ...FORM, notes: { key: 'Notas', label: 'Notas' } }
    stage.script = { opportunity: (_done, order) => noting(duplicates, order, DONE) }
    stage.look = sees({ kind: 'absent' })
    await stage.deliver()
    expect(duplicates).toEqual([false])
    expect((await stage.get(id)).state).toBe('delivered')
    expect(await reasonsOf(stage, id)).toContain('absent')
  })

  test('is sent once more, marked, when nobody can know; the next time a person decides', async () => {
    const { stage, id } = await inDoubt()
    const duplicates: boolean[] = []
    stage.form = { ...FORM, notes: { key: 'Notas', label: 'Notas' } }
    stage.script = { opportunity: (_done, order) => noting(duplicates, order, UNCLEAR) }
    stage.look = sees({ kind: 'unknown' })
    await stage.deliver()
    stage.wait(LOOK_AFTER)
    await stage.deliver()
    expect(duplicates).toEqual([true])
    expect(await stage.get(id)).toMatchObject({ state: 'held', reason: 'in-doubt', words: 'opportunity' })
    expect(await stage.deliver()).toBe(false)
  })

  test.each([
    ['says so', { onDoubt: 'hold' }],
    ['makes tickets', { entity: 'ticket', mappings: { ...FORM.mappings, ticket: [] } }],
  ] as const)('is held when nobody can know and its form %s', async (_how, more) => {
    const { stage, id } = await inDoubt()
    stage.form = { ...FORM, ...more }
    stage.look = sees({ kind: 'unknown' })
    await stage.deliver()
    expect(stage.ran).toEqual([])
    expect(await stage.get(id)).toMatchObject({ state: 'held', reason: 'in-doubt' })
  })

  test('is sent when a person has it tried again and still nobody can know, whatever failed in between', async () => {
    const { stage, id } = await inDoubt()
    stage.form = { ...FORM, onDoubt: 'hold' }
    stage.look = sees({ kind: 'unknown' })
    await stage.deliver()
    await stage.sqlite.outbox.decide(id, { from: ['held'], state: 'waiting', reason: RETRIED }, stage.now())
    stage.look = async () => ({ kind: 'later', reason: 'not-sent' })
    await stage.deliver()
    expect(stage.ran).toEqual([])
    stage.wait(3_600_000)
    stage.look = sees({ kind: 'unknown' })
    await stage.deliver()
    expect(stage.ran).toEqual(['opportunity', 'read-back'])
    expect((await stage.get(id)).state).toBe('delivered')
  })

  test('is only looked for again when a person has it tried again and its record has appeared', async () => {
    const { stage, id } = await inDoubt()
    stage.form = { ...FORM, onDoubt: 'hold' }
    stage.look = sees({ kind: 'unknown' })
    await stage.deliver()
    await stage.sqlite.outbox.decide(id, { from: ['held'], state: 'waiting', reason: RETRIED }, stage.now())
    stage.look = sees({ kind: 'found', id: 'record-9' })
    await stage.deliver()
    expect(stage.ran).toEqual(['read-back'])
  })

  test.each<Exclude<Outcome, { kind: 'done' }>>([
    { kind: 'later', reason: 'rate-limited', afterMs: 5_000 },
    { kind: 'unclear', reason: 'timeout' },
    { kind: 'refused', reason: 'not-found' },
    { kind: 'refused', reason: 'unauthorized', stops: 'key' },
  ])('is looked for again, and never sent, when looking ends as $kind: $reason', async (outcome) => {
    const { stage, id } = await inDoubt()
    stage.look = async () => outcome
    await stage.deliver()
    const { state, reason, dueAt } = await stage.get(id)
    expect({ state, reason }).toEqual({ state: 'checking', reason: outcome.reason })
    expect(dueAt).toBeGreaterThan(stage.now())
    expect(stage.ran).toEqual([])
    expect(stage.deps.connections.get('crm')?.stopped() !== undefined).toBe('stops' in outcome)
    stage.deps.connections.get('crm')?.resume()
    stage.wait(3_600_000)
    stage.look = sees({ kind: 'found', id: 'record-9' })
    await stage.deliver()
    expect((await stage.get(id)).state).toBe('delivered')
  })

  test('is looked for again when the adapter throws', async () => {
    const { stage, id } = await inDoubt()
    stage.look = () => {
      throw new TypeError('Ana')
    }
    await stage.deliver()
    expect(await stage.get(id)).toMatchObject({ state: 'checking', reason: 'adapter-fault' })
    expect(JSON.stringify(stage.lines)).not.toContain('Ana')
  })

  test('fails when three days of looking told nothing, and keeps the evidence', async () => {
    const { stage, id } = await inDoubt()
    stage.look = async () => ({ kind: 'unclear', reason: 'timeout' })
    stage.wait(72 * 3_600_000)
    await stage.deliver()
    expect(await stage.get(id)).toMatchObject({ state: 'failed', reason: 'tries-used' })
    await stage.sqlite.outbox.decide(id, { from: ['failed'], state: 'waiting', reason: RETRIED }, stage.now())
    stage.look = sees({ kind: 'found', id: 'record-9' })
    await stage.deliver()
    expect(stage.ran).toEqual(['read-back'])
  })

  test('is sought with all that was sent and when, and goes on with the steps that are left', async () => {
    const stage = await openDelivery({ contact: () => DONE, opportunity: () => UNCLEAR })
    const id = await stage.put()
    const begunAt = stage.now()
    await stage.deliver()
    stage.wait(LOOK_AFTER)
    const sought: Sought[] = []
    stage.look = async (all) => {
      sought.push(...all)
      return { kind: 'done', value: new Map() }
    }
    await stage.deliver()
    expect(sought).toMatchObject([
      { submissionId: id, entity: 'opportunity', begunAt, done: { contact: { id: 'record-1' } } },
    ])
    expect(sought[0]?.order.values.opportunity).toMatchObject([{ value: 'Ana' }, { value: 'ana@example.com' }])
  })

  test('which made no record of its own is not sought, and nobody can know', async () => {
    const { stage, id } = await inDoubt('link')
    stage.look = () => Promise.reject(new Error('asked'))
    await stage.deliver()
    expect(stage.ran).toEqual(['link', 'read-back'])
    expect((await stage.get(id)).state).toBe('delivered')
  })
})

describe('one scan', () => {
  async function manyInDoubt(count: number) {
    const stage = await openDelivery({ opportunity: () => UNCLEAR })
    // Before the fifth failure in a row, which would pause the connection.
    const ids = await Promise.all(Array.from({ length: count }, () => stage.put()))
    for (let each = 0; each < count; each++) await stage.deliver()
    stage.script = { opportunity: () => DONE }
    stage.ran.length = 0
    return { stage, ids }
  }

  test('serves all that are due', async () => {
    const { stage, ids } = await manyInDoubt(4)
    stage.wait(LOOK_AFTER)
    const scans: number[] = []
    stage.look = async (sought) => {
      scans.push(sought.length)
      return {
        kind: 'done',
        value: new Map(sought.map(({ submissionId: id }) => [id, { kind: 'found', id: `of ${id}` }])),
      }
    }
    while (await stage.deliver()) stage.wait(1)
    expect(scans).toEqual([4])
    expect(stage.ran).toEqual([])
    for (const id of ids)
      expect(await stage.get(id)).toMatchObject({ state: 'delivered', results: { opportunity: { id: `of ${id}` } } })
  })

  test('says nothing of a step that became due after it had begun', async () => {
    const { stage } = await manyInDoubt(1)
    stage.wait(LOOK_AFTER / 2)
    stage.script = { opportunity: () => UNCLEAR }
    const late = await stage.put()
    await stage.deliver()
    const scans: string[][] = []
    stage.look = async (sought, taken) => {
      scans.push(sought.map(({ submissionId }) => submissionId))
      return sees({ kind: 'found', id: `record-${scans.length}` })(sought, taken)
    }
    stage.wait(LOOK_AFTER / 2)
    await stage.deliver()
    stage.wait(LOOK_AFTER / 2)
    await stage.deliver()
    expect(scans).toHaveLength(2)
    expect(scans[0]).not.toContain(late)
    expect(scans[1]).toEqual([late])
  })

  test('never gives one record to two submissions', async () => {
    const { stage, ids } = await manyInDoubt(2)
    stage.wait(LOOK_AFTER)
    const free = ['the only one']
    stage.look = async (sought, taken) => {
      const others = await taken(free)
      const id = free.find((one) => !others.has(one))
      return sees(id === undefined ? { kind: 'absent' } : { kind: 'found', id })(sought, taken)
    }
    while (await stage.deliver()) stage.wait(1)
    const made = await Promise.all(ids.map(async (id) => (await stage.get(id)).results.opportunity?.id))
    expect(made.toSorted()).toEqual(['record-1', 'the only one'])
    expect(stage.ran).toEqual(['opportunity'])
  })
})

/** Notes whether an order says of itself that it may be a duplicate. */
function noting(duplicates: boolean[], { notes }: Order, outcome: Outcome): Outcome {
  duplicates.push(notes?.lines.some((line) => line.includes('duplicata')) ?? false)
  return outcome
}

async function reasonsOf(stage: Stage, id: string): Promise<readonly (string | undefined)[]> {
  return (await stage.sqlite.outbox.history(id)).map(({ reason }) => reason)
}
