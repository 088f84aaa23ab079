import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs, clampRetryAfterMs } from '../../../proxy/delivery/retry.ts'

const HOUR = 3_600_000
const ALMOST_ONE = 1 - Number.EPSILON

test('the limit doubles from four seconds to an hour and stays there', () => {
  const limits = [1, 2, 3, 10, 11, 1_000, 100_000].map((attempt) => Math.round(backoffMs(attempt, ALMOST_ONE) / 1_000))
  expect(limits).toEqual([4, 8, 16, 2_048, 3_600, 3_600, 3_600])
})

test('the dice choose anywhere below the limit', () => {
  expect([0, 0.25, 0.5].map((dice) => backoffMs(3, dice))).toEqual([0, 4_000, 8_000])
})

test('every wait is whole milliseconds from nothing to an hour', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, dice) => {
      const ms = backoffMs(attempt, dice)
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
