import type { SpentToken } from '../outbox/outbox.ts'
import type { Doubt } from './doubts.ts'
import type { DoorVerdict } from './guard.ts'

/** What guards found, all together. */
export interface Findings {
  readonly doubts: readonly Doubt[]
  readonly spends?: SpentToken
}

/** Asks guards one after the other, and goes on from what was found before. @throws {Problem} of the first that refuses */
export async function ask<Seen>(
  guards: readonly ((seen: Seen) => DoorVerdict | Promise<DoorVerdict>)[],
  seen: Seen,
  before: Findings = { doubts: [] },
): Promise<Findings> {
  let findings = before
  for (const guard of guards) {
    const verdict = await guard(seen)
    if (verdict.kind === 'refuse') throw verdict.problem
    if (verdict.kind === 'doubt') findings = { ...findings, doubts: [...findings.doubts, verdict.doubt] }
    else if (verdict.spends) findings = { ...findings, spends: verdict.spends }
  }
  return findings
}
