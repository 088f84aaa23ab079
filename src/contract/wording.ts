/** Codes as sentences. */
import type { FieldType, Issue, PublicForm } from './form.ts'
import { questions } from './questions.ts'
import type { Plural } from './strings/public.ts'

/** How a limit of a field of this type is said. */
export type Say = (type: FieldType, limit: string, locale: string) => string

/** The sentence for an issue, with its field's label and the limit that it broke. */
export function wording(
  form: Pick<PublicForm, 'fields' | 'consent' | 'locale' | 'strings'>,
  issue: Issue,
  say: Say = (_, limit) => limit,
): string {
  const { label = '', type = 'text', format = type } = questions(form).find(({ name }) => name === issue.field) ?? {}
  const { issues, tick } = form.strings
  const said: Readonly<Record<string, unknown>> = { ...issue }
  const ofType: Readonly<Record<string, string | undefined>> = issues
  return (type === 'checkbox' ? tick : (ofType[`${issue.code} ${format}`] ?? issues[issue.code])).replace(
    /{(\w+)}/g,
    (_, name) => (name === 'label' ? amid(label) : say(type, `${said[name]}`, form.locale)),
  )
}

/**
 * A label amid a sentence, where its own full stop or question mark would read as the end, whatever its script. Of a long
 * one, a consent say, its beginning tells it from the others.
 */
export const amid = (label: string): string => label.replace(/^(.{60}\S*)\s.*/s, '$1…').replace(/\p{Term}+$/u, '')

/** The text for so many, with the number in it. A proxy of version 0.1.0 gives one text for every number. */
export const plural = (words: Plural | string = '', count: number, locale: string): string =>
  (typeof words === 'string' ? words : (words[new Intl.PluralRules(locale).select(count)] ?? words.other)).replace(
    '{count}',
    count.toLocaleString(locale),
  )
