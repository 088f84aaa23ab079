/** One upstream account as the proxy uses it: its adapter, and whether it may be called at all. */
import type { Breaker } from './breaker.ts'
import { createBreaker } from './breaker.ts'
import type { Stop, Upstream } from './upstream.ts'

/** Why a connection is not called. It starts again when its schema can be read. */
export interface Stopped {
  readonly reason: string
  /** The upstream's own words, for the operator. */
  readonly words?: string
}

export interface Connection {
  readonly name: string
  readonly upstream: Upstream
  /** How long a step whose end is not known waits before it is looked up: longer than the upstream may still act. */
  readonly lookAfterMs: number
  /** How long a submission is tried, from its first attempt. */
  readonly triesMs: number
  /** Pauses it while its upstream is in trouble. */
  readonly breaker: Breaker
  stopped(): Stopped | undefined
  /** `key` stops every connection that uses the same key, `component` this one. */
  stop(how: Stop, reason: string, words?: string): void
  resume(): void
}

export interface ConnectionParts {
  readonly name: string
  readonly upstream: Upstream
  /** What the connections with one key share, e.g. the key's fingerprint. */
  readonly keyId: string
  /** Default 60 s. */
  readonly lookAfterMs?: number
  /** Default 72 h. */
  readonly triesMs?: number
}

const LOOK_AFTER_MS = 60_000
const TRIES_MS = 72 * 3_600_000

/** `changed` hears of every stop and start. */
export function createConnections(
  parts: readonly ConnectionParts[],
  changed: (name: string, stopped: Stopped | undefined) => void,
): ReadonlyMap<string, Connection> {
  const stops = new Map<string, Stopped>()
  const set = (name: string, stopped: Stopped | undefined) => {
    const before = stops.get(name)
    if (stopped) stops.set(name, stopped)
    else stops.delete(name)
    if (before?.reason !== stopped?.reason) changed(name, stopped)
  }
  return new Map(
    parts.map(({ name, upstream, keyId, lookAfterMs = LOOK_AFTER_MS, triesMs = TRIES_MS }) => [
      name,
      {
        name,
        upstream,
        lookAfterMs,
        triesMs,
        breaker: createBreaker(),
        stopped: () => stops.get(name),
        stop(how, reason, words) {
          const stopped = { reason, ...(words === undefined ? {} : { words }) }
          for (const other of parts) {
            if (other.name === name || (how === 'key' && other.keyId === keyId)) set(other.name, stopped)
          }
        },
        resume: () => set(name, undefined),
      },
    ]),
  )
}
