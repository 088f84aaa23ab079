/** Tickets of the emulated BoldDesk as they are read: one, its parts, and what people see of all of them. */
import type { UploadedFile } from '../arrivals.ts'
import type { Call } from '../emulator.ts'
import type { Reply } from '../faults.ts'
import type { Field } from './account.ts'
import { isEmpty, optionIds } from './kinds.ts'
import { page } from './lists.ts'
import type { Contact, State, Ticket } from './state.ts'

/** A record as people look at it. */
export interface ShownRecord {
  readonly id: string
  readonly entity: 'ticket' | 'contact'
  readonly createdAt: string
  /** Of a ticket its subject, of a contact its name. */
  readonly title: string
  readonly requester?: { readonly name: string; readonly email: string }
  readonly brand?: string
  /** As it was sent: HTML. */
  readonly description?: string
  readonly tags: readonly string[]
  /** By label, choices by their names. */
  readonly fields: Readonly<Record<string, string>>
  /** By API name, as they were sent. */
  readonly values: Readonly<Record<string, unknown>>
  readonly attachments: readonly UploadedFile[]
  readonly replies: readonly string[]
}

export function readTicket(state: State, _call: Call, ticket: Ticket): Reply {
  const shown = ticketShown(state, ticket)
  const { descriptionShown, ticketWrapped } = state.switches
  const one = { ...shown, ...(descriptionShown && { description: ticket.values.get('description') ?? '' }) }
  return { status: 200, json: ticketWrapped ? { result: one } : one }
}

export function tags({ switches }: State, { query }: Call, ticket: Ticket): Reply {
  return page(tagsShown(ticket), query, switches)
}

export function messages({ switches }: State, { query }: Call, ticket: Ticket): Reply {
  const rows = ticket.messages.map(({ id, kind, description, createdOn }) => ({
    ...{ id, description, createdOn: new Date(createdOn).toISOString(), isFirstUpdate: kind === 'description' },
    isPublicNote: kind === 'public-note',
  }))
  return page(rows, query, switches)
}

/** As it stands in lists, too. */
export function ticketShown(state: State, ticket: Ticket): Readonly<Record<string, unknown>> {
  const { account, switches } = state
  const { values } = ticket
  const choice = (apiName: string, key: 'name' | 'description') => {
    const name = optionName(fieldOf(state, apiName), values.get(apiName))
    return name === undefined ? null : { id: values.get(apiName), [key]: name }
  }
  const custom = Object.fromEntries(
    account.ticketFields
      .filter(({ apiName }) => apiName.startsWith('cf_') && !isEmpty(values.get(apiName)))
      .map((field) => [field.apiName, fieldValue(field, values.get(field.apiName), switches.choiceShown)]),
  )
  const { userId: id, name } = ticket.createdBy
  const contact = requester(state, ticket)
  return {
    ticketId: ticket.ticketId,
    title: values.get('subject'),
    brand: account.brands.find(({ brandId }) => brandId === values.get('brandId'))?.brandName,
    brandId: values.get('brandId'),
    category: choice('categoryId', 'name'),
    status: choice('statusId', 'description'),
    priority: choice('priorityId', 'description'),
    group: choice('groupId', 'name'),
    type: choice('typeId', 'name'),
    agent: null,
    requestedBy: contact
      ? { id: contact.userId, name: contact.values.get('contactName'), emailId: contact.values.get('emailId') }
      : { id, name, emailId: ticket.createdBy.emailId },
    createdBy: { id, name },
    externalReferenceId: values.get('externalReferenceId') ?? null,
    isVisibleToCustomer: values.get('isVisibleInCustomerPortal') ?? false,
    attachmentCount: ticket.attachments.length,
    tag: tagsShown(ticket),
    createdOn: new Date(ticket.createdOn).toISOString(),
    lastUpdatedOn: new Date(ticket.lastUpdatedOn).toISOString(),
    resolutionDue: values.get('dueDate') ?? null,
    isSpamOrDeleted: false,
    ...(switches.customFieldsAt === 'root' ? custom : { customFields: custom }),
  }
}

/** The newest first; a ticket before the contact that it made. */
export function shownRecords(state: State): readonly ShownRecord[] {
  const shown = [
    ...state.tickets.toReversed().map((ticket) => shownTicket(state, ticket)),
    ...state.contacts.toReversed().map((contact) => shownContact(state, contact)),
  ]
  return shown.sort((one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt))
}

function shownTicket(state: State, ticket: Ticket): ShownRecord {
  const { values } = ticket
  const contact = requester(state, ticket)
  const [name, email] = contact
    ? [contact.values.get('contactName'), contact.values.get('emailId')]
    : [ticket.createdBy.name, ticket.createdBy.emailId]
  return {
    id: String(ticket.ticketId),
    entity: 'ticket',
    createdAt: new Date(ticket.createdOn).toISOString(),
    title: String(values.get('subject') ?? ''),
    requester: { name: String(name), email: String(email) },
    brand: String(state.account.brands.find(({ brandId }) => brandId === values.get('brandId'))?.brandName),
    description: String(values.get('description') ?? ''),
    tags: ticket.tags,
    fields: labelled(state.account.ticketFields, values),
    values: Object.fromEntries(values),
    attachments: ticket.attachments,
    replies: ticket.messages.filter(({ kind }) => kind !== 'description').map(({ description }) => description),
  }
}

function shownContact({ account }: State, { userId, values, createdOn }: Contact): ShownRecord {
  return {
    id: String(userId),
    entity: 'contact',
    createdAt: new Date(createdOn).toISOString(),
    title: String(values.get('contactName') ?? ''),
    fields: labelled(account.contactFields, values),
    values: Object.fromEntries(values),
    ...{ tags: [], attachments: [], replies: [] },
  }
}

/** Choices and custom fields; what has a place of its own is left out. */
function labelled(fields: readonly Field[], values: ReadonlyMap<string, unknown>): Readonly<Record<string, string>> {
  const told = fields.filter(({ apiName }) => !['subject', 'description', 'brandId', 'requesterId'].includes(apiName))
  return Object.fromEntries(
    told
      .filter(({ apiName }) => !isEmpty(values.get(apiName)))
      .map((field) => {
        const value = values.get(field.apiName)
        const names = field.options ? optionIds(value).map((id) => optionName(field, id) ?? id) : [value].flat()
        return [field.label, names.join(', ')]
      }),
  )
}

function fieldValue(field: Field, value: unknown, key: 'value' | 'name'): unknown {
  if (!field.options) return value
  const shown = optionIds(value).map((id) => ({ id, [key]: optionName(field, id) }))
  return field.kind === 'multiselect' ? shown : shown[0]
}

function fieldOf({ account }: State, apiName: string): Field | undefined {
  return account.ticketFields.find((field) => field.apiName === apiName)
}

function optionName(field: Field | undefined, id: unknown): string | undefined {
  return field?.options?.find((option) => option.id === id)?.name
}

function requester({ contacts }: State, { values }: Ticket): Contact | undefined {
  return contacts.find(({ userId }) => userId === values.get('requesterId'))
}

function tagsShown({ tags: names }: Ticket): readonly object[] {
  return names.map((name, index) => ({ id: index + 1, name }))
}
