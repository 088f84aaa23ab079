/** An order's files: uploaded just before they are named, and added to a ticket that came to be without them. */

import type { Env } from '../../env.ts'
import type { Order, OrderFile, Outcome, Reading, StepResult } from '../upstream.ts'
import type { BoldDeskClient } from './client.ts'
import { filesReply } from './description.ts'

export interface FilesDeps {
  readonly client: BoldDeskClient
  readonly env: Pick<Env, 'monotonic' | 'sleep'>
}

export interface Uploaded {
  /** In memory only: they are good for a while, for whoever has them. */
  readonly tokens: readonly string[]
  /** What did not get one, and why. */
  readonly left: readonly { readonly file: OrderFile; readonly why: 'refused' | 'unreadable' | Outcome }[]
}

/** What is posted once they are uploaded must have ended long before anybody looks whether it was ever begun. */
const UPLOADS_MS = 30_000
/** What a create or a reply may take: its turn in the queue, and its deadline. */
const POST_MS = 28_000
/** How long BoldDesk may take until its lists show what was made. */
export const LAG_MS = 5_000

/** When the last upload of a step has to have ended. Both on the monotonic clock. */
export function uploadsEnd(env: Pick<Env, 'monotonic'>, endsAt = Number.POSITIVE_INFINITY): number {
  return Math.min(env.monotonic() + UPLOADS_MS, endsAt - POST_MS)
}

/** As many as can be begun until then, one after the other. Whatever becomes of one, the others are tried. */
export async function upload(
  client: Pick<BoldDeskClient, 'upload'>,
  files: readonly OrderFile[],
  until: number,
): Promise<Uploaded> {
  const tokens: string[] = []
  const left: Uploaded['left'][number][] = []
  for (const file of files) {
    const reading = await client.upload(file, until)
    if (reading.kind === 'refused') left.push({ file, why: reading.stops === 'key' ? reading : 'refused' })
    else if (reading.kind !== 'done') left.push({ file, why: reading })
    else if (reading.value === 'unreadable') left.push({ file, why: 'unreadable' })
    else tokens.push(reading.value.token)
  }
  return { tokens, left }
}

/** A ticket that came to be without files: `left` says which; left out, nobody knows. */
export interface Lacking {
  readonly id: string
  readonly left?: readonly number[]
}

/**
 * Adds what the ticket has not by one reply. What BoldDesk refuses for good, or cannot be read any more, is lost: a person
 * sees to it, and no file is there twice.
 */
export async function addFiles(
  { client, env }: FilesDeps,
  { files = [], listing }: Order,
  { id, left }: Lacking,
  endsAt?: number,
): Promise<Outcome> {
  const wanted = left ? files.filter((_file, place) => left.includes(place)) : files
  if (wanted.length === 0) return done({})
  const taken = files.filter((file) => !wanted.includes(file))
  const expected = left ? taken : files
  const list = () => client.fileNames(id, 'create')
  const listed = await seenAgain(list, (names) => !names || missingFrom(expected, names).length === 0, env)
  if (listed.kind !== 'done') return listed
  const { value: names } = listed
  if (!names && !left) return done(lostOf(files, files))
  const missing = missingFrom([...taken, ...wanted], names).filter((file) => wanted.includes(file))
  if (missing.length === 0) return done({})

  const uploaded = await upload(client, missing, uploadsEnd(env, endsAt))
  const spoilt = uploaded.left.flatMap(({ file, why }) => (typeof why === 'string' ? [file] : []))
  const notYet = uploaded.left.map(({ why }) => why).find((why) => typeof why !== 'string')
  // Without a list nobody could say later which of them are there: all at once, or none.
  if (notYet && (!names || uploaded.tokens.length === 0)) return notYet
  if (uploaded.tokens.length === 0) return done(lostOf(spoilt, files))
  const added = missing.filter((file) => !uploaded.left.some((one) => one.file === file))
  const text = filesReply(
    added.map(({ name }) => name),
    listing?.locale ?? '',
  )
  const reply = await client.reply(id, text, uploaded.tokens, endsAt)
  if (reply.kind === 'refused' && !reply.stops) return done(lostOf(missing, files))
  if (reply.kind !== 'done') return reply
  if (reply.value === 'expired') return { kind: 'later', reason: 'upload-expired' }
  // What was added stays. The rest follows once the list had time to show what is there.
  if (notYet) return { kind: 'unclear', reason: 'more-files' }
  return done(spoilt.length > 0 ? lostOf(spoilt, files) : { attached: reply.value.filesTaken })
}

/** Whether the ticket has all files but those that were known to be lost. Without a list, the reply's word is taken. */
export async function seeFiles(
  { client, env }: FilesDeps,
  { files = [] }: Order,
  ticketId: string,
  { left = [], lost, attached }: StepResult,
): Promise<Outcome> {
  const expected = files.filter((_file, place) => !left.includes(place))
  const missingOf = (names: readonly string[] | undefined) => (names || !attached ? missingFrom(expected, names) : [])
  const isWhole = (names: readonly string[] | undefined) => missingOf(names).length === 0
  const listed = await seenAgain(() => client.fileNames(ticketId, 'create'), isWhole, env)
  if (listed.kind !== 'done') return listed
  const missing = missingOf(listed.value)
  if (missing.length > 0) return done({ attached: false, lost: [...(lost ?? []), ...labelsOf(missing)] })
  return done(lost ? {} : { attached: true })
}

/** Where they stand among the order's files. */
export function placesOf(some: readonly OrderFile[], files: readonly OrderFile[]): readonly number[] {
  return some.map((file) => files.indexOf(file))
}

/** Those that the ticket's list does not have; of two with one name, as many as there are. */
export function missingFrom(files: readonly OrderFile[], names: readonly string[] | undefined): readonly OrderFile[] {
  const there = (names ?? []).map(plain)
  return files.filter(({ name }) => {
    const at = there.indexOf(plain(name))
    if (at >= 0) there.splice(at, 1)
    return at < 0
  })
}

/** Looks once more a while later where the first look does not show all, since lists lag. */
export async function seenAgain<T>(
  look: () => Promise<Reading<T>>,
  isEnough: (seen: T) => boolean,
  env: Pick<Env, 'sleep'>,
): Promise<Reading<T>> {
  const first = await look()
  if (first.kind !== 'done' || isEnough(first.value)) return first
  await env.sleep(LAG_MS)
  return look()
}

function lostOf(some: readonly OrderFile[], files: readonly OrderFile[]): StepResult {
  return { attached: false, left: placesOf(some, files), lost: labelsOf(some) }
}

function labelsOf(files: readonly OrderFile[]): readonly string[] {
  return [...new Set(files.map(({ label }) => label))]
}

function plain(name: string): string {
  return name.normalize('NFC').trim().toLowerCase()
}

function done(result: StepResult): Outcome {
  return { kind: 'done', result }
}
