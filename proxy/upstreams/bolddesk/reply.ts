/**
 * What a reply of BoldDesk, or the lack of one, means. One table by status; a 400 is told apart by its errors' fields and
 * types, never by a message, which is in the tenant's language. Pure.
 */
import type { HttpResult } from '../../env.ts'
import { asObject, firstOf, own, readJson } from '../json.ts'
import type { Failure } from '../reply.ts'
import { keptWords, RATE_LIMITED, unsure } from '../reply.ts'
import { retryAfterMs } from '../retry-after.ts'
import type { Outcome } from '../upstream.ts'
import { untilResetMs } from './quota.ts'

/** What of a call changes its outcome's meaning. */
export interface CallKind {
  /** Whatever went wrong, it can be done again: it only reads, or what it leaves behind is nothing. */
  readonly safe: boolean
  /** `record`: a missing one is this submission's matter. `account`: it is the set-up's. */
  readonly scope: 'account' | 'record'
}

export interface ReplyContext {
  readonly now: number
  /** Scrubbed from words. */
  readonly key: string
}

/** What an answer that refuses says of itself, as far as it can be relied on. */
export interface Fault {
  readonly status: number
  readonly errors: readonly FieldError[]
}

export interface FieldError {
  /** The request's field, with a small first letter; empty where none is named. */
  readonly field: string
  /** Opaque: a word, or a number as text. */
  readonly type: string
}

export type Reply =
  | { readonly kind: 'done'; readonly value: unknown; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly fault?: Fault }

const WAIT_MS = 60_000

export function readReply(result: HttpResult, kind: CallKind, { now, key }: ReplyContext): Reply {
  if (result.kind === 'not-sent') return failed({ kind: 'later', reason: result.reason })
  if (result.kind === 'unclear') return failed(unsure(kind, result.reason))
  const { status, headers, body } = result
  const json = readJson(body)
  if (status >= 200 && status < 300)
    return json || body === '' ? { kind: 'done', value: json?.value, headers } : failed(unsure(kind, 'not-json'))
  if (status === 408 || status >= 500)
    return failed(unsure(kind, `status-${status}`, kind.safe ? retryAfterMs(headers, now) : undefined))
  if (status === 429) {
    const afterMs = retryAfterMs(headers, now) ?? untilResetMs(headers, now) ?? WAIT_MS
    return failed({ kind: 'later', reason: RATE_LIMITED, afterMs })
  }
  const fault = { status, errors: errorsIn(json?.value) }
  const words = keptWords(wordsIn(json?.value), key)
  return {
    ...failed({ kind: 'refused', ...refusalOf(fault, kind, json?.value), ...(words !== '' && { words }) }),
    fault,
  }
}

type Refusal = Pick<Extract<Outcome, { kind: 'refused' }>, 'reason' | 'stops'>

/** The upstream's rules refuse these values: nothing but other values would help. */
export const REJECTED = 'rejected'
export const RECORD_MISSING = 'record-missing'

/** Following it would hand the key to whoever stands there. */
const REDIRECTED: Refusal = { reason: 'redirected', stops: 'component' }
const NOT_PERMITTED: Refusal = { reason: 'not-permitted', stops: 'component' }
/** Of a create, most often an account that is suspended or expired: the words say so. */
const NOT_FOUND: Refusal = { reason: 'not-found', stops: 'component' }
/** A plan's limit, a feature that is not in it, access denied: it is not about this submission. */
const NOT_ALLOWED: Refusal = { reason: 'refused-for-all', stops: 'component' }
const MISSING: Refusal = { reason: RECORD_MISSING }

const BY_STATUS: Readonly<Record<number, Refusal | Readonly<Record<CallKind['scope'], Refusal>>>> = {
  400: { reason: REJECTED },
  401: { reason: 'key-refused', stops: 'key' },
  403: NOT_PERMITTED,
  404: { account: NOT_FOUND, record: MISSING },
  405: { account: NOT_FOUND, record: MISSING },
  410: { account: NOT_FOUND, record: MISSING },
  413: { reason: 'too-large' },
  415: { reason: 'unsupported-media-type' },
  422: { reason: REJECTED },
}

/** Types, by their letters, of a refusal that is about who asks. */
const PERMISSION =
  /^(accessdenied|unauthori[sz]ed|notallowed|notpermitted|feature\w*|plan\w*|(apicall)?quotaexceed\w*)$/
/** Of one that is about the values, even where it names none of them. */
const VALUES =
  /^(invalidvalue|fieldrequired|lengthexceeds|already\w+|notexist|detailsnotfound|nochangefound|filesizelarge|fileextensioninvalid)$/

function refusalOf({ status, errors }: Fault, { scope }: CallKind, reply: unknown): Refusal {
  if (status < 400) return REDIRECTED
  const refusal = BY_STATUS[status] ?? { reason: `status-${status}` }
  const meant = 'reason' in refusal ? refusal : refusal[scope]
  const isForAll = isOwnWord(reply) && errors.every(({ field }) => field === '')
  // A page of some machine between may be about one visitor's words: it stops nobody else.
  if (meant.stops === 'component') return isForAll ? meant : { reason: `status-${status}` }
  if (meant.reason !== REJECTED || !isForAll) return meant
  const types = errors.map(({ type }) => type.toLowerCase().replace(/[^a-z]/g, ''))
  if (types.some((type) => PERMISSION.test(type))) return NOT_PERMITTED
  return types.some((type) => !VALUES.test(type)) ? NOT_ALLOWED : meant
}

/** BoldDesk wrote it: in either of its shapes. `{ message }` alone is what gateways say. */
function isOwnWord(reply: unknown): boolean {
  const isNumbered = typeof firstOf(reply, ['statusCode', 'status']) === 'number' || own(reply, 'errors') !== undefined
  return isNumbered && typeof firstOf(reply, ['message', 'title']) === 'string'
}

/** In either shape: a list of errors, or a map of messages by field. */
function errorsIn(reply: unknown): readonly FieldError[] {
  const errors = own(reply, 'errors')
  if (Array.isArray(errors))
    return errors.map((error) => ({
      field: fieldName(own(error, 'field')),
      type: String(own(error, 'errorType') ?? ''),
    }))
  const type = String(firstOf(reply, ['errorType', 'type']) ?? '')
  const named = Object.keys(asObject(errors) ?? {}).map((field) => ({ field: fieldName(field), type: '' }))
  return [...named, ...(type === '' || isAddress(type) ? [] : [{ field: '', type }])]
}

/** Problem details name their kind by an address, which says nothing. */
function isAddress(type: string): boolean {
  return /^(about:|https?:)/.test(type)
}

function fieldName(field: unknown): string {
  return typeof field === 'string' ? field.charAt(0).toLowerCase() + field.slice(1) : ''
}

/** What is no JSON is a page of some machine between: not kept. */
function wordsIn(reply: unknown): readonly unknown[] {
  const errors = own(reply, 'errors')
  const said = Array.isArray(errors)
    ? errors.map((error) => [own(error, 'field'), own(error, 'errorMessage')].filter(Boolean).join(': '))
    : errors
  return [firstOf(reply, ['message', 'title', 'error']), own(reply, 'detail'), said]
}

function failed(failure: Failure): Extract<Reply, { kind: 'failed' }> {
  return { kind: 'failed', failure }
}
