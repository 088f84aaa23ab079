/** The emulator's own routes below `/_emulator`, for demos and tests in other processes. */

import type { State } from './bolten-api.ts'
import type { Arrivals } from './bolten-arrivals.ts'
import type { Component, Field } from './bolten-data.ts'
import type { Reply } from './bolten-faults.ts'
import type { Stored } from './bolten-records.ts'
import { envelope } from './bolten-records.ts'
import type { Switches } from './bolten-switches.ts'
import { FAULT_KINDS } from './bolten-switches.ts'

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

export interface Controlled extends State {
  readonly arrivals: Arrivals
  reset(): void
}

export function control(emulator: Controlled, method: string, path: string, body: string): Reply {
  const route = ROUTES[`${method} ${path}`]
  if (!route)
    return { status: 404, json: { message: `No ${method} ${path}. There are: ${Object.keys(ROUTES).join(', ')}` } }
  try {
    return { status: 200, json: route(emulator, body === '' ? undefined : JSON.parse(body)) }
  } catch (error) {
    return { status: 400, json: { message: error instanceof Error ? error.message : String(error) } }
  }
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

/** @throws {Error} for a switch or a fault that there is not; then nothing is changed. */
export function setSwitches(switches: Switches, change: Partial<Switches>): Switches {
  const unknown = Object.keys(change).filter((name) => !Object.hasOwn(switches, name))
  if (unknown.length > 0)
    throw new Error(`No switch ${unknown.join(', ')}. There are: ${Object.keys(switches).join(', ')}`)
  for (const { kind } of change.faults ?? []) {
    if (!FAULT_KINDS.includes(kind)) throw new Error(`No fault ${kind}. There are: ${FAULT_KINDS.join(', ')}`)
  }
  return Object.assign(switches, change)
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

const ROUTES: Readonly<Record<string, (emulator: Controlled, body: unknown) => unknown>> = {
  'GET /_emulator/switches': ({ switches }) => switches,
  'PATCH /_emulator/switches': ({ switches }, body) => setSwitches(switches, body as Partial<Switches>),
  'GET /_emulator/records': (emulator) => ({ records: shownRecords(emulator) }),
  'GET /_emulator/arrivals': ({ arrivals }) => ({ arrivals: arrivals.all, pace: arrivals.pace() }),
  'POST /_emulator/schema': (emulator, body) => changeSchema(emulator, body as SchemaChange),
  'POST /_emulator/reset': (emulator) => emulator.reset(),
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
