/** What the emulated Bolten heard, and whether its callers keep the pace: judged by its own arrivals alone. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Switches } from './bolten-switches.ts'

export interface Arrival {
  /** Ms on a clock that never jumps, from the emulator's start. */
  readonly at: number
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly auth: 'good' | 'bad' | 'none'
  /** Which of the good keys, counted from 1. */
  readonly key?: number
  /** All but the auth header. */
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** What was answered; absent while nothing was. */
  status?: number
  /** Labels that no field has: dropped without a word. */
  dropped?: readonly string[]
}

/** How one key was used. */
export interface PaceSeen {
  readonly key: number
  readonly arrivals: number
  /** Between two arrivals in a row; absent with less than two. */
  readonly smallestGapMs?: number
}

export class Arrivals {
  readonly all: Arrival[] = []
  readonly #admitted = new Map<number, number[]>()

  add(arrival: Arrival): Arrival {
    this.all.push(arrival)
    return arrival
  }

  /** Ms until the key may call again; 0 when this call is within the pace, which it then counts for. */
  waitMs(key: number, at: number, { requests, windowMs }: Switches['pace']): number {
    const recent = (this.#admitted.get(key) ?? []).filter((time) => time > at - windowMs)
    const oldest = recent[recent.length - requests]
    if (oldest === undefined) recent.push(at)
    this.#admitted.set(key, recent)
    return oldest === undefined ? 0 : Math.max(1, oldest + windowMs - at)
  }

  pace(): readonly PaceSeen[] {
    const keys = [...new Set(this.all.flatMap(({ key }) => key ?? []))].sort((one, other) => one - other)
    return keys.map((key) => {
      const times = this.all.filter((arrival) => arrival.key === key).map(({ at }) => at)
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time))
      return { key, arrivals: times.length, ...(gaps.length > 0 && { smallestGapMs: Math.min(...gaps) }) }
    })
  }

  clear(): void {
    this.all.length = 0
    this.#admitted.clear()
  }
}
