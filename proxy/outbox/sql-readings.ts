/** What people and the status page ask of the outbox. */
import { filesOf, historyOf, keptOf } from './kept.ts'
import type { Outbox, State } from './outbox.ts'
import { STATES } from './outbox.ts'
import { finishedSteps } from './sql-history.ts'
import type { Store } from './store.ts'
import { statement } from './store.ts'

type Readings = Pick<
  Outbox,
  'get' | 'history' | 'list' | 'counts' | 'filesInUse' | 'heldFileBytes' | 'oldestUndelivered' | 'latency'
>

/** How many of the last delivered ones tell how long a delivery takes. */
const LATENCY_OF = 1_000

export function sqlReadings(store: Store): Readings {
  const { db } = store
  return {
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

    async list({ state, form, person, before, limit }) {
      let page = db.selectFrom('submissions').orderBy('received_at', 'desc').orderBy('id', 'desc').limit(limit)
      if (state !== undefined) page = page.where('state', '=', state)
      if (form !== undefined) page = page.where('form', '=', form)
      if (person !== undefined) page = page.where('person', '=', person)
      if (before !== undefined) page = page.where('received_at', '<', before)
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

    async filesInUse() {
      const query = db.selectFrom('submissions').select('files').where('files', 'is not', null)
      const rows = await store.run([statement(query)])
      return new Set((rows?.[0] ?? []).flatMap(({ files }) => filesOf(files)).map(({ at }) => at))
    },

    async heldFileBytes(reason) {
      const query = db
        .selectFrom('submissions')
        .select('files')
        .where('files', 'is not', null)
        .where('state', '=', 'held')
        .where('reason', '=', reason)
      const rows = await store.run([statement(query)])
      return (rows?.[0] ?? []).flatMap(({ files }) => filesOf(files)).reduce((sum, { bytes }) => sum + bytes, 0)
    },

    async oldestUndelivered() {
      // State by state, so that each is the first entry of an index, however many wait.
      const oldest = (state: State) =>
        statement(
          db
            .selectFrom('submissions')
            .select('received_at')
            .where('state', '=', state)
            .orderBy('received_at')
            .orderBy('id')
            .limit(1),
        )
      const rows = await store.run([oldest('waiting'), oldest('sending'), oldest('checking')])
      const times = (rows ?? []).flatMap(([row]) => row?.received_at ?? [])
      return times.length === 0 ? undefined : Math.min(...times)
    },

    async latency() {
      const query = db
        .selectFrom('submissions')
        .select(['received_at', 'settled_at'])
        .where('state', '=', 'delivered')
        .where('settled_at', 'is not', null)
        .orderBy('settled_at', 'desc')
        .limit(LATENCY_OF)
      const rows = await store.run([statement(query)])
      const tookMs = (rows?.[0] ?? []).map(({ received_at, settled_at }) => (settled_at ?? received_at) - received_at)
      tookMs.sort((one, other) => one - other)
      const [medianMs, p95Ms] = [0.5, 0.95].map((part) => tookMs[Math.ceil(tookMs.length * part) - 1])
      return {
        count: tookMs.length,
        ...(medianMs !== undefined && { medianMs }),
        ...(p95Ms !== undefined && { p95Ms }),
      }
    },
  }
}
