/** Whether a form is outside its time, and how that is said. */
import type { Words } from '../../src/contract/strings/words.ts'
import type { PublishedForm } from './published.ts'

type Timed = Pick<PublishedForm, 'opens' | 'closes' | 'timeZone'>

/** `at`: ms since the epoch. Open from `opens` on, until just before `closes`. */
export function isClosed({ opens, closes }: Timed, at: number): boolean {
  return (opens !== undefined && at < Date.parse(opens)) || (closes !== undefined && at >= Date.parse(closes))
}

/** Undefined while it is open. */
export function closedText(form: Timed, at: number, { page }: Words, locale: string): string | undefined {
  const { opens, closes, timeZone = 'UTC' } = form
  if (!isClosed(form, at)) return undefined
  const isOver = closes !== undefined && at >= Date.parse(closes)
  const time = new Intl.DateTimeFormat(locale, { ...STYLE, timeZone }).format(
    Date.parse((isOver ? closes : opens) ?? ''),
  )
  return page[isOver ? 'closed' : 'opens'].replace('{time}', time)
}

const STYLE: Intl.DateTimeFormatOptions = {
  ...{ day: 'numeric', month: 'long', year: 'numeric' },
  ...{ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
}
