/** Whether there was time to type. A password manager needs none: this alone holds nothing. */
import type { DoorGuard, Entry, Sender } from './guard.ts'
import { doubtful, PASS } from './verdict.ts'

/** The least: by the script from the first keystroke on, without one from when the page was made. */
export const LEAST_MS: Readonly<Record<Sender['way'], number>> = { element: 1_000, page: 1_500 }

export const hasteGuard: DoorGuard = (entry) => {
  const { way } = entry.sender
  const tookMs = way === 'page' ? sincePage(entry) : entry.submission.proof?.typedMs
  // Less than nothing: the clocks of two proxies, or of one that was set back.
  return tookMs !== undefined && tookMs >= 0 && tookMs < LEAST_MS[way] ? doubtful('too-fast') : PASS
}

function sincePage({ worth, at }: Entry): number | undefined {
  return worth.kind === 'good' ? at - worth.token.issuedAt : undefined
}
