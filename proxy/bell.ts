/** Wakes those who sleep until something is due: a put rings it, so that no submission waits for the next look. */
import type { Env } from './env.ts'

export interface Bell {
  ring(): void
  /** How often it rang: read before looking for work, so that a ring in between is not slept through. */
  readonly rings: number
  /** Resolves after `ms`, when it rings, at once when it rang since `heard`, or when the signal aborts. */
  sleep(env: Pick<Env, 'sleep'>, ms: number, heard: number, signal: AbortSignal): Promise<void>
}

export function createBell(): Bell {
  const sleepers = new Set<() => void>()
  let rings = 0
  return {
    get rings() {
      return rings
    },
    ring() {
      rings++
      for (const wake of sleepers) wake()
    },
    async sleep(env, ms, heard, signal) {
      if (rings !== heard || signal.aborted) return
      const nap = new AbortController()
      const wake = () => nap.abort()
      sleepers.add(wake)
      signal.addEventListener('abort', wake)
      await env.sleep(ms, nap.signal)
      sleepers.delete(wake)
      signal.removeEventListener('abort', wake)
    },
  }
}
