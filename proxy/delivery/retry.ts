/** How long to wait before the next try. Pure arithmetic; the dice come from outside, the delay is kept in the row. */

const SECOND = 1_000
const HOUR = 3_600 * SECOND

const BASE_MS = 2 * SECOND
const CAP_MS = HOUR
const RETRY_AFTER_MIN_MS = SECOND
const RETRY_AFTER_MAX_MS = 24 * HOUR

/** Full jitter: anywhere from 0 to a limit that doubles with each attempt. `random` is from 0 up to, not including, 1. */
export function backoffMs(attempt: number, random: number): number {
  return Math.floor(random * Math.min(CAP_MS, BASE_MS * 2 ** attempt))
}

/** What an upstream asks for, within reason. */
export function clampRetryAfterMs(afterMs: number): number {
  return Math.min(Math.max(Math.ceil(afterMs), RETRY_AFTER_MIN_MS), RETRY_AFTER_MAX_MS)
}
