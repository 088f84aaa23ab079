import { describe, expect, test } from 'vitest'
import { readQuota, untilResetMs } from '../../../proxy/upstreams/bolddesk/quota.ts'

const NOW = Date.UTC(2026, 0, 31, 12, 0, 0)

const headers = (limit: string, remaining: string, reset: string) => ({
  'x-rate-limit-limit': limit,
  'x-rate-limit-remaining': remaining,
  'x-rate-limit-reset': reset,
})

describe('the quota headers', () => {
  test.each([
    ['a count of a minute', headers('40', '12', '2026-01-31T12:00:30.1234567Z'), { spacingMs: 1_500 }],
    ['a count that does not divide', headers('70', '12', '30'), { spacingMs: 858 }],
    ['a count whose reset is further away than a minute', headers('100', '12', '600'), { spacingMs: 6_000 }],
    ['a period, with something left', headers('1m', '12', '30'), {}],
    ['a period, with nothing left', headers('1m', '0', '30'), { pauseMs: 32_000 }],
    [
      'nothing left, reset as an instant',
      headers('40', '0', '2026-01-31T12:00:30.5000000Z'),
      { spacingMs: 1_500, pauseMs: 32_500 },
    ],
    ['nothing left, reset as an epoch in seconds', headers('1m', '0', String(NOW / 1_000 + 10)), { pauseMs: 12_000 }],
    ['nothing left, reset as an epoch in ms', headers('1m', '0', String(NOW + 10_000)), { pauseMs: 12_000 }],
    ['nothing left, reset in the past', headers('1m', '0', '2026-01-31T11:59:00Z'), { pauseMs: 2_000 }],
    ['nothing left, reset not told', headers('1m', '0', ''), { pauseMs: 60_000 }],
    ['nothing left, reset absurdly far', headers('1m', '0', '2126-01-31T12:00:00Z'), { pauseMs: 3_602_000 }],
    ['a limit of nothing', headers('0', '5', '30'), {}],
    ['nonsense', headers('many', '-1', 'soon'), {}],
    ['none at all', {}, {}],
  ])('%s', (_name, given, expected) => {
    expect(readQuota(given, NOW)).toEqual(expected)
  })

  test('count from the reply’s own time, so that two clocks need not agree', () => {
    const late = { 'x-rate-limit-reset': '2026-01-31T12:00:30Z', date: 'Sat, 31 Jan 2026 12:00:20 GMT' }
    expect(untilResetMs(late, NOW - 3_600_000)).toBe(12_000)
  })
})
