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
  /** How many in the one run of `npm test`. */
  readonly few: number
  /** How many in one run of `npm run torture`, each with a store and an upstream of its own. */
  readonly size: number
  /** How many runs it makes. */
  readonly runs: number
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
  { name: 'kill -9 under load and upstream faults', few: 8, size: 25, runs: 20, run: kills },
  { name: 'power cut', few: 5, size: 15, runs: 20, missing: whyNoDisk, run: powerCuts },
  { name: 'faulty upstream, workers killed', few: 60, size: 200, runs: 25, run: faultyUpstream },
  { name: 'n-th flush or write fails', few: 4, size: 20, runs: 10, missing: whyNoFaults, run: failingDisk },
]
