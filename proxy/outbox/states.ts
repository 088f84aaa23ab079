/**
 * The state machine of a submission, as pure rules: which moves there are, and what a claim, the outcome of a step and
 * the sight of a record upstream mean for the row. The drawing is in `outbox.ts`.
 */
import type { Outcome, Sighting, StepResult } from '../upstreams/upstream.ts'
import type { Claim, Move, State } from './outbox.ts'
import { IN_DOUBT, RETRIED, SLOW_LANE } from './outbox.ts'

/** From each state, where a submission may go. A state that leads to itself: another attempt, or another step of it. */
export const MOVES: { readonly [S in State]: readonly State[] } = {
  waiting: ['sending', 'checking', 'erased'],
  sending: ['sending', 'checking', 'waiting', 'held', 'failed', 'delivered', 'erased'],
  checking: ['sending', 'checking', 'waiting', 'held', 'failed', 'delivered', 'erased'],
  held: ['waiting', 'delivered', 'rejected', 'erased'],
  failed: ['waiting', 'delivered', 'rejected', 'erased'],
  delivered: ['erased'],
  rejected: ['erased'],
  erased: [],
}

/** What no upstream is to blame for: it uses up no tries, and says nothing about the upstream's health. */
export const OURS: readonly string[] = ['paced', 'stopping', 'lease-short']

type NotDone = Exclude<Outcome, { kind: 'done' }>

/** What is known at the moment of a decision. Times are ms since the epoch. */
export interface Facts {
  readonly claim: Claim
  readonly now: number
  /** As long as the upstream asked for, else by dice. */
  readonly waitMs: (afterMs?: number) => number
  readonly lookAfterMs: number
  /** How long a submission is tried, from its first attempt. */
  readonly triesMs: number
  /** When the connection last ran again after a stop: the time before does not count as tried. */
  readonly runningSince: number
  /** The submission stopped its connection before, and nothing else was wrong with that: it is stopped no more by it. */
  readonly blamed: boolean
}

/** Claims in a row whose end was never recorded: so many are taken for bad luck. */
const MAX_LUCKLESS = 3
const SLOW_LANE_MS = 10 * 60_000
/** A stopped connection is not claimed from; this keeps its submissions apart from fresh ones once it runs again. */
const STOPPED_MS = 60_000

/**
 * Where a claimed submission goes before anything is done for it; undefined: on with it. Whatever ended its last holders
 * may be in it, so it is tried once more after a while, and then no more. A connection works on one submission at a time,
 * so that no two of these ever run together on one.
 */
export function moveOfLuckless({ claims, reason }: Claim, now: number): Move | undefined {
  if (claims <= MAX_LUCKLESS) return undefined
  if (claims > MAX_LUCKLESS + 1) return { state: 'failed', reason: 'poison', open: true }
  return reason === SLOW_LANE
    ? undefined
    : { state: 'waiting', dueAt: now + SLOW_LANE_MS, reason: SLOW_LANE, open: true }
}

/** What became of a step that was not done. */
export function moveAfterStep(
  step: { readonly name: string; readonly safe: boolean },
  outcome: NotDone,
  facts: Facts,
): Move {
  const { now, lookAfterMs } = facts
  const { kind, reason } = outcome
  switch (kind) {
    case 'later':
      return triesUsed(reason, facts) ?? { state: 'waiting', dueAt: now + facts.waitMs(outcome.afterMs), reason }
    case 'unclear':
      if (!step.safe) return { state: 'checking', dueAt: now + lookAfterMs, reason }
      return triesUsed(reason, facts) ?? { state: 'waiting', dueAt: now + facts.waitMs(), reason }
    case 'refused':
      if (outcome.stops && !facts.blamed) return { state: 'waiting', dueAt: now + STOPPED_MS, reason }
      return { state: 'held', reason: 'refused', words: wordsOf(outcome.words ?? reason) }
  }
}

/** The open step could not be looked up: it is looked up again, and nothing is sent until then. */
export function moveAfterLook(outcome: NotDone, facts: Facts): Move {
  const { claim, now } = facts
  const used = triesUsed(outcome.reason, facts)
  if (used) return { ...used, open: true }
  if (outcome.kind === 'refused' && outcome.stops && facts.blamed)
    return { state: 'held', reason: IN_DOUBT, words: wordsOf(outcome.words ?? outcome.reason), open: true }
  const ms = outcome.kind === 'refused' ? STOPPED_MS : facts.waitMs('afterMs' in outcome ? outcome.afterMs : undefined)
  // A person's word outlives a look that failed.
  return { state: 'checking', dueAt: now + ms, reason: claim.reason === RETRIED ? RETRIED : outcome.reason }
}

/** Before it is due, the open step is not looked up: the upstream may still act. Undefined: it is due. */
export function moveBeforeLook({ claim, now, lookAfterMs }: Facts): Move | undefined {
  const dueAt = (claim.doubtedAt ?? now) + lookAfterMs
  return now < dueAt ? { state: 'checking', dueAt, reason: 'not-recorded' } : undefined
}

export type AfterSighting =
  | { readonly kind: 'finish'; readonly id: string }
  | { readonly kind: 'reopen'; readonly how: 'absent' | 'resend' }
  | { readonly kind: 'settle'; readonly move: Move }

/**
 * What the sight of the open step's record means. Where nobody can know: sent again once if the form says so, and once
 * more whenever a person says so; else a person decides.
 */
export function afterSighting(
  step: string,
  sighting: Sighting,
  { claim, onDoubt }: { readonly claim: Claim; readonly onDoubt: 'resend' | 'hold' },
): AfterSighting {
  if (sighting.kind === 'found') return { kind: 'finish', id: sighting.id }
  if (sighting.kind === 'absent') return { kind: 'reopen', how: 'absent' }
  if (claim.reason === RETRIED || (onDoubt === 'resend' && !claim.resent)) return { kind: 'reopen', how: 'resend' }
  return { kind: 'settle', move: { state: 'held', reason: IN_DOUBT, words: wordsOf(step), open: true } }
}

/**
 * All steps are done, with these results in their order. `unsent`: labels of what no step could carry. Of the steps that
 * speak of losses the last has the word.
 */
export function moveAtEnd(results: readonly StepResult[], unsent: readonly string[]): Move {
  const said = results.flatMap(({ lost }) => (lost ? [lost] : []))
  const lost = new Set([...unsent, ...(said.at(-1) ?? [])])
  if (lost.size === 0) return { state: 'delivered' }
  return { state: 'held', reason: 'lost-fields', words: wordsOf(`Not in the record: ${[...lost].join(', ')}`) }
}

const MAX_WORDS_BYTES = 2_048

/** As the store takes them: whole characters and no NUL, at most 2 KiB. */
export function wordsOf(text: string): string {
  const bytes = new TextEncoder().encode(text.replaceAll('\0', ''))
  return new TextDecoder().decode(bytes.subarray(0, MAX_WORDS_BYTES)).replace(/\ufffd+$/, '')
}

function triesUsed(reason: string, { claim, now, triesMs, runningSince }: Facts) {
  const triedMs = now - Math.max(claim.triedAt, runningSince)
  return triedMs < triesMs || OURS.includes(reason) ? undefined : ({ state: 'failed', reason: 'tries-used' } as const)
}
