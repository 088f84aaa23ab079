/** What only commands do with the file, over a connection of their own and beside the proxy that runs on it. */
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs'
import { filesOf } from '../kept.ts'
import { connect } from './connection.ts'
import type { DatabaseSync } from './driver.ts'
import { loadDriver } from './driver.ts'
import { syncFolder } from './place.ts'

export interface Maintenance {
  /** What is wrong with the file, in words; empty when all is well. `quick` leaves indexes and contents out. */
  check(how: 'quick' | 'whole'): readonly string[]
  /** Writes a whole copy that is checked before it gets its name. How many submissions it holds. */
  backup(to: string): number
  /** What the submissions of this store, or of a copy of it, have of files. */
  filesIn(file: string): ReadonlySet<string>
  /** Brings the log of writes into the file and empties it. False: somebody was reading from it all the time. */
  emptyLog(): boolean
  close(): void
}

export async function openMaintenance(file: string): Promise<Maintenance> {
  const { open } = await loadDriver()
  const { database, close } = await connect({ file, own: false })
  return {
    check: (how) => (how === 'quick' ? pageFaults(database, 'quick_check') : [...faults(database)]),
    backup: (to) => backup(database, open, to),
    filesIn: (file) => filesIn(open(file, { readOnly: true })),
    emptyLog: () => database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0,
    close,
  }
}

/** Whether a proxy runs on the file. */
export async function isOwned(file: string): Promise<boolean> {
  if (!existsSync(`${file}.lock`)) return false
  const lock = (await loadDriver()).open(`${file}.lock`)
  try {
    lock.exec('PRAGMA busy_timeout = 0')
    lock.prepare('SELECT count(*) FROM sqlite_master').get()
    return false
  } catch {
    return true
  } finally {
    lock.close()
  }
}

function backup(database: DatabaseSync, open: (file: string) => DatabaseSync, to: string): number {
  const part = `${to}.${process.pid}.part`
  try {
    // Made here, since what it will hold is for this user alone.
    closeSync(openSync(part, 'wx', 0o600))
    const before = countOf(database)
    database.prepare('VACUUM INTO ?').run(part)
    sync(part)
    const copied = verified(open(part))
    // Rows are never deleted, so that a whole copy has at least those of before and at most those of after.
    if (copied < before || copied > countOf(database)) throw new Error('The copy does not hold every submission.')
    giveName(part, to)
    syncFolder(to)
    return copied
  } finally {
    rmSync(part, { force: true })
  }
}

/** A link, unlike a rename, refuses a name that is taken; not every disk that backups go to has links. */
function giveName(part: string, to: string): void {
  try {
    linkSync(part, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' || existsSync(to)) throw error
    renameSync(part, to)
  }
}

function verified(copy: DatabaseSync): number {
  try {
    const [fault] = pageFaults(copy, 'quick_check')
    if (fault !== undefined) throw new Error(`The copy is damaged: ${fault}`)
    return countOf(copy)
  } finally {
    copy.close()
  }
}

function filesIn(database: DatabaseSync): ReadonlySet<string> {
  try {
    const rows = database.prepare('SELECT files FROM submissions WHERE files IS NOT NULL').all()
    return new Set(rows.flatMap(({ files }) => filesOf(String(files))).map(({ at }) => at))
  } finally {
    database.close()
  }
}

function sync(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function countOf(database: DatabaseSync): number {
  return Number(database.prepare('SELECT count(*) AS count FROM submissions').get()?.count)
}

function pageFaults(database: DatabaseSync, pragma: 'quick_check' | 'integrity_check'): readonly string[] {
  const rows = database.prepare(`PRAGMA ${pragma}`).all() as Record<string, unknown>[]
  return rows.map((row) => String(Object.values(row)[0])).filter((words) => words !== 'ok')
}

/** Every way in which a file can be wrong that can be read from it. */
function* faults(database: DatabaseSync): Generator<string> {
  yield* pageFaults(database, 'integrity_check')
  for (const row of database.prepare('PRAGMA foreign_key_check').all() as Record<string, unknown>[]) {
    yield `A row of ${row.table} belongs to a row of ${row.parent} that is not there.`
  }
  for (const [sql, words] of CONTENTS) {
    for (const row of database.prepare(sql).all() as Record<string, unknown>[]) yield words(String(row.id))
  }
}

/** Each finds what must not be there; the submission's id, never what is in it. */
const CONTENTS: readonly (readonly [sql: string, words: (id: string) => string])[] = [
  [
    `SELECT id FROM submissions
       WHERE NOT (json_valid(answers) AND json_valid(leftovers) AND json_valid(context))`,
    (id) => `The answers of submission ${id} cannot be read.`,
  ],
  [
    'SELECT DISTINCT submission AS id FROM history WHERE result IS NOT NULL AND NOT json_valid(result)',
    (id) => `The result of a step of submission ${id} cannot be read.`,
  ],
  [
    'SELECT DISTINCT submission AS id FROM history WHERE submission NOT IN (SELECT id FROM submissions)',
    (id) => `There is a history of a submission ${id} that is not there.`,
  ],
  [
    'SELECT id FROM submissions WHERE id NOT IN (SELECT submission FROM history)',
    (id) => `The submission ${id} has no history.`,
  ],
  [
    'SELECT form AS id FROM form_versions WHERE NOT json_valid(published)',
    (id) => `A version of the form ${id} cannot be read.`,
  ],
]
