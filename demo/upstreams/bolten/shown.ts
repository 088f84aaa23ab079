/** The emulated Bolten's records and schema as they are looked at and changed from outside. */
import type { State } from './api.ts'
import type { Component, Field } from './data.ts'
import type { Stored } from './records.ts'
import { envelope } from './records.ts'

/** A record as people look at it. */
export interface ShownRecord {
  readonly id: string
  readonly entity: 'opportunity' | 'contact'
  readonly component: string
  readonly createdAt: string
  readonly attributes: Readonly<Record<string, unknown>>
  /** Id of the linked contact. */
  readonly contact?: string
}

/** One change of a component's fields, while it runs. */
export interface SchemaChange {
  readonly component: string
  readonly rename?: { readonly from: string; readonly to: string }
  readonly add?: Field
  readonly remove?: string
}

/** The newest first. */
export function shownRecords({ account, records, switches }: State): readonly ShownRecord[] {
  return records.toReversed().flatMap((record) => {
    const component = account.components.find(({ id }) => id === record.component)
    if (!component) return []
    const { id, created_at, attributes } = envelope(record, component, records, switches)
    const entity = component.category === 'contact_management' ? 'contact' : 'opportunity'
    const { contact } = record
    return [
      {
        id,
        entity,
        component: component.id,
        createdAt: created_at,
        attributes,
        ...(contact !== undefined && { contact }),
      },
    ]
  })
}

/** A renamed field keeps its values. @throws {Error} when there is no such component or field. */
export function changeSchema({ account, records }: State, change: SchemaChange): readonly Field[] {
  const component = account.components.find(({ id }) => id === change.component)
  if (!component) throw new Error(`No component ${change.component}`)
  if (change.rename) rename(component, records, change.rename)
  if (change.add) component.fields.push(change.add)
  if (change.remove !== undefined) component.fields = component.fields.filter(({ name }) => name !== change.remove)
  return component.fields
}

function rename(component: Component, records: readonly Stored[], { from, to }: { from: string; to: string }): void {
  const field = component.fields.find(({ name }) => name === from)
  if (!field) throw new Error(`No field ${from}`)
  field.name = to
  for (const { component: id, values } of records) {
    if (id !== component.id || !values.has(from)) continue
    values.set(to, values.get(from))
    values.delete(from)
  }
}
