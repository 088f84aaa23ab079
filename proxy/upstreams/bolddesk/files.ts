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

/** A create must have ended long before anybody looks whether it was ever begun. */
export const BEFORE_CREATE_MS = 20_000
/** A reply that comes twice makes no second ticket. */
const BEFORE_REPLY_MS = 60_000
/** How long BoldDesk may take until its lists show what was made. */
export const LAG_MS = 5_000

/** As many as can be begun until then, one after the other. Whatever becomes of one, the others are tried. */
export async function upload(
  { client, env }: FilesDeps,
  files: readonly OrderFile[],
  /** On the monotonic clock. */
  endsAt: number,
): Promise<Uploaded> {
  const tokens: string[] = []
  const left: Uploaded['left'][number][] = []
  for (const file of files) {
    const leftMs = endsAt - env.monotonic()
    const reading = leftMs > 0 ? await client.upload(file, Math.max(leftMs, SHORTEST_MS)) : OUT_OF_TIME
    if (reading.kind === 'refused') left.push({ file, why: reading.stops === 'key' ? reading : 'refused' })
    else if (reading.kind !== 'done') left.push({ file, why: reading })
    else if (reading.value === 'unreadable') left.push({ file, why: 'unreadable' })
    else tokens.push(reading.value.token)
  }
  return { tokens, left }
}

/** The next try goes on with the rest. */
const OUT_OF_TIME = { kind: 'later', reason: 'more-files', afterMs: 0 } as const
/** Less than this is no time for an upload. */
const SHORTEST_MS = 5_000

/**
 * Adds what the ticket has not by a reply. What BoldDesk refuses for good, or cannot be read any more, is lost: a person
 * sees to it, and there is never a second ticket.
 */
export async function addFiles(deps: FilesDeps, order: Order, ticketId: string): Promise<Outcome> {
  const { client, env } = deps
  const { files = [] } = order
  const before = await client.fileNames(ticketId, 'create')
  if (before.kind !== 'done') return before
  const missing = missingFrom(files, before.value)
  if (missing.length === 0) return done({ attached: true })

  const { tokens, left } = await upload(deps, missing, env.monotonic() + BEFORE_REPLY_MS)
  const lost = labelsOf(left.flatMap(({ file, why }) => (typeof why === 'string' ? [file] : [])))
  const added = missing.filter((file) => !left.some((one) => one.file === file))
  const notYet = left.map(({ why }) => why).find((why) => typeof why !== 'string')
  if (added.length === 0) return notYet ?? done({ lost })
  const text = filesReply(
    added.map(({ name }) => name),
    order.listing?.locale ?? '',
  )
  const reply = await client.reply(ticketId, text, tokens)
  if (reply.kind === 'refused' && !reply.stops) return done({ lost: labelsOf(missing) })
  if (reply.kind !== 'done') return reply
  if (reply.value === 'expired') return { kind: 'later', reason: 'upload-expired' }
  // What was added stays: the next try finds it there.
  if (notYet) return notYet

  const { filesTaken } = reply.value
  const isThere = (names: readonly string[] | undefined) =>
    names ? missingFrom(added, names).length === 0 : filesTaken
  const after = await seenAgain(() => client.fileNames(ticketId, 'create'), isThere, env)
  if (after.kind !== 'done') return after
  const all = isThere(after.value) ? lost : labelsOf(missing)
  return done(all.length > 0 ? { lost: all } : { attached: true })
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

function labelsOf(files: readonly OrderFile[]): readonly string[] {
  return [...new Set(files.map(({ label }) => label))]
}

function plain(name: string): string {
  return name.normalize('NFC').trim().toLowerCase()
}

function done(result: StepResult): Outcome {
  return { kind: 'done', result }
}
