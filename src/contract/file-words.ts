/** What is said of files before any is chosen, with sizes and lists as people write them in the form's language. */
import type { PublicField, PublicForm } from './form.ts'
import { plural } from './sentence.ts'
import type { FileStrings } from './strings/public.ts'

/** What a field takes: how large, how many, of which kinds; empty where all is taken. */
export function limitsOf({ accept, multiple }: PublicField, { uploads, strings, locale }: PublicForm): string {
  const { files: words } = strings
  const said = words && [
    uploads && words.limit.replace('{size}', sizeOf(uploads.perFile, locale)),
    uploads && multiple && plural(words.count, uploads.files, locale),
    accept?.length && words.types.replace('{types}', kindsOf(accept, words, locale)),
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

/** Tokens of HTML's `accept` as people call them: `image/*` “images”, `.pdf` and `application/pdf` “PDF”; each once. */
function kindsOf(accept: readonly string[], { kinds = {} }: FileStrings, locale: string): string {
  const said = accept.map((token) => {
    const [kind = '', family = ''] = token.toLowerCase().split('/').reverse()
    if (kind === '*') return isolated(kinds[family] ?? token)
    const program = PROGRAMS.find(([sign]) => family && kind.includes(sign))?.[1]
    return isolated(program ?? kind.replace(/^\.|^x-|\+.*/g, '').toUpperCase())
  })
  return new Intl.ListFormat(locale).format(new Set(said))
}

/** By a word of the media type, where the type itself says nothing to people. */
const PROGRAMS = [
  ['word', 'Word'],
  ['excel', 'Excel'],
  ['spreadsheetml', 'Excel'],
  ['powerpoint', 'PowerPoint'],
  ['presentationml', 'PowerPoint'],
  ['plain', 'TXT'],
] as const

/** Amid words that run the other way, each kind keeps its place. */
const isolated = (text: string) => `\u2068${text}\u2069`
