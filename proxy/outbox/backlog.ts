/** What waits in the store, counted for people. */
import { sql } from 'kysely'
import type { Stuck } from '../alerts/causes.ts'
import type { Store } from './store.ts'
import { statement } from './store.ts'

/** What one connection has before it. */
export interface Queue {
  readonly connection: string
  readonly length: number
  /** When its oldest came in, ms since the epoch. */
  readonly oldestAt: number
}

export interface Backlog {
  /** Of the connections that have something to deliver. */
  queues(): Promise<readonly Queue[]>
  /** What stays until a person decides, by state, form and reason; `fresh` are those after `toldTo`. */
  stuck(toldTo: number): Promise<readonly Stuck[]>
}

export function sqlBacklog({ db, run }: Store): Backlog {
  return {
    async queues() {
      const query = db
        .selectFrom('submissions')
        .select((of) => [
          'connection',
          of.fn.countAll<number>().as('length'),
          of.fn.min<number>('received_at').as('oldestAt'),
        ])
        .where(UNDER_WAY)
        .groupBy('connection')
        .orderBy('connection')
      const rows = await run([statement(query)])
      return (rows?.[0] ?? []).map((row) => ({ ...row, length: Number(row.length), oldestAt: Number(row.oldestAt) }))
    },

    async stuck(toldTo) {
      const query = db
        .selectFrom('submissions')
        .select((of) => [
          'state',
          'form',
          'reason',
          of.fn.countAll<number>().as('count'),
          of.fn.countAll<number>().filterWhere('settled_at', '>', toldTo).as('fresh'),
          of.fn.max('settled_at').as('lastAt'),
        ])
        .where('state', 'in', STUCK)
        .groupBy(['state', 'form', 'reason'])
        .orderBy('form')
        .orderBy('state')
        .orderBy('reason')
      const rows = await run([statement(query)])
      return (rows?.[0] ?? []).flatMap(({ state, form, reason, count, fresh, lastAt }) =>
        isStuck(state)
          ? [
              {
                ...{ state, form, reason: reason ?? 'other' },
                ...{ count: Number(count), fresh: Number(fresh), lastAt: Number(lastAt) },
              },
            ]
          : [],
      )
    },
  }
}

// Written out rather than as parameters: SQLite uses a partial index only where it can see that the query fits it.
const UNDER_WAY = sql<boolean>`state in ('waiting', 'sending', 'checking')`

const STUCK = ['held', 'failed'] as const

function isStuck(state: string): state is Stuck['state'] {
  return STUCK.some((stuck) => stuck === state)
}
