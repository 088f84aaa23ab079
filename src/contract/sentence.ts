/** Codes as sentences, for the page and for the element alike; numbers and dates as people write them in that language. */
import type { FieldType, Issue, Plural, PublicForm } from './form.ts'
import { questions } from './questions.ts'
import { clock, instant } from './temporal.ts'

/** The sentence for an issue, with its field's label and the limit that it broke. */
export function sentence(form: Pick<PublicForm, 'fields' | 'consent' | 'locale' | 'strings'>, issue: Issue): string {
  const { label = '', type = 'text' } = questions(form).find(({ name }) => name === issue.field) ?? {}
  const { issues, tick } = form.strings
  const said: Readonly<Record<string, unknown>> = { ...issue }
  return (type === 'checkbox' ? tick : issues[issue.code]).replace(/{(\w+)}/g, (_, name) =>
    name === 'label' ? amid(label) : limit(type, `${said[name]}`, form.locale),
  )
}

/** A label amid a sentence, where its own full stop or question mark would read as the end. */
export const amid = (label: string): string => label.replace(/[.:?!]+$/, '')

/** The text for so many, with the number in it. A proxy of version 0.1.0 gives one text for every number. */
export const plural = (words: Plural, count: number, locale: string): string =>
  (words[new Intl.PluralRules(locale).select(count)] ?? words.other ?? `${words}`).replace(
    '{count}',
    limit('number', count, locale),
  )

function limit(type: FieldType, value: string | number, locale: string): string {
  const style = STYLES[type]
  if (!style) return new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(+value)
  const at = type === 'time' ? clock(`${value}`) : instant(type === 'date' ? `${value}T00:00` : `${value}`)
  return new Intl.DateTimeFormat(locale, { ...style, timeZone: 'UTC' }).format(at)
}

const STYLES: { readonly [K in FieldType]?: Intl.DateTimeFormatOptions } = {
  date: { dateStyle: 'long' },
  time: { timeStyle: 'short' },
  'datetime-local': { dateStyle: 'long', timeStyle: 'short' },
}
