/** BoldDesk's kinds of fields as our types. What the words are is known from pages and kits, not from the API: so loosely. Pure. */
import type { FieldType } from '../../../src/contract/form.ts'
import { own } from '../json.ts'
import { plainWord } from './shapes.ts'

/** `link`: another record of BoldDesk, nothing that a visitor could fill. */
export type Kind = FieldType | 'link'

/** In this order: a multi-line text is no multi-select, a date-time no date, a phone number no number. */
const BY_WORD: readonly (readonly [RegExp, Kind])[] = [
  [/lookup/, 'link'],
  [/multiline|textarea|richtext|html/, 'textarea'],
  [/multi/, 'checkboxes'],
  [/drop|select|combo|choice/, 'select'],
  [/check|yesno|radio|bool|toggle/, 'checkbox'],
  [/datetime/, 'datetime-local'],
  [/date/, 'date'],
  [/phone|mobile/, 'tel'],
  [/email/, 'email'],
  [/decimal|numeric|number|integer/, 'number'],
  [/url|website/, 'url'],
  [/file|attach/, 'link'],
  [/regex|line|text|string/, 'text'],
]

/** The most telling first: a data type is `String` for many kinds. */
const SAID_IN = ['fieldControlName', 'fieldType', 'fieldDataType']

/** Undefined where none of its words is known. */
export function kindOf(entry: unknown): Kind | undefined {
  for (const key of SAID_IN) {
    const word = plainWord(own(entry, key))
    const found = word === '' ? undefined : BY_WORD.find(([pattern]) => pattern.test(word))
    if (found) return found[1]
  }
  return undefined
}

/** BoldDesk's own word for it. */
export function wordOf(entry: unknown): string | undefined {
  return SAID_IN.map((key) => own(entry, key)).find((word): word is string => typeof word === 'string' && word !== '')
}
