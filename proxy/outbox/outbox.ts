/**
 * The outbox: the durable store of submissions on their way.
 *
 *                       ┌────────────────── later ──────────────────┐
 *                       ▼                                           │
 *   put ──────────▶ waiting ──claim──▶ sending ──reads, unclear──▶ checking ──all seen──▶ delivered
 *    │                  ▲                 ▲                         │                        ▲
 *    │                  │                 └── absent, sent again ───┤                        │
 *    └─doubt─▶ held ◀───┼── refused, lost fields, in doubt ─────────┤                        │
 *               │       └── a person ── failed ◀── tries used ──────┘                        │
 *               └─▶ rejected                └──── found upstream by a person ────────────────┘
 *
 * `sending` may end as `checking` may; any that nobody holds may be `erased` (a tombstone stays). A claim of a row whose
 * step is open goes to `checking`: it looks before it sends. `states.ts` has the rules, and every move as a table.
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
/** Reason of a waiting one that a person wants tried again: the tries and the findings before no longer count. */
export const RETRIED = 'retried'
/** Reason of a waiting one whose holders all ended without a word: its luckless claims stay counted. */
export const SLOW_LANE = 'slow-lane'

declare const checked: unique symbol

/** A file that came with a submission. Its bytes lie in the folder of uploads. */
export interface KeptFile {
  /** The form's field. */
  readonly field: string
  /** Cleaned: no path, nothing invisible. */
  readonly name: string
  /** Media type, by content. */
  readonly type: string
  readonly bytes: number
  /** Hex. */
  readonly sha256: string
  /** Where below the folder of uploads. */
  readonly at: string
}

/** What was said to the form's consent. */
export interface Consent {
  readonly given: boolean
  /** Hash of the text that was shown. */
  readonly version: string
  /** The text itself, in the language that it was shown in. */
  readonly text: string
}

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
  /** Left out where the form asks for none. */
  readonly consent?: Consent
  readonly files?: readonly KeptFile[]
  readonly amends?: string
  /** Keyed hash of the first e-mail answer, in lower case: finds a person's submissions without telling who it is. */
  readonly person?: string
  /** The submission starts as held, for this reason. */
  readonly held?: string
  /** What the guards found, as codes; also where that was not enough to hold it. */
  readonly doubts?: readonly string[]
  /** The form token that it came with: no other submission may come with it. */
  readonly token?: SpentToken
}

/** A token that is used up by the submission that came with it. */
export interface SpentToken {
  /** What is remembered of it. */
  readonly id: string
  /** Until then it must be remembered, ms since the epoch. */
  readonly until: number
  /** Id of the submission that may have used it up already, because this one corrects it: it takes it over, once. */
  readonly from?: string
}

/**
 * What `put` says. `replayed`: the same submission was there already. `conflict`: that id has other answers. `spent`: its
 * token came with another one; nothing is stored.
 */
export type Put =
  | { readonly kind: 'stored'; readonly reference: string }
  | { readonly kind: 'replayed'; readonly reference: string }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'spent' }

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
  readonly consent?: Consent
  readonly files?: readonly KeptFile[]
  readonly amends?: string
  /** What the guards found, as codes. */
  readonly doubts?: readonly string[]
  readonly state: State
  /** Why it is in this state: a code such as `lost-fields`, `in-doubt`, `refused`. */
  readonly reason?: string
  /** The upstream's own words of the last refusal, for the operator only. */
  readonly words?: string
  readonly attempt: number
  readonly receivedAt: number
  readonly dueAt: number
  readonly results: StepResults
  readonly person?: string
  /** When it was delivered, failed, rejected, erased, or held for a person. */
  readonly settledAt?: number
}

/** A submission that one worker holds until `leaseMs` after it was claimed. */
export interface Claim extends Kept {
  readonly owner: string
  /** A step that may change the upstream was begun by an earlier attempt and its end was never recorded. */
  readonly openStep?: string
  /** When that step was begun, ms since the epoch. */
  readonly begunAt?: number
  /** Since when its end is known to be unknown, ms since the epoch: nothing of it left after that. */
  readonly doubtedAt?: number
  /** Claims in a row that ended without an outcome, this one included: 1 when all is well. */
  readonly claims: number
  /** It was sent again although nobody could say whether the record was there. */
  readonly resent: boolean
  /** The first claim since it was put, or since a person decided, ms since the epoch. */
  readonly triedAt: number
}

/** One whose step may have happened. */
export interface Unclear extends Kept {
  readonly openStep: string
  readonly begunAt: number
  readonly doubtedAt: number
  readonly resent: boolean
}

/** Where a claimed submission goes. */
export type Move =
  /** `open`: the open step may have happened and stays in evidence; else it is known not to have, or to be done. */
  | { readonly state: 'waiting'; readonly dueAt: number; readonly reason: string; readonly open?: true }
  /** The step that is open is looked up, not before `dueAt`. */
  | { readonly state: 'checking'; readonly dueAt: number; readonly reason: string }
  | { readonly state: 'held'; readonly reason: string; readonly words?: string; readonly open?: true }
  | { readonly state: 'failed'; readonly reason: string; readonly open?: true }
  /** `filesSent`: the upstream has its files now, and nothing is known of them here any more. */
  | { readonly state: 'delivered'; readonly filesSent?: true }

