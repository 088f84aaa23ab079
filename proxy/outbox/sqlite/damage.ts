/**
 * A file that is damaged, or no database at all, must neither be worked with nor keep the proxy from starting: it is set
 * aside whole, never deleted, and a new one starts with what could be read of it.
 *
 * A crash in between is found by the next start: until the salvaged file is complete the damaged one keeps its name, and
 * then nothing is left to do but to rename.
 */
import { closeSync, existsSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DatabaseSync, Driver } from './driver.ts'
import { isDamage, isMalformed, messageOf } from './faults.ts'
import { syncFolder } from './place.ts'
import type { Salvaged } from './salvage.ts'
import { salvage, unparsable } from './salvage.ts'

export interface Damage {
  /** What SQLite says of the file. */
  readonly found: string
  /** Where the damaged file lies; its log beside it, by the same name. */
  readonly setAside: string
  /** By table. Undefined where even the list of tables could not be read: the store begins empty. */
  readonly salvaged?: Salvaged
}

/**
 * Up to this size every start checks tables, indexes and texts, in half a second. For a larger file that would be an outage: it
 * has its tables checked after an unclean stop, and nothing after a clean one.
 */
const SMALL_BYTES = 64 * 2 ** 20

const LEFT = 'left'

const SUSPECT = '.suspect'

/** Undefined when the file is whole. Only for the owner: nobody else may have the file open. */
export function mend(driver: Driver, file: string): Damage | undefined {
  const partial = `${file}.salvaged`
  const suspicion = file + SUSPECT
  if (!holdsAnything(file) && existsSync(partial)) {
    // The last start ended between the renames.
    const setAside = newestAside(file) ?? freeName(file)
    rmSync(file, { force: true })
    setFileAside(file, setAside)
    takeOver(partial, file)
    return { found: 'a start was interrupted while it mended the file', setAside }
  }
  rmSync(partial, { force: true })

  const found = damageOf(driver, file) ?? (existsSync(suspicion) ? 'malformed while it was in use' : undefined)
  if (found === undefined) return undefined
  const salvaged = salvage(driver, file, partial)
  const setAside = freeName(file)
  setFileAside(file, setAside)
  if (salvaged) takeOver(partial, file)
  rmSync(suspicion, { force: true })
  return { found, setAside, ...(salvaged && { salvaged }) }
}

/**
 * The file was found malformed in the middle of work. The next start copies it whatever its check says: a check that
 * finds nothing would lead to the same end again and again.
 */
export function suspect(file: string): void {
  try {
    closeSync(openSync(file + SUSPECT, 'a', 0o600))
  } catch {
    // No room for it: the next time, then.
  }
}

/** In SQLite's words; undefined when the file is whole, or empty. Changes nothing on disk. */
export function damageOf({ open }: Driver, file: string): string | undefined {
  if (!holdsAnything(file)) return undefined
  // Who only reads merges no log into the file when closing, so that what is set aside is what was found.
  const database = open(file, { readOnly: true })
  try {
    const isSmall = statSync(file).size <= SMALL_BYTES
    if (!isSmall && wasLeftCleanly(database)) return undefined
    const check = isSmall ? 'integrity_check(1)' : 'quick_check(1)'
    const [first] = Object.values(database.prepare(`PRAGMA ${check}`).get() ?? {})
    if (first !== 'ok') return String(first)
    const table = isSmall ? unparsable(database) : undefined
    return table && `text in ${table} that does not parse`
  } catch (error) {
    if (isMalformed(error)) return messageOf(error)
    // SQLite writes beside the file even to read it: a disk that takes no write says nothing of what is on it. Only bytes
    // that nobody can read are lost; whoever took a full disk for damage would begin empty, and its leads would be gone.
    if (!isDamage(error) || [file, `${file}-wal`].every(isReadable)) throw error
    return messageOf(error)
  } finally {
    database.close()
  }
}

/** Every byte of it, past SQLite; also where there is no such file. */
function isReadable(path: string): boolean {
  if (!existsSync(path)) return true
  const handle = openSync(path, 'r')
  try {
    const chunk = Buffer.alloc(2 ** 20)
    while (readSync(handle, chunk) > 0);
    return true
  } catch {
    return false
  } finally {
    closeSync(handle)
  }
}

/** For the owner: whether the file was left as it should be. Always a commit, even where it says nothing new. */
export function mark(database: DatabaseSync, left: 'in-use' | 'cleanly'): void {
  database.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)').run(LEFT, left)
}

function wasLeftCleanly(database: DatabaseSync): boolean {
  try {
    return database.prepare('SELECT value FROM settings WHERE key = ?').get(LEFT)?.value === 'cleanly'
  } catch {
    return false
  }
}

/** The log last: without it, an older state of the file could pass for a whole one. */
function setFileAside(file: string, aside: string): void {
  for (const end of ['', '-wal', '-shm']) if (existsSync(file + end)) renameSync(file + end, aside + end)
  syncFolder(file)
}

function takeOver(from: string, to: string): void {
  renameSync(from, to)
  syncFolder(to)
}

function holdsAnything(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0
}

function freeName(file: string): string {
  const stamp = new Date().toISOString().replace(/[-:]/g, '')
  return `${file}.damaged-${stamp}`
}

function newestAside(file: string): string | undefined {
  const newest = allAside(file).toSorted().at(-1)
  return newest && join(dirname(file), newest)
}

/** Names of the damaged files that lie beside this one. */
export function allAside(file: string): readonly string[] {
  const prefix = `${basename(file)}.damaged-`
  return readdirSync(dirname(file)).filter((name) => name.startsWith(prefix) && !/-(wal|shm)$/.test(name))
}
