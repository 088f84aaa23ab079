/**
 * The outbox: the durable store of submissions on their way.
 *
 *                       ┌────────────── later ──────────────┐
 *                       ▼                                   │
 *   put ──────────▶ waiting ──claim──▶ sending ──reads──▶ checking ──all seen──▶ delivered
 *    │                  ▲                  │                 │
 *    └─doubt─▶ held ◀───┼── refused, lost fields, in doubt ──┘
 *               │       └── retry by a person ── failed ◀── all tries used
 *               └─▶ rejected (a person said no)      any ──▶ erased (a tombstone stays)
 *
 * Every arrow is a row of history: time, state, reason code, attempt, step; never an answer. A row that was claimed is
 * settled only by its holder: owner and attempt must still match (the fence).
 */
import type { Answers } from '../../src/contract/form.ts'
import type { Context } from '../../src/contract/wire.ts'
import type { StepResult, StepResults } from '../upstreams/upstream.ts'

export const STATES = ['waiting', 'held', 'sending', 'checking', 'delivered', 'failed', 'rejected', 'erased'] as const

export type State = (typeof STATES)[number]

/** Reason of a held submission whose last step may have happened: the open step stays in evidence. */
export const IN_DOUBT = 'in-doubt'

declare const checked: unique symbol

/** A submission that went through the whole way in. Only `intake.ts` makes one. */
export interface CheckedSubmission {
  readonly [checked]: true
  readonly id: string
  readonly form: string
  readonly version: string
  readonly connection: string
  /** Keyed digest over form, normalised answers and consent: the same again is the same submission. */
  readonly digest: string
  readonly locale: string
  /** What the version named in the submission asks for. */
  readonly answers: Answers
  /** What it does not ask for: given to a version that this store does not know. */
  readonly leftovers: Answers
  readonly context: Context
  readonly amends?: string
  /** Doubt at the door: the submission starts as held, for this reason. */
  readonly doubt?: string
}

/** What `put` says. `replayed`: the same submission was there already. `conflict`: that id has other answers. */
export type Put =
  | { readonly kind: 'stored'; readonly reference: string }
  | { readonly kind: 'replayed'; readonly reference: string }
  | { readonly kind: 'conflict' }

/** Enough to recognise a replay. */
export interface Accepted {
  readonly form: string
  readonly digest: string
  readonly reference: string
}

/** A submission as kept. Times are ms since the epoch. */
export interface Kept {
  readonly id: string
  readonly reference: string
  readonly form: string
  readonly version: string
  readonly connection: string
  readonly locale: string
  readonly answers: Answers
  readonly leftovers: Answers
  readonly context: Context
  readonly amends?: string
  readonly state: State
  /** Why it is in this state: a code such as `lost-fields`, `in-doubt`, `refused`. */
  readonly reason?: string
  /** The upstream's own words of the last refusal, for the operator only. */
  readonly words?: string
  readonly attempt: number
  readonly receivedAt: number
  readonly dueAt: number
  readonly results: StepResults
}

/** A submission that one worker holds until `leaseMs` after it was claimed. */
export interface Claim extends Kept {
  readonly owner: string
  /** A step that may change the upstream was begun by an earlier attempt and its end was never recorded. */
  readonly openStep?: string
}

/** Where a claimed submission goes. */
export type Move =
  | { readonly state: 'waiting'; readonly dueAt: number; readonly reason: string }
  | { readonly state: 'held'; readonly reason: string; readonly words?: string }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'delivered' }

export interface HistoryRow {
  readonly at: number
  readonly state: State
  readonly reason?: string
  readonly attempt: number
  readonly step?: string
}

export interface Outbox {
  /** Resolves only when the submission is safely on disk. `references` are candidates; the first that is free is used. */
  put(submission: CheckedSubmission, references: readonly string[], at: number): Promise<Put>
  /** For the replay question, before any guard. */
  accepted(id: string): Promise<Accepted | undefined>
  get(id: string): Promise<Kept | undefined>
  history(id: string): Promise<readonly HistoryRow[]>
  /** The newest first; `state` narrows. For people. */
  list(filter: { readonly state?: State; readonly form?: string; readonly limit: number }): Promise<readonly Kept[]>
  /** How many are in each state. */
  counts(): Promise<Readonly<Record<State, number>>>
  /** Takes the one that is due the longest among these connections, or whose holder's lease ran out. */
  claim(by: {
    readonly owner: string
    readonly connections: readonly string[]
    readonly now: number
    readonly leaseMs: number
  }): Promise<Claim | undefined>
  /** When the next one of these connections is due; undefined when none waits. */
  nextDue(connections: readonly string[]): Promise<number | undefined>
  /** Written before a step's request leaves. False: this worker no longer holds it and must not send. */
  begin(claim: Claim, step: string, safe: boolean, at: number): Promise<boolean>
  /** Written after a step's request returned done. False: fence. */
  finish(claim: Claim, step: string, result: StepResult, at: number): Promise<boolean>
  /** Ends the claim. False: fence. */
  settle(claim: Claim, move: Move, at: number): Promise<boolean>
}
