/** Files of the emulated BoldDesk: uploads that give tokens, and what tickets and replies make of them. */
import { randomBytes } from 'node:crypto'
import type { Call } from '../emulator.ts'
import type { Reply } from '../faults.ts'
import type { Complaint } from './errors.ts'
import { invalid, notFound } from './errors.ts'
import { page } from './lists.ts'
import type { State, Ticket } from './state.ts'
import { nextId } from './state.ts'

export function upload({ uploads, switches }: State, { files = [], now }: Call): Reply {
  const given = files.filter(({ part }) => part === 'uploadFiles')
  const complaints = given.flatMap(({ name, size }): Complaint[] => {
    const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
    if (size > switches.perFileBytes)
      return [{ field: 'uploadFiles', errorType: 'FileSizeLarge', errorMessage: 'The file is too large.' }]
    if (switches.badExtensions.includes(extension))
      return [
        { field: 'uploadFiles', errorType: 'FileExtensionInvalid', errorMessage: 'The file type is not allowed.' },
      ]
    return []
  })
  if (given.length === 0)
    complaints.push({ field: 'uploadFiles', errorType: 'FieldRequired', errorMessage: 'This field is required.' })
  if (complaints.length > 0) return invalid(switches, complaints)
  const made = given.map((file) => ({ token: randomBytes(24).toString('base64url'), file, uploadedOn: now }))
  uploads.push(...made)
  const [first] = made
  const result = made.map(({ token, file }) => ({ token, name: file.name, size: file.size }))
  return { status: 200, json: switches.tokenReply === 'result' ? { result } : { token: first?.token } }
}

/** The tokens of an `attachments` value: comma-joined. */
export function tokensOf(attachments: unknown): readonly string[] {
  return String(attachments ?? '')
    .split(',')
    .map((token) => token.trim())
    .filter(Boolean)
}

/** A token that was never given, or is too old, is no token. */
export function complaintsAboutTokens(
  { uploads, switches }: State,
  tokens: readonly string[],
  now: number,
): readonly Complaint[] {
  const good = (token: string) =>
    uploads.some((upload) => upload.token === token && now - upload.uploadedOn < switches.tokenLifeMs)
  const expired = tokens.length > 0 && switches.expiredTokens > 0
  if (expired) switches.expiredTokens--
  if (!expired && tokens.every(good)) return []
  return [
    { field: 'attachments', errorType: 'InvalidValue', errorMessage: 'The attachment token is invalid or expired.' },
  ]
}

/** Whether the files are in the ticket now. Without any it is false, as an unset flag is. */
export function attach(
  { uploads, tickets, switches }: State,
  ticket: Ticket,
  tokens: readonly string[],
  { now, on }: { readonly now: number; readonly on: 'create' | 'reply' },
): boolean {
  if (switches.attachments === 'fail' || (switches.attachments === 'fail-on-create' && on === 'create')) return false
  for (const token of tokens) {
    const found = uploads.find((upload) => upload.token === token)
    const ids = [...tickets, ticket].flatMap((one) => one.attachments.map(({ id }) => id))
    if (found) ticket.attachments.push({ ...found.file, id: nextId(8_001, ids), createdOn: now })
  }
  return tokens.length > 0
}

export function attachments({ switches }: State, { query }: Call, ticket: Ticket): Reply {
  const rows = ticket.attachments.map(({ id, name, type, size, createdOn }) => ({
    ...{ id, name, contentType: type, size, createdOn: new Date(createdOn).toISOString() },
  }))
  return page(rows, query, switches)
}

/** By its id alone: this path has no `tickets` in it. */
export function removeAttachment({ tickets, switches }: State, _call: Call, [id]: readonly string[]): Reply {
  for (const ticket of tickets) {
    const at = ticket.attachments.findIndex((attachment) => String(attachment.id) === id)
    if (at >= 0) ticket.attachments.splice(at, 1)
    if (at >= 0) return { status: 200, json: { message: 'Attachment deleted.' } }
  }
  return notFound(switches, 'The attachment does not exist.')
}
