/** What is said of records that nobody knows of, compared with what the emulated Bolten really holds. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OPPORTUNITIES } from '../../../demo/upstreams/bolten/data.ts'
import type { Switches } from '../../../demo/upstreams/bolten/switches.ts'
import { look } from '../../../proxy/upstreams/bolten/look.ts'
import type { Order, Sighting, Sought, Value } from '../../../proxy/upstreams/upstream.ts'
import { deliver, KEY, openBolten, orderFor } from '../../support/bolten.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const MARKER = 'ID do site'
const START = Date.parse('2026-03-01T12:00:00Z')

const nobody = async () => new Set<string>()
const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** A Bolten whose clock a test moves, with a schema that was read once. */
async function world(switches: Partial<Switches> = {}) {
  const clock = { now: START }
  const bench = await openBolten({}, () => clock.now)
  const { emulator, upstream } = bench
  const plain = await orderFor(upstream, { opportunity: { Nome: 'x' }, contact: { Nome: 'x' } })
  Object.assign(emulator.switches, { pace: { requests: 100_000, windowMs: 1_000 }, ...switches })

  const orderOf = (number: number, values: Readonly<Record<string, string>>, marked = true): Order => {
    const given = marked ? { ...values, [MARKER]: idOf(number) } : values
    const of = Object.entries(given).map(([key, value]): Value => {
      return { key, label: key, type: key === 'E-mail' ? 'email' : 'text', value }
    })
    const { schemas } = plain
    const base = { submissionId: idOf(number), entity: 'opportunity', schemas, values: { opportunity: of } }
    return { ...base, ...(marked && { marker: MARKER }) }
  }
  /** Creates the record as the adapter does; a minute goes by. */
  async function create(order: Order): Promise<string> {
    clock.now += MINUTE
    const { results } = await deliver(upstream, order)
    return results[order.entity]?.id ?? ''
  }
  return {
    ...bench,
    clock,
    orderOf,
    create,
    /** So many records of strangers, a minute apart. */
    async fill(count: number) {
      for (let stranger = 0; stranger < count; stranger++) {
        await create(orderOf(900_000 + stranger, { Nome: `Estranho ${stranger}` }, false))
      }
    },
    sought: (order: Order, begunAt = clock.now): Sought => ({
      ...{ submissionId: order.submissionId, entity: order.entity, order, done: {}, begunAt },
    }),
    async seek(...sought: Sought[]): Promise<readonly (Sighting | undefined)[]> {
      const reading = await upstream.look(sought, nobody)
      if (reading.kind !== 'done') throw new Error(reading.reason)
      return sought.map(({ submissionId }) => reading.value.get(submissionId))
    },
    pages: () => emulator.arrivals().filter(({ path }) => path.includes('page=')).length,
  }
}

const ABSENT = { kind: 'absent' }
const UNKNOWN = { kind: 'unknown' }
const found = (id: string) => ({ kind: 'found', id })

describe('a record is found again', () => {
  test.each(['newest', 'oldest', 'updated', 'by-id'] as const)('by its marker, in a list by %s', async (order) => {
    const { create, fill, seek, sought, orderOf, clock } = await world({ order, maxLimit: 10 })
    await fill(25)
    const begunAt = clock.now
    const [mine, other] = [orderOf(1, { Nome: 'Ana' }), orderOf(2, { Nome: 'Ana' })]
    const id = await create(mine)
    await fill(3)
    expect(await seek(sought(mine, begunAt))).toEqual([found(id)])
    expect(await seek(sought(mine, begunAt), sought(other, begunAt))).toEqual([found(id), ABSENT])
  })

  test('by all its values where the form has no marker', async () => {
    const { create, seek, sought, orderOf } = await world()
    const order = orderOf(1, { Nome: 'Ana', 'E-mail': 'ana@example.com' }, false)
    const id = await create(order)
    expect(await seek(sought(order))).toEqual([found(id)])
  })

  test('for a contact, whose values tell it', async () => {
    const { upstream, seek, sought } = await world()
    const order = await orderFor(upstream, { opportunity: { Nome: 'Ana' }, contact: { Nome: 'Ana Souza' } })
    const { results } = await deliver(upstream, order)
    const one = sought({ ...order, marker: MARKER })
    expect(await seek({ ...one, entity: 'contact' })).toEqual([found(results.contact?.id ?? '')])
  })

  test('in one scan for all, the contacts and the opportunities each in their own list', async () => {
    const { create, seek, sought, orderOf, pages } = await world()
    const orders = Array.from({ length: 20 }, (_, number) => orderOf(number, { Nome: 'Ana' }))
    const ids: string[] = []
    for (const order of orders) ids.push(await create(order))
    const before = pages()
    expect(await seek(...orders.map((order) => sought(order, START)))).toEqual(ids.map(found))
    expect(pages() - before).toBe(1)
  })

  test('of two that are alike, the oldest; and of two submissions each has one of its own', async () => {
    const { create, seek, sought, orderOf } = await world()
    const order = orderOf(1, { Nome: 'Ana' }, false)
    const [first, second] = [await create(order), await create(order)]
    expect(await seek(sought(order, START))).toEqual([found(first)])
    const twin = { ...order, submissionId: idOf(2) }
    expect(await seek(sought(twin, START + 1), sought(order, START))).toEqual([found(second), found(first)])
  })

  test('never among those that belong to others', async () => {
    const { upstream, create, sought, orderOf } = await world()
    const order = orderOf(1, { Nome: 'Ana' }, false)
    const id = await create(order)
    const asked: (readonly string[])[] = []
    const reading = await upstream.look([sought(order, START)], async (ids) => {
      asked.push(ids)
      return new Set(ids)
    })
    expect(reading).toEqual({ kind: 'done', value: new Map([[idOf(1), ABSENT]]) })
    expect(asked).toEqual([[id]])
  })

  test('not by an older one that is the same', async () => {
    const { create, seek, sought, orderOf, clock } = await world()
    const order = orderOf(1, { Nome: 'Ana' }, false)
    await create(order)
    clock.now += HOUR
    expect(await seek(sought(order))).toEqual([ABSENT])
  })

  test('whichever of the two clocks is ahead', async () => {
    const { create, seek, sought, orderOf, clock } = await world()
    const order = orderOf(1, { Nome: 'Ana' }, false)
    const id = await create(order)
    expect(await seek(sought(order, clock.now + 4 * MINUTE))).toEqual([found(id)])
    expect(await seek(sought(order, clock.now - 30 * MINUTE))).toEqual([found(id)])
  })
})

