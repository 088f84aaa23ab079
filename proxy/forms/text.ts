/** Which language a visitor gets, and a text in it. */
import type { Text } from '../../src/contract/form.ts'

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
  const known = Object.keys(text)
  const match = findLocale(locale, known) ?? findLocale(own, known) ?? known[0]
  return match === undefined ? '' : (text[match] ?? '')
}

const RIGHT_TO_LEFT = ['ar', 'fa', 'he', 'ur']

export function directionOf(locale: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.includes(languageOf(locale)) ? 'rtl' : 'ltr'
}

function languageOf(locale: string): string {
  return locale.split('-')[0]?.toLowerCase() ?? ''
}
