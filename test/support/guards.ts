/** Guards as tests want them that are not about guards: whoever may send at all is believed. */
import { USUAL_DOUBTS } from '../../proxy/guards/doubts.ts'
import type { Guards } from '../../proxy/guards/guard.ts'
import { originGuard } from '../../proxy/guards/origin.ts'
import type { IntakeDeps } from '../../proxy/intake.ts'

/** Only the origin is looked at, and one that is missing holds a submission. */
export function openDoor(ownOrigin: string): Pick<IntakeDeps, 'guards' | 'doubts'> {
  const guards: Guards = { door: [originGuard(ownOrigin)], hall: [] }
  return { guards, doubts: { ...USUAL_DOUBTS, holdAt: USUAL_DOUBTS.weights['origin-missing'] } }
}

/**
 * A line for a configuration: what a test posts by itself, as often as it likes, is believed, as if a person had typed it.
 * What does not say where it comes from is held.
 */
export const TRUSTING =
  'doubts: { token-missing: 0, work-missing: 0, too-fast: 0, repeated-text: 0, many-for-address: 0, form-busy: 0, origin-missing: 100 }'
