/** What a worker does with the outbox: it takes a submission, writes each step, and lets go of it. */
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { claimOf, unclearOf } from './kept.ts'
import type { Claim, Move, Outbox, State } from './outbox.ts'
import { SLOW_LANE } from './outbox.ts'
import { finishedSteps, historyRow } from './sql-history.ts'
import type { Store } from './store.ts'
import { guard, statement } from './store.ts'
import type { Tables } from './tables.ts'

type Claims = Pick<Outbox, 'claim' | 'dueForms' | 'unclear' | 'nextDue' | 'begin' | 'finish' | 'reopen' | 'settle'>

const UNCLEAR_AT_ONCE = 100

export function sqlClaims(store: Store): Claims {
  const { db } = store
  return {
    async claim({ owner, connections, forms, now, leaseMs }) {
      if (connections.length === 0 || forms?.length === 0) return undefined
      let longestDue = db
        .selectFrom('submissions')
        .select('id')
        .where('connection', 'in', connections)
        .where(CLAIMABLE)
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .orderBy('received_at')
        .limit(1)
      if (forms) longestDue = longestDue.where('form', 'in', forms)
      const take = db
        .updateTable('submissions')
        .set((row) => ({
          ...{ state: STATE_OF_CLAIM, owner, due_at: now + leaseMs, settled_at: null },
          attempt: row('attempt', '+', 1),
          claims: row('claims', '+', 1),
          doubted_at: doubtedSince(now),
          tried_at: row.fn.coalesce('tried_at', row.cast<number>(row.val(now), 'bigint')),
        }))
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
      return row && claimOf(row, rows[2], owner)
    },

    async dueForms(connection, now) {
      const query = db
        .selectFrom('submissions')
        .select((of) => ['form', of.fn.min('due_at').as('dueAt')])
        .where('connection', '=', connection)
        .where(CLAIMABLE)
        // With the sign, so that the index is read form by form and not sorted by form afterwards.
        .where(sql<boolean>`+due_at <= ${now}`)
        .groupBy('form')
        .orderBy('form')
      const rows = await store.run([statement(query)])
      return rows?.[0] ?? []
    },

    async unclear(connection, now) {
      const due = db
        .selectFrom('submissions')
        .where('connection', '=', connection)
        .where(UNCLEAR)
        .where((of) => of.or([of('owner', 'is not', null), of('due_at', '<=', now)]))
        .orderBy('due_at')
        .limit(UNCLEAR_AT_ONCE)
      const rows = await store.run([statement(due.selectAll()), statement(finishedSteps(db, due.select('id')))])
      return rows ? rows[0].map((row) => unclearOf(row, rows[1])) : []
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
        // What a person or an upstream said before is answered once something is sent.
        guard(
          held(db, claim).set(
            safe ? { state } : { state, open_step: step, begun_at: at, doubted_at: null, reason: null },
          ),
        ),
        statement(historyRow(db, { submission, at, state, reason: 'begun', attempt, step })),
      ])
      return rows !== null
    },

    async finish(claim, step, result, at) {
      const { id: submission, attempt, connection } = claim
      const done = { submission, at, reason: 'done', attempt, step, result: JSON.stringify(result) }
      const record = { connection, upstream_id: result.id ?? '', submission, step }
      const belongs = db
        .insertInto('records')
        .values(record)
        .onConflict((conflict) => conflict.doNothing())
      const rows = await store.run([
        guard(held(db, claim).set({ ...NOTHING_OPEN, claims: 0 })),
        statement(
          historyRow(db, {
            ...done,
            state: (of) => of.selectFrom('submissions').select('state').where('id', '=', submission),
          }),
        ),
        ...(result.id === undefined ? [] : [statement(belongs)]),
      ])
      return rows !== null
    },

    async reopen(claim, how, at) {
      const { id: submission, attempt, openStep: step = null } = claim
      const state: State = 'sending'
      const free = { state, ...NOTHING_OPEN }
      const rows = await store.run([
        guard(held(db, claim).set(how === 'resend' ? { ...free, resent: 1 } : free)),
        statement(historyRow(db, { submission, at, state, reason: how, attempt, step })),
      ])
      return rows !== null
    },

    async settle(claim, move, at) {
      const { id: submission, attempt } = claim
      const end: Ended = move
      const { state, reason = null, words = null, dueAt = at } = end
      const rows = await store.run([
        guard(
          held(db, claim).set({
            ...{ state, reason, words, due_at: dueAt, owner: null },
            claims: reason === SLOW_LANE ? claim.claims - 1 : 0,
            settled_at: GOES_ON.includes(state) ? null : at,
            ...(end.filesSent && { files: null }),
            ...(state === 'checking' ? { doubted_at: doubtedSince(at) } : end.open ? {} : NOTHING_OPEN),
          }),
        ),
        statement(historyRow(db, { submission, at, state, reason, attempt })),
      ])
      return rows !== null
    },
  }
}

/** Every move with all that any of them can say. */
interface Ended {
  readonly state: Move['state']
  readonly reason?: string
  readonly words?: string
  readonly dueAt?: number
  readonly open?: true
  readonly filesSent?: true
}

const GOES_ON: readonly State[] = ['waiting', 'checking']

// Written out rather than as parameters: SQLite uses a partial index only where it can see that the query fits it.
const CLAIMABLE = sql<boolean>`state in ('waiting', 'sending', 'checking')`
const UNCLEAR = sql<boolean>`state = 'checking' and open_step is not null`
const STATE_OF_CLAIM = sql<State>`case when open_step is null then 'sending' else 'checking' end`

const NOTHING_OPEN = { open_step: null, begun_at: null, doubted_at: null }

function doubtedSince(at: number) {
  return sql<number | null>`case when open_step is null then null else coalesce(doubted_at, ${at}) end`
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
