/** Compares this machine's clock with what the upstreams' replies say of the time. */
import type { Env } from '../../env.ts'
import { nodeEnv } from '../../node/env.ts'
import type { Finding } from './finding.ts'
import { ok, warn } from './finding.ts'

const MAX_SKEW_MS = 60_000

export interface Clock {
  /** Its replies are looked at. */
  readonly env: Env
  finding(): Finding
}

export function createClock(): Clock {
  let skewMs: number | undefined
  const env: Env = {
    ...nodeEnv,
    async http(call) {
      const before = nodeEnv.now()
      const result = await nodeEnv.http(call)
      const theirs = result.kind === 'reply' ? Date.parse(result.headers.date ?? '') : Number.NaN
      if (!Number.isNaN(theirs)) skewMs = (before + nodeEnv.now()) / 2 - theirs
      return result
    },
  }
  function finding(): Finding {
    if (skewMs === undefined) return warn('clock', 'no upstream said the time', 'See the connections above.')
    const seconds = Math.round(Math.abs(skewMs) / 1_000)
    if (seconds * 1_000 <= MAX_SKEW_MS) return ok('clock', 'it agrees with the upstream’s')
    const way = skewMs > 0 ? 'ahead of' : 'behind'
    return warn(
      'clock',
      `${seconds} s ${way} the upstream’s`,
      'Set it by network time (NTP), or waiting times go wrong.',
    )
  }
  return { env, finding }
}
