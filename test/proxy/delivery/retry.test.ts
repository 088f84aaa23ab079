import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs, clampRetryAfterMs } from '../../../proxy/delivery/retry.ts'

const HOUR = 3_600_000
const ALMOST_ONE = 1 - Number.EPSILON

test('the limit is twice the time that it was tried, from four seconds to an hour', () => {
  const tried = [0, 1, 2, 10, 600, 1_800, 1_000_000]
  const limits = tried.map((seconds) => Math.round(backoffMs(seconds * 1_000, ALMOST_ONE) / 1_000))
  expect(limits).toEqual([4, 4, 4, 20, 1_200, 3_600, 3_600])
})

test('the dice choose anywhere below the limit', () => {
  expect([0, 0.25, 0.5].map((dice) => backoffMs(8_000, dice))).toEqual([0, 4_000, 8_000])
})

test('every wait is whole milliseconds from nothing to an hour', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (triedMs, dice) => {
      const ms = backoffMs(triedMs, dice)
      expect(Number.isSafeInteger(ms) && ms >= 0 && ms <= HOUR).toBe(true)
    }),
  )
})

test.each([
  [-5, 1_000],
  [0, 1_000],
  [999.2, 1_000],
  [1_500.4, 1_501],
  [24 * HOUR, 24 * HOUR],
  [25 * HOUR, 24 * HOUR],
  [Number.POSITIVE_INFINITY, 24 * HOUR],
])('an upstream that asks for %d ms gets %d ms', (asked, given) => expect(clampRetryAfterMs(asked)).toBe(given))
