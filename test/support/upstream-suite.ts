/**
 * What is expected of every upstream, whichever it is: run it against an adapter and something that answers like its
 * upstream on a real socket. docs/adding-an-upstream.md says the same in words.
 */
import { describe, expect, test } from 'vitest'
import type { Order, Outcome, Sighting, Upstream } from '../../proxy/upstreams/upstream.ts'
import { findKey } from './key-search.ts'
import { deliver } from './steps.ts'

export interface UpstreamBench {
  readonly upstream: Upstream
  /** What its orders create. */
  readonly entity: string
  readonly key: string
  /** Another submission each time, without notes, with at least `forgotten` among its values. */
  order(): Promise<Order>
  /** Label of the value that is not kept while `forgets` holds. */
  readonly forgotten: string
  /** Ids of the records of `entity` that are really there. */
  records(): readonly string[]
  /** How many calls arrived. */
  calls(): number
  fault(kind: UpstreamFault): unknown
}

/** What happens to the calls from now on. */
export type UpstreamFault =
  /** The next create makes its record, and nobody hears of it. */
  | 'lost-reply'
  /** The key is not good any more. */
  | 'key-refused'
  /** Nobody is there. */
  | 'unreachable'
  /** The next call came too early by 7 s. */
  | 'too-fast'
  /** The next create is refused, in words that have the key in them. */
  | 'says-key'
  /** One value is taken and not kept. */
  | 'forgets'

const nobody = async () => new Set<string>()

