/** The only file that fetches. Its answers are values, never rejections. */
import type { Issue, PublicForm } from '../contract/form.ts'
import type { ProblemBody, Receipt } from '../contract/wire.ts'
import { paths } from '../contract/wire.ts'
import type { Reason } from './events.ts'

export type Loaded = { readonly form: PublicForm } | { readonly form?: undefined; readonly reason: Reason }

export type Sent =
  | { readonly kind: 'accepted'; readonly receipt: Receipt }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] }
  /**
   * `conflict`: the id is taken by other answers. `refused`: a retry will not help.
   * `later`: nobody can say whether it arrived; the same bytes may be sent again.
   */
  | { readonly kind: 'conflict' | 'refused' | 'later'; readonly reason: Reason }

const LOAD_MS = 10_000
const SEND_MS = 15_000

/** Browsers refuse `keepalive` bodies above 64 KiB, and count what else is in flight. */
const MAX_KEEPALIVE_BYTES = 61_440

/** Fetches a public form; `abort` ends the wait. */
export async function loadForm(base: string, id: string, language: string, abort: AbortController): Promise<Loaded> {
  // Credentials stay at their default, as in a preload link: with another mode the form would be fetched twice.
  const { reply } = await ask<PublicForm>(base, `${paths.form(id)}?locale=${language}`, {}, LOAD_MS, abort)
  return reply.fields ? { form: reply as PublicForm } : { reason: reasonOf(reply) }
}

/** Sends one submission, whose bytes are settled. Plain text, so that it needs no preflight and survives a closing tab. */
export async function send(base: string, id: string, body: string): Promise<Sent> {
  const keepalive = new Blob([body]).size <= MAX_KEEPALIVE_BYTES
  const init: RequestInit = { method: 'POST', body, keepalive, credentials: 'omit' }
  const { status, reply } = await ask<Receipt>(base, paths.submissions(id), init, SEND_MS)
  if (reply.reference) return { kind: 'accepted', receipt: reply as Receipt }
  if (reply.issues) return { kind: 'invalid', issues: reply.issues }
  // What the client did wrong stays wrong, but for `timeout` and `rate-limited`.
  const kind = status === 409 ? 'conflict' : /4(?!08|29)../.test(`${status}`) ? 'refused' : 'later'
  return { kind, reason: reasonOf(reply) }
}

/** The form's own page, which needs no script. */
export const hostedPage = (base: string, id: string): string => addressOf(base, paths.hosted(id))

const reasonOf = ({ type }: Partial<ProblemBody>) => (type?.split('/').pop() ?? 'unreachable') as Reason

/** Asks the proxy. Status 0 and an empty reply where no whole reply in JSON came in time. */
async function ask<Good>(
  base: string,
  path: string,
  init: RequestInit,
  deadlineMs: number,
  abort = new AbortController(),
): Promise<{ status: number; reply: Partial<Good> & Partial<ProblemBody> }> {
  const timer = setTimeout(() => abort.abort(), deadlineMs)
  try {
    const response = await fetch(addressOf(base, path), { ...init, signal: abort.signal })
    return { status: response.status, reply: { ...(await response.json()) } }
  } catch {
    return { status: 0, reply: {} }
  } finally {
    clearTimeout(timer)
  }
}

/** The base may be relative to the page, with or without its last slash; a page's `<base>` does not speak of it. */
function addressOf(base: string, path: string): string {
  return new URL(path, new URL(base.replace(/\/?$/, '/'), location.href)).href
}
