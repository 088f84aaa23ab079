/** When a message that could not be sent is tried again. */
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability */
const WAITS_MS = [
  ...[5 * SECOND, 5 * MINUTE, 30 * MINUTE],
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR),
] as const

/** The wait after this many tries, a tenth more or less by the dice; undefined when all are used. `tries` is from 1. */
export function waitMs(tries: number, random: number): number | undefined {
  const ms = WAITS_MS[tries - 1]
  return ms === undefined ? undefined : Math.round(ms * (0.9 + 0.2 * random))
}
