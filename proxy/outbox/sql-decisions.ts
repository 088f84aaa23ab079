/** What people and time decide: decisions, erasure, retirement. */
import type { Kysely, SelectQueryBuilder } from 'kysely'
import type { Outbox, State } from './outbox.ts'
import { STATES } from './outbox.ts'
import { historyRow } from './sql-history.ts'
import { MOVES } from './states.ts'
import type { Store } from './store.ts'
import { guard, statement } from './store.ts'
import type { Tables } from './tables.ts'

const RETIRED_AT_ONCE = 500

export function sqlDecisions(store: Store): Pick<Outbox, 'decide' | 'erase' | 'retire'> {
  const { db } = store
  return {
    async decide(id, { from, state, reason, record }, at) {
      const states = from.filter((before) => MOVES[before].includes(state))
      if (states.length === 0) return false
      const again = state === 'waiting'
      const update = db
        .updateTable('submissions')
        .set({
          ...{ state, reason, due_at: at, claims: 0, tried_at: null, settled_at: again ? null : at },
          ...(!again && { open_step: null, begun_at: null, doubted_at: null }),
        })
        .where('id', '=', id)
        .where('state', 'in', states)
        .where('owner', 'is', null)
        .returning('id')
      const result = record ? JSON.stringify({ id: record.id }) : null
      const one = db.selectFrom('submissions').where('id', '=', id)
      const event = { submission: id, at, state, reason, step: record?.step ?? null, result }
      const known = db
        .insertInto('records')
        .columns(['connection', 'upstream_id', 'submission', 'step'])
        .expression(
          one.select((of) => [
            'connection',
            of.cast<string>(of.val(record?.id ?? ''), 'text').as('upstream_id'),
            'id',
            of.cast<string>(of.val(record?.step ?? ''), 'text').as('step'),
          ]),
        )
        .onConflict((conflict) => conflict.doNothing())
      const rows = await store.run([
        guard(update),
        statement(historyRow(db, { ...event, attempt: one.select('attempt') })),
        ...(record ? [statement(known)] : []),
      ])
      return rows !== null
    },

    async erase(id, at) {
      const free = erasable(db, at).where('id', '=', id)
      const rows = await store.run(wiping(db, free, 'erased', at))
      return rows !== null
    },

    async retire(state, settledBefore, at) {
      const due = erasable(db, at).where('state', '=', state).where('settled_at', '<', settledBefore)
      for (let retired = 0; ; ) {
        const rows = await store.run(
          wiping(db, due.orderBy('settled_at').orderBy('id').limit(RETIRED_AT_ONCE), 'retired', at),
        )
        const count = rows?.at(-1)?.length ?? 0
        retired += count
        if (count < RETIRED_AT_ONCE) return retired
      }
    },
  }
}

type Ids = SelectQueryBuilder<Tables, 'submissions', { id: string }>

/** Those that no worker holds, its lease counted, and that are not erased already. */
function erasable(db: Kysely<Tables>, at: number): Ids {
  const states: readonly State[] = STATES.filter((state) => MOVES[state].includes('erased'))
  return db
    .selectFrom('submissions')
    .select('id')
    .where('state', 'in', states)
    .where((of) => of.or([of('owner', 'is', null), of('due_at', '<=', at)]))
}

/** Leaves id, digest, reference, times and history; the contact that was made for the person is no longer known. */
function wiping(db: Kysely<Tables>, ids: Ids, reason: 'erased' | 'retired', at: number) {
  const forget = db
    .deleteFrom('contacts')
    .where('person', 'in', db.selectFrom('submissions').select('person').where('id', 'in', ids))
  const record = db
    .insertInto('history')
    .columns(['submission', 'at', 'state', 'reason', 'attempt'])
    .expression(
      db
        .selectFrom('submissions')
        .select((of) => [
          'id',
          of.cast<number>(of.val(at), 'bigint').as('at'),
          of.cast<State>(of.val('erased'), 'text').as('state'),
          of.cast<string>(of.val(reason), 'text').as('reason'),
          'attempt',
        ])
        .where('id', 'in', ids),
    )
  const wipe = db
    .updateTable('submissions')
    .set({
      ...{ state: 'erased', reason, settled_at: at, due_at: at, owner: null, words: null, person: null },
      ...{
        answers: '{}',
        leftovers: '{}',
        context: '{}',
        consent: null,
        files: null,
        open_step: null,
        begun_at: null,
        doubted_at: null,
      },
    })
    .where('id', 'in', ids)
    .returning('id')
  return reason === 'erased'
    ? [statement(forget), statement(record), guard(wipe)]
    : [statement(record), statement(wipe)]
}
