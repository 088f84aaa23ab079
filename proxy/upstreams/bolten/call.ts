/** One call to Bolten: through the queue of its key, with that key, and its answer as a reading. */
import type { Env, HttpCall } from '../../env.ts'
import type { Priority, Queue } from '../pace.ts'
import { RATE_LIMITED, unsure } from '../reply.ts'
import type { Secret } from '../secret.ts'
import type { Reading } from '../upstream.ts'
import type { CallKind } from './reply.ts'
import { readReply } from './reply.ts'

export interface BoltenAccess {
  readonly baseUrl: string
  /** Asked before each call, since a key file may change. */
  readonly key: () => Promise<Secret> | Secret
  /** The queue that all connections with this key share. */
  readonly queue: Queue
  readonly env: Pick<Env, 'http' | 'now' | 'random'>
}

/** One sort of call: how it is made, and what its answers mean. */
export interface CallSort extends CallKind {
  readonly method: HttpCall['method']
  readonly priority: Priority
  /** The most that its answer may be long. */
  readonly maxBytes: number
}

/**
 * `parse` gives undefined for a reply that is not what was asked for; without
 * a path, the entity has no component.
 */
export type Call = <T>(
  sort: CallSort,
  path: string | undefined,
  parse: (reply: unknown) => T | undefined,
  body?: string,
) => Promise<Reading<T>>

const DEADLINE_MS = 8_000

export function createCall({ baseUrl, key, queue, env }: BoltenAccess): Call {
  const host = baseUrl.replace(/\/+$/, '')

  return async (sort, path, parse, body) => {
    if (path === undefined) return { kind: 'refused', reason: 'component-not-set' }
    const secret = await readKey(key)
    if (!secret) return { kind: 'later', reason: 'key-not-read' }
    const send = () =>
      env.http({
        method: sort.method,
        url: host + path,
        headers: {
          authorization: `Bearer ${secret.reveal()}`,
          accept: 'application/json',
          'user-agent': 'Gatehouse',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body }),
        deadlineMs: DEADLINE_MS,
        maxBytes: sort.maxBytes,
      })
    const turn = await queue.run(send, sort.priority)
    if (turn.kind === 'not-called') return { kind: 'later', reason: turn.reason, afterMs: turn.afterMs }
    const reading = readReply(turn.value, sort, { now: env.now(), dice: env.random(), key: secret.reveal() })
    if (reading.kind === 'later' && reading.reason === RATE_LIMITED) queue.pause(reading.afterMs ?? 0)
    if (reading.kind !== 'done') return reading
    const value = parse(reading.value)
    return value === undefined ? unsure(sort, 'unexpected-reply') : { kind: 'done', value }
  }
}

async function readKey(key: BoltenAccess['key']): Promise<Secret | undefined> {
  try {
    return await key()
  } catch {
    // The error may quote the file. Whoever reads keys tells of it.
    return undefined
  }
}
