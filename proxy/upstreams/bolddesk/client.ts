/** BoldDesk's endpoints for records as functions. Each answers with a reading, never a throw. */

import type { JsonObject } from '../json.ts'
import { asObject, firstOf, own } from '../json.ts'
import type { OrderFile, Reading } from '../upstream.ts'
import type { Call, CallSort, Reader } from './call.ts'
import { multipart } from './multipart.ts'
import { idIn, listIn, recordIn, textIn } from './shapes.ts'

export interface Created {
  readonly id: string
  /** False: it was made, and its files were not added. */
  readonly filesTaken: boolean
}

export interface BoldDeskClient {
  /** `expired`: nothing was made, since the upload tokens that it names are not good any more. */
  createTicket(body: JsonObject, endsAt?: number): Promise<Reading<Created | 'expired'>>
  createContact(body: JsonObject): Promise<Reading<Created>>
  ticket(id: string): Promise<Reading<JsonObject>>
  /** Undefined where there is none. */
  contact(id: string): Promise<Reading<JsonObject | undefined>>
  /** The one that has this e-mail; undefined where none shows it. */
  contactByEmail(email: string): Promise<Reading<JsonObject | undefined>>
  /** The newest first, at most `limit`; undefined where what is asked for cannot be. */
  findTickets(questions: readonly string[], limit: number): Promise<Reading<readonly JsonObject[] | undefined>>
  tags(ticketId: string): Promise<Reading<readonly string[] | undefined>>
  /** Names of its files; undefined where that is not told. */
  fileNames(ticketId: string, priority: 'create' | 'look'): Promise<Reading<readonly string[] | undefined>>
  /** A token for a create or a reply. `unreadable`: the file itself could not be read. */
  upload(file: OrderFile, endsAt: number): Promise<Reading<{ readonly token: string } | 'unreadable'>>
  /** Adds files by a public reply that nobody is mailed about. */
  reply(
    ticketId: string,
    description: string,
    tokens: readonly string[],
    endsAt?: number,
  ): Promise<Reading<Created | 'expired'>>
}

const MIB = 1_048_576
const BASIC = { maxBytes: MIB, deadlineMs: 8_000 } as const
const CREATES: CallSort = { ...BASIC, method: 'POST', safe: false, scope: 'account', priority: 'create' }
const REPLIES: CallSort = { ...CREATES, scope: 'record' }
/** An upload that nothing names is nothing to anybody. */
const UPLOADS: CallSort = { ...CREATES, safe: true, deadlineMs: 60_000 }
const READS: CallSort = { ...BASIC, method: 'GET', safe: true, scope: 'record', priority: 'read' }
const LOOKS: CallSort = { ...READS, priority: 'look', maxBytes: 4 * MIB }

