/** The emulated Bolten's own routes: what a call does and answers once it has been let in. */

import type { Call } from '../emulator.ts'
import { jsonObject } from '../emulator.ts'
import type { Reply } from '../faults.ts'
import type { Account, Component } from './data.ts'
import type { Stored } from './records.ts'
import { create, describe, envelope, write } from './records.ts'
import type { Switches } from './switches.ts'

export interface State {
  readonly account: Account
  readonly records: Stored[]
  readonly switches: Switches
}

export function answer(state: State, call: Call): Reply {
  for (const [method, pattern, handle] of ROUTES) {
    const match = method === call.method ? pattern.exec(call.path) : null
    if (match) return handle(state, call, match.slice(1))
  }
  return failure(call, 404, 'Not found')
}

export function failure(
  call: Pick<Call, 'method' | 'path' | 'now'>,
  status: number,
  message: string,
  details?: unknown,
): Reply {
  const { method, path, now } = call
  const timestamp = new Date(now).toISOString()
  return {
    status,
    json: { code: `error_${status}`, path, method, message, timestamp, ...(details !== undefined && { details }) },
  }
}

type Handler = (state: State, call: Call, ids: readonly string[]) => Reply

const RECORDS = '(kanban/api/v1/[^/]+/opportunities|contact/api/v1/[^/]+/contacts)'

const ROUTES: readonly (readonly [string, RegExp, Handler])[] = [
  [
    'GET',
    /^\/clients\/api\/v1\/projects$/,
    ({ account, switches }, { query }) => page(account.projects, query, switches),
  ],
  ['GET', /^\/clients\/api\/v1\/projects\/([^/]+)\/components$/, components],
  ['GET', /^\/((?:kanban|contact)\/api\/v1\/[^/]+)\/schema$/, schema],
  ['GET', new RegExp(`^/${RECORDS}$`), list],
  ['POST', new RegExp(`^/${RECORDS}$`), post],
  [
    'GET',
    new RegExp(`^/${RECORDS}/([^/]+)$`),
    onRecord(({ switches, records }, _call, record, component) => ({
      status: 200,
      json: envelope(record, component, records, switches),
    })),
  ],
  ['PATCH', new RegExp(`^/${RECORDS}/([^/]+)$`), onRecord(patch)],
  ['DELETE', new RegExp(`^/${RECORDS}/([^/]+)$`), onRecord(discard)],
  ['POST', /^\/(kanban\/api\/v1\/[^/]+\/opportunities)\/([^/]+)\/contact$/, onRecord(link)],
  ['DELETE', /^\/(kanban\/api\/v1\/[^/]+\/opportunities)\/([^/]+)\/contact$/, onRecord(unlink)],
]

const CATEGORY: Readonly<Record<string, string>> = { kanban: 'opportunity_management', contact: 'contact_management' }

/** The component that a path like `kanban/api/v1/{id}/…` names, if it is one of that kind. */
function componentAt({ account }: State, path: string): Component | undefined {
  const [api = '', , , id] = path.split('/')
  return account.components.find((component) => component.id === id && component.category === CATEGORY[api])
}

function components({ account, switches }: State, call: Call, [project]: readonly string[]): Reply {
  if (!account.projects.some(({ id }) => id === project)) return failure(call, 404, 'Project not found')
  const found = account.components.filter((component) => component.project === project)
  return page(
    found.map(({ id, name, category, discarded_at }) => ({ id, name, category, discarded_at })),
    call.query,
    switches,
  )
}

function schema(state: State, call: Call, [path = '']: readonly string[]): Reply {
  const component = componentAt(state, path)
  if (!component) return failure(call, 404, 'Component not found')
  const fields = component.fields.map((field) => describe(field, state.switches))
  const { schemaWrapper } = state.switches
  return { status: 200, json: schemaWrapper === 'array' ? fields : { [schemaWrapper]: fields } }
}

