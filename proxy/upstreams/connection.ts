/** One upstream account as the proxy uses it: its adapter, and whether it may be called at all. */
import type { Breaker } from './breaker.ts'
import { createBreaker } from './breaker.ts'
import type { Queue } from './pace.ts'
import type { Stop, Upstream } from './upstream.ts'

/** Why a connection is not called. It starts again when its schema can be read. */
export interface Stopped {
  readonly reason: string
  /** The upstream's own words, for the operator. */
  readonly words?: string
  /** Only what creates this entity is stopped; left out: the whole connection. */
  readonly entity?: string
  /** Whose step or look was answered so. */
  readonly submission?: string
}

export interface Connection {
  readonly name: string
  readonly upstream: Upstream
  /** What the connections with one key share, e.g. the key's fingerprint. */
  readonly keyId: string
  /** The smallest gap between two calls with its key at this moment. */
  readonly spacingMs: number
  /** How long a step whose end is not known waits before it is looked up: longer than the upstream may still act. */
  readonly lookAfterMs: number
  /** How long a submission is tried, from its first attempt. */
  readonly triesMs: number
  /** Pauses it while its upstream is in trouble. */
  readonly breaker: Breaker
  /** Why something of it is stopped; with `entities`, why what creates these is. */
  stopped(entities?: readonly string[]): Stopped | undefined
  /** `key` stops every connection that uses the same key; `component` what creates `entity`, or all of this one. */
  stop(how: Stop, reason: string, words?: string, entity?: string, submission?: string): void
  /** It was stopped by this submission before and could be read again: what the upstream says is of the submission alone. */
  blames(submission: string): boolean
  /** The whole of it, or what creates `entity`: that could be read, so the key is good too. */
  resume(entity?: string): void
}

export interface ConnectionParts {
  readonly name: string
  readonly upstream: Upstream
  readonly keyId: string
  /** The queue of its key. Left out: it is called without a pace. */
  readonly queue?: Pick<Queue, 'spacingMs'>
  /** Default 60 s. */
  readonly lookAfterMs?: number
  /** Default 72 h. */
  readonly triesMs?: number
}

const LOOK_AFTER_MS = 60_000
const TRIES_MS = 72 * 3_600_000

/** Stands for every entity. */
const WHOLE = '*'

/** `changed` hears of every stop and start. */
export function createConnections(
  parts: readonly ConnectionParts[],
  changed: (name: string, stopped: Stopped | undefined) => void,
): ReadonlyMap<string, Connection> {
  const stops = new Map(parts.map(({ name }) => [name, new Map<string, Stopped>()]))
  const blamed = new Set<string>()
  const first = (name: string) => stops.get(name)?.values().next().value
  const change = (name: string, make: (stopped: Map<string, Stopped>) => void) => {
    const before = first(name)
    make(stops.get(name) ?? new Map())
    const after = first(name)
    if (before?.reason !== after?.reason || before?.entity !== after?.entity) changed(name, after)
  }
  return new Map(
    parts.map(({ name, upstream, keyId, queue, lookAfterMs = LOOK_AFTER_MS, triesMs = TRIES_MS }) => [
      name,
      {
        name,
        upstream,
        keyId,
        get spacingMs() {
          return queue?.spacingMs ?? 0
        },
        lookAfterMs,
        triesMs,
        breaker: createBreaker(),
        stopped(entities) {
          if (!entities) return first(name)
          return [WHOLE, ...entities].map((part) => stops.get(name)?.get(part)).find((stopped) => stopped !== undefined)
        },
        stop(how, reason, words, entity, submission) {
          const part = how === 'key' ? undefined : entity
          const stopped = {
            ...{ reason, ...(words !== undefined && { words }), ...(part !== undefined && { entity: part }) },
            ...(submission !== undefined && { submission }),
          }
          for (const other of parts) {
            const isMeant = other.name === name || (how === 'key' && other.keyId === keyId)
            if (isMeant) change(other.name, (all) => all.set(part ?? WHOLE, stopped))
          }
        },
        blames: (submission) => blamed.has(submission),
        resume(entity) {
          change(name, (all) => {
            for (const part of entity === undefined ? [...all.keys()] : [entity, WHOLE]) {
              const { submission } = all.get(part) ?? {}
              if (submission !== undefined) blamed.add(submission)
              all.delete(part)
            }
          })
        },
      },
    ]),
  )
}
