/** The shapes of single values in a form: names, texts in several languages, answers, sites, times. */
import { z } from 'zod'
import { parseSite } from '../site.ts'
import { said, shortOrObject } from './faults.ts'

const NAME = /^[a-z][a-z0-9_-]{0,63}$/
export const name = z
  .string(said('a name'))
  .regex(NAME, 'Begin with a letter a–z; then a–z, 0–9, _ and -, at most 64 in all.')

export const words = z
  .string(said('a text'))
  .min(1, 'Write a text, or leave the key out.')
  .max(10_000, 'Write at most 10,000 characters.')

export const flag = z.boolean('Write `true` or `false`.')

const LOCALE = { error: 'Write a language as `en` or `pt-BR`.', abort: true }
export const locale = z
  .string('Write a language, e.g. `pt-BR`.')
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, LOCALE)
  .refine(isLocale, LOCALE)

/** Words that a visitor sees. */
export const text = z.union(
  [
    words,
    z.record(locale, words).refine((map) => Object.keys(map).length > 0, 'Write the text in at least one language.'),
  ],
  shortOrObject('Write a text, or one for each language, e.g. `{ en: Name, pt-BR: Nome }`.'),
)

/** A value as the wire has it; numbers may be written as numbers. */
export const scalar = z.union([z.string(), z.number().transform(String)], { error: 'Write a text or a number.' })

export const answer = z.union([scalar, z.boolean(), z.array(scalar)], {
  error: 'Write a text, a number, true, false, or a list of texts.',
})

export const site = z
  .string(said('a site'))
  .refine(
    (written) => parseSite(written) !== undefined,
    'Write a site as `example.com`, `*.example.com` or `http://localhost:5173`, or "*" for every page.',
  )

export const zone = z.string(said('a time zone')).refine((id) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: id }).format(0) !== ''
  } catch {
    return false
  }
}, 'Write a time zone by its name, e.g. `America/Sao_Paulo`.')

export const instant = z
  .string(said('a time'))
  .refine(
    (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)),
    'Write a time with its offset in quotes, e.g. "2026-12-01T09:00-03:00".',
  )

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0
  } catch {
    return false
  }
}
