/** The doors as they are for people, except that nothing is too often. */
import { createCounters } from '../../proxy/guards/counters.ts'
import { USUAL_DOUBTS } from '../../proxy/guards/doubts.ts'
import { createGuards } from '../../proxy/guards/guards.ts'
import { createLimits } from '../../proxy/guards/limits.ts'
import type { RateTable } from '../../proxy/guards/rates.ts'
import { LIMITED } from '../../proxy/guards/rates.ts'
import { createSight } from '../../proxy/guards/sight.ts'
import { createTokens } from '../../proxy/guards/tokens.ts'
import { createWork } from '../../proxy/guards/work.ts'
import { nodeEnv } from '../../proxy/node/env.ts'
import type { Door } from './guards.ts'

const NEVER_TOO_OFTEN = Object.fromEntries(
  LIMITED.map((of) => [of, [{ most: 1e6, perMs: 1_000 }]]),
) as unknown as RateTable

export function openDoors(ownOrigin: string, secret: string, rates = NEVER_TOO_OFTEN): Door {
  const limits = createLimits({
    rates,
    counters: createCounters(nodeEnv),
    sight: createSight(() => {}),
    hash: (text) => text,
  })
  const [tokens, work] = [createTokens(secret, ownOrigin), createWork(secret)]
  return { guards: createGuards({ ownOrigin, secret, work, limits }), doubts: USUAL_DOUBTS, tokens, work }
}
