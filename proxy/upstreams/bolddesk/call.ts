/** One call to BoldDesk: through the queue of its key, with that key, keeping to its quota, and its answer as a reading. */
import type { Env, HttpCall, HttpResult } from '../../env.ts'
import type { Priority, Queue } from '../pace.ts'
import { RATE_LIMITED, unsure } from '../reply.ts'
import type { Secret } from '../secret.ts'
import type { Reading } from '../upstream.ts'
import { readQuota } from './quota.ts'
import type { CallKind, Fault } from './reply.ts'
import { readReply } from './reply.ts'

export interface BoldDeskAccess {
  /** The tenant's own host. */
  readonly baseUrl: string
  /** Asked before each call, since a key file may change. */
  readonly key: () => Promise<Secret> | Secret
  /** The queue that all connections with this key share. */
  readonly queue: Queue
  readonly env: Pick<Env, 'http' | 'now' | 'monotonic' | 'sleep'>
}

/** One sort of call: how it is made, and what its answers mean. */
export interface CallSort extends CallKind {
  readonly method: HttpCall['method']
  readonly priority: Priority
  /** The most that its answer may be long. */
  readonly maxBytes: number
  readonly deadlineMs: number
  /** On the monotonic clock: it is not begun when too little is left until then, and cut off there. */
  readonly endsAt?: number
}

export interface Sent {
  readonly type: string
  readonly body: string | AsyncIterable<Uint8Array>
  /** In bytes; of a text it is counted. */
  readonly length?: number
}

/** What is made of an answer. */
export interface Reader<T> {
  /** Undefined for a reply that is not what was asked for. */
  good(reply: unknown, headers: Readonly<Record<string, string>>): T | undefined
  /** Makes an answer of a refusal that is one. */
  refused?(fault: Fault): T | undefined
}

export type Call = <T>(sort: CallSort, path: string, reader: Reader<T>, sent?: Sent) => Promise<Reading<T>>

const API = '/api/v1'
/** Less than this is no time for a call. */
const SHORTEST_MS = 5_000

export function createCall({ baseUrl, key, queue, env }: BoldDeskAccess): Call {
  const host = baseUrl.replace(/\/+$/, '')

  return async (sort, path, reader, sent) => {
    const secret = await readKey(key)
    if (!secret) return { kind: 'later', reason: 'key-not-read' }
    const leftMs = () => (sort.endsAt ?? Number.POSITIVE_INFINITY) - env.monotonic()
    if (leftMs() < SHORTEST_MS) return OUT_OF_TIME
    const send = async (): Promise<HttpResult> => {
      // Its turn may have come late.
      if (leftMs() < SHORTEST_MS) return { kind: 'not-sent', reason: OUT_OF_TIME.reason }
      return env.http({
        method: sort.method,
        url: host + API + path,
        headers: {
          'x-api-key': secret.reveal(),
          accept: 'application/json',
          'user-agent': 'Gatehouse',
          ...(sent && { 'content-type': sent.type }),
          ...(sent?.length !== undefined && { 'content-length': String(sent.length) }),
        },
        ...(sent && { body: sent.body }),
        deadlineMs: Math.min(sort.deadlineMs, leftMs()),
        maxBytes: sort.maxBytes,
      })
    }
    const turn = await queue.run(send, sort.priority)
    if (turn.kind === 'not-called') return { kind: 'later', reason: turn.reason, afterMs: turn.afterMs }
    const { value: result } = turn
    if (result.kind === 'reply') keepTo(result.headers)
    const reply = readReply(result, sort, { now: env.now(), key: secret.reveal() })
    if (reply.kind === 'failed') {
      const { failure, fault } = reply
      if (failure.kind === 'later' && failure.reason === RATE_LIMITED) queue.pause(failure.afterMs ?? 0)
      const answer = fault && reader.refused?.(fault)
      return answer === undefined ? failure : { kind: 'done', value: answer }
    }
    const value = reader.good(reply.value, reply.headers)
    return value === undefined ? unsure(sort, 'unexpected-reply') : { kind: 'done', value }
  }

  function keepTo(headers: Readonly<Record<string, string>>): void {
    const { spacingMs, pauseMs } = readQuota(headers, env.now())
    if (spacingMs !== undefined) queue.tell(spacingMs)
    if (pauseMs !== undefined) queue.pause(pauseMs)
  }
}

/** Whoever tries again has the time anew. */
const OUT_OF_TIME = { kind: 'later', reason: 'out-of-time' } as const

async function readKey(key: BoldDeskAccess['key']): Promise<Secret | undefined> {
  try {
    return await key()
  } catch {
    // The error may quote the file. Whoever reads keys tells of it.
    return undefined
  }
}
