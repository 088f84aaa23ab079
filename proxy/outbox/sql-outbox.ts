/** The outbox over any store that speaks SQL. */
import type { InsertObject, Kysely, SelectQueryBuilder } from 'kysely'
import { sql } from 'kysely'
import { historyOf, keptOf } from './kept.ts'
import type { Accepted, Claim, Move, Outbox, State } from './outbox.ts'
import { IN_DOUBT, STATES } from './outbox.ts'
import type { Store } from './store.ts'
import { guard, statement } from './store.ts'
import type { Tables } from './tables.ts'

export function sqlOutbox(store: Store): Outbox {
  const { db } = store

  const outbox: Outbox = {
    async put(submission, references, at) {
      const { id, form, version, connection, digest, locale } = submission
      const state: State = submission.doubt === undefined ? 'waiting' : 'held'
      const reason = submission.doubt ?? null
      for (const reference of references) {
        const insert = db.insertInto('submissions').values({
          ...{ id, reference, form, version, connection, digest, locale, state, reason },
          answers: JSON.stringify(submission.answers),
          leftovers: JSON.stringify(submission.leftovers),
          context: JSON.stringify(submission.context),
          amends: submission.amends ?? null,
          words: null,
          attempt: 0,
          received_at: at,
          due_at: at,
          owner: null,
          open_step: null,
        })
        // Without a target, so that a taken id and a taken reference both end here, whoever was faster.
        const stored = await store.run([
          guard(insert.onConflict((conflict) => conflict.doNothing()).returning('id')),
          statement(historyRow(db, { submission: id, at, state, reason, attempt: 0 })),
        ])
        if (stored) return { kind: 'stored', reference }
        const known = await outbox.accepted(id)
        if (known)
          return known.digest === digest ? { kind: 'replayed', reference: known.reference } : { kind: 'conflict' }
      }
      throw new Error(`Each of the ${references.length} references offered for a submission is taken.`)
    },

    async accepted(id): Promise<Accepted | undefined> {
      const query = db.selectFrom('submissions').select(['form', 'digest', 'reference']).where('id', '=', id)
      const rows = await store.run([statement(query)])
      return rows?.[0][0]
    },

    async get(id) {
      const one = db.selectFrom('submissions').where('id', '=', id)
      const rows = await store.run([statement(one.selectAll()), statement(finishedSteps(db, one.select('id')))])
      const row = rows?.[0][0]
      return row && keptOf(row, rows[1])
    },

    async history(id) {
      const query = db
        .selectFrom('history')
        .select(['at', 'state', 'reason', 'attempt', 'step'])
        .where('submission', '=', id)
        .orderBy('number')
      const rows = await store.run([statement(query)])
      return (rows?.[0] ?? []).map(historyOf)
    },

    async list({ state, form, limit }) {
      let page = db.selectFrom('submissions').orderBy('received_at', 'desc').orderBy('id', 'desc').limit(limit)
      if (state !== undefined) page = page.where('state', '=', state)
      if (form !== undefined) page = page.where('form', '=', form)
      const rows = await store.run([statement(page.selectAll()), statement(finishedSteps(db, page.select('id')))])
      return rows ? rows[0].map((row) => keptOf(row, rows[1])) : []
    },

    async counts() {
      const query = db
        .selectFrom('submissions')
        .select((of) => ['state', of.fn.countAll<number>().as('count')])
        .groupBy('state')
      const rows = await store.run([statement(query)])
      const none = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>
      return Object.assign(
        none,
        Object.fromEntries((rows?.[0] ?? []).map(({ state, count }) => [state, Number(count)])),
      )
    },

    async claim({ owner, connections, now, leaseMs }) {
      if (connections.length === 0) return undefined
      const longestDue = db
        .selectFrom('submissions')
        .select('id')
        .where('connection', 'in', connections)
        .where(CLAIMABLE)
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .orderBy('received_at')
        .limit(1)
      const take = db
        .updateTable('submissions')
        .set((row) => ({ state: 'sending', owner, attempt: row('attempt', '+', 1), due_at: now + leaseMs }))
        .where('id', '=', longestDue)
        .returningAll()
      // Of all that this owner holds, only the row just taken has no history of its attempt yet.
      const record = db
        .insertInto('history')
        .columns(['submission', 'at', 'state', 'attempt'])
        .expression(
          db
            .selectFrom('submissions')
            .select((row) => ['id', row('due_at', '-', leaseMs).as('at'), 'state', 'attempt'])
            .where('owner', '=', owner)
            .where(({ not, exists, selectFrom }) =>
              not(
                exists(
                  selectFrom('history')
                    .select('number')
                    .whereRef('submission', '=', 'submissions.id')
                    .whereRef('history.attempt', '=', 'submissions.attempt'),
                ),
              ),
            ),
        )
      const steps = finishedSteps(db, db.selectFrom('submissions').select('id').where('owner', '=', owner))
      const rows = await store.run([guard(take), statement(record), statement(steps)])
      const row = rows?.[0][0]
      if (!row) return undefined
      const claim: Claim = { ...keptOf(row, rows[2]), owner }
      return row.open_step === null ? claim : { ...claim, openStep: row.open_step }
    },

    async nextDue(connections) {
      if (connections.length === 0) return undefined
      const query = db
        .selectFrom('submissions')
        .select((of) => of.fn.min('due_at').as('due'))
        .where('connection', 'in', connections)
        .where(CLAIMABLE)
      const rows = await store.run([statement(query)])
      return rows?.[0][0]?.due ?? undefined
    },

    async begin(claim, step, safe, at) {
      const { id: submission, attempt } = claim
      const state: State = safe ? 'checking' : 'sending'
      const rows = await store.run([
        guard(held(db, claim).set(safe ? { state } : { state, open_step: step })),
        statement(historyRow(db, { submission, at, state, reason: 'begun', attempt, step })),
      ])
      return rows !== null
    },

    async finish(claim, step, result, at) {
      const { id: submission, attempt } = claim
      const done = { submission, at, reason: 'done', attempt, step, result: JSON.stringify(result) }
      const rows = await store.run([
        guard(held(db, claim).set({ open_step: null })),
        statement(
          historyRow(db, {
            ...done,
            state: (of) => of.selectFrom('submissions').select('state').where('id', '=', submission),
          }),
        ),
      ])
      return rows !== null
    },

    async settle(claim, move, at) {
      const { id: submission, attempt } = claim
      const end: Ended = move
      const { state, reason = null, words = null, dueAt = at } = end
      const ended = { state, reason, words, due_at: dueAt, owner: null }
      const rows = await store.run([
        guard(held(db, claim).set(reason === IN_DOUBT ? ended : { ...ended, open_step: null })),
        statement(historyRow(db, { submission, at, state, reason, attempt })),
      ])
      return rows !== null
    },
  }
  return outbox
}

/** Every move with all that any of them can say. */
interface Ended {
  readonly state: Move['state']
  readonly reason?: string
  readonly words?: string
  readonly dueAt?: number
}

// Written out rather than as parameters: SQLite uses a partial index only where it can see that the query fits it.
const CLAIMABLE = sql<boolean>`state in ('waiting', 'sending', 'checking')`

function historyRow(db: Kysely<Tables>, row: InsertObject<Tables, 'history'>) {
  return db.insertInto('history').values(row)
}

function finishedSteps(db: Kysely<Tables>, ids: SelectQueryBuilder<Tables, 'submissions', { id: string }>) {
  return db
    .selectFrom('history')
    .select(['submission', 'step', 'result'])
    .where('submission', 'in', ids)
    .where('result', 'is not', null)
    .orderBy('number')
}

/** The fence: touches the row only while this claim holds it. */
function held(db: Kysely<Tables>, claim: Claim) {
  return db
    .updateTable('submissions')
    .where('id', '=', claim.id)
    .where('owner', '=', claim.owner)
    .where('attempt', '=', claim.attempt)
    .returning('id')
}