function list(state: State, call: Call, [path = '']: readonly string[]): Reply {
  const component = componentAt(state, path)
  if (!component) return failure(call, 404, 'Component not found')
  const { order, listDelayMs } = state.switches
  const shown = state.records.filter(
    ({ component: id, discardedAt, createdAt }) =>
      id === component.id && discardedAt === undefined && createdAt <= call.now - listDelayMs,
  )
  // Those of one moment come in the order in which they were made, or against it.
  if (order !== 'oldest') shown.reverse()
  shown.sort(ORDERS[order])
  const envelopes = shown.map((record) => envelope(record, component, state.records, state.switches))
  return page(envelopes, call.query, state.switches)
}

function post(state: State, call: Call, [path = '']: readonly string[]): Reply {
  const component = componentAt(state, path)
  if (!component) return failure(call, 404, 'Component not found')
  const attributes = attributesOf(call.body)
  if (!attributes) return failure(call, 400, 'The body must be { "attributes": { … } }')
  const writing = write(component, attributes, state.switches)
  call.dropped(writing.dropped)
  if (Object.keys(writing.problems).length > 0) return failure(call, 422, 'Validation failed', writing.problems)
  const record = create(component, writing, call.now)
  state.records.push(record)
  const { id, ...rest } = envelope(record, component, state.records, state.switches)
  const replies = { record: { id, ...rest }, 'id-only': { id }, wrapped: { data: { id, ...rest } }, 'no-id': rest }
  return { status: state.switches.createStatus, json: replies[state.switches.createReply] }
}

function onRecord(handle: (state: State, call: Call, record: Stored, component: Component) => Reply): Handler {
  return (state, call, [path = '', id]) => {
    const component = componentAt(state, path)
    const record = state.records.find((one) => one.id === id && one.component === component?.id)
    return component && record ? handle(state, call, record, component) : failure(call, 404, 'Record not found')
  }
}

function patch(state: State, call: Call, record: Stored, component: Component): Reply {
  const attributes = attributesOf(call.body)
  if (!attributes) return failure(call, 400, 'The body must be { "attributes": { … } }')
  const { values, contact, dropped } = write(component, attributes, { ...state.switches, requiredEnforced: false })
  call.dropped(dropped)
  for (const [label, value] of values) record.values.set(label, value)
  if (contact !== undefined) record.contact = contact
  record.updatedAt = call.now
  return { status: 200, json: envelope(record, component, state.records, state.switches) }
}

function discard(state: State, call: Call, record: Stored, component: Component): Reply {
  record.discardedAt = call.now
  return { status: 200, json: envelope(record, component, state.records, state.switches) }
}

function link(state: State, call: Call, record: Stored): Reply {
  const { id } = jsonObject(call.body) ?? {}
  if (!state.records.some((other) => other.id === id)) return failure(call, 422, 'Contact not found')
  record.contact = String(id)
  return { status: 204 }
}

function unlink(_state: State, _call: Call, record: Stored): Reply {
  delete record.contact
  return { status: 204 }
}

type Order = (one: Stored, other: Stored) => number

const ORDERS: Readonly<Record<Switches['order'], Order>> = {
  newest: (one, other) => other.createdAt - one.createdAt,
  oldest: (one, other) => one.createdAt - other.createdAt,
  updated: (one, other) => other.updatedAt - one.updatedAt,
  'by-id': (one, other) => (one.id < other.id ? -1 : 1),
}

function page(items: readonly unknown[], query: URLSearchParams, { maxLimit, pageTells }: Switches): Reply {
  const number = Math.max(1, Number(query.get('page')) || 1)
  const limit = Math.min(maxLimit, Math.max(1, Number(query.get('limit')) || 50))
  const shown = items.slice((number - 1) * limit, number * limit)
  const pagination = {
    page: number,
    ...(pageTells !== 'no-limit' && { limit }),
    ...(pageTells !== 'no-total' && { total: items.length }),
  }
  return { status: 200, json: { items: shown, ...(pageTells !== 'nothing' && { pagination }) } }
}

function attributesOf(body: string): object | undefined {
  const { attributes } = jsonObject(body) ?? {}
  return typeof attributes === 'object' && attributes !== null && !Array.isArray(attributes) ? attributes : undefined
}
