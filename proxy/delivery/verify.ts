/**
 * Read back: is what was sent in the record that the upstream returned? Loose where an upstream may write the same value
 * another way, strict about the value itself. Pure.
 */
import type { FieldType } from '../../src/contract/form.ts'

/** One value as it was sent. */
export interface Sent {
  readonly key: string
  readonly label: string
  /** `record`: the value is the id of another record. */
  readonly type: FieldType | 'record'
  readonly value: string | number | boolean | readonly string[]
}

/** Labels of what was sent and is not in the record, in the order of sending. */
export function lostLabels(sent: readonly Sent[], record: Readonly<Record<string, unknown>>): readonly string[] {
  return sent.filter(({ key, type, value }) => !sameValue(type, value, record, key)).map(({ label }) => label)
}

function sameValue(
  type: Sent['type'],
  sent: Sent['value'],
  record: Readonly<Record<string, unknown>>,
  key: string,
): boolean {
  const returned = valueAt(record, key)
  if (returned === undefined || returned === null) return false
  return (COMPARE[type] ?? sameText)(sent, returned)
}

/** By the key's bytes, else by what it looks like. */
export function valueAt(record: Readonly<Record<string, unknown>>, key: string): unknown {
  if (Object.hasOwn(record, key)) return record[key]
  const alike = Object.keys(record).find((other) => other.normalize('NFC') === key.normalize('NFC'))
  return alike === undefined ? undefined : record[alike]
}

type Compare = (sent: Sent['value'], returned: unknown) => boolean

/** Types without a row are compared as text. */
const COMPARE: { readonly [K in Sent['type']]?: Compare } = {
  tel: (sent, returned) => {
    const digits = digitsOf(String(sent))
    return digits === '' ? sameText(sent, returned) : digits === digitsOf(textOf(returned))
  },
  email: sameChoice,
  number: (sent, returned) => {
    const text = textOf(returned)
    return text === '' ? false : Number(text) === Number(sent) || sameText(sent, returned)
  },
  date: (sent, returned) => textOf(returned).startsWith(String(sent)) || sameInstant(String(sent), textOf(returned)),
  'datetime-local': (sent, returned) =>
    sameInstant(String(sent), textOf(returned)) || sameInstant(wallTime(String(sent)), wallTime(textOf(returned))),
  select: sameChoice,
  radio: sameChoice,
  checkbox: (sent, returned) => textOf(returned).toLowerCase() === String(sent) || returned === Number(sent === true),
  checkboxes: (sent, returned) => {
    const wanted = setOf([sent].flat())
    const found = setOf(typeof returned === 'string' ? returned.split(/[,;]/) : [returned].flat())
    return sameSet(wanted, found) || sameSet(wanted, setOf([returned].flat()))
  },
  record: (sent, returned) => {
    if (typeof returned !== 'object') return textOf(returned) === String(sent)
    const { id } = returned as { readonly id?: unknown }
    // Shown by its own fields only: something is linked, and more cannot be known.
    return id === undefined ? Object.keys(returned as object).length > 0 : textOf(id) === String(sent)
  },
}

function sameText(sent: unknown, returned: unknown): boolean {
  return plain(textOf(sent)) === plain(textOf(returned))
}

function sameChoice(sent: unknown, returned: unknown): boolean {
  return plain(textOf(sent)).toLowerCase() === plain(textOf(returned)).toLowerCase()
}

/** A string, number or boolean as text; a choice that came as an object by its label; "" for anything else. */
export function textOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.length === 1 ? textOf(value[0]) : value.map(textOf).join(', ')
  const object: Readonly<Record<string, unknown>> = Object.assign(Object.create(null), value)
  const label = ['name', 'label', 'value', 'id'].map((key) => object[key]).find((found) => typeof found === 'string')
  return typeof label === 'string' ? label : ''
}

function plain(text: string): string {
  return text.normalize('NFC').replaceAll('\r\n', '\n').trim()
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '')
}

/** Without a zone it is taken as UTC on both sides: never as this machine's. */
function sameInstant(one: string, other: string): boolean {
  return instantOf(one) === instantOf(other)
}

function instantOf(text: string): number {
  return Date.parse(/T.*(Z|[+-]\d\d:?\d\d)$|^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`)
}

/** What a clock on the wall shows: the date and time without the zone. */
function wallTime(text: string): string {
  return text.replace(/(Z|[+-]\d\d:?\d\d)$/, '')
}

function setOf(labels: readonly unknown[]): ReadonlySet<string> {
  return new Set(labels.map((label) => plain(textOf(label)).toLowerCase()))
}

function sameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((entry) => other.has(entry))
}
