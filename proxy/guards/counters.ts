/// <reference path="./rate-limiter-memory.d.ts" />
/**
 * Counts in memory, by key, each for its time and then forgotten. How many keys are held is bounded: in a crowd, newcomers
 * share a few counts, so that a flood of keys neither fills the memory nor goes uncounted. Gone with the process.
 */
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js'
import type { Env } from '../env.ts'

export interface Counters {
  /** Adds to a key's count, which begins at its first; nothing, to only look. */
  add(what: string, key: string, perMs: number, amount?: number): Promise<Count>
}

export interface Count {
  readonly total: number
  /** Until it begins anew. */
  readonly endsInMs: number
  /** It is the count of several keys. */
  readonly isShared: boolean
}

/** Some 30 MB at the very most, for one kind of key and one time. */
const MAX_KEYS = 65_536
/** Few enough to be bounded, so many that no single key can fill them for all others. */
const SHARED_KEYS = 1_024

export function createCounters({ now }: Pick<Env, 'now'>, maxKeys = MAX_KEYS): Counters {
  const byKind = new Map<string, Add>()
  return {
    add(what, key, perMs, amount = 1) {
      const kind = `${what}/${perMs}`
      const add = byKind.get(kind) ?? bounded(perMs, maxKeys, now)
      byKind.set(kind, add)
      return add(key, amount)
    },
  }
}

type Add = (key: string, amount: number) => Promise<Count>

function bounded(perMs: number, maxKeys: number, now: Env['now']): Add {
  // Nothing is consumed of it, only counted: how much is too much may change while it counts.
  const limiter = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: perMs / 1_000, keyPrefix: '' })
  // Keys that began in this stretch of time and in the one before: all that are held are among them.
  let [stretch, begun, begunBefore] = [0, 0, 0]
  const isCrowded = () => {
    const current = Math.floor(now() / perMs)
    if (current !== stretch) [stretch, begun, begunBefore] = [current, 0, current === stretch + 1 ? begun : 0]
    return begun + begunBefore >= maxKeys
  }
  return async (key, amount) => {
    const isShared = isCrowded() && (await limiter.get(key)) === null
    const count = await limiter.penalty(isShared ? sharedBy(key) : key, amount)
    if (count.isFirstInDuration && !isShared) begun++
    return { total: count.consumedPoints, endsInMs: count.msBeforeNext, isShared }
  }
}

function sharedBy(key: string): string {
  let hash = 0
  for (let at = 0; at < key.length; at++) hash = (hash * 31 + key.charCodeAt(at)) >>> 0
  return `shared ${hash % SHARED_KEYS}`
}
