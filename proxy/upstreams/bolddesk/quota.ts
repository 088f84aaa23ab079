/**
 * What BoldDesk's quota headers say. Their forms are not settled: the limit is a count or a period, the reset an instant
 * or a number of seconds. What cannot be read says nothing. Pure.
 */

type Headers = Readonly<Record<string, string>>

export interface Quota {
  /** The smallest gap between two calls that keeps to it, where the limit is a count. */
  readonly spacingMs?: number
  /** Nothing is left: how long to wait. */
  readonly pauseMs?: number
}

/** The quota is one of a minute, wherever it was seen. */
const PERIOD_MS = 60_000
/** Both clocks round, and a call that comes a moment too early costs a whole period. */
const MARGIN_MS = 2_000
/** A reset that is further away is a misunderstanding. */
const LONGEST_MS = 3_600_000

export function readQuota(headers: Headers, now: number): Quota {
  const count = wholeNumber(headers['x-rate-limit-limit'])
  const remaining = wholeNumber(headers['x-rate-limit-remaining'])
  const resetMs = untilResetMs(headers, now) ?? 0
  // A reset that is plainly further away than a minute shows that the period is longer.
  const periodMs = resetMs > PERIOD_MS + 2 * MARGIN_MS ? resetMs - MARGIN_MS : PERIOD_MS
  return {
    ...(count !== undefined && count > 0 && { spacingMs: Math.ceil(periodMs / count) }),
    ...(remaining === 0 && { pauseMs: resetMs || PERIOD_MS }),
  }
}

/** How long until the quota is new, with a margin; undefined where that is not said. */
export function untilResetMs(headers: Headers, now: number): number | undefined {
  // From the reply's own time, so that two clocks need not agree.
  const sentAt = Date.parse(headers.date ?? '')
  const ms = resetMs(headers['x-rate-limit-reset']?.trim() ?? '', Number.isNaN(sentAt) ? now : sentAt)
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_MS) + MARGIN_MS
}

/** A larger number of seconds is an instant since the epoch, and one that is larger still is in ms. */
const LONGEST_WAIT_S = 1e8
const EARLIEST_MS = 1e11

function resetMs(text: string, sentAt: number): number {
  if (!/^\d+(\.\d+)?$/.test(text)) return Date.parse(text) - sentAt
  const value = Number(text)
  if (value < LONGEST_WAIT_S) return value * 1_000
  return (value < EARLIEST_MS ? value * 1_000 : value) - sentAt
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined
}
