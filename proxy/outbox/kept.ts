/** What rows say, in the outbox's words. */
import type { Selectable } from 'kysely'
import type { StepResult, StepResults } from '../upstreams/upstream.ts'
import type { Claim, HistoryRow, Kept, KeptFile, Unclear } from './outbox.ts'
import { RETRIED } from './outbox.ts'
import type { Tables } from './tables.ts'

type Row = Selectable<Tables['submissions']>
/** A finished step, or a person's word to try again. */
type Finished = Pick<Selectable<Tables['history']>, 'submission' | 'step' | 'reason' | 'result'>
type Event = Pick<Selectable<Tables['history']>, 'at' | 'state' | 'reason' | 'attempt' | 'step'>

/** `finished` may hold the steps of other submissions too. */
export function keptOf(row: Row, finished: readonly Finished[]): Kept {
  const { id, reference, form, version, connection, locale, amends, state, reason, words, attempt } = row
  return {
    ...{ id, reference, form, version, connection, locale, state, attempt },
    answers: parsed(row.answers),
    leftovers: parsed(row.leftovers),
    context: parsed(row.context),
    ...(row.consent !== null && { consent: JSON.parse(row.consent) }),
    ...(row.files !== null && { files: filesOf(row.files) }),
    ...(amends !== null && { amends }),
    ...(row.doubts !== null && { doubts: JSON.parse(row.doubts) }),
    ...(reason !== null && { reason }),
    ...(words !== null && { words }),
    receivedAt: row.received_at,
    dueAt: row.due_at,
    results: resultsOf(finished.filter(({ submission }) => submission === id)),
    ...(row.person !== null && { person: row.person }),
    ...(row.settled_at !== null && { settledAt: row.settled_at }),
  }
}

export function claimOf(row: Row, finished: readonly Finished[], owner: string): Claim {
  return {
    ...keptOf(row, finished),
    owner,
    ...(row.open_step !== null && { openStep: row.open_step }),
    ...(row.begun_at !== null && { begunAt: row.begun_at }),
    ...(row.doubted_at !== null && { doubtedAt: row.doubted_at }),
    claims: row.claims,
    resent: row.resent === 1,
    triedAt: row.tried_at ?? row.received_at,
  }
}

export function unclearOf(row: Row, finished: readonly Finished[]): Unclear {
  return {
    ...keptOf(row, finished),
    openStep: row.open_step ?? '',
    begunAt: row.begun_at ?? row.received_at,
    doubtedAt: row.doubted_at ?? row.due_at,
    resent: row.resent === 1,
  }
}

export function historyOf({ at, state, reason, attempt, step }: Event): HistoryRow {
  return { at, state, attempt, ...(reason !== null && { reason }), ...(step !== null && { step }) }
}

export function filesOf(json: string | null): readonly KeptFile[] {
  return json === null ? [] : JSON.parse(json)
}

/** What was missing when a person said to try again is looked for anew; what made a record stays done. */
function resultsOf(finished: readonly Finished[]): StepResults {
  const results = new Map<string, StepResult>()
  for (const { step, reason, result } of finished) {
    if (step !== null && result !== null) results.set(step, JSON.parse(result))
    else if (reason === RETRIED)
      for (const [name, { id, lost }] of results) if (lost && id === undefined) results.delete(name)
  }
  return Object.fromEntries(results)
}

/** Without a prototype: a field may be called `constructor`. */
function parsed<T extends object>(json: string): T {
  return Object.assign(Object.create(null), JSON.parse(json))
}