export function describeUpstream(name: string, open: () => Promise<UpstreamBench>): void {
  describe(`${name}, as any upstream`, () => {
    test('tells the same schema twice, of each entity, with keys that are told apart', async () => {
      const { upstream } = await open()
      expect(upstream.entities.length).toBeGreaterThan(0)
      for (const entity of upstream.entities) {
        const [first, second] = [await upstream.schema(entity), await upstream.schema(entity)]
        expect(first).toMatchObject({ kind: 'done', value: { entity } })
        expect(second).toEqual(first)
        const keys = first.kind === 'done' ? first.value.fields.map(({ key }) => key) : []
        expect(new Set(keys).size).toBe(keys.length)
      }
    })

    test('says which parts its key reaches', async () => {
      const { upstream } = await open()
      expect(await upstream.components()).toMatchObject({ kind: 'done' })
    })

    test('plans without calling anybody, and the same steps each time, each called otherwise', async () => {
      const { upstream, order, calls } = await open()
      const given = await order()
      const before = calls()
      const copy = JSON.stringify(given)
      const [first, second] = [upstream.plan(given), upstream.plan(given)]
      expect(calls()).toBe(before)
      expect(JSON.stringify(given)).toBe(copy)
      expect(shape(first)).toEqual(shape(second))
      expect(new Set(first.map((step) => step.name)).size).toBe(first.length)
    })

    test('makes one record of an order, and says that it is all there', async () => {
      const { upstream, order, records } = await open()
      const { steps, results, outcome } = await deliver(upstream, await order())
      expect(outcome).toBeUndefined()
      expect(Object.keys(results)).toEqual(steps)
      expect(records()).toHaveLength(1)
      expect(Object.values(results).flatMap(({ lost }) => lost ?? [])).toEqual([])
      expect(Object.values(results).some(({ seen }) => seen)).toBe(true)
    })

    test('makes no other record when a finished plan, or what is safe of it, is run again', async () => {
      const { upstream, order, records, calls } = await open()
      const given = await order()
      const { results } = await deliver(upstream, given)
      const before = calls()
      await deliver(upstream, given, results)
      expect(calls()).toBe(before)
      for (const step of upstream.plan(given).filter(({ safe }) => safe))
        expect(await step.run(results)).toMatchObject({ kind: 'done' })
      expect(records()).toHaveLength(1)
    })

    test('of two orders makes two records', async () => {
      const { upstream, order, records } = await open()
      for (const given of [await order(), await order()]) await deliver(upstream, given)
      expect(new Set(records()).size).toBe(2)
    })

    test('never sends again what may have been made: it is found, or nobody knows', async () => {
      const { upstream, order, records, fault } = await open()
      const given = await order()
      const begunAt = Date.now() - 1_000
      await fault('lost-reply')
      const { steps, results, outcome } = await deliver(upstream, given)
      expect(records()).toHaveLength(1)
      const entity = steps.find((step) => !results[step]) ?? ''
      const step = upstream.plan(given).find((each) => each.name === entity)
      expect(outcome?.kind).toEqual(step?.safe ? expect.stringMatching(/unclear|later/) : 'unclear')

      const sought = { submissionId: given.submissionId, entity, order: given, done: results, begunAt }
      const sighting = seen(await upstream.look([sought], nobody), given)
      if (!step?.safe) expect(sighting).not.toEqual({ kind: 'absent' })
      if (sighting.kind === 'found') expect(records()).toContain(sighting.id)

      const found = sighting.kind === 'found' ? { [entity]: { id: sighting.id } } : {}
      if (step?.safe || sighting.kind === 'found') {
        expect((await deliver(upstream, given, { ...results, ...found })).outcome).toBeUndefined()
      }
      expect(records()).toHaveLength(1)
    })

    test('does not take one submission’s record for another’s', async () => {
      const { upstream, order, records } = await open()
      const begunAt = Date.now() - 1_000
      await deliver(upstream, await order())
      const other = await order()
      const sought = { submissionId: other.submissionId, entity: other.entity, order: other, done: {}, begunAt }
      const taken = async (ids: readonly string[]) => new Set(ids.filter((id) => records().includes(id)))
      expect(seen(await upstream.look([sought], taken), other).kind).not.toBe('found')
    })

    test('that refuses the key stops all that uses it', async () => {
      const { upstream, order, records, fault } = await open()
      const given = await order()
      await fault('key-refused')
      const { outcome } = await deliver(upstream, given)
      expect(outcome).toMatchObject({ kind: 'refused', stops: 'key' })
      expect(records()).toEqual([])
    })

    test('that cannot be reached is tried later: nothing happened', async () => {
      const { upstream, order, fault } = await open()
      const given = await order()
      await fault('unreachable')
      expect((await deliver(upstream, given)).outcome).toMatchObject({ kind: 'later', reason: expect.any(String) })
    })

    test('that was called too early is waited for as long as it asks', async () => {
      const { upstream, order, records, fault } = await open()
      const given = await order()
      await fault('too-fast')
      const { outcome } = await deliver(upstream, given)
      expect(outcome).toMatchObject({ kind: 'later', afterMs: expect.any(Number) })
      expect(outcome?.kind === 'later' && outcome.afterMs).toBeGreaterThanOrEqual(7_000)
      expect(records()).toEqual([])
    })

    test('says of each value that was sent and not kept that it is lost', async () => {
      const { upstream, order, fault, forgotten } = await open()
      const given = await order()
      await fault('forgets')
      const { results, outcome } = await deliver(upstream, given)
      expect(outcome).toBeUndefined()
      const lists = Object.values(results).flatMap(({ lost }) => (lost ? [lost] : []))
      expect(lists.at(-1)).toEqual([forgotten])
    })

    test('says nothing of the key, whatever comes of a call', async () => {
      const said: (Outcome | undefined)[] = []
      let key = ''
      for (const kind of ['says-key', 'key-refused', 'too-fast', 'lost-reply', 'unreachable'] as const) {
        const bench = await open()
        key = bench.key
        const given = await bench.order()
        await bench.fault(kind)
        said.push((await deliver(bench.upstream, given)).outcome)
      }
      expect(said.filter((outcome) => outcome === undefined)).toEqual([])
      expect(findKey(key, { outcomes: JSON.stringify(said) })).toEqual([])
    })
  })
}

function shape(steps: ReturnType<Upstream['plan']>): readonly unknown[] {
  return steps.map(({ name, safe }) => ({ name, safe }))
}

function seen(reading: Awaited<ReturnType<Upstream['look']>>, { submissionId }: Order): Sighting {
  if (reading.kind !== 'done') throw new Error(`It could not be looked: ${reading.reason}`)
  const sighting = reading.value.get(submissionId)
  if (!sighting) throw new Error('It says nothing of what was sought.')
  return sighting
}
