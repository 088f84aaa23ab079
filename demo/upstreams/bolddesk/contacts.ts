/** Contacts of the emulated BoldDesk, and who counts as the requester of a ticket. */

import type { Call } from '../emulator.ts'
import { jsonObject } from '../emulator.ts'
import type { Reply } from '../faults.ts'
import type { Complaint } from './errors.ts'
import { invalid, notFound } from './errors.ts'
import { isEmpty } from './kinds.ts'
import { page, parameters } from './lists.ts'
import type { Contact, State } from './state.ts'
import { contactByEmail, nextId } from './state.ts'
import { write } from './write.ts'

export function createContact(state: State, call: Call): Reply {
  const { account, switches } = state
  const { customFields, ...flat } = jsonObject(call.body) ?? {}
  const writing = written(state, { ...flat, ...(customFields as object) })
  call.dropped(writing.dropped)
  const complaints = [...writing.complaints]
  const { values } = writing
  for (const apiName of ['emailId', 'contactName'])
    if (isEmpty(values.get(apiName)))
      complaints.push({ field: apiName, errorType: 'FieldRequired', errorMessage: 'This field is required.' })
  if (!isEmpty(values.get('emailId')) && contactByEmail(state, values.get('emailId')))
    complaints.push({ field: 'emailId', errorType: 'AlreadyExists', errorMessage: 'The email address already exists.' })
  if (complaints.length > 0) return invalid(switches, complaints)
  const { userId } = addContact(state, values, call.now)
  const message = `Contact created in ${account.brands[0]?.brandName}.`
  return { status: switches.contactStatus, json: { id: userId, message } }
}

export function listContacts({ contacts, switches }: State, { query }: Call): Reply {
  const words = parameters(query)('Filter')[0]?.toLowerCase() ?? ''
  const found = contacts.filter(({ values }) =>
    ['emailId', 'contactName'].some((name) => String(values.get(name)).toLowerCase().includes(words)),
  )
  return page(found.toReversed().map(contactShown), query, switches)
}

/** By id or by e-mail. */
export function readContact(state: State, _call: Call, [who = '']: readonly string[]): Reply {
  const contact = find(state, who)
  return contact
    ? { status: 200, json: contactShown(contact) }
    : notFound(state.switches, 'The contact does not exist.')
}

export function updateContact(state: State, call: Call, [who = '']: readonly string[]): Reply {
  const contact = find(state, who)
  if (!contact) return notFound(state.switches, 'The contact does not exist.')
  const { values, dropped, complaints } = written(state, jsonObject(call.body)?.fields)
  call.dropped(dropped)
  if (complaints.length > 0) return invalid(state.switches, complaints)
  for (const [name, value] of values) contact.values.set(name, value)
  contact.lastModifiedOn = call.now
  return { status: 200, json: { message: 'Contact updated.' } }
}

/**
 * Who asks: by id; by an e-mail that is known; else a new contact, made only once the ticket is, which takes both name
 * and e-mail. With none of them it is the key's owner: undefined.
 */
export function requesterOf(
  state: State,
  { requesterId, requesterEmailId, requesterName, phoneNumber }: Readonly<Record<string, unknown>>,
  now: number,
): { readonly contact: () => Contact | undefined } | { readonly complaint: Complaint } {
  if (!isEmpty(requesterId)) {
    const known = state.contacts.find(({ userId }) => userId === requesterId)
    return known ? { contact: () => known } : no('requesterId', 'NotExist', 'The contact does not exist.')
  }
  if (isEmpty(requesterEmailId)) return { contact: () => undefined }
  const known = contactByEmail(state, requesterEmailId)
  if (known) return { contact: () => known }
  if (state.switches.unknownRequesters === 'refused')
    return no('requesterEmailId', 'NotAllowed', 'New contacts are restricted.')
  if (isEmpty(requesterName)) return no('requesterName', 'FieldRequired', 'This field is required.')
  const { values, complaints } = written(state, {
    ...{ emailId: requesterEmailId, contactName: requesterName, contactDisplayName: requesterName },
    ...(!isEmpty(phoneNumber) && { contactPhoneNo: phoneNumber }),
  })
  const [complaint] = complaints
  if (complaint) return { complaint: { ...complaint, field: SENT_AS[complaint.field] ?? complaint.field } }
  return { contact: () => addContact(state, values, now) }
}

/** What a ticket calls the fields of the contact that it makes. */
const SENT_AS: Readonly<Record<string, string>> = {
  emailId: 'requesterEmailId',
  contactName: 'requesterName',
  contactPhoneNo: 'phoneNumber',
}

export function contactShown({ userId, values, createdOn, lastModifiedOn }: Contact): object {
  const entries = [...values].filter(([name]) => !name.startsWith('cf_'))
  return {
    userId,
    ...Object.fromEntries(entries),
    customFields: Object.fromEntries([...values].filter(([name]) => name.startsWith('cf_'))),
    createdOn: new Date(createdOn).toISOString(),
    lastModifiedOn: new Date(lastModifiedOn).toISOString(),
  }
}

function written(state: State, given: unknown) {
  const { contactFields } = state.account
  return write(Object.entries(given ?? {}), (key) => contactFields.find(({ apiName }) => apiName === key), state)
}

function addContact({ contacts }: State, values: ReadonlyMap<string, unknown>, now: number): Contact {
  const userId = nextId(
    700_001,
    contacts.map((other) => other.userId),
  )
  const contact = { userId, values: new Map(values), createdOn: now, lastModifiedOn: now }
  contacts.push(contact)
  return contact
}

function find(state: State, who: string): Contact | undefined {
  return who.includes('@') ? contactByEmail(state, who) : state.contacts.find(({ userId }) => String(userId) === who)
}

function no(field: string, errorType: Complaint['errorType'], errorMessage: string): { readonly complaint: Complaint } {
  return { complaint: { field, errorType, errorMessage } }
}
