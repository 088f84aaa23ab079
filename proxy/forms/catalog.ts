/**
 * What each upstream's entities look like: the last good reading, kept in the store so that it outlives an upstream that
 * is down and a restart.
 */
import type { Bell } from '../bell.ts'
import { createBell } from '../bell.ts'
import type { Env } from '../env.ts'
import type { Log } from '../log.ts'
import type { Connection } from '../upstreams/connection.ts'
import type { Schema } from '../upstreams/upstream.ts'
import type { FormStore } from './form-store.ts'
import { sameSchema } from './seen.ts'

export interface Catalog {
  /** The last good schema of each entity of a connection, by entity. */
  schemas(connection: string): Readonly<Record<string, Schema>>
  /** Takes what the store has. */
  load(): Promise<void>
  /** Reads a connection's entities anew. True: all could be read. A stopped connection that answers again is resumed. */
  refresh(connection: string): Promise<boolean>
  /** An outcome looks as if the schema were another by now: it is read anew within a minute, and once a minute at most. */
  refreshSoon(connection: string): void
  /** Rings at each `refreshSoon`. */
  asked(connection: string): Bell
}

export interface CatalogDeps {
  readonly connections: ReadonlyMap<string, Connection>
  /** By connection, the entities that its forms create. */
  readonly needed: ReadonlyMap<string, ReadonlySet<string>>
  readonly store: Pick<FormStore, 'schema' | 'saveSchema'>
  readonly env: Pick<Env, 'now'>
  readonly log: Log
}

export function createCatalog({ connections, needed, store, env, log }: CatalogDeps): Catalog {
  const known = new Map<string, Record<string, Schema>>()
  const bells = new Map([...connections.keys()].map((name) => [name, createBell()]))
  const schemasOf = (connection: string) => known.get(connection) ?? {}
  const keep = (connection: string, schema: Schema) =>
    known.set(connection, { ...schemasOf(connection), [schema.entity]: schema })

  async function read(connection: Connection, entity: string): Promise<boolean> {
    const reading = await connection.upstream.schema(entity)
    if (reading.kind !== 'done') {
      if (reading.kind === 'refused' && reading.stops)
        connection.stop(reading.stops, reading.reason, reading.words, entity)
      log('warn', { event: 'schema-not-read', connection: connection.name, entity, reason: reading.reason })
      return false
    }
    connection.resume(entity)
    const before = schemasOf(connection.name)[entity]
    keep(connection.name, reading.value)
    if (!sameSchema(before, reading.value)) {
      log('info', { event: before ? 'schema-changed' : 'schema-read', connection: connection.name, entity })
      await store.saveSchema(connection.name, entity, reading.value, env.now())
    }
    return true
  }

  return {
    schemas: schemasOf,
    refreshSoon: (name) => bells.get(name)?.ring(),
    asked: (name) => bells.get(name) ?? createBell(),

    async load() {
      for (const [connection, entities] of needed) {
        for (const entity of entities) {
          const saved = await store.schema(connection, entity)
          if (saved) keep(connection, saved.schema)
        }
      }
    },

    async refresh(name) {
      const connection = connections.get(name)
      if (!connection) return false
      let all = true
      for (const entity of needed.get(name) ?? []) all = (await read(connection, entity)) && all
      if (all) connection.resume()
      return all
    },
  }
}
