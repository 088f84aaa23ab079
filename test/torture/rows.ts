/** What is tortured, how much of it, and what it came to. */

import { failingDisk, whyNoFaults } from './failing-disk.ts'
import { faultyUpstream } from './faulty-upstream.ts'
import { kills } from './kills.ts'
import type { Ledger } from './ledger.ts'
import { whyNoDisk } from './loop-disk.ts'
import { powerCuts } from './power-cut.ts'
import type { Trial } from './trial.ts'

export interface Row {
  readonly name: string
  /** How many, in `npm test` and in `npm run torture`. */
  readonly size: { readonly short: number; readonly full: number }
  /** Why it cannot be done on this machine. */
  readonly missing?: () => string | undefined
  run(trial: Trial, size: number): Promise<Result>
}

export interface Result {
  readonly ledger: Ledger
  /** What happened, in a line. */
  readonly said: string
  /** Why it proves nothing, beside what the ledger says. */
  readonly void: readonly string[]
}

export const ROWS: readonly Row[] = [
  { name: 'kill -9 under load and upstream faults', size: { short: 25, full: 500 }, run: kills },
  { name: 'power cut', size: { short: 15, full: 300 }, missing: whyNoDisk, run: powerCuts },
  { name: 'faulty upstream, workers killed', size: { short: 200, full: 5_000 }, run: faultyUpstream },
  { name: 'n-th flush or write fails', size: { short: 20, full: 200 }, missing: whyNoFaults, run: failingDisk },
]
