/** Runs operations on a connection: all in one transaction, each in a savepoint of its own. */
import type { Operation, Statement } from '../store.ts'
import type { DatabaseSync } from './driver.ts'
import { endsStore, isFull, messageOf } from './faults.ts'

type Row = Readonly<Record<string, unknown>>

/** What became of one operation: the rows of each statement, null where a guard undid it, or why it failed. */
export type Ended =
  | { readonly rows: readonly (readonly Row[])[] | null }
  | { readonly error: string }
  /** It was not begun: the disk has no room for something new. */
  | { readonly full: true }

/** What keeps room on the disk for what is already stored. */
export interface Admission {
  /** Whether something new may be stored. */
  admits(): boolean
  /** Makes room for what is stored: nothing new is admitted until the disk has room again. */
  yieldRoom(): void
}

/** Returns after the commit. Throws when nothing of the batch was done. */
export type RunBatch = (operations: readonly Operation[]) => readonly Ended[]

export function batches(database: DatabaseSync, admission: Admission): RunBatch {
  const prepare = cached((sql) => database.prepare(sql))

  const rowsOf = ({ sql, parameters }: Statement) => prepare(sql).all(...parameters) as Row[]

  function attempt(operation: Operation): Ended {
    const rows: Row[][] = []
    for (const statement of operation) {
      const returned = rowsOf(statement)
      if (statement.guard && returned.length === 0) return { rows: null }
      rows.push(returned)
    }
    return { rows }
  }

  function runInSavepoint(operation: Operation): Ended {
    database.exec('SAVEPOINT operation')
    let ended: Ended
    try {
      ended = attempt(operation)
    } catch (error) {
      // A full disk has ended the transaction, and with it every savepoint.
      if (endsStore(error) || isFull(error)) throw error
      ended = { error: messageOf(error) }
    }
    if (!('rows' in ended) || ended.rows === null) database.exec('ROLLBACK TO operation')
    database.exec('RELEASE operation')
    return ended
  }

  function commit(operations: readonly Operation[]): readonly Ended[] {
    const admitted = !operations.some(isAdmission) || admission.admits()
    database.exec('BEGIN IMMEDIATE')
    try {
      const ended = operations.map(
        (operation): Ended => (!admitted && isAdmission(operation) ? { full: true } : runInSavepoint(operation)),
      )
      database.exec('COMMIT')
      return ended
    } catch (error) {
      rollBack(database)
      throw error
    }
  }

  return (operations) => {
    try {
      return commit(operations)
    } catch (error) {
      if (!isFull(error)) throw error
      admission.yieldRoom()
      reuseLog(database)
      return commit(operations)
    }
  }
}

/** Copies the log into the file, so that it is written from its beginning again: in room that it already has. */
function reuseLog(database: DatabaseSync): void {
  try {
    database.exec('PRAGMA wal_checkpoint(RESTART)')
  } catch (error) {
    if (!isFull(error)) throw error
  }
}

function isAdmission(operation: Operation): boolean {
  return operation.some(({ admission }) => admission)
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // SQLite had rolled back already.
  }
}

/** The outbox has some forty statements; lists of connections make a few more. */
const MAX_PREPARED = 200

function cached<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>()
  return (key) => {
    const known = made.get(key)
    if (known) return known
    if (made.size >= MAX_PREPARED) made.clear()
    const fresh = make(key)
    made.set(key, fresh)
    return fresh
  }
}
