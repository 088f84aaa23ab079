/**
 * What a database is to the outbox: it runs operations. An operation is a list of compiled statements that happen all
 * or not at all; nobody can hold a transaction open between two of them.
 */
import type { CompiledQuery, Kysely } from 'kysely'
import type { Tables } from './tables.ts'

export type Parameter = string | number | null

declare const row: unique symbol

/** One compiled statement; `Row` is what it returns. */
export interface Statement<Row = unknown> {
  readonly sql: string
  readonly parameters: readonly Parameter[]
  /** Returning no row stops the operation and undoes it. */
  readonly guard?: true
  /** Takes something new in: refused with `StoreFull` while the disk is nearly full, so that what is there can end. */
  readonly admission?: true
  readonly [row]?: Row
}

export type Operation = readonly Statement[]

/** The rows of each statement of an operation. */
export type Rows<Op extends Operation> = {
  readonly [K in keyof Op]: Op[K] extends Statement<infer Row> ? readonly Row[] : never
}

export interface Store {
  /** Builds and compiles for this store's dialect; executes nothing. */
  readonly db: Kysely<Tables>
  /**
   * Resolves once the operation is safely on disk; with null when a guard undid it. Rejects when it was not done, with
   * `StoreFull` for want of room.
   */
  run<const Op extends Operation>(operation: Op): Promise<Rows<Op> | null>
  /** Finishes what was asked before. */
  close(): Promise<void>
}

/** There is no room for something new. It passes by itself once the disk has room again. */
export class StoreFull extends Error {
  override readonly name = 'StoreFull'
}

interface Query<Row> {
  compile(): CompiledQuery<Row>
}

/** Throws on text that would not come back as it went in. */
export function statement<Row>(query: Query<Row>): Statement<Row> {
  const { sql, parameters } = query.compile()
  return { sql, parameters: parameters.map(exact) }
}

/** A statement with `returning`, without whose row the operation must not happen. */
export function guard<Row>(query: Query<Row>): Statement<Row> {
  return { ...statement(query), guard: true }
}

/** A guard that takes something new in. */
export function admission<Row>(query: Query<Row>): Statement<Row> {
  return { ...guard(query), admission: true }
}

/** Whether the store can keep this text: no other was ever stored. */
export function isStorable(text: string): boolean {
  // SQLite ends text at NUL in some readers and writes U+FFFD for half a surrogate pair; PostgreSQL refuses both.
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text)
}

function exact(value: unknown): Parameter {
  if (value === null || Number.isSafeInteger(value)) return value as Parameter
  if (typeof value !== 'string')
    throw new TypeError(`The store takes text, whole numbers and null, not ${typeof value}.`)
  if (!isStorable(value)) throw new TypeError('The store takes no broken Unicode and no NUL.')
  return value
}
