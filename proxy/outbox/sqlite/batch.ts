/** Runs operations on a connection: all in one transaction, each in a savepoint of its own. */
import type { Operation, Statement } from '../store.ts'
import type { DatabaseSync } from './driver.ts'

type Row = Readonly<Record<string, unknown>>

/** What became of one operation: the rows of each statement, null where a guard undid it, or why it failed. */
export type Ended = { readonly rows: readonly (readonly Row[])[] | null } | { readonly error: string }

/** Returns after the commit. Throws when nothing of the batch was done. */
export type RunBatch = (operations: readonly Operation[]) => readonly Ended[]

export function batches(database: DatabaseSync): RunBatch {
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
      if (endsStore(error)) throw error
      ended = { error: messageOf(error) }
    }
    // Throws where SQLite has ended the transaction by itself, e.g. on a full disk: then the batch fails as a whole.
    if (!('rows' in ended) || ended.rows === null) database.exec('ROLLBACK TO operation')
    database.exec('RELEASE operation')
    return ended
  }

  return (operations) => {
    database.exec('BEGIN IMMEDIATE')
    try {
      const ended = operations.map(runInSavepoint)
      database.exec('COMMIT')
      return ended
    } catch (error) {
      rollBack(database)
      throw error
    }
  }
}

// By their words, since @photostructure/sqlite leaves the code out where `all()` fails.
const ENDING = /disk I\/O error|malformed|locking protocol|not a database/

/** IOERR, CORRUPT, PROTOCOL, NOTADB: what SQLite says after one of these is not to be believed before a fresh open. */
export function endsStore(error: unknown): boolean {
  return ENDING.test(messageOf(error))
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // SQLite had rolled back already.
  }
}

/** The outbox has some thirty statements; lists of connections make a few more. */
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
