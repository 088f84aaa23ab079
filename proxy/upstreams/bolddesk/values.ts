/** Values on their way to BoldDesk: in the JSON that each kind of field takes, choices as the ids behind their names. Pure. */
import type { Answer } from '../../../src/contract/form.ts'
import { spoken, withLines } from '../../delivery/notes.ts'
import type { Order, SchemaField, Value } from '../upstream.ts'
import { idOf } from './choices.ts'

type Json = string | number | boolean | readonly (string | number)[]

/** One value as it is sent, and as people say it. */
export interface Sent {
  readonly key: string
  readonly label: string
  readonly type: Value['type']
  readonly said: Answer
  readonly json: Json
}

/** Of an entity, without what is empty: what null would do is not known. `dropped`: choices that there are no ids for. */
export function toSend(
  order: Order,
  entity: string,
): { readonly sent: readonly Sent[]; readonly dropped: readonly Value[] } {
  const values = withNotes(order, entity).filter(({ value }) => !isEmpty(value))
  const fields = new Map(order.schemas[entity]?.fields.map((field) => [field.key, field]))
  const sent: Sent[] = []
  const dropped: Value[] = []
  for (const given of values) {
    const { key, label, type: asked, value } = given
    const field = fields.get(key)
    // What the upstream's field takes counts, not how the question was asked.
    const type = field?.type ?? asked
    const json = field?.options ? chosen(value, field, values) : (FORMATS[type] ?? asText)(value, field)
    if (json === undefined) dropped.push(given)
    else sent.push({ key, label, type, said: value, json })
  }
  return { sent, dropped }
}

export function isCustom(key: string): boolean {
  return key.startsWith('cf_')
}

/** Custom fields below a key of their own, all else flat. */
export function bodyOf(
  pairs: readonly { readonly key: string; readonly json: unknown }[],
): Readonly<Record<string, unknown>> {
  const entries = pairs.map(({ key, json }) => [key, json] as const)
  const custom = entries.filter(([key]) => isCustom(key))
  const flat = entries.filter(([key]) => !isCustom(key))
  return Object.fromEntries([
    ...flat,
    ...(custom.length > 0 ? [['customFields', Object.fromEntries(custom)] as const] : []),
  ])
}

/** A field that leftovers go to gets them after what the visitor wrote there. */
function withNotes({ entity: main, notes, values, listing }: Order, entity: string): readonly Value[] {
  const own = values[entity] ?? []
  if (entity !== main || !notes || notes.lines.length === 0 || notes.key === listing?.key) return own
  const { key, label, lines, locale } = notes
  const written = own.find((value) => value.key === key)?.value ?? ''
  const value = withLines(spoken(written, locale), lines)
  return [...own.filter((other) => other.key !== key), { key, label, type: 'textarea', value }]
}

/** Undefined when one of the choices has no id. */
function chosen(value: Answer, field: SchemaField, values: readonly Value[]): Json | undefined {
  if (typeof value === 'boolean') return value
  const parent = values.find(({ key }) => key === field.parent?.key)?.value
  const ids = [value].flat().map((name) => idOf(field, name, typeof parent === 'string' ? parent : undefined))
  const known = ids.flatMap((id) => id ?? [])
  if (known.length < ids.length) return undefined
  return field.type === 'checkboxes' ? known : known[0]
}

type Format = (value: Answer, field: SchemaField | undefined) => Json

/** Types without a row are sent as text. */
const FORMATS: { readonly [K in Value['type']]?: Format } = {
  number: (value) => (typeof value === 'string' && Number.isFinite(Number(value)) ? Number(value) : asText(value)),
  checkbox: (value) => (value === 'true' || value === 'false' ? value === 'true' : asText(value)),
  date: (value) => (isDate(value) ? `${value}T00:00:00.000Z` : asText(value)),
  // Without a zone there is no instant: what the clock on the wall shows is taken as UTC, and reads the same there.
  'datetime-local': (value) => {
    const at =
      typeof value === 'string' ? Date.parse(ZONED.test(value) ? value : `${value.replace(' ', 'T')}Z`) : Number.NaN
    return Number.isNaN(at) ? asText(value) : new Date(at).toISOString()
  },
}

const ZONED = /(Z|[+-]\d\d:?\d\d)$/

function isDate(value: Answer): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
}

/** A record's id is a number, whoever typed it. */
function asText(value: Answer, field?: SchemaField): Json {
  if (typeof value === 'string' && field?.internal && field.type === undefined && /^\d{1,15}$/.test(value))
    return Number(value)
  return value
}

function isEmpty(value: Answer): boolean {
  return value === '' || (typeof value === 'object' && value.length === 0)
}
