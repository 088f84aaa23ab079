/**
 * What a reply of Bolten, or the lack of one, means. One table by status; the body is read only for what came of a good
 * call and for the operator's words. Pure.
 */
import type { HttpResult } from '../../env.ts'
import { firstOf, own, readJson } from '../json.ts'
import { keptWords, RATE_LIMITED, unsure } from '../reply.ts'
import { retryAfterMs } from '../retry-after.ts'
import type { Outcome, Reading } from '../upstream.ts'

/** What of a call changes its outcome's meaning. */
export interface CallKind {
  /** Whatever went wrong, it can be done again: it only reads, or changes nothing when it is done twice. */
  readonly safe: boolean
  /** `record`: a missing one is this submission's matter. `component`: it is the set-up's. */
  readonly scope: 'component' | 'record'
  /** Whatever it answers with a 2xx, the status says it all. */
  readonly bodyIgnored?: boolean
}

export interface ReplyContext {
  readonly now: number
  /** From 0 up to 1, for the jitter of a wait that Bolten does not name. */
  readonly dice: number
  /** Scrubbed from words. */
  readonly key: string
}

/** The body of a 2xx as data. */
export function readReply(result: HttpResult, kind: CallKind, context: ReplyContext): Reading<unknown> {
  if (result.kind === 'not-sent') return { kind: 'later', reason: result.reason }
  if (result.kind === 'unclear') return unsure(kind, result.reason)
  const { status } = result
  if (status >= 200 && status < 300) {
    if (kind.bodyIgnored) return { kind: 'done', value: undefined }
    const json = readJson(result.body)
    return json ? { kind: 'done', value: json.value } : unsure(kind, 'not-json')
  }
  if (status === 408 || status >= 500) {
    return unsure(kind, `status-${status}`, kind.safe ? retryAfterMs(result.headers, context.now) : undefined)
  }
  if (status === 429) {
    const afterMs = retryAfterMs(result.headers, context.now) ?? 10_000 + context.dice * 5_000
    return { kind: 'later', reason: RATE_LIMITED, afterMs }
  }
  const refusal = REFUSALS[kind.scope][status] ?? (status < 400 ? REDIRECTED : { reason: `status-${status}` })
  const words = wordsOf(result.body, context.key)
  return { kind: 'refused', ...refusal, ...(words !== '' && { words }) }
}

type Refusal = Pick<Extract<Outcome, { kind: 'refused' }>, 'reason' | 'stops'>

/** Following it would hand the key to whoever stands there. */
const REDIRECTED: Refusal = { reason: 'redirected', stops: 'component' }

const EVERYWHERE: Readonly<Record<number, Refusal>> = {
  400: { reason: 'rejected' },
  401: { reason: 'key-refused', stops: 'key' },
  403: { reason: 'not-permitted', stops: 'component' },
  413: { reason: 'too-large' },
  415: { reason: 'unsupported-media-type' },
  422: { reason: 'rejected' },
}

const NO_COMPONENT: Refusal = { reason: 'component-missing', stops: 'component' }
const NO_RECORD: Refusal = { reason: 'record-missing' }

const REFUSALS: Readonly<Record<CallKind['scope'], Readonly<Record<number, Refusal>>>> = {
  component: { ...EVERYWHERE, 404: NO_COMPONENT, 410: NO_COMPONENT },
  record: { ...EVERYWHERE, 404: NO_RECORD, 410: NO_RECORD },
}

/** What Bolten says is wrong. What is no JSON is a page of some machine between: not kept. */
function wordsOf(body: string, key: string): string {
  const reply = readJson(body)?.value
  return keptWords([firstOf(reply, ['message', 'error']), own(reply, 'details')], key)
}
