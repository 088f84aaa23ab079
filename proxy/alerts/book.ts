/**
 * What a person has been told, and is still to be told: one row a cause, in the store, so that a restart neither forgets
 * nor repeats. One writer: the proxy that owns the store.
 */
import type { Selectable } from 'kysely'
import type { Statement, Store } from '../outbox/store.ts'
import { statement } from '../outbox/store.ts'
import type { Tables } from '../outbox/tables.ts'
import type { Alert, AlertKind } from './causes.ts'

/** A cause that lasts, or a delivery that somebody wants to hear of. */
export interface Entry {
  readonly cause: string
  /** ms since the epoch, as all times here. */
  readonly since: number
  /** When it was last told; undefined before the first time. */
  readonly toldAt: number | undefined
  /** Until when what was told of had come, where it counts what comes. */
  readonly toldTo: number | undefined
  readonly dueAt: number
  /** Tries that failed since. */
  readonly attempt: number
  readonly what: Alert | Delivered
}

/** Without anything of the submission but its name: what is told of it is read when it is told. */
export interface Delivered {
  readonly kind: 'submission.delivered'
  readonly submission: string
  readonly form: string
}

export interface Turn {
  /** Causes that are new, or were gone for a while. */
  readonly raised: readonly Alert[]
  /** Causes that are gone. */
  readonly resolved: readonly string[]
}

