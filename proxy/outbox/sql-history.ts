/** The history's statements, shared by all that writes or reads it. */
import type { InsertObject, Kysely, SelectQueryBuilder } from 'kysely'
import { RETRIED } from './outbox.ts'
import type { Tables } from './tables.ts'

export function historyRow(db: Kysely<Tables>, row: InsertObject<Tables, 'history'>) {
  return db.insertInto('history').values(row)
}

/** The results of finished steps, and the words of people that concern them. */
export function finishedSteps(db: Kysely<Tables>, ids: SelectQueryBuilder<Tables, 'submissions', { id: string }>) {
  return db
    .selectFrom('history')
    .select(['submission', 'step', 'reason', 'result'])
    .where('submission', 'in', ids)
    .where((of) => of.or([of('result', 'is not', null), of('reason', '=', RETRIED)]))
    .orderBy('number')
}
