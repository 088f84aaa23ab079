/** Tickets of the emulated BoldDesk: made, changed, answered. */

import type { Call } from '../emulator.ts'
import { jsonObject } from '../emulator.ts'
import type { Reply } from '../faults.ts'
import { requesterOf } from './contacts.ts'
import type { Complaint } from './errors.ts'
import { invalid } from './errors.ts'
import { attach, complaintsAboutTokens, tokensOf } from './files.ts'
import { isEmpty } from './kinds.ts'
import { parameters } from './lists.ts'
import type { Message, State, Ticket } from './state.ts'
import { nextId, ownerOfKey } from './state.ts'
import type { Switches } from './switches.ts'
import { misplaced, missing, write } from './write.ts'

export function createTicket(state: State, call: Call): Reply {
  const { account, switches } = state
  const body = jsonObject(call.body)
  if (!body) return invalid(switches, [{ field: '', errorType: 'InvalidValue', errorMessage: 'A body is required.' }])
  const heard = listen(body, switches)
  const writing = write(heard.values, (key) => account.ticketFields.find(({ apiName }) => apiName === key), state)
  call.dropped([...writing.dropped, ...heard.dropped])

  const brand = account.brands.find(({ brandId, isDefault }) =>
    isEmpty(body.brandId) ? isDefault : brandId === body.brandId,
  )
  const form = account.forms.find(({ formId }) => formId === brand?.formId)
  const requester = requesterOf(state, body, call.now)
  const tokens = tokensOf(body.attachments)
  const skips = skipsDependencies(call)
  const complaints: readonly Complaint[] = [
    ...writing.complaints,
    ...(!brand || brand.isDeactivated ? [no('brandId', 'NotExist', 'The brand does not exist.')] : []),
    ...('complaint' in requester ? [requester.complaint] : []),
    ...(form && !(skips && switches.flagSkipsRequired)
      ? missing(account.ticketFields, form, required(writing.values, body))
      : []),
    ...(skips ? [] : misplaced(account.ticketFields, writing.values)),
    ...complaintsAboutTokens(state, tokens, call.now),
  ]
  if (complaints.length > 0 || 'complaint' in requester || !brand) return invalid(switches, complaints)

  const ticket: Ticket = {
    ticketId: nextId(
      1_001,
      state.tickets.map((other) => other.ticketId),
    ),
    values: new Map([['statusId', 1], ['brandId', brand.brandId], ...writing.values]),
    tags: tagNames(body[switches.tagKey]),
    createdOn: call.now,
    lastUpdatedOn: call.now,
    createdBy: ownerOfKey(state),
    messages: [],
    attachments: [],
    hiddenLooks: switches.indexLagLooks,
  }
  const contact = requester.contact()
  if (contact) ticket.values.set('requesterId', contact.userId)
  addMessage(state, ticket, 'description', String(body.description ?? ''), call.now)
  const isFileUploadSuccess = attach(state, ticket, tokens, { now: call.now, on: 'create' })
  state.tickets.push(ticket)
  return created(ticket.ticketId, { isFileUploadSuccess }, call, state)
}

export function updateTicket(state: State, call: Call, ticket: Ticket): Reply {
  const { account, switches } = state
  const given = Object.entries(jsonObject(call.body)?.fields ?? {})
  const field = (key: string) => account.ticketFields.find(({ apiName }) => apiName === (RENAMED[key] ?? key))
  const { values, dropped, complaints } = write(given, field, state)
  call.dropped(dropped)
  const after = new Map([...ticket.values, ...values])
  const touched = account.ticketFields.filter(
    ({ apiName, parent }) => values.has(apiName) || values.has(parent?.apiName ?? ''),
  )
  const wrong = [...complaints, ...(skipsDependencies(call) ? [] : misplaced(touched, after))]
  if (wrong.length > 0) return invalid(switches, wrong)
  const changed = [...values].filter(([key, value]) => JSON.stringify(ticket.values.get(key)) !== JSON.stringify(value))
  if (changed.length === 0) return invalid(switches, [no('', 'InvalidValue', 'No changes found.')])
  for (const [key, value] of changed) ticket.values.set(key, value)
  ticket.lastUpdatedOn = call.now
  return { status: 200, json: { message: 'Ticket updated.' } }
}

