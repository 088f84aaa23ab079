/** Local times as instants. */
import { instant } from '../../src/contract/temporal.ts'

/**
 * The instant, in UTC, that a local time such as `2026-03-08T10:30` means in a zone. As calendars do it: a time that is
 * there twice (clocks go back) is the earlier one, a time that is left out (clocks go forward) is as much later as
 * they go. What is no local time stays as it is.
 */
export function inZone(local: string, timeZone: string): string {
  const wall = instant(local)
  if (Number.isNaN(wall)) return local
  const [before, after] = [wall - DAY_MS, wall + DAY_MS].map((at) => wallAt(at, timeZone) - at) as [number, number]
  const meant = [wall - before, wall - after].filter((at) => wallAt(at, timeZone) === wall)
  const at = meant.length > 0 ? Math.min(...meant) : wall - before
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

const DAY_MS = 86_400_000

/** What a clock shows there, as ms since 1970-01-01 on a clock that knows no zones. */
function wallAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', { ...PARTS, timeZone }).formatToParts(at)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = ORDER.map((type) =>
    Number(parts.find((part) => part.type === type)?.value),
  )
  const wall = new Date(0)
  wall.setUTCFullYear(year, month - 1, day)
  wall.setUTCHours(hour, minute, second, ((at % 1000) + 1000) % 1000)
  return wall.getTime()
}

const ORDER = ['year', 'month', 'day', 'hour', 'minute', 'second']
const PARTS: Intl.DateTimeFormatOptions = {
  ...{ calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
  ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
}
