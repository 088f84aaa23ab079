/**
 * Dates and times as HTML writes them, within the limits of browsers: from year 1 to the last instant of `Date`.
 * NaN stands for a text that is none.
 */

const DAY_MS = 86_400_000

/** Days since 1970-01-01. */
export function days(date: string): number {
  const [, year = 0, month = 0, day = 0] = /^(\d{4,})-(\d\d)-(\d\d)$/.exec(date) ?? []
  const at = new Date(0)
  // An impossible day rolls over into another month, a year that is too late into no date at all.
  at.setUTCFullYear(+year, +month - 1, +day)
  return +year && at.getUTCMonth() === +month - 1 ? +at / DAY_MS : Number.NaN
}

/** Milliseconds since midnight. */
export function clock(time: string): number {
  const [, hours = Number.NaN, minutes = 0, seconds = 0, fraction = 0] =
    /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(\.\d{1,3})?)?$/.exec(time) ?? []
  // Rounded, because 0.29 * 1000 is not 290.
  return ((+hours * 60 + +minutes) * 60 + +seconds) * 1000 + Math.round(+fraction * 1000)
}

/** Milliseconds since 1970-01-01 on a clock that knows no zones. */
export function instant(local: string): number {
  const [date = '', time = '', more] = local.split(/[T ]/, 3)
  const at = days(date) * DAY_MS + clock(time)
  return at <= 8.64e15 && more === undefined ? at : Number.NaN
}

/** The shortest way to write that instant, e.g. `2024-02-29T10:00`; nothing for none. */
export const local = (at: number): string =>
  Number.isNaN(at)
    ? ''
    : new Date(at)
        .toISOString()
        .replace(/^\+0*/, '')
        .replace(/(:00)?\.?0*Z$/, '')