export interface AlertBook {
  /** Brings the book in line with what is the case: these alerts and no others. */
  keep(alerts: readonly Alert[], now: number): Promise<Turn>
  /** Enters each delivery since the last call, of the forms that want it. The first call of a store only begins. */
  noteDelivered(wanted: (form: string) => boolean, now: number): Promise<void>
  /** What is to be told now, the longest due first. */
  due(now: number): Promise<readonly Entry[]>
  /** When the next is due that is not due now. */
  nextDue(now: number): Promise<number | undefined>
  /** What lasts, for people. */
  open(): Promise<readonly Entry[]>
  /** `to`: until when what was told of had come. */
  told(cause: string, now: number, againAt: number, to?: number): Promise<void>
  /** It is tried again. */
  postpone(cause: string, attempt: number, dueAt: number): Promise<void>
  forget(cause: string): Promise<void>
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/**
 * How long a cause has to be gone before its return is news. Connections and disks come and go by the minute; leads that
 * are held after a person has been there are others; spam is spam.
 */
const CALM_MS: Readonly<Record<AlertKind, number>> = {
  'submission.held': 0,
  'submission.suspected': HOUR,
  'submission.failed': 0,
  'connection.stopped': 15 * MINUTE,
  'form.drifted': 15 * MINUTE,
  'delivery.late': 15 * MINUTE,
  'disk.filling': 15 * MINUTE,
  'uploads.filling': 15 * MINUTE,
}

/** How long after it was told a cause is told again that there is more of by then. */
const MORE_MS = HOUR

/** The setting that holds the last event of history that was looked at for deliveries. */
const SEEN = 'delivered-seen'
/** Deliveries entered at once. */
const BATCH = 500

export function alertBook(store: Store): AlertBook {
  const { db } = store
  const isAlert = db.selectFrom('alerts').selectAll().where('cause', 'not like', 'delivered:%')
  const update = (cause: string) => db.updateTable('alerts').where('cause', '=', cause)
  const remove = (cause: string) => db.deleteFrom('alerts').where('cause', '=', cause)

  return {
    async keep(alerts, now) {
      const [rows = []] = (await store.run([statement(isAlert)])) ?? []
      const before = new Map(rows.map((row) => [row.cause, entryOf(row)]))
      const present = new Set(alerts.map(({ cause }) => cause))
      const raised: Alert[] = []
      const changes = alerts.flatMap((alert): Statement[] => {
        const known = before.get(alert.cause)
        // A try that failed is repeated as it was: its receiver may have got it.
        const message = JSON.stringify(known && known.attempt > 0 ? known.what : alert)
        if (known && !isOver(known, now)) {
          const dueAt = dueAgain(known, alert)
          const isSame = known.resolvedAt === null && known.dueAt === dueAt && JSON.stringify(known.what) === message
          return isSame ? [] : [statement(update(alert.cause).set({ message, due_at: dueAt, resolved_at: null }))]
        }
        raised.push(alert)
        const fresh = { ...newlyDue(now), message: JSON.stringify(alert) }
        const insert = db.insertInto('alerts').values({ cause: alert.cause, ...fresh })
        return [statement(insert.onConflict((conflict) => conflict.column('cause').doUpdateSet(fresh)))]
      })
      const gone = [...before.values()].filter(({ cause }) => !present.has(cause))
      const resolved = gone.filter(({ resolvedAt }) => resolvedAt === null).map(({ cause }) => cause)
      const ends = gone.flatMap((entry): Statement[] => {
        if (entry.resolvedAt === null) return [statement(update(entry.cause).set({ resolved_at: now }))]
        return isOver(entry, now) ? [statement(remove(entry.cause))] : []
      })
      if (changes.length + ends.length > 0) await store.run([...changes, ...ends])
      return { raised, resolved }
    },

    async noteDelivered(wanted, now) {
      const rows = await store.run([
        statement(db.selectFrom('settings').select('value').where('key', '=', SEEN)),
        statement(db.selectFrom('history').select((of) => of.fn.max('number').as('last'))),
      ])
      const last = Number(rows?.[1][0]?.last ?? 0)
      const seen = rows?.[0][0]?.value
      if (seen === `${last}`) return
      const events = seen === undefined ? [] : await deliveredAfter(Number(seen), last)
      const upTo = events.length === BATCH ? (events.at(-1)?.number ?? last) : last
      const entries = events.filter(({ form }) => wanted(form)).map(({ id, form }) => deliveredRow(id, form, now))
      const value = `${upTo}`
      const insert = db.insertInto('settings').values({ key: SEEN, value })
      const note = statement(insert.onConflict((conflict) => conflict.column('key').doUpdateSet({ value })))
      const enter = db.insertInto('alerts').onConflict((conflict) => conflict.doNothing())
      await store.run(entries.length > 0 ? [statement(enter.values(entries)), note] : [note])
    },

    async due(now) {
      const query = db.selectFrom('alerts').selectAll().where('resolved_at', 'is', null).where('due_at', '<=', now)
      const rows = await store.run([statement(query.orderBy('due_at').orderBy('cause'))])
      return (rows?.[0] ?? []).map(entryOf)
    },

    async nextDue(now) {
      const query = db.selectFrom('alerts').where('resolved_at', 'is', null).where('due_at', '>', now)
      const rows = await store.run([statement(query.select((of) => of.fn.min('due_at').as('due')))])
      return rows?.[0][0]?.due ?? undefined
    },

    async open() {
      const rows = await store.run([statement(isAlert.where('resolved_at', 'is', null).orderBy('since'))])
      return (rows?.[0] ?? []).map(entryOf)
    },

    async told(cause, now, againAt, to) {
      const telling = { told_at: now, told_to: to ?? null, due_at: againAt, attempt: 0 }
      await store.run([statement(update(cause).set(telling))])
    },

    async postpone(cause, attempt, dueAt) {
      await store.run([statement(update(cause).set({ attempt, due_at: dueAt }))])
    },

    async forget(cause) {
      await store.run([statement(remove(cause))])
    },
  }

  async function deliveredAfter(seen: number, last: number) {
    const query = db
      .selectFrom('history')
      .innerJoin('submissions', 'submissions.id', 'history.submission')
      .select(['history.number', 'submissions.id', 'submissions.form'])
      .where('history.number', '>', seen)
      .where('history.number', '<=', last)
      .where('history.state', '=', 'delivered')
      .orderBy('history.number')
      .limit(BATCH)
    return (await store.run([statement(query)]))?.[0] ?? []
  }
}

type Row = Selectable<Tables['alerts']>

function entryOf({ cause, since, told_at, told_to, due_at, attempt, message, resolved_at }: Row) {
  const what: Entry['what'] = JSON.parse(message)
  const told = { toldAt: told_at ?? undefined, toldTo: told_to ?? undefined }
  return { cause, since, ...told, dueAt: due_at, attempt, what, resolvedAt: resolved_at }
}

/** Gone for so long that its return is another one. */
function isOver({ what, resolvedAt }: ReturnType<typeof entryOf>, now: number): boolean {
  return resolvedAt !== null && what.kind !== 'submission.delivered' && now - resolvedAt >= CALM_MS[what.kind]
}

/** A try that failed keeps the time of its next one. */
function dueAgain({ toldAt, toldTo, dueAt, attempt }: Entry, { lastAt = 0 }: Alert): number {
  const isMore = toldTo !== undefined && lastAt > toldTo
  return isMore && toldAt !== undefined && attempt === 0 ? Math.min(dueAt, toldAt + MORE_MS) : dueAt
}

function deliveredRow(submission: string, form: string, now: number) {
  const message: Delivered = { kind: 'submission.delivered', submission, form }
  return { cause: `delivered:${submission}`, ...newlyDue(now), message: JSON.stringify(message) }
}

function newlyDue(now: number) {
  return { since: now, told_at: null, told_to: null, due_at: now, attempt: 0, resolved_at: null }
}
