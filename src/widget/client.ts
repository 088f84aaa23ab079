/** The only file that fetches. Its answers are values, never rejections. */
import type { Issue, PublicForm } from '../contract/form.ts'
import type { ProblemBody, Proof, Receipt } from '../contract/wire.ts'
import { paths } from '../contract/wire.ts'
import type { Reason } from './events.ts'
import type { Files } from './extension.ts'
import { json } from './json.ts'

export type Loaded = { readonly form: PublicForm } | { readonly form?: undefined; readonly reason: Reason }

export type Sent =
  | { readonly kind: 'accepted'; readonly receipt: Receipt }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] }
  /** `conflict`: the id is taken by other answers. `refused`: a retry will not help. */
  | { readonly kind: 'conflict' | 'refused'; readonly reason: Reason }
  /** Nobody can say whether it arrived; the same bytes may be sent again, not before what the proxy asked for. */
  | { readonly kind: 'later'; readonly reason: Reason; readonly afterMs: number }

/** One submission as it leaves: its JSON, settled to the byte, and its files by field. */
export interface Parcel {
  readonly body: string
  /** Of this try; the next may bring another. */
  readonly proof?: Proof | undefined
  readonly files: ReadonlyMap<string, readonly File[]>
  /** Posts files and tells how far they are. */
  readonly post: Post | undefined
  readonly told: (part: number) => void
}

export type Post = Files['post']

const LOAD_MS = 10_000
const SEND_MS = 15_000
const UPLOAD_MS = 600_000

/** Browsers refuse `keepalive` bodies above 64 KiB, and count what else is in flight. */
const MAX_KEEPALIVE_BYTES = 61_440

/** Fetches a public form from its path; `abort` ends the wait. */
export async function loadForm(base: string, path: string, abort: AbortController): Promise<Loaded> {
  // Credentials stay at their default, as in a preload link: with another mode the form would be fetched twice.
  const { reply } = await ask<PublicForm>(base, path, {}, LOAD_MS, abort)
  return reply.fields ? { form: reply as PublicForm } : { reason: reasonOf(reply) }
}

/** Sends one submission. Plain text, so that it needs no preflight and survives a closing tab. */
export async function send(base: string, id: string, parcel: Parcel): Promise<Sent> {
  const { status, reply, afterMs = 0 } = await post(base, paths.submissions(id), parcel)
  if (reply.reference) return { kind: 'accepted', receipt: reply as Receipt }
  if (reply.issues) return { kind: 'invalid', issues: reply.issues }
  const reason = reasonOf(reply)
  if (status === 409) return { kind: 'conflict', reason }
  // What the client did wrong stays wrong, but for `timeout` and `rate-limited`.
  return /4(?!08|29)../.test(`${status}`) ? { kind: 'refused', reason } : { kind: 'later', reason, afterMs }
}

/** The form's own page, which needs no script. */
export const hostedPage = (base: string, id: string): string => addressOf(base, paths.hosted(id))

const reasonOf = ({ type }: Partial<ProblemBody>) => (type?.split('/').pop() ?? 'unreachable') as Reason

/** Status 0 and an empty reply where no whole reply in JSON came in time. */
interface Replied<Good> {
  readonly status: number
  readonly reply: Partial<Good> & Partial<ProblemBody>
  /** How long the proxy asks to be left alone. */
  readonly afterMs?: number
}

function post(base: string, path: string, { body, proof, files, post, told }: Parcel): Promise<Replied<Receipt>> {
  const text = proof ? `${body.slice(0, -1)},"proof":${json(proof)}}` : body
  const parts = new FormData()
  parts.append('submission', text)
  // Those of a question that is not asked any more stay here.
  for (const field in JSON.parse(body).answers) for (const file of files.get(field) ?? []) parts.append(field, file)
  const hasFiles = [...parts].length > 1
  if (hasFiles && post) return post(addressOf(base, path), parts, told)
  const keepalive = !hasFiles && new Blob([text]).size <= MAX_KEEPALIVE_BYTES
  const init: RequestInit = { method: 'POST', body: hasFiles ? parts : text, keepalive, credentials: 'omit' }
  return ask(base, path, init, hasFiles ? UPLOAD_MS : SEND_MS)
}

/** Asks the proxy. */
async function ask<Good>(
  base: string,
  path: string,
  init: RequestInit,
  deadlineMs: number,
  abort = new AbortController(),
): Promise<Replied<Good>> {
  const timer = setTimeout(() => abort.abort(), deadlineMs)
  let afterMs = 0
  try {
    const response = await fetch(addressOf(base, path), { ...init, signal: abort.signal })
    afterMs = 1000 * Number(response.headers.get('retry-after')) || 0
    return { status: response.status, reply: { ...(await response.json()) }, afterMs }
  } catch {
    return { status: 0, reply: {}, afterMs }
  } finally {
    clearTimeout(timer)
  }
}

/** The base may be relative to the page, with or without its last slash; a page's `<base>` does not speak of it. */
export function addressOf(base: string, path: string): string {
  return new URL(path, new URL(base.replace(/\/?$/, '/'), location.href)).href
}
