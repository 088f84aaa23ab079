/** The one table that gives a field its type where no form names one: the upstream's word first, then what people call it. */
import type { FieldType, Option } from '../../src/contract/form.ts'

export interface Inferred {
  readonly type: FieldType
  /** The upstream's own word or its choices said so; else it is a guess from the label, or `text` for want of one. */
  readonly known: boolean
}

export function inferType(field: {
  readonly upstreamType?: string | undefined
  readonly label: string
  readonly options?: readonly Option[] | undefined
}): Inferred {
  const word = field.upstreamType?.toLowerCase() ?? ''
  if (field.options && field.options.length > 0)
    return { type: /multi/.test(word) ? 'checkboxes' : 'select', known: true }
  const said = BY_WORD.find(([pattern]) => pattern.test(word))
  if (said) return { type: said[1], known: true }
  const label = field.label.normalize('NFC').toLowerCase()
  const guessed = BY_LABEL.find(([pattern]) => pattern.test(label))
  return { type: guessed?.[1] ?? 'text', known: PLAIN_TEXT.test(word) }
}

type Rule = readonly [RegExp, FieldType]

/** In this order: `phone_number` is a phone, `datetime` is no date. */
const BY_WORD: readonly Rule[] = [
  [/e-?mail/, 'email'],
  [/phone|tel/, 'tel'],
  [/number|currency|decimal|integer/, 'number'],
  [/date.?time/, 'datetime-local'],
  [/date/, 'date'],
  [/bool|check/, 'checkbox'],
  [/long|text.?area/, 'textarea'],
]

const BY_LABEL: readonly Rule[] = [
  [/e-?mail/, 'email'],
  [/telefone|celular|whatsapp|phone/, 'tel'],
  [/observa|mensagem|descri/, 'textarea'],
]

/** Words for one line of text: the type is known, and the label may still tell more. */
const PLAIN_TEXT = /text|string|char/
