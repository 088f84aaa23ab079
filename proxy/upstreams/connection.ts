/** One upstream account as the proxy uses it: its adapter, and whether it may be called at all. */
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
}

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
    parts.map(({ name, upstream, keyId }) => [
      name,
      {
        name,
        upstream,
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
