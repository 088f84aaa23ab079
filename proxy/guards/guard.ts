/** What a guard sees, and where it stands on the way in. */
import type { Answers } from '../../src/contract/form.ts'
import type { Submission } from '../../src/contract/wire.ts'
import type { PublishedForm } from '../forms/published.ts'
import type { Worth } from './tokens.ts'
import type { Doubtful, Pass, Refusal } from './verdict.ts'

/** Who sent a request, as far as it says. */
export interface Sender {
  /** The `Origin` header; null where there is none. */
  readonly origin: string | null
  /** The `Sec-Fetch-Site` header; null where there is none. */
  readonly fetchSite: string | null
  /** `element`: the script sent it. `page`: a form that was posted without one. */
  readonly way: 'element' | 'page'
  /** Stands for the visitor's address in counters, and is stored nowhere. Undefined: it cannot be told. */
  readonly client?: string
}

/** A submission that was read and parsed. */
export interface Entry {
  /** As it is live. */
  readonly form: PublishedForm
  readonly submission: Submission
  readonly sender: Sender
  /** Of its form token. */
  readonly worth: Worth
  /** Now, ms since the epoch. */
  readonly at: number
}

/** One whose answers were checked, too. */
export interface Checked extends Entry {
  readonly answers: Answers
  /** What no longer fits: given to a version that this store does not know. */
  readonly leftovers: Answers
  /** What was given to fields of type email. */
  readonly emails: readonly string[]
  /** Keyed hash of the first of them. */
  readonly person?: string
}

/** Before the answers are checked; may refuse. */
export type DoorGuard = (entry: Entry) => DoorVerdict | Promise<DoorVerdict>
export type DoorVerdict = Pass | Doubtful | Refusal

/** After the answers were checked: these were a person's time, so that nothing is refused any more. */
export type HallGuard = (checked: Checked) => HallVerdict | Promise<HallVerdict>
export type HallVerdict = Pass | Doubtful

/** In the order in which they are asked. */
export interface Guards {
  readonly door: readonly DoorGuard[]
  readonly hall: readonly HallGuard[]
}
