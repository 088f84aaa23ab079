/** A clock that stands still until a test moves it, for whatever waits through `Env`. */
import type { Env } from '../../proxy/env.ts'

export interface VirtualClock extends Pick<Env, 'now' | 'monotonic' | 'sleep'> {
  /** Wakes every sleeper on the way, each at its own time and after all that the one before set off. */
  advance(ms: number): Promise<void>
}

export function virtualClock(start = 1_000_000): VirtualClock {
  let time = start
  const sleepers = new Set<{ readonly wakeAt: number; wake(): void }>()
  return {
    now: () => time,
    monotonic: () => time,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = {
          wakeAt: time + ms,
          wake: () => {
            sleepers.delete(sleeper)
            resolve()
          },
        }
        if (signal?.aborted) return resolve()
        sleepers.add(sleeper)
        signal?.addEventListener('abort', sleeper.wake, { once: true })
      }),
    async advance(ms) {
      const end = time + ms
      await settle()
      for (;;) {
        const next = [...sleepers].sort((one, other) => one.wakeAt - other.wakeAt)[0]
        if (!next || next.wakeAt > end) break
        time = Math.max(time, next.wakeAt)
        next.wake()
        await settle()
      }
      time = end
    },
  }
}

/** Lets everything run that only waits for promises. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
