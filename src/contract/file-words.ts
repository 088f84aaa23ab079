/** What is said of files before any is chosen, with sizes as people write them in the form's language. */
import type { PublicField, PublicForm } from './form.ts'
import { plural } from './sentence.ts'

/** What a field takes: how large, how many, of which kinds; empty where all is taken. */
export function limitsOf({ accept, multiple }: PublicField, { uploads, strings, locale }: PublicForm): string {
  const { files: words } = strings
  const said = words && [
    uploads && words.limit.replace('{size}', sizeOf(uploads.perFile, locale)),
    uploads && multiple && plural(words.count, uploads.files, locale),
    accept?.length && words.types.replace('{types}', accept.map(leftToRight).join(', ')),
  ]
  return said?.filter(Boolean).join(' · ') ?? ''
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte']

/**
 * In units of 1,000, as limits are written. `round`: of a limit downwards, since no more is promised than is taken; of a
 * file upwards, since what is above a limit must not read as if it were not.
 */
export function sizeOf(bytes: number, locale: string, round: (tenths: number) => number = Math.floor): string {
  const power = Math.min(Math.floor(Math.log10(bytes || 1) / 3), UNITS.length - 1)
  return new Intl.NumberFormat(locale, {
    ...{ style: 'unit', unit: `${UNITS[power]}`, unitDisplay: 'short', maximumFractionDigits: 1 },
  }).format(round((bytes / 1000 ** power) * 10) / 10)
}

/** Amid words that run from right to left a dot in front would jump to the other end. */
const leftToRight = (text: string) => `\u2066${text}\u2069`
