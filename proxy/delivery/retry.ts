/** How long to wait before the next try. Pure arithmetic; the dice come from outside, the delay is kept in the row. */

const SECOND = 1_000
const HOUR = 3_600 * SECOND

const BASE_MS = 4 * SECOND
const CAP_MS = HOUR
const RETRY_AFTER_MIN_MS = SECOND
const RETRY_AFTER_MAX_MS = 24 * HOUR

/**
 * Full jitter: anywhere from 0 to twice the time that it was tried so far, so that the time about doubles with each try.
 * By time and not by count: looks and crashes are attempts too, and say nothing of how long the upstream has been in
 * trouble. `random` is from 0 up to, not including, 1.
 */
export function backoffMs(triedMs: number, random: number): number {
  return Math.floor(random * Math.min(CAP_MS, Math.max(BASE_MS, 2 * triedMs)))
}

/** What an upstream asks for, within reason. */
export function clampRetryAfterMs(afterMs: number): number {
  return Math.min(Math.max(Math.ceil(afterMs), RETRY_AFTER_MIN_MS), RETRY_AFTER_MAX_MS)
}