/** A reply or a note, with files. */
export function addUpdate(kind: 'reply' | 'note') {
  return (state: State, call: Call, ticket: Ticket): Reply => {
    const { description, isPublicNote, attachments } = jsonObject(call.body) ?? {}
    const tokens = tokensOf(attachments)
    const complaints = [
      ...(isEmpty(description) ? [no('description', 'FieldRequired', 'This field is required.')] : []),
      ...complaintsAboutTokens(state, tokens, call.now),
    ]
    if (complaints.length > 0) return invalid(state.switches, complaints)
    const as = kind === 'reply' ? 'reply' : isPublicNote === true ? 'public-note' : 'private-note'
    const { id } = addMessage(state, ticket, as, String(description), call.now)
    const isFileUploadSuccess = attach(state, ticket, tokens, { now: call.now, on: 'reply' })
    ticket.lastUpdatedOn = call.now
    return { status: 201, json: { id, message: 'Ticket updated.', isFileUploadSuccess } }
  }
}

/** The values in a create: system fields stand at its root, custom ones below `customFields`, and nowhere else. */
function listen({ customFields, ...flat }: Readonly<Record<string, unknown>>, { tagKey }: Switches) {
  const isCustom = ([key]: readonly [string, unknown]) => key.startsWith('cf_')
  const root = Object.entries(flat).filter(([key]) => !HEARD.has(key) && key !== tagKey)
  const below = Object.entries(customFields ?? {})
  const isSystem = ([key, value]: readonly [string, unknown]) => !isCustom([key, value]) && !/^tags?$/.test(key)
  const values = [...root.filter(isSystem), ...below.filter(isCustom)]
  const dropped = [...root, ...below].filter((entry) => !values.includes(entry)).map(([key]) => key)
  return { values, dropped }
}

/** Keys of a create that are heard, and are no fields. */
const HEARD: ReadonlySet<string> = new Set([
  ...[
    'requesterId',
    'requesterEmailId',
    'requesterName',
    'phoneNumber',
    'attachments',
    'requestedForId',
    'agentEmailId',
    'productId',
    'sourceId',
  ],
  ...['contactGroupId', 'cc', 'ccUserIds', 'watchersUserId', 'skipEmailNotification', 'isSpam', 'isDataConsentGiven'],
  ...['linkTypeId', 'linkedTicketId', 'atMentionedUserIds', 'ticketPortalValue'],
])

/** Names that an update has for what a create calls otherwise. */
const RENAMED: Readonly<Record<string, string>> = { resolutionDue: 'dueDate', title: 'subject' }

function created(id: number, more: object, call: Call, { switches }: State): Reply {
  const ids = { id: { id }, ticketId: { ticketId: id }, result: { result: { id } }, location: {}, nowhere: {} }
  const location = `http://${call.headers.host}${call.path}/${id}`
  return {
    status: switches.ticketStatus,
    headers: switches.idAt === 'nowhere' ? {} : { location },
    json: { ...ids[switches.idAt], message: 'Ticket created.', ...more },
  }
}

/** What a field that is forgotten was sent is there for the form's rules. */
function required(
  values: ReadonlyMap<string, unknown>,
  body: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, unknown> {
  return new Map([...Object.entries(body), ...Object.entries(body.customFields ?? {}), ...values])
}

function addMessage(
  { tickets }: State,
  ticket: Ticket,
  kind: Message['kind'],
  description: string,
  now: number,
): Message {
  const ids = [...tickets, ticket].flatMap(({ messages }) => messages.map(({ id }) => id))
  const message = { id: nextId(5_001, ids), kind, description, createdOn: now }
  ticket.messages.push(message)
  return message
}

function skipsDependencies({ query }: Call): boolean {
  return parameters(query)('skipDependencyValidation')[0]?.toLowerCase() === 'true'
}

function tagNames(value: unknown): string[] {
  const names = Array.isArray(value) ? value.map(String) : String(value ?? '').split(',')
  return [...new Set(names.map((name) => name.trim()).filter(Boolean))]
}

function no(field: string, errorType: Complaint['errorType'], errorMessage: string): Complaint {
  return { field, errorType, errorMessage }
}
