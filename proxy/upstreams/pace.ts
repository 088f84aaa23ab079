/**
 * An upstream's pace: one queue a key, however many connections use that key. Calls start at least one spacing apart,
 * with no burst; the first waits one spacing, since what ran before a restart is not known. The more urgent starts first;
 * of the same urgency, whoever came first.
 */
import type { Env } from '../env.ts'

/** What became of a call that was put in a queue. */
export type Turn<T> =
  | { readonly kind: 'called'; readonly value: T }
  /** It was never started: its turn would come too late, or the queue was closed. */
  | { readonly kind: 'not-called'; readonly reason: 'paced' | 'stopping'; readonly afterMs: number }

/** What a call is for, the most urgent first. */
export type Priority = 'create' | 'look' | 'read' | 'schema'

export interface Queue {
  /** Default priority: `create`. */
  run<T>(call: () => Promise<T>, priority?: Priority): Promise<Turn<T>>
  /** Starts nothing for this long. */
  pause(ms: number): void
  /** Another connection uses the same key: the slower of their paces holds. */
  slowTo(spacing: Spacing): void
  /**
   * The gap that the upstream itself allows, wider or narrower: kept from now on, within what the operator wrote, and never
   * wider than the longest wait, since no step of two calls would ever end. What is still too fast, its pauses hold.
   */
  tell(spacingMs: number): void
  /** The smallest gap between two starts at this moment. */
  readonly spacingMs: number
}

export interface Spacing {
  /** The gap between two starts until the upstream tells another. */
  readonly spacingMs: number
  /** What the operator wrote: the gap is never smaller, whatever the upstream tells. */
  readonly atLeastMs?: number
}

export interface Pace extends Spacing {
  /** A call that would wait longer is not started at all: whoever holds it may lose it meanwhile. Default 20 s. */
  readonly maxWaitMs?: number
  readonly env: Pick<Env, 'monotonic' | 'sleep'>
  /** Closes the queue: what waits is not started. */
  readonly signal?: AbortSignal
}

/**
 * How many that come later may start before one that waits: so a crowd of creates holds up a schema reading for a while,
 * and none for ever. Further apart than the line is long, so that the order is strict among those who wait together.
 */
const YIELDS_TO: { readonly [P in Priority]: number } = { create: 0, look: 20, read: 40, schema: 60 }

/** How long a call waits for its turn: whoever holds its submission may lose that meanwhile. */
export const LONGEST_WAIT_MS = 20_000

export function createQueue({ maxWaitMs = LONGEST_WAIT_MS, env, signal, ...pace }: Pace): Queue {
  const waiting: Entry[] = []
  let usualMs = pace.spacingMs
  let atLeastMs = pace.atLeastMs ?? 0
  let toldMs: number | undefined
  let startedAt = env.monotonic()
  let pausedUntil = startedAt
  let draining = false
  let arrivals = 0

  const spacingMs = () => Math.max(atLeastMs, toldMs ?? usualMs)
  /** How long the call at this place waits for its turn. */
  const waitMs = (place: number) =>
    Math.max(0, Math.max(pausedUntil, startedAt + spacingMs()) - env.monotonic()) + place * spacingMs()

  /** Lets go of those whose turn is too far away. Later places wait longer, so it ends at the first that stays. */
  function release(): void {
    while (waiting.length > 0) {
      const afterMs = waitMs(waiting.length - 1)
      if (!signal?.aborted && afterMs <= maxWaitMs) return
      waiting.pop()?.giveUp(signal?.aborted ? 'stopping' : 'paced', afterMs)
    }
  }

  async function drain(): Promise<void> {
    draining = true
    while (waiting.length > 0) {
      const ms = waitMs(0)
      if (ms > 0) await env.sleep(ms, signal)
      release()
      if (waiting.length === 0 || waitMs(0) > 0) continue
      waiting.shift()?.start()
      // Read after the call left, so that the time it took to leave is no part of the spacing.
      startedAt = env.monotonic()
    }
    draining = false
  }

  signal?.addEventListener('abort', release, { once: true })

  return {
    run: (call, priority = 'create') =>
      new Promise((resolve, reject) => {
        const rank = ++arrivals + YIELDS_TO[priority]
        const behind = waiting.findIndex((entry) => entry.rank > rank)
        waiting.splice(behind < 0 ? waiting.length : behind, 0, {
          rank,
          start: () => {
            call().then((value) => resolve({ kind: 'called', value }), reject)
          },
          giveUp: (reason, afterMs) => resolve({ kind: 'not-called', reason, afterMs }),
        })
        release()
        if (!draining) void drain()
      }),
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, env.monotonic() + ms)
      release()
    },
    slowTo(other) {
      usualMs = Math.max(usualMs, other.spacingMs)
      atLeastMs = Math.max(atLeastMs, other.atLeastMs ?? 0)
      release()
    },
    tell(ms) {
      if (!Number.isFinite(ms)) return
      toldMs = Math.min(ms, maxWaitMs)
      release()
    },
    get spacingMs() {
      return spacingMs()
    },
  }
}

interface Entry {
  /** The lowest starts first. */
  readonly rank: number
  start(): void
  giveUp(reason: 'paced' | 'stopping', afterMs: number): void
}