export interface HistoryRow {
  readonly at: number
  readonly state: State
  readonly reason?: string
  readonly attempt: number
  readonly step?: string
}

/** What a person decides. `from` guards it: a submission that a worker holds, or that is elsewhere by now, stays. */
export interface Decision {
  readonly from: readonly State[]
  readonly state: 'waiting' | 'rejected' | 'delivered'
  /** A code, kept in history: `retried` (`RETRIED`), `approved`, `rejected`, `resolved`. */
  readonly reason: string
  /** `resolved`: the record that a person found upstream, kept as the result of the main step of that name. */
  readonly record?: { readonly step: string; readonly id: string }
}

export interface Filter {
  readonly state?: State
  readonly form?: string
  readonly person?: string
  /** Received before this, ms since the epoch: the way to the next page. */
  readonly before?: number
  readonly limit: number
}

/** How long the last delivered ones took from receipt to read-back, in ms. */
export interface Latency {
  readonly count: number
  readonly medianMs?: number
  readonly p95Ms?: number
}

export interface Outbox {
  /** Resolves only when the submission is safely on disk. `references` are candidates; the first that is free is used. */
  put(submission: CheckedSubmission, references: readonly string[], at: number): Promise<Put>
  /** For the replay question, before any guard. */
  accepted(id: string): Promise<Accepted | undefined>
  get(id: string): Promise<Kept | undefined>
  history(id: string): Promise<readonly HistoryRow[]>
  /** The newest first; `state` narrows. For people. */
  list(filter: Filter): Promise<readonly Kept[]>
  /** How many are in each state. */
  counts(): Promise<Readonly<Record<State, number>>>
  /** Takes the one that is due the longest among these connections, or whose holder's lease ran out. */
  claim(by: {
    readonly owner: string
    readonly connections: readonly string[]
    /** Only these forms: how forms are served in turn, and how one whose entity is stopped waits. All, if not said. */
    readonly forms?: readonly string[]
    readonly now: number
    readonly leaseMs: number
  }): Promise<Claim | undefined>
  /** The forms that have something due, each with when its longest has been due since. */
  dueForms(connection: string, now: number): Promise<readonly { readonly form: string; readonly dueAt: number }[]>
  /**
   * Those of a connection whose step may have happened and is due to be looked up, the claimed ones included. The longest
   * due first, at most 100.
   */
  unclear(connection: string, now: number): Promise<readonly Unclear[]>
  /** Which of these upstream ids are known to belong to a submission. */
  takenRecords(connection: string, ids: readonly string[]): Promise<ReadonlySet<string>>
  /** When the next one of these connections is due; undefined when none waits. */
  nextDue(connections: readonly string[]): Promise<number | undefined>
  /** Written before a step's request leaves. False: this worker no longer holds it and must not send. */
  begin(claim: Claim, step: string, safe: boolean, at: number): Promise<boolean>
  /** Written after a step's request returned done, or its record was found. False: fence. */
  finish(claim: Claim, step: string, result: StepResult, at: number): Promise<boolean>
  /**
   * The open step is known not to have happened, or is sent again in doubt (`resend`): it is no longer open. False: fence.
   */
  reopen(claim: Claim, how: 'absent' | 'resend', at: number): Promise<boolean>
  /** Ends the claim. False: fence. */
  settle(claim: Claim, move: Move, at: number): Promise<boolean>
  /** A person's word. False: it is not in one of those states. */
  decide(id: string, decision: Decision, at: number): Promise<boolean>
  /** Wipes answers, leftovers, context, words and person; a tombstone stays. False: a worker holds it, or there is none. */
  erase(id: string, at: number): Promise<boolean>
  /** Erases what was settled in this state before `settledBefore`; digest and receipt stay. How many. */
  retire(state: State, settledBefore: number, at: number): Promise<number>
  /** Forgets the tokens that are of no use any more. How many. */
  forgetTokens(before: number): Promise<number>
  /** Where the files of all submissions lie: what is not among them is nobody's. */
  filesInUse(): Promise<ReadonlySet<string>>
  /** What the files of those take that are held for this reason. */
  heldFileBytes(reason: string): Promise<number>
  /** The one that has waited the longest for delivery, ms since the epoch. */
  oldestUndelivered(): Promise<number | undefined>
  /** Of the last 1,000. */
  latency(): Promise<Latency>
  /** The contact that Gatehouse made for a person before. */
  contactOf(connection: string, person: string): Promise<string | undefined>
  rememberContact(connection: string, person: string, id: string, at: number): Promise<void>
  forgetContact(connection: string, person: string): Promise<void>
  /** Of every connection, also of one that is no more. */
  forgetPerson(person: string): Promise<void>
}