describe('absent is only said of what cannot be there', () => {
  test('an empty list, and a list that was read as a whole', async () => {
    const { fill, seek, sought, orderOf } = await world({ order: 'by-id' })
    expect(await seek(sought(orderOf(1, { Nome: 'Ana' })))).toEqual([ABSENT])
    await fill(30)
    expect(await seek(sought(orderOf(1, { Nome: 'Ana' }), START))).toEqual([ABSENT])
  })

  test.each(['newest', 'oldest'] as const)('a long list by %s, of which only the new end is read', async (order) => {
    const { emulator, fill, seek, sought, orderOf, pages } = await world({ order })
    await fill(150)
    emulator.switches.maxLimit = 15
    const before = pages()
    expect(await seek(sought(orderOf(1, { Nome: 'Ana' })))).toEqual([ABSENT])
    expect(pages() - before).toBeLessThanOrEqual(order === 'newest' ? 1 : 3)
  })

  test('a long list in no order is not known, and reading ends', async () => {
    const { fill, seek, sought, orderOf, pages } = await world({ order: 'by-id', maxLimit: 2 })
    await fill(60)
    const before = pages()
    expect(await seek(sought(orderOf(1, { Nome: 'Ana' })))).toEqual([UNKNOWN])
    expect(pages() - before).toBe(20)
  })

  test('a record that may be it, after something was lost of it, is neither found nor absent', async () => {
    const { emulator, create, seek, sought, orderOf } = await world()
    const order = orderOf(1, { Nome: 'Ana', 'E-mail': 'ana@example.com' })
    emulator.switches.forgets = [MARKER]
    await create(order)
    expect(await seek(sought(order, START))).toEqual([UNKNOWN])
    emulator.switches.forgets = ['Nome']
    const unmarked = orderOf(2, { Nome: 'Bia', 'E-mail': 'bia@example.com' }, false)
    await create(unmarked)
    expect(await seek(sought(unmarked, START))).toEqual([UNKNOWN])
  })

  test('a record that carries another id is another', async () => {
    const { create, seek, sought, orderOf } = await world()
    await create(orderOf(2, { Nome: 'Ana', 'E-mail': 'ana@example.com' }))
    expect(await seek(sought(orderOf(1, { Nome: 'Ana', 'E-mail': 'ana@example.com' }), START))).toEqual([ABSENT])
  })

  test.each(['all', 'no-limit', 'no-total', 'nothing'] as const)(
    'whatever a page tells of itself: %s',
    async (told) => {
      const { emulator, create, fill, seek, sought, orderOf } = await world({ pageTells: told, order: 'oldest' })
      const order = orderOf(1, { Nome: 'Ana' })
      await fill(12)
      const id = await create(order)
      await fill(4)
      for (const maxLimit of [3, 4, 5, 17, 100]) {
        emulator.switches.maxLimit = maxLimit
        expect(await seek(sought(order, START))).toEqual([found(id)])
        expect(await seek(sought(orderOf(2, { Nome: 'Ana' }), START))).toEqual([ABSENT])
      }
    },
  )

  test('a list that changes while it is read is read anew, and is not known when it never stands still', async () => {
    const { upstream, fill, orderOf, sought, create } = await world({ order: 'by-id', maxLimit: 5 })
    await fill(12)
    for (const [times, expected] of [
      [1, ABSENT],
      [100, UNKNOWN],
    ] as const) {
      let left = times
      const moving: Parameters<typeof look>[0] = {
        async list(entity, page) {
          if (page > 1 && left-- > 0) await create(orderOf(800_000 + left, { Nome: 'Novo' }, false))
          return upstream.list(entity, page)
        },
      }
      const reading = await look(moving, [sought(orderOf(1, { Nome: 'Ana' }), START)], nobody)
      expect(reading).toEqual({ kind: 'done', value: new Map([[idOf(1), expected]]) })
    }
  })

  test.each([
    [
      { kind: 'status', status: 500 },
      { kind: 'later', reason: 'status-500' },
    ],
    [{ kind: 'truncated' }, { kind: 'later', reason: 'cut-short' }],
    [
      { kind: 'status', status: 401 },
      { kind: 'refused', reason: 'key-refused', stops: 'key' },
    ],
  ] as const)('a page that cannot be read (%j) says nothing of any', async (fault, expected) => {
    const { emulator, upstream, fill, sought, orderOf } = await world({ maxLimit: 5, order: 'by-id' })
    await fill(12)
    // The second page.
    emulator.switches.faults.push({ ...fault, path: '/opportunities', method: 'GET', body: {} })
    expect(await upstream.look([sought(orderOf(1, { Nome: 'Ana' }), START)], nobody)).toMatchObject(expected)
  })
})

