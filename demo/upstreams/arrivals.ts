/** What an emulated upstream heard, and whether its callers keep the pace: judged by its own arrivals alone. */
import type { IncomingHttpHeaders } from 'node:http'

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
  /** As text; of a multipart body only what `files` says. */
  readonly body: string
  readonly files?: readonly UploadedFile[]
  /** What was answered; absent while nothing was. */
  status?: number
  /** Keys that no field has: dropped without a word. */
  dropped?: readonly string[]
}

/** A file as far as it is kept. */
export interface UploadedFile {
  /** Name of its part. */
  readonly part: string
  readonly name: string
  /** As the sender called it. */
  readonly type: string
  /** In bytes. */
  readonly size: number
  /** Of the content, in hex. */
  readonly sha256: string
}

/** More calls than this are answered with 429. */
export interface Pace {
  requests: number
  windowMs: number
  /** The window starts with its first call and ends for all of them at once; left out, it slides. */
  fixed?: boolean
}

/** Whether one call is within the pace, and what it leaves. */
export interface Admission {
  /** Until the key may call again; 0 for a call that is let in. */
  readonly waitMs: number
  /** How many more would be let in now. */
  readonly left: number
  /** Until there is room again for one more than now. */
  readonly resetMs: number
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

  /** A call that is within the pace counts for it. */
  admit(key: number, at: number, { requests, windowMs, fixed }: Pace): Admission {
    const before = this.#admitted.get(key) ?? []
    const [first = at] = before
    const stillCounts = (time: number) => (fixed ? first : time) > at - windowMs
    const recent = before.filter(stillCounts)
    const admitted = recent.length < requests
    if (admitted) recent.push(at)
    this.#admitted.set(key, recent)
    const resetMs = Math.max(1, (recent[Math.max(0, recent.length - requests)] ?? at) + windowMs - at)
    return { waitMs: admitted ? 0 : resetMs, left: Math.max(0, requests - recent.length), resetMs }
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
