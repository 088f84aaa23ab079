/** What a record of an order is made of, and what of it a record upstream lacks. Pure. */
import { missingFrom, spoken, withLines } from '../../delivery/notes.ts'
import type { Sent } from '../../delivery/verify.ts'
import { lostLabels, textOf, valueAt } from '../../delivery/verify.ts'
import type { JsonObject } from '../json.ts'
import type { Order, SchemaField, Value } from '../upstream.ts'
import { contactLink } from './schema.ts'
import { toSend } from './values.ts'

/** The field of an opportunity that its contact stands in, where the order has a contact. */
export function linkField(order: Order): SchemaField | undefined {
  return hasContact(order) ? contactLink(order.schemas.opportunity) : undefined
}

export function hasContact(order: Order): boolean {
  return order.entity === 'opportunity' && toSend(order.values.contact ?? [], order.schemas.contact).length > 0
}

/** `contactId`: of the contact that stands in the record. */
export function sentFor(order: Order, entity: string, contactId?: string): readonly Sent[] {
  const sent = toSend(withNotes(order, entity), order.schemas[entity])
  const link = entity === order.entity ? linkField(order) : undefined
  if (!link || contactId === undefined) return sent
  const { key, label } = link
  return [...sent.filter((value) => value.key !== key), { key, label, type: 'record', value: contactId }]
}

/** Labels of what was sent and is not there. The notes are compared part by part: others may write there too. */
export function lostFrom(
  order: Order,
  entity: string,
  contactId: string | undefined,
  record: JsonObject,
): readonly string[] {
  const { key, label } = notesIn(order, entity) ?? {}
  const values = sentFor(order, entity, contactId).filter((value) => value.key !== key)
  const lost = lostLabels(values, record)
  const isWhole = label === undefined || missingFrom(notesText(order, record), notesParts(order)).length === 0
  return isWhole ? lost : [...lost, label]
}

/** What stands in a record's notes field. */
export function notesText({ notes }: Order, record: JsonObject): string {
  const value = notes && valueAt(record, notes.key)
  return value === undefined || value === null ? '' : textOf(value)
}

/** What the order itself puts into the notes field: what the visitor wrote there, and each line. */
export function notesParts(order: Order): readonly string[] {
  return [ownNotes(order), ...(order.notes?.lines ?? [])].filter((part) => part.trim() !== '')
}

function withNotes(order: Order, entity: string): readonly Value[] {
  const values = order.values[entity] ?? []
  const notes = notesIn(order, entity)
  if (!notes || notes.lines.length === 0) return values
  const { key, label, lines } = notes
  const text = withLines(ownNotes(order), lines)
  return [...values.filter((value) => value.key !== key), { key, label, type: 'textarea', value: text }]
}

function ownNotes({ entity, notes, values }: Order): string {
  const own = notes && values[entity]?.find(({ key }) => key === notes.key)
  return own ? spoken(own.value, notes.locale) : ''
}

function notesIn(order: Order, entity: string): Order['notes'] {
  return entity === order.entity ? order.notes : undefined
}
