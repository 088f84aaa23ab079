/** One connection to the store's file, set up as the receipt's promise needs it. */
import type { Damage } from './damage.ts'
import { mark, mend } from './damage.ts'
import type { DatabaseSync, Driver } from './driver.ts'
import { loadDriver } from './driver.ts'
import { isDamage, messageOf } from './faults.ts'
import type { Lock } from './lock.ts'
import { takeLock } from './lock.ts'
import { isBehind, migrate } from './migrations.ts'
import { makePlace } from './place.ts'
import type { Room } from './room.ts'
import { openRoom } from './room.ts'

export interface Connection {
  readonly database: DatabaseSync
  readonly room: Room
  /** What was wrong with the file that was found. */
  readonly damage?: Damage
  close(): void
}

export interface ConnectOptions {
  readonly file: string
  /** The proxy owns its store and is the only one; commands do not, and work beside it. */
  readonly own: boolean
  /** With less free on the disk nothing new is taken; default 256 MiB, or 5 % of a small disk. 0: no such limit. */
  readonly minFreeBytes?: number
}

/** `synchronous` as SQLite reports it when a commit waits for the disk. */
const FULL = 2

const PRAGMAS = `
  PRAGMA busy_timeout = 5000;
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA trusted_schema = OFF;
  PRAGMA cell_size_check = ON;
  PRAGMA secure_delete = ON;
  PRAGMA journal_size_limit = 67108864;
  PRAGMA temp_store = MEMORY;
`

/**
 * Opens, makes what is missing and brings the tables up to date. The owner finds damage before it works on the file, and
 * starts with what could be saved; a command leaves such a file alone.
 */
export async function connect({ file, own, minFreeBytes }: ConnectOptions): Promise<Connection> {
  const driver = await loadDriver()
  makePlace(file)
  const room = openRoom(file, minFreeBytes)
  if (own) room.toOpen()
  const lock = own ? takeLock(driver, file) : undefined
  let database: DatabaseSync | undefined
  try {
    const damage = own ? mend(driver, file) : undefined
    if (damage) makePlace(file)
    const opened = driver.open(file)
    database = opened
    setUp(opened, file)
    update(opened, file, driver, lock)
    if (own) takeOver(opened)
    return { database, room, ...(damage && { damage }), close: () => close(opened, lock) }
  } catch (error) {
    database?.close()
    lock?.release()
    if (!own && isDamage(error)) throw damaged(file, error)
    throw error
  }
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
    // A file of the first release gives no space back unless it is rewritten once for it.
    if (lock && Number(database.prepare('PRAGMA auto_vacuum').get()?.auto_vacuum) !== 2) database.exec('VACUUM')
  } finally {
    if (!owned) lock?.release()
  }
}

/** Takes over what the owner before left behind, which is gone, since this process is the only one. */
function takeOver(database: DatabaseSync): void {
  // A commit that was cut off before the disk had it can be read again from the system's memory, and a retry of it would
  // get its receipt from there. This one waits for the disk, and with it for all that is in the log; where the disk has
  // lost a part of the log, copying it writes that part anew.
  mark(database, 'in-use')
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  // No lease is waited for. Open steps stay.
  database.exec("UPDATE submissions SET due_at = 0 WHERE state IN ('sending', 'checking') AND owner IS NOT NULL")
}

function damaged(file: string, cause: unknown): Error {
  const mend = 'Start the proxy: it sets the file aside and saves what can be read.'
  return new Error(`${file} is damaged (${messageOf(cause)}). ${mend}`, { cause })
}

function close(database: DatabaseSync, lock: Lock | undefined): void {
  if (lock) {
    try {
      mark(database, 'cleanly')
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // The disk is full. The next start checks the file, and copies the log.
    }
  }
  database.close()
  lock?.release()
}
