/** Answers as people read them: choices by their label, boxes by yes and no, files by name. Pure. */
import type { Answer } from '../../src/contract/form.ts'
import { fillTemplate } from '../../src/contract/template.ts'
import type { PublishedForm, ShownField } from '../forms/published.ts'
import { textIn } from '../forms/text.ts'
import type { Kept, KeptFile } from '../outbox/outbox.ts'
import { spoken, wordsIn } from './notes.ts'

/** In one language. Nothing for a field that is not there or was not answered. */
export function answerText(name: string, kept: Kept, form: PublishedForm, locale: string): string {
  const field = form.fields.find((each) => each.name === name)
  const answer = kept.answers[name]
  if (!field || answer === undefined) return ''
  return spoken(typeof answer === 'boolean' ? answer : labelled(field, answer, locale, form.locale), locale)
}

/** What a field is called by those who read the record. */
export function labelIn(form: PublishedForm, name: string): string {
  const field = form.fields.find((each) => each.name === name)
  return field ? textIn(field.label, form.locale, form.locale) : name
}

/** With the answers in it, in the language of the submission. */
export function filled(template: string, kept: Kept, form: PublishedForm): string {
  return fillTemplate(template, (name) => answerText(name, kept, form, kept.locale))
}

/** The most that a subject has: longer ones are cut in every list that they stand in. */
const MAX_LINE = 200

/** The same in one line, without what nobody can see; where nothing is left of it, the form's title. */
export function filledLine(template: string, kept: Kept, form: PublishedForm): string {
  const title = form.title === undefined ? '' : textIn(form.title, form.locale, form.locale)
  return [filled(template, kept, form), title].map(lineOf).find((line) => line !== '') ?? form.id
}

/** Names with sizes. `stays`: the upstream takes none of them, and the reader is told where they are. */
export function filesText(files: readonly KeptFile[], locale: string, stays: boolean): string {
  const listed = files.map(({ name, bytes }) => `${name} (${sizeText(bytes, locale)})`).join(', ')
  return stays ? `${listed} (${wordsIn(locale).stays})` : listed
}

function labelled({ options }: ShownField, answer: string | readonly string[], locale: string, own: string): Answer {
  const said = (value: string) => {
    const option = options?.find((each) => each.value === value)
    return option ? textIn(option.label, locale, own) : value
  }
  return typeof answer === 'string' ? said(answer) : answer.map(said)
}

/** Controls, line ends and marks that turn the direction of what follows. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu

function lineOf(text: string): string {
  const line = [...text.replace(UNSEEN, ' ').replace(/ {2,}/g, ' ').trim()]
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE - 1).join('')}…` : line.join('')
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte']

function sizeText(bytes: number, locale: string): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1)
  const format = { style: 'unit', unit: UNITS[power] ?? 'byte', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(locale, format).format(bytes / 1000 ** power)
}
