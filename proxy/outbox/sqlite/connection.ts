/** One connection to the store's file, set up as the receipt's promise needs it. */
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync, Driver } from './driver.ts'
import { loadDriver } from './driver.ts'
import type { Lock } from './lock.ts'
import { takeLock } from './lock.ts'
import { isBehind, migrate } from './migrations.ts'

export interface Connection {
  readonly database: DatabaseSync
  close(): void
}

/** `synchronous` as SQLite reports it when a commit waits for the disk. */
const FULL = 2

const PRAGMAS = `
  PRAGMA busy_timeout = 5000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA trusted_schema = OFF;
  PRAGMA cell_size_check = ON;
  PRAGMA secure_delete = ON;
  PRAGMA journal_size_limit = 67108864;
  PRAGMA temp_store = MEMORY;
`

/** Opens, makes what is missing and brings the tables up to date. `own`: for the one process that delivers from it. */
export async function connect({ file, own }: { file: string; own: boolean }): Promise<Connection> {
  const driver = await loadDriver()
  makeFile(file)
  const lock = own ? takeLock(driver, file) : undefined
  let database: DatabaseSync | undefined
  try {
    database = driver.open(file)
    setUp(database, file)
    update(database, file, driver, lock)
    if (own) freeClaims(database)
  } catch (error) {
    database?.close()
    lock?.release()
    throw error
  }
  return { database, close: () => close(database, lock) }
}

/** Holds people's data, so it is the user's alone. */
function makeFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
}

function setUp(database: DatabaseSync, file: string): void {
  database.exec(PRAGMAS)
  const journal = database.prepare('PRAGMA journal_mode').get()?.journal_mode
  const synchronous = database.prepare('PRAGMA synchronous').get()?.synchronous
  // Read back: without both, a power cut can take a submission that has its receipt.
  if (journal !== 'wal' || synchronous !== FULL) {
    throw new Error(
      `${file} cannot be kept safely here (journal_mode ${journal}, synchronous ${synchronous}). Use a local disk.`,
    )
  }
}

/** A command that finds an older file may change its tables only while no proxy runs on it. */
function update(database: DatabaseSync, file: string, driver: Driver, owned: Lock | undefined): void {
  const lock = owned ?? (isBehind(database) ? takeLock(driver, file) : undefined)
  try {
    migrate(database, file)
  } finally {
    if (!owned) lock?.release()
  }
}

/** Whoever held a claim is gone, since this process is the only one: no lease is waited for. Open steps stay. */
function freeClaims(database: DatabaseSync): void {
  database.exec("UPDATE submissions SET due_at = 0 WHERE state IN ('sending', 'checking')")
}

function close(database: DatabaseSync, lock: Lock | undefined): void {
  if (lock) database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
  lock?.release()
}
