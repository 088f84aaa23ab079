/**
 * One process owns a store: it holds an exclusive transaction on an empty database beside it. Node has no flock; this
 * lock is the system's own and is gone with the process, however that ends.
 */
import type { DatabaseSync, Driver } from './driver.ts'

export interface Lock {
  release(): void
}

const BUSY = 5

/** Throws when another process has it. */
export function takeLock(driver: Driver, file: string): Lock {
  const database = driver.open(`${file}.lock`)
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode !== BUSY) throw error
    throw new Error(
      `Another Gatehouse is running on ${file}. Stop it first, or give this one its own file by \`database:\` or DATABASE_URL.`,
    )
  }
  return { release: () => release(database) }
}

function release(database: DatabaseSync): void {
  database.exec('ROLLBACK')
  database.close()
}
