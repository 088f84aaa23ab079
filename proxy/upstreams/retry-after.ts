/** When an upstream wants to be asked again. */
const SHORTEST_MS = 1_000
const LONGEST_MS = 24 * 3_600_000

/**
 * The wait in ms that the reply's `Retry-After` asks for, kept between one second and one day. Undefined when it is
 * absent or unreadable. A date counts from the reply's own `Date`, so that two clocks need not agree.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const asked = headers['retry-after']?.trim() ?? ''
  const ms = /^\d+$/.test(asked) ? Number(asked) * 1_000 : httpDate(asked) - (httpDate(headers.date) || now)
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, SHORTEST_MS), LONGEST_MS)
}

/** NaN when it is none. */
function httpDate(text: string | undefined): number {
  return text?.endsWith(' GMT') ? Date.parse(text) : Number.NaN
}
