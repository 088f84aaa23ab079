/** Codes as sentences, with numbers and dates as people write them in that language. */
import type { FieldType, Issue } from './form.ts'
import { clock, instant } from './temporal.ts'
import type { Say } from './wording.ts'
import { wording } from './wording.ts'

export { amid, plural } from './wording.ts'

/** The sentence for an issue, with its field's label and the limit that it broke. */
export const sentence = (form: Parameters<typeof wording>[0], issue: Issue): string => wording(form, issue, sayLimit)

export const sayLimit: Say = (type, limit, locale) => {
  const style = STYLES[type]
  if (!style) return new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(+limit)
  const at = type === 'time' ? clock(limit) : instant(type === 'date' ? `${limit}T00:00` : limit)
  return new Intl.DateTimeFormat(locale, { ...style, timeZone: 'UTC' }).format(at)
}

const STYLES: { readonly [K in FieldType]?: Intl.DateTimeFormatOptions } = {
  date: { dateStyle: 'long' },
  time: { timeStyle: 'short' },
  'datetime-local': { dateStyle: 'long', timeStyle: 'short' },
}
