/** The real `Env`: the system's clocks, dice and network. */
import { setMaxListeners } from 'node:events'
import type { Env } from '../env.ts'
import { createHttp } from './http.ts'

export const nodeEnv: Env = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  random: () => Math.random(),
  sleep,
  http: createHttp(),
}

/** A timer that is set further away fires at once. Whoever sleeps looks at the clock again anyway. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const wake = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, Math.min(Math.ceil(ms), LONGEST_TIMER_MS))
    if (!signal) return
    // Many wait for one signal, and each takes its listener away: no leak for Node to warn of.
    setMaxListeners(0, signal)
    signal.addEventListener('abort', wake)
  })
}
