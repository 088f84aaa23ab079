/** Guards as tests want them that are not about guards: whoever may send at all is believed. */
import type { ProxyDeps } from '../../proxy/app.ts'
import { USUAL_DOUBTS } from '../../proxy/guards/doubts.ts'
import type { Guards } from '../../proxy/guards/guard.ts'
import { originGuard } from '../../proxy/guards/origin.ts'
import { createTokens } from '../../proxy/guards/tokens.ts'
import { createWork } from '../../proxy/guards/work.ts'

/** What a proxy has at its door, and how much that weighs. */
export type Door = Pick<ProxyDeps, 'guards' | 'doubts' | 'tokens' | 'work'>

/** Only the origin is looked at, and one that is missing holds a submission. */
export function openDoor(ownOrigin: string): Door {
  const guards: Guards = { door: [originGuard(ownOrigin)], hall: [] }
  const doubts = { ...USUAL_DOUBTS, holdAt: USUAL_DOUBTS.weights['origin-missing'] }
  return { guards, doubts, tokens: createTokens('secret', ownOrigin), work: createWork('secret') }
}

/**
 * A line for a configuration: what a test posts by itself, as often as it likes, is believed, as if a person had typed it.
 * What does not say where it comes from is held.
 */
export const TRUSTING =
  'doubts: { token-missing: 0, work-missing: 0, too-fast: 0, repeated-text: 0, many-for-address: 0, form-busy: 0, origin-missing: 100 }'
