/** What the emulated BoldDesk remembers. */
import type { UploadedFile } from '../arrivals.ts'
import type { Account, Agent } from './account.ts'
import type { Switches } from './switches.ts'

export interface State {
  readonly account: Account
  readonly switches: Switches
  /** In the order in which they were made, as all that follow. */
  readonly tickets: Ticket[]
  readonly contacts: Contact[]
  readonly uploads: Upload[]
}

export interface Ticket {
  readonly ticketId: number
  /** By API name, system and custom fields alike. */
  readonly values: Map<string, unknown>
  tags: string[]
  readonly createdOn: number
  lastUpdatedOn: number
  readonly createdBy: Agent
  readonly messages: Message[]
  readonly attachments: Attachment[]
  /** So many lists still leave it out. */
  hiddenLooks: number
}

export interface Message {
  readonly id: number
  readonly kind: 'description' | 'reply' | 'public-note' | 'private-note'
  readonly description: string
  readonly createdOn: number
}

export interface Attachment extends UploadedFile {
  readonly id: number
  readonly createdOn: number
}

export interface Contact {
  readonly userId: number
  readonly values: Map<string, unknown>
  readonly createdOn: number
  lastModifiedOn: number
}

export interface Upload {
  readonly token: string
  readonly file: UploadedFile
  readonly uploadedOn: number
}

export function emptyState(account: Account, switches: Switches): State {
  return { account, switches, tickets: [], contacts: [], uploads: [] }
}

export function forget({ tickets, contacts, uploads }: State): void {
  for (const list of [tickets, contacts, uploads]) list.length = 0
}

export function ownerOfKey({ account, switches }: State): Agent {
  return account.owners[switches.keyOwner]
}

export function contactByEmail({ contacts }: State, email: unknown): Contact | undefined {
  const wanted = String(email).toLowerCase()
  return contacts.find(({ values }) => String(values.get('emailId')).toLowerCase() === wanted)
}

/** Tickets, contacts, messages and attachments are numbered, each kind from its own start. */
export function nextId(start: number, taken: readonly number[]): number {
  return Math.max(start - 1, ...taken) + 1
}
