/**
 * Keeps a connection whose upstream is in trouble from being called with people's submissions: after too many failures
 * it opens, a cheap reading probes the upstream, one submission tries the way, and only then all follow. Pure: every
 * `at` is the monotonic clock.
 */
import type { Outcome } from './upstream.ts'

export type BreakerState = 'closed' | 'open' | 'half-open'

export interface Breaker {
  /** `closed`: all is well. `open`: nothing is sent. `half-open`: the next call decides. */
  readonly state: BreakerState
  /** While it is open: when the upstream may be probed. */
  readonly probeAt: number
  /** What became of a call, or of a probe while it is open. */
  heard(outcome: { readonly kind: Outcome['kind']; readonly reason?: string }, at: number): void
}

/** Says nothing about the upstream: the call was never made, or our own code failed. */
const SILENT: readonly string[] = ['paced', 'stopping', 'adapter-fault']
/** An upstream that says this is well. */
const WELL: readonly string[] = ['rate-limited']

const IN_A_ROW = 5
const WINDOW_MS = 30_000
const WINDOW_MIN_CALLS = 20
const WINDOW_MAX_FAILED = 0.5
/** Short at first, so that a hiccup costs little; doubles with each probe in vain. */
const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 5 * 60_000

export function createBreaker(): Breaker {
  let state: BreakerState = 'closed'
  let calls: readonly { readonly at: number; readonly failed: boolean }[] = []
  let inARow = 0
  let pauseMs = FIRST_PAUSE_MS
  let probeAt = 0

  function open(at: number): void {
    state = 'open'
    probeAt = at + pauseMs
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
  }

  function close(): void {
    state = 'closed'
    calls = []
    inARow = 0
    pauseMs = FIRST_PAUSE_MS
  }

  function count(failed: boolean, at: number): void {
    calls = [...calls.filter((call) => call.at > at - WINDOW_MS), { at, failed }]
    inARow = failed ? inARow + 1 : 0
  }

  function isTooMuch(): boolean {
    const failures = calls.filter(({ failed }) => failed).length
    return inARow >= IN_A_ROW || (calls.length >= WINDOW_MIN_CALLS && failures >= calls.length * WINDOW_MAX_FAILED)
  }

  const after: { readonly [S in BreakerState]: (failed: boolean, at: number) => void } = {
    closed(failed, at) {
      count(failed, at)
      if (failed && isTooMuch()) open(at)
    },
    open(failed, at) {
      if (failed) open(at)
      else state = 'half-open'
    },
    'half-open'(failed, at) {
      if (failed) open(at)
      else close()
    },
  }

  return {
    get state() {
      return state
    },
    get probeAt() {
      return probeAt
    },
    heard({ kind, reason = '' }, at) {
      if (SILENT.includes(reason)) {
        // A probe that was not made is due again, no later than it was.
        if (state === 'open') probeAt = at + FIRST_PAUSE_MS
        return
      }
      after[state]((kind === 'later' || kind === 'unclear') && !WELL.includes(reason), at)
    },
  }
}
