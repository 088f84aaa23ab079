/** Which language a visitor gets, and a text in it. */
import type { Langs, Text } from '../../src/contract/form.ts'

/** `wanted` exactly → its language → the form's own locale → English, among what there are words for. */
export function chooseLocale(wanted: string | undefined, own: string, known: readonly string[]): string {
  for (const locale of [wanted, own]) {
    const match = locale && findLocale(locale, known)
    if (match) return match
  }
  return 'en'
}

/** The locale that fits best, or undefined: the exact one, else one of the same language. */
export function findLocale(wanted: string, known: readonly string[]): string | undefined {
  const lower = wanted.toLowerCase()
  const language = languageOf(lower)
  return (
    known.find((locale) => locale.toLowerCase() === lower) ??
    known.find((locale) => locale.toLowerCase() === language) ??
    known.find((locale) => languageOf(locale.toLowerCase()) === language)
  )
}

/** A text in one locale; where it has none of that language, in the form's own, else in the first it has. */
export function textIn(text: Text, locale: string, own: string): string {
  if (typeof text === 'string') return text
  return text[localeOf(text, locale, own)] ?? ''
}

type Texts = Readonly<Record<string, Text | undefined>>

/** By its key what is read of each text, and the languages of those that do not go with the locale's. */
type Said<T> = { readonly [K in keyof T]: string | Extract<T[K], undefined> } & { readonly langs: Langs | undefined }

/** Says texts, by their keys. */
export type Say = <T extends Texts>(texts: T) => Said<T>

/** Says a form's texts in one locale, each as `textIn` does. A text of one string is in the form's own language. */
export function sayingIn(locale: string, own: string): Say {
  return <T extends Texts>(texts: T) => {
    const given = Object.entries(texts).flatMap(([key, text]) => (text === undefined ? [] : [{ key, text }]))
    const said = given.map(({ key, text }) => ({
      ...{ key, text: textIn(text, locale, own) },
      lang: typeof text === 'string' ? own : localeOf(text, locale, own),
    }))
    const foreign = said.filter(
      ({ text, lang }) => languageOf(lang) !== languageOf(locale) || runsAgainst(text, directionOf(locale)),
    )
    return {
      ...Object.fromEntries(said.map(({ key, text }) => [key, text])),
      langs: foreign.length > 0 ? Object.fromEntries(foreign.map(({ key, lang }) => [key, lang])) : undefined,
    } as Said<T>
  }
}

/** Which of a text's locales is taken. */
function localeOf(text: Readonly<Record<string, string>>, locale: string, own: string): string {
  const known = Object.keys(text)
  return findLocale(locale, known) ?? findLocale(own, known) ?? known[0] ?? own
}

const RIGHT_TO_LEFT = ['ar', 'fa', 'he', 'ur']

export function directionOf(locale: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.includes(languageOf(locale)) ? 'rtl' : 'ltr'
}

/** Letters of the scripts that run from right to left. https://www.unicode.org/reports/tr9/ */
const LEFTWARD =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/gu

/** Whether some of its letters do: only then can it matter which way the text around it runs. */
const runsAgainst = (text: string, dir: 'ltr' | 'rtl'): boolean =>
  /\p{L}/u.test(dir === 'rtl' ? text.replace(LEFTWARD, '') : (text.match(LEFTWARD)?.join('') ?? ''))

function languageOf(locale: string): string {
  return locale.split('-')[0]?.toLowerCase() ?? ''
}
