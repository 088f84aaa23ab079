/** What rows say, in the outbox's words. */
import type { Selectable } from 'kysely'
import type { StepResult, StepResults } from '../upstreams/upstream.ts'
import type { HistoryRow, Kept } from './outbox.ts'
import type { SubmissionRow, Tables } from './tables.ts'

type Finished = Pick<Selectable<Tables['history']>, 'submission' | 'step' | 'result'>
type Event = Pick<Selectable<Tables['history']>, 'at' | 'state' | 'reason' | 'attempt' | 'step'>

/** `finished` may hold the steps of other submissions too. */
export function keptOf(row: SubmissionRow, finished: readonly Finished[]): Kept {
  const { id, reference, form, version, connection, locale, amends, state, reason, words, attempt } = row
  return {
    ...{ id, reference, form, version, connection, locale, state, attempt },
    answers: parsed(row.answers),
    leftovers: parsed(row.leftovers),
    context: parsed(row.context),
    ...(amends !== null && { amends }),
    ...(reason !== null && { reason }),
    ...(words !== null && { words }),
    receivedAt: row.received_at,
    dueAt: row.due_at,
    results: resultsOf(finished.filter(({ submission }) => submission === id)),
  }
}

export function historyOf({ at, state, reason, attempt, step }: Event): HistoryRow {
  return { at, state, attempt, ...(reason !== null && { reason }), ...(step !== null && { step }) }
}

function resultsOf(finished: readonly Finished[]): StepResults {
  return Object.fromEntries(
    finished.flatMap(({ step, result }) =>
      step === null || result === null ? [] : [[step, JSON.parse(result) as StepResult]],
    ),
  )
}

/** Without a prototype: a field may be called `constructor`. */
function parsed<T extends object>(json: string): T {
  return Object.assign(Object.create(null), JSON.parse(json))
}
