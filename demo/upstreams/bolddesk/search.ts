/** The list of tickets: repeated `Q`, order, and an index that may lag behind. */

import type { Call } from '../emulator.ts'
import type { Reply } from '../faults.ts'
import type { Complaint } from './errors.ts'
import { invalid } from './errors.ts'
import { page, parameters } from './lists.ts'
import { ticketShown } from './read.ts'
import type { State, Ticket } from './state.ts'
import { contactByEmail } from './state.ts'

export function listTickets(state: State, call: Call): Reply {
  const { switches, tickets } = state
  const read = parameters(call.query)
  const filters = read('Q').map((q) => filterOf(state, q, call.now))
  const complaints = filters.flatMap((filter) => (typeof filter === 'function' ? [] : [filter]))
  if (complaints.length > 0) return invalid(switches, complaints)
  const indexed = tickets.filter((ticket) => {
    const hidden = ticket.hiddenLooks > 0
    if (hidden) ticket.hiddenLooks--
    return !hidden && ticket.createdOn <= call.now - switches.indexLagMs
  })
  const found = indexed.filter((ticket) => filters.every((fits) => typeof fits === 'function' && fits(ticket)))
  const [key = '', direction] = (read('OrderBy')[0]?.trim() || 'lastUpdatedOn desc').toLowerCase().split(/\s+/)
  const order = ORDERS[key]
  if (!order) return invalid(switches, [wrong('orderBy', `Cannot order by ${key}.`)])
  // Those of one moment: the later made one counts as the greater.
  const sorted = found.sort((one, other) => order(one, other) || one.ticketId - other.ticketId)
  if (direction === 'desc') sorted.reverse()
  return page(
    sorted.map((ticket) => ticketShown(state, ticket)),
    call.query,
    switches,
  )
}

type Fits = (ticket: Ticket) => boolean
type Filter = (state: State, value: unknown, now: number) => Fits | Complaint

const ORDERS: Readonly<Record<string, (one: Ticket, other: Ticket) => number>> = {
  ticketid: (one, other) => one.ticketId - other.ticketId,
  title: (one, other) => String(one.values.get('subject')).localeCompare(String(other.values.get('subject'))),
  createdon: (one, other) => one.createdOn - other.createdOn,
  lastupdatedon: (one, other) => one.lastUpdatedOn - other.lastUpdatedOn,
}

const among =
  (of: (ticket: Ticket) => unknown): Filter =>
  (_state, value) => {
    const wanted = [value].flat().map(String)
    return (ticket) => wanted.includes(String(of(ticket)))
  }

const during =
  (of: (ticket: Ticket) => number): Filter =>
  (_state, value, now) => {
    const period = typeof value === 'string' ? PERIODS[value.toLowerCase()]?.(now) : Object(value)
    if (!period) return wrong('q', `There is no period ${value}.`)
    const [from, to] = [Date.parse(period.from ?? ''), Date.parse(period.to ?? '')]
    return (ticket) => !(of(ticket) < from || of(ticket) > to)
  }

const FILTERS: Readonly<Record<string, Filter>> = {
  ids: among(({ ticketId }) => ticketId),
  ticketids: among(({ ticketId }) => ticketId),
  brands: among(({ values }) => values.get('brandId')),
  status: among(({ values }) => values.get('statusId')),
  priority: among(({ values }) => values.get('priorityId')),
  categories: among(({ values }) => values.get('categoryId')),
  groups: among(({ values }) => values.get('groupId')),
  type: among(({ values }) => values.get('typeId')),
  requester: among(({ values }) => values.get('requesterId')),
  subject: (_state, value) => (ticket) => String(ticket.values.get('subject')).includes(String(value)),
  tags: (_state, value) => (ticket) => [value].flat().some((tag) => ticket.tags.includes(String(tag))),
  createdon: during(({ createdOn }) => createdOn),
  lastmodifiedon: during(({ lastUpdatedOn }) => lastUpdatedOn),
  externalreferenceids: (state, value, now) =>
    state.switches.referenceSearch
      ? among(({ values }) => values.get('externalReferenceId'))(state, value, now)
      : wrong('q', 'The key externalreferenceids is not valid.'),
  requesteremail: (state, value) => {
    const contact = contactByEmail(state, value)
    if (contact) return (ticket) => ticket.values.get('requesterId') === contact.userId
    return { field: 'emailId', errorType: 'NotExist', errorMessage: "The contact doesn't exist." }
  },
}

const HOUR_MS = 3_600_000
const lastHours = (hours: number) => (now: number) => ({ from: new Date(now - hours * HOUR_MS).toISOString() })
const day = (back: number) => (now: number) => {
  const start = Date.parse(`${new Date(now).toISOString().slice(0, 10)}T00:00:00Z`) - back * 24 * HOUR_MS
  return { from: new Date(start).toISOString(), to: new Date(start + 24 * HOUR_MS - 1).toISOString() }
}

const PERIODS: Readonly<Record<string, (now: number) => { readonly from?: string; readonly to?: string }>> = {
  today: day(0),
  yesterday: day(1),
  within4hours: lastHours(4),
  within12hours: lastHours(12),
  within24hours: lastHours(24),
  last7days: lastHours(7 * 24),
  last30days: lastHours(30 * 24),
}

/** One `Q`: a key, a colon, and JSON or a bare word. */
function filterOf(state: State, q: string, now: number): Fits | Complaint {
  const [, key = '', text = ''] = /^\s*(\w+)\s*:(.*)$/s.exec(q) ?? []
  const filter = FILTERS[key.toLowerCase()]
  return filter ? filter(state, parsed(text), now) : wrong('q', `The key ${key} is not valid.`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text.trim()
  }
}

function wrong(field: string, errorMessage: string): Complaint {
  return { field, errorType: 'InvalidValue', errorMessage }
}
