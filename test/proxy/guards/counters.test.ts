import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCounters } from '../../../proxy/guards/counters.ts'
import { createDayHash } from '../../../proxy/node/day-hash.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: Date.UTC(2026, 0, 1) })
})
afterEach(() => {
  vi.useRealTimers()
})

const open = (maxKeys?: number) => createCounters({ now: () => Date.now() }, maxKeys)

test('each key is counted for its time, from its first, and then begins anew', async () => {
  const counters = open()
  expect(await counters.add('address', 'a', MINUTE)).toEqual({ total: 1, endsInMs: MINUTE, isShared: false })
  await vi.advanceTimersByTimeAsync(MINUTE - 1)
  expect(await counters.add('address', 'a', MINUTE, 5)).toEqual({ total: 6, endsInMs: 1, isShared: false })
  expect((await counters.add('address', 'b', MINUTE)).total).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect((await counters.add('address', 'a', MINUTE)).total).toBe(1)
})

test('what is counted apart, and over another time, is another count', async () => {
  const counters = open()
  await counters.add('address', 'a', MINUTE)
  expect((await counters.add('challenges', 'a', MINUTE)).total).toBe(1)
  expect((await counters.add('address', 'a', HOUR)).total).toBe(1)
  expect((await counters.add('address', 'a', MINUTE, 0)).total).toBe(1)
})

test('in a crowd newcomers share counts: whoever was there keeps their own, and nobody goes uncounted', async () => {
  const counters = open(10)
  const hash = createDayHash({ now: () => 0 })
  for (let key = 0; key < 10; key++) await counters.add('address', `early ${key}`, MINUTE)
  const late = await Promise.all(
    Array.from({ length: 10_000 }, (_, key) => counters.add('address', hash(`late ${key}`), MINUTE)),
  )
  expect(late.every(({ isShared }) => isShared)).toBe(true)
  const totals = late.map(({ total }) => total)
  expect(totals.filter((total) => total === 1)).toHaveLength(1_024)
  // Evenly: none of them is full long before the others.
  expect(Math.max(...totals)).toBeLessThan((4 * 10_000) / 1_024)
  expect(await counters.add('address', 'early 3', MINUTE)).toMatchObject({ total: 2, isShared: false })
  // Another kind is not crowded by it.
  expect(await counters.add('email', 'late 1', HOUR)).toMatchObject({ total: 1, isShared: false })
})

test('when the crowd has gone each newcomer has a count again', async () => {
  const counters = open(10)
  for (let key = 0; key < 11; key++) await counters.add('address', String(key), MINUTE)
  await vi.advanceTimersByTimeAsync(MINUTE)
  // Those of the stretch before may still be held.
  expect((await counters.add('address', 'x', MINUTE)).isShared).toBe(true)
  await vi.advanceTimersByTimeAsync(MINUTE)
  expect((await counters.add('address', 'y', MINUTE)).isShared).toBe(false)
})

test('5,000 keys leave no more in memory than there may be, and no timer when their time is over', async () => {
  const counters = open(100)
  for (let key = 0; key < 5_000; key += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, more) => counters.add('address', `${key + more}`, MINUTE)))
  }
  // Of each count that is held one. Those that began at once may be some more.
  expect(vi.getTimerCount()).toBeLessThanOrEqual(100 + 1_024 + 100)
  await vi.advanceTimersByTimeAsync(MINUTE)
  expect(vi.getTimerCount()).toBe(0)
})