export function createBoldDeskClient(call: Call): BoldDeskClient {
  const post = <T>(sort: CallSort, path: string, body: JsonObject, reader: Reader<T>) =>
    call(sort, path, reader, { type: 'application/json', body: JSON.stringify(body) })

  const contact = (idOrEmail: string) =>
    orNone<JsonObject>(call, LOOKS, `/contacts/${encodeURIComponent(idOrEmail)}`, (reply) => {
      const record = asObject(recordIn(reply))
      return idIn(record) === undefined ? undefined : record
    })

  return {
    createTicket: (body, endsAt = NEVER) =>
      post<Created | 'expired'>({ ...CREATES, endsAt }, '/tickets', body, { good: createdIn, refused: expired }),
    createContact: (body) => post(CREATES, '/contacts', body, { good: createdIn }),
    ticket: (id) => call(READS, `/tickets/${id}`, { good: (reply) => asObject(recordIn(reply)) }),

    contact,

    async contactByEmail(email) {
      const reading = await contact(email)
      if (reading.kind !== 'done' || hasEmail(reading.value, email)) return reading
      return { kind: 'done', value: undefined }
    },

    findTickets(questions, limit) {
      const query = questions.map((question) => `Q=${encodeURIComponent(question)}`).join('&')
      const path = `/tickets?${query}&Page=1&PerPage=${limit}&OrderBy=${encodeURIComponent('createdon desc')}`
      return orNone<readonly JsonObject[]>(call, LOOKS, path, objectsIn, ({ status, errors }) => {
        // An e-mail that nobody has is refused, where an empty list is meant.
        if (errors.some(({ field }) => /email/i.test(field))) return []
        return status === 400 ? NONE : undefined
      })
    },

    async tags(ticketId) {
      const reading = await orNone(call, READS, `/tickets/${ticketId}/tags?Page=1&PerPage=100`, (reply) =>
        listIn(reply),
      )
      return reading.kind === 'done' ? { kind: 'done', value: reading.value?.map(tagName) } : reading
    },

    async fileNames(ticketId, priority) {
      const path = `/tickets/${ticketId}/attachments?Page=1&PerPage=100`
      const reading = await orNone(call, { ...LOOKS, priority }, path, (reply) => listIn(reply, ['attachments']))
      return reading.kind === 'done' ? { kind: 'done', value: reading.value?.map(fileName) } : reading
    },

    async upload(file, endsAt) {
      const { broke, ...sent } = multipart(file, `gatehouse-${crypto.randomUUID()}`)
      const good = (reply: unknown) => {
        const token = textIn(own(listIn(reply)?.[0] ?? recordIn(reply), 'token'))
        return token === undefined ? undefined : { token }
      }
      const reading = await call<{ readonly token: string } | 'unreadable'>(
        { ...UPLOADS, endsAt },
        '/attachments',
        { good },
        sent,
      )
      return broke() ? { kind: 'done', value: 'unreadable' } : reading
    },

    reply: (ticketId, description, tokens, endsAt = NEVER) =>
      post<Created | 'expired'>(
        { ...REPLIES, endsAt },
        `/tickets/${ticketId}/updates`,
        { description, attachments: tokens.join(','), skipEmailNotification: true },
        { good: (reply) => ({ id: ticketId, filesTaken: areFilesTaken(reply) }), refused: expired },
      ),
  }
}

const NEVER = Number.POSITIVE_INFINITY
const NONE = Symbol('none')

/** A reading of what may not be there. */
async function orNone<T>(
  call: Call,
  sort: CallSort,
  path: string,
  good: (reply: unknown) => T | undefined,
  refused?: (fault: Parameters<NonNullable<Reader<T>['refused']>>[0]) => T | typeof NONE | undefined,
): Promise<Reading<T | undefined>> {
  const reading = await call<T | typeof NONE>(sort, path, {
    good,
    refused: (fault) => refused?.(fault) ?? (fault.status === 404 || fault.status === 405 ? NONE : undefined),
  })
  if (reading.kind !== 'done') return reading
  return { kind: 'done', value: reading.value === NONE ? undefined : reading.value }
}

function createdIn(reply: unknown, headers: Readonly<Record<string, string>>): Created | undefined {
  const id = idIn(reply, headers)
  return id === undefined ? undefined : { id, filesTaken: areFilesTaken(reply) }
}

function areFilesTaken(reply: unknown): boolean {
  return own(reply, 'isFileUploadSuccess') !== false && own(recordIn(reply), 'isFileUploadSuccess') !== false
}

/** A 400 about nothing but the attachments is about their tokens: they were all uploaded for it. */
function expired({
  status,
  errors,
}: {
  readonly status: number
  readonly errors: readonly { readonly field: string }[]
}) {
  const isOnlyFiles = errors.length > 0 && errors.every(({ field }) => /^(attachment|upload|token|file)/i.test(field))
  return status === 400 && isOnlyFiles ? ('expired' as const) : undefined
}

/** The same path takes ids: what a visitor typed for an e-mail may be a stranger's. */
function hasEmail(record: JsonObject | undefined, email: string): boolean {
  const wanted = email.trim().toLowerCase()
  return EMAILS.some((key) => textIn(own(record, key))?.trim().toLowerCase() === wanted)
}

const EMAILS = ['emailId', 'email', 'contactEmailId', 'primaryEmailId', 'secondaryEmailId']

function objectsIn(reply: unknown): readonly JsonObject[] | undefined {
  return listIn(reply)
    ?.map(asObject)
    .filter((entry) => entry !== undefined)
}

function tagName(entry: unknown): string {
  return textIn(firstOf(entry, ['name', 'tagName', 'value']) ?? entry) ?? ''
}

function fileName(entry: unknown): string {
  return textIn(firstOf(entry, ['name', 'fileName', 'attachmentName', 'title'])) ?? ''
}