test('in 200 random worlds no record that is visible is called absent, and no record is called another’s', async () => {
  const tally = { found: 0, absent: 0, unknown: 0 }
  const spec = fc.record({
    order: fc.constantFrom('newest', 'oldest', 'updated', 'by-id'),
    maxLimit: fc.integer({ min: 1, max: 25 }),
    pageTells: fc.constantFrom('all', 'all', 'no-limit', 'no-total', 'nothing'),
    lagMinutes: fc.constantFrom(0, 0, 3),
    strangers: fc.integer({ min: 0, max: 30 }),
    touched: fc.array(fc.nat(29), { maxLength: 3 }),
    marked: fc.boolean(),
    // Which of those that are sought was made.
    made: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
    alike: fc.boolean(),
    // What Bolten takes of them and does not keep.
    forgets: fc.constantFrom<string[]>([], [], [MARKER], ['Nome']),
  })
  const { url, emulator, upstream, clock, create, fill, orderOf, sought } = await world()
  await fc.assert(
    fc.asyncProperty(spec, async ({ lagMinutes, strangers, touched, marked, made, alike, forgets, ...switches }) => {
      emulator.reset()
      Object.assign(emulator.switches, { pace: { requests: 100_000, windowMs: 1_000 } })
      await fill(strangers)
      for (const at of touched) {
        const { id } = emulator.records()[at] ?? {}
        if (id !== undefined) await touch(id)
      }
      clock.now += HOUR
      const truth = new Map<string, string>()
      const wanted: Sought[] = []
      emulator.switches.forgets = forgets
      for (const [number, isMade] of made.entries()) {
        const order = orderOf(number, { Nome: alike ? 'Ana' : `Ana ${number}` }, marked)
        wanted.push(sought(order))
        if (isMade) truth.set(order.submissionId, await create(order))
      }
      Object.assign(emulator.switches, switches, { listDelayMs: lagMinutes * MINUTE })
      const visible = new Set(
        emulator
          .records()
          .filter(({ createdAt }) => Date.parse(createdAt) <= clock.now - lagMinutes * MINUTE)
          .map(({ id }) => id),
      )
      const reading = await upstream.look(wanted, nobody)
      if (reading.kind !== 'done') throw new Error(reading.reason)
      expect(reading.value.size).toBe(wanted.length)
      const claimed = new Set<string>()
      for (const [submission, sighting] of reading.value) {
        tally[sighting.kind]++
        const real = truth.get(submission)
        const owner = [...truth].find(([, id]) => sighting.kind === 'found' && id === sighting.id)?.[0]
        if (sighting.kind === 'found') {
          expect(claimed.has(sighting.id)).toBe(false)
          claimed.add(sighting.id)
          // Without markers, those that are alike in all that was sent stand for each other.
          expect(owner !== undefined && (owner === submission || (alike && !marked))).toBe(true)
        }
        if (sighting.kind === 'absent' && (marked || !alike))
          expect(real !== undefined && visible.has(real)).toBe(false)
      }
      // Alike and unmarked: as many are found as are there, so none of those that are there is made again.
      if (
        alike &&
        !marked &&
        !forgets.includes('Nome') &&
        [...reading.value.values()].every(({ kind }) => kind !== 'unknown')
      ) {
        expect(claimed.size).toBe([...truth.values()].filter((id) => visible.has(id)).length)
      }
    }),
    { numRuns: 200, seed: 20_260_301 },
  )
  // The worlds were such that each could be said.
  expect(Math.min(tally.found, tally.absent, tally.unknown)).toBeGreaterThan(20)

  async function touch(id: string) {
    clock.now += 1_000
    const { status } = await fetch(`${url}/kanban/api/v1/${OPPORTUNITIES}/opportunities/${id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${KEY}` },
      body: '{"attributes":{"Origem":"Balcão"}}',
    })
    expect(status).toBe(200)
  }
})
