/** Copies what can be read of a damaged file, row by row, into a new one with the same tables. */
import { closeSync, openSync, rmSync } from 'node:fs'
import type { DatabaseSync, Driver } from './driver.ts'
import { endsStore, isFull } from './faults.ts'

export interface Salvaged {
  /** Rows by table. */
  readonly saved: Readonly<Record<string, number>>
  /** By table, the rows that are known to be missing: there may have been more. */
  readonly lost: Readonly<Record<string, number>>
  /** Submissions that only their history still speaks of; at most a hundred. */
  readonly lostIds: readonly string[]
}

type Row = Readonly<Record<string, string | number | null>>

/** What has to parse for a row to be worth keeping. */
const JSON_COLUMNS = {
  submissions: ['answers', 'leftovers', 'context', 'consent', 'files'],
  history: ['result'],
  form_versions: ['published', 'schemas'],
  schemas: ['schema'],
} as const

const MAX_LOST_IDS = 100

/** Undefined when not even the list of tables can be read. Changes nothing in `from`. Throws when there is no room. */
export function salvage({ open }: Driver, from: string, to: string): Salvaged | undefined {
  closeSync(openSync(to, 'wx', 0o600))
  const source = open(from, { readOnly: true })
  const target = open(to)
  try {
    const structure = attempt(() => structureOf(source))
    if (structure && makeTables(target, structure)) return copyRows(source, target, structure)
    rmSync(to)
    return undefined
  } finally {
    target.close()
    source.close()
  }
}

/** A table with text that does not parse; SQLite's own check does not look into text. */
export function unparsable(database: DatabaseSync): string | undefined {
  // An older file lacks some of the columns.
  const isBroken = (table: string, column: string) =>
    attempt(() => database.prepare(`SELECT 1 FROM ${table} WHERE NOT json_valid(${column}) LIMIT 1`).get()) !==
    undefined
  return Object.entries(JSON_COLUMNS).find(([table, columns]) => columns.some((column) => isBroken(table, column)))?.[0]
}

interface Structure {
  /** How many migrations the file has behind it. */
  readonly version: number
  /** In the order in which they were made. */
  readonly statements: readonly string[]
  readonly tables: readonly string[]
}

function structureOf(source: DatabaseSync): Structure {
  const version = Number(source.prepare('PRAGMA user_version').get()?.user_version)
  const made = source.prepare("SELECT type, name, sql FROM sqlite_schema WHERE sql <> '' ORDER BY rowid").all()
  return {
    version,
    statements: made.map(({ sql }) => String(sql)),
    tables: made.filter(({ type }) => type === 'table').map(({ name }) => String(name)),
  }
}

/** False where the statements themselves are damaged. */
function makeTables(target: DatabaseSync, { version, statements }: Structure): boolean {
  target.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA foreign_keys = ON; PRAGMA synchronous = EXTRA')
  target.exec(`PRAGMA user_version = ${version}`)
  return statements.every((sql) => {
    try {
      target.exec(sql)
      return true
    } catch (error) {
      if (isFull(error) || endsStore(error)) throw error
      return false
    }
  })
}

function copyRows(source: DatabaseSync, target: DatabaseSync, { tables }: Structure): Salvaged {
  const saved: Record<string, number> = {}
  const lost: Record<string, number> = {}
  const lostIds = new Set<string>()
  target.exec('BEGIN')
  for (const table of tables) {
    const keep = keeper(target, table)
    const lose = () => {
      lost[table] = (lost[table] ?? 0) + 1
    }
    saved[table] = 0
    for (const row of readable(source, table, lose)) {
      if (isSound(table, row) && keep(row)) {
        saved[table]++
        continue
      }
      lose()
      if (table === 'history' && lostIds.size < MAX_LOST_IDS) lostIds.add(String(row.submission))
    }
  }
  target.exec('COMMIT')
  return { saved, lost, lostIds: [...lostIds] }
}

const CHUNK = 100
/** How far beyond the last known row there may be more: where the end of a table is damaged, so is its count. */
const BEYOND = 1_000

/** Goes through a table by row number, so that a damaged page hides no more than its own rows. */
function* readable(source: DatabaseSync, table: string, lose: () => void): Generator<Row> {
  const between = source.prepare(`SELECT * FROM "${table}" WHERE rowid BETWEEN ? AND ?`)
  const read = (first: number, last: number) => attempt(() => between.all(first, last) as Row[])
  const known = lastKnown(source, table)
  for (let first = 1, seen = known; first <= seen + BEYOND; first += CHUNK) {
    const numbers = Array.from({ length: CHUNK }, (_, index) => first + index)
    const rows = read(first, first + CHUNK - 1) ?? numbers.flatMap((number) => readOne(number))
    if (rows.length > 0) seen = Math.max(seen, first + CHUNK)
    yield* rows
  }

  function readOne(number: number): readonly Row[] {
    const row = read(number, number)
    if (!row && number <= known) lose()
    return row ?? []
  }
}

/** The last row's number, or what an index still says of how many there are. */
function lastKnown(source: DatabaseSync, table: string): number {
  const ask = (what: string) =>
    Number(attempt(() => source.prepare(`SELECT ${what} AS last FROM "${table}"`).get()?.last) ?? 0)
  return Math.max(ask('max(rowid)'), ask('count(*)'))
}

function isSound(table: string, row: Row): boolean {
  const columns: readonly string[] = Object.entries(JSON_COLUMNS).find(([name]) => name === table)?.[1] ?? []
  return columns.every(
    (column) => (row[column] ?? null) === null || attempt(() => JSON.parse(String(row[column]))) !== undefined,
  )
}

/** False where the row breaks a rule of its table, such as a history without its submission. */
function keeper(target: DatabaseSync, table: string): (row: Row) => boolean {
  const columns = target.prepare(`SELECT name FROM pragma_table_info('${table}')`).all()
  const names = columns.map(({ name }) => String(name))
  const insert = target.prepare(
    `INSERT INTO "${table}" (${names.map((name) => `"${name}"`)}) VALUES (${names.map(() => '?')})`,
  )
  return (row) => {
    try {
      insert.run(...names.map((name) => row[name] ?? null))
      return true
    } catch (error) {
      if (isFull(error) || endsStore(error)) throw error
      return false
    }
  }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
