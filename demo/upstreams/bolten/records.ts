/** The records of the emulated Bolten, and what becomes of the values that are written into them. */
import { randomUUID } from 'node:crypto'
import type { Component, Field } from './data.ts'
import type { Switches } from './switches.ts'

export interface Stored {
  readonly id: string
  readonly component: string
  readonly createdAt: number
  updatedAt: number
  discardedAt?: number
  contact?: string
  /** By label; a map, since a label may be `__proto__`. */
  readonly values: Map<string, unknown>
}

/** `problems`: what a strict Bolten would refuse, by label. */
export interface Writing {
  readonly values: ReadonlyMap<string, unknown>
  readonly contact?: string
  readonly dropped: readonly string[]
  readonly problems: Readonly<Record<string, string>>
}

/** Only labels that match byte for byte are taken; every other is dropped without a word, as Bolten does. */
export function write(component: Component, attributes: object, switches: Switches): Writing {
  const values = new Map<string, unknown>()
  const dropped: string[] = []
  const problems: [string, string][] = []
  let contact: string | undefined
  for (const [label, value] of Object.entries(attributes)) {
    const field = component.fields.find(({ name }) => name === label)
    if (!field) dropped.push(label)
    else if (switches.forgets.includes(label)) continue
    else if (field.content_type === 'contact') contact = String(value)
    else if (hasOption(field, value) || switches.badOption === 'store') values.set(label, value)
    else if (switches.badOption === 'reject') problems.push([label, 'is not one of the available values'])
  }
  if (switches.requiredEnforced) {
    const missing = component.fields.filter(({ name, required }) => required && !Object.hasOwn(attributes, name))
    problems.push(...missing.map(({ name }): [string, string] => [name, 'is required']))
  }
  return { values, dropped, problems: Object.fromEntries(problems), ...(contact !== undefined && { contact }) }
}

export function create(component: Component, { values, contact }: Writing, now: number): Stored {
  return {
    id: randomUUID(),
    component: component.id,
    createdAt: now,
    updatedAt: now,
    values: new Map(values),
    ...(contact !== undefined && { contact }),
  }
}

/** The record as Bolten shows it. A linked contact stands in its field, by its own labels. */
export function envelope(record: Stored, component: Component, all: readonly Stored[], { contactShown }: Switches) {
  const linkLabel = component.fields.find(({ content_type }) => content_type === 'contact')?.name
  const contact = all.find(({ id }) => id === record.contact)
  const nested = contact && {
    ...(contactShown === 'with-id' && { id: contact.id }),
    ...Object.fromEntries(contact.values),
  }
  return {
    id: record.id,
    created_at: new Date(record.createdAt).toISOString(),
    updated_at: new Date(record.updatedAt).toISOString(),
    created_by: 'api',
    ...(record.discardedAt !== undefined && { discarded_at: new Date(record.discardedAt).toISOString() }),
    attributes: Object.fromEntries([
      ...record.values,
      ...(linkLabel !== undefined && nested ? [[linkLabel, nested] as const] : []),
    ]),
  }
}

/** A field as the schema reply tells it. */
export function describe(field: Field, { options, requiredKey }: Switches): object {
  const { name, content_type, available_values, required } = field
  const values = available_values?.map((label, index) =>
    options === 'strings' ? label : { id: index + 1, name: label },
  )
  return {
    name,
    ...(content_type !== undefined && { content_type }),
    ...(values && { available_values: values }),
    ...(requiredKey !== 'none' && { [requiredKey]: required === true }),
  }
}

function hasOption({ available_values }: Field, value: unknown): boolean {
  return available_values === undefined || [value].flat().every((label) => available_values.includes(String(label)))
}
