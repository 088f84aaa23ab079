/**
 * The notes: labelled lines in a text field of the record, after what the visitor wrote there. They are found again line by
 * line, so that nothing is written twice, whatever an upstream does to blanks and whoever edited the field meanwhile. Pure.
 */
import type { Answer } from '../../src/contract/form.ts'
import { findLocale } from '../forms/text.ts'

/** The most characters that lines may fill a field to. What the visitor wrote there is never cut. */
export const MAX_NOTES = 10_000

/** One labelled value on its way into the notes. */
export interface Entry {
  readonly label: string
  readonly line: string
}

/** What people at the upstream read, in the form's language. */
interface Words {
  readonly yes: string
  readonly no: string
  readonly cut: string
  readonly campaign: string
  readonly firstVisit: string
  /** `{reference}` is filled in. */
  readonly duplicate: string
  /** Said of files that the upstream does not take. */
  readonly stays: string
}

const WORDS: Readonly<Record<string, Words>> = {
  en: {
    ...{ yes: 'yes', no: 'no', cut: '… (cut)', campaign: 'Campaign', firstVisit: 'First visit' },
    ...{ duplicate: 'Possible duplicate of {reference}', stays: 'kept with Gatehouse' },
  },
  'pt-BR': {
    ...{ yes: 'sim', no: 'não', cut: '… (cortado)', campaign: 'Campanha', firstVisit: 'Primeira visita' },
    ...{ duplicate: 'Possível duplicata de {reference}', stays: 'guardado no Gatehouse' },
  },
}

export function wordsIn(locale: string): Words {
  const { en, ...others } = WORDS
  return Object.assign({}, en, others[findLocale(locale, Object.keys(others)) ?? ''])
}

/** `Label: value`; a value of several lines stands below its label, indented. */
export function entryOf(label: string, value: Answer | number, locale: string): Entry {
  const lines = linesOf(spoken(value, locale))
  const name = linesOf(label).join(' ')
  return { label, line: lines.length > 1 ? [`${name}:`, ...lines.map(indented)].join('\n') : `${name}: ${lines[0]}` }
}

/** As people read it. */
export function spoken(value: Answer | number, locale: string): string {
  if (typeof value === 'boolean') return wordsIn(locale)[value ? 'yes' : 'no']
  return typeof value === 'object' ? value.join(', ') : String(value)
}

/**
 * The lines that fit into so many characters, in their order. The first that does not is cut, and says so; whatever is not
 * there as a whole is in `cut`.
 */
export function fitting<E extends Entry>(
  entries: readonly E[],
  room: number,
  locale: string,
): { readonly lines: readonly string[]; readonly cut: readonly E[] } {
  const whole: string[] = []
  let left = room
  for (const { line } of entries) {
    if (line.length + 1 > left) break
    whole.push(line)
    left -= line.length + 1
  }
  const cut = entries.slice(whole.length)
  const [first] = cut
  if (!first) return { lines: whole, cut }
  const { cut: mark } = wordsIn(locale)
  const kept = left - mark.length - 1
  // Less of it than its label would say nothing.
  const lines = kept > first.label.length + 2 ? [first.line.slice(0, kept).replace(/[\uD800-\uDBFF]$/, '') + mark] : []
  return { lines: [...whole, ...lines], cut }
}

/** What stands in the field, a blank line, the lines. Where some of `known` stand there already, they go on below those. */
export function withLines(text: string, lines: readonly string[], known: readonly string[] = []): string {
  if (lines.length === 0) return text
  if (text.trim() === '') return lines.join('\n')
  const goesOn = missingFrom(text, known).length < known.length
  return `${text}${goesOn ? '\n' : '\n\n'}${lines.join('\n')}`
}

/** Those that do not stand in the text: each as lines in a row, compared without blanks around them. */
export function missingFrom(text: string, parts: readonly string[]): readonly string[] {
  const there = `\n${comparable(text)}\n`
  return parts.filter((part) => !there.includes(`\n${comparable(part)}\n`))
}

function comparable(text: string): string {
  const lines = linesOf(text.normalize('NFC')).map((line) => line.trim())
  return lines.filter((line) => line !== '').join('\n')
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|[\r\n\u2028\u2029]/)
}

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`
}
