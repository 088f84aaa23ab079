/** What is said of files, with numbers and lists as people write them in the form's language. */
import type { FileStrings, PublicField, PublicForm } from '../../../contract/form.ts'
import { plural } from '../../../contract/sentence.ts'

/** What may be chosen. */
export function limitsOf({ accept, multiple }: PublicField, { uploads, locale }: PublicForm, words: FileStrings) {
  const said = [
    uploads && filled(words.limit, { size: sizeOf(uploads.perFile, locale) }),
    uploads && multiple && plural(words.count, uploads.files, locale),
    accept?.length && filled(words.types, { types: accept.map(leftToRight).join(', ') }),
  ]
  return said.filter(Boolean).join(' · ')
}

/** Fills in what `{…}` stands for. */
export const filled = (words: string, values: Readonly<Record<string, string>>): string =>
  words.replace(/{(\w+)}/g, (mark, name) => values[name] ?? mark)

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte']

/** In the units in which limits are written, of 1,024 each. Upwards: what is above a limit must not read as if it were not. */
export function sizeOf(bytes: number, locale: string): string {
  const power = Math.min(Math.floor(Math.log2(bytes || 1) / 10), UNITS.length - 1)
  const size = Math.ceil((bytes / 1024 ** power) * 10) / 10
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[power],
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(size)
}

/** Downwards: all of it is sent only when all of it is. */
export const percent = (share: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', roundingMode: 'floor' } as Intl.NumberFormatOptions).format(share)

/** Names in one sentence. */
export const listed = (files: readonly File[], locale: string): string =>
  new Intl.ListFormat(locale).format(files.map(({ name }) => name))

/** What a file's name ends in, as long as it fits a small tile. */
export const kindOf = ({ name }: File): string => /\.(\w{1,4})$/.exec(name)?.[1]?.toUpperCase() ?? ''

/** Amid words that run from right to left a dot in front would jump to the other end. */
const leftToRight = (text: string) => `\u2066${text}\u2069`
