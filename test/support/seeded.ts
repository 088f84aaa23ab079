/** Chance and time that a seed decides, so that a run can be had again. */

export interface Dice {
  /** From 0 up to, not including, 1. */
  (): number
  /** True this often. */
  chance(probability: number): boolean
  /** A whole number from `min` up to, not including, `max`. */
  between(min: number, max: number): number
  pick<T>(from: readonly [T, ...T[]]): T
}

/** mulberry32. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  const roll = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return Object.assign(roll, {
    chance: (probability: number) => roll() < probability,
    between: (min: number, max: number) => min + Math.floor(roll() * (max - min)),
    pick: <T>(from: readonly [T, ...T[]]): T => from[Math.floor(roll() * from.length)] ?? from[0],
  })
}

export interface Timeline {
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Something that happens then, whoever waits. */
  at(time: number, happens: () => void): unknown
  /** Lets time pass, event by event, until nothing is left to happen, the end is reached, or it is enough. */
  run(until: number, isEnough?: () => boolean): Promise<void>
}

/** Time stands still while anything can still run; then it jumps to whatever comes next. */
export function timeline(start: number): Timeline {
  let time = start
  interface Event {
    readonly time: number
    readonly happens: () => void
  }
  const events: Event[] = []
  const add = (at: number, happens: () => void): Event => {
    const event = { time: Math.max(at, time), happens }
    const later = events.findIndex((other) => other.time > event.time)
    events.splice(later < 0 ? events.length : later, 0, event)
    return event
  }
  return {
    now: () => time,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const wake = () => {
          signal?.removeEventListener('abort', wake)
          const place = events.indexOf(event)
          if (place >= 0) events.splice(place, 1)
          resolve()
        }
        const event = add(time + ms, wake)
        signal?.addEventListener('abort', wake)
      }),
    at: add,
    async run(until, isEnough = () => false) {
      for (;;) {
        // Every promise that can go on does so before the clock moves.
        await new Promise((resolve) => setImmediate(resolve))
        const next = events[0]
        if (!next || next.time > until || isEnough()) break
        events.shift()
        time = next.time
        next.happens()
      }
      if (!isEnough()) time = Math.max(time, until)
    },
  }
}
