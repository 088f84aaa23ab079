/** What the store keeps beside submissions: every published version, the last schema that was read, a few settings. */
import type { Store } from '../outbox/store.ts'
import { isStorable, statement } from '../outbox/store.ts'
import type { Schema } from '../upstreams/upstream.ts'
import type { PublishedForm } from './published.ts'

export interface LiveForm {
  readonly version: string
  readonly published: PublishedForm
  /** Digest of the definition that it was published from. */
  readonly source: string
  /** By entity, the schemas that it was published with, or fitted since. */
  readonly schemas?: Readonly<Record<string, Schema>>
}

export interface ReadSchema {
  readonly schema: Schema
  readonly readAt: number
}

export interface FormStore {
  /** Makes this version the live one. The published form in an earlier save of the same version is never changed. */
  saveVersion(saved: LiveForm & { readonly form: string }, at: number): Promise<void>
  version(form: string, version: string): Promise<PublishedForm | undefined>
  /** The version that was saved last. */
  live(form: string): Promise<LiveForm | undefined>
  /** Every kept version of a form, the last saved first. */
  versions(form: string): Promise<readonly { readonly version: string; readonly form: PublishedForm }[]>
  /** Every form that has a version. */
  ids(): Promise<readonly string[]>
  /** Notes that a version was shown. For the caller to call at most once a minute and version. */
  served(form: string, version: string, at: number): Promise<void>
  /** The last good copy, for when the upstream is down. */
  saveSchema(connection: string, entity: string, schema: Schema, at: number): Promise<void>
  schema(connection: string, entity: string): Promise<ReadSchema | undefined>
  setting(key: string): Promise<string | undefined>
  /** The first writer wins; resolves with what is in the store. */
  setSettingOnce(key: string, value: string): Promise<string>
}

export function sqlForms(store: Store): FormStore {
  const { db } = store
  return {
    async saveVersion({ form, version, published, source, schemas }, at) {
      const insert = db.insertInto('form_versions').values((of) => ({
        ...{ form, version, source, saved_at: at, served_at: null },
        published: JSON.stringify(published),
        schemas: schemas === undefined ? null : JSON.stringify(schemas),
        edition: of
          .selectFrom('form_versions')
          .where('form', '=', form)
          .select((row) => row(row.fn.coalesce(row.fn.max('edition'), row.lit(0)), '+', row.lit(1)).as('next')),
      }))
      const query = insert.onConflict((conflict) =>
        conflict.columns(['form', 'version']).doUpdateSet((row) => ({
          edition: row.ref('excluded.edition'),
          source: row.ref('excluded.source'),
          schemas: row.ref('excluded.schemas'),
          saved_at: row.ref('excluded.saved_at'),
        })),
      )
      await store.run([statement(query)])
    },

    async version(form, version) {
      // Browsers send what they like as a version.
      if (!isStorable(version)) return undefined
      const query = db
        .selectFrom('form_versions')
        .select('published')
        .where('form', '=', form)
        .where('version', '=', version)
      const rows = await store.run([statement(query)])
      const row = rows?.[0][0]
      return row && JSON.parse(row.published)
    },

    async live(form) {
      const query = db
        .selectFrom('form_versions')
        .select(['version', 'published', 'source', 'schemas'])
        .where('form', '=', form)
        .orderBy('edition', 'desc')
        .limit(1)
      const rows = await store.run([statement(query)])
      const row = rows?.[0][0]
      if (!row) return undefined
      const { schemas, ...rest } = row
      return {
        ...rest,
        published: JSON.parse(row.published),
        ...(schemas !== null && { schemas: JSON.parse(schemas) }),
      }
    },

    async versions(form) {
      const query = db
        .selectFrom('form_versions')
        .select(['version', 'published'])
        .where('form', '=', form)
        .orderBy('edition', 'desc')
      const rows = await store.run([statement(query)])
      return (rows?.[0] ?? []).map(({ version, published }) => ({ version, form: JSON.parse(published) }))
    },

    async ids() {
      const query = db.selectFrom('form_versions').select('form').distinct().orderBy('form')
      const rows = await store.run([statement(query)])
      return (rows?.[0] ?? []).map(({ form }) => form)
    },

    async served(form, version, at) {
      const query = db
        .updateTable('form_versions')
        .set({ served_at: at })
        .where('form', '=', form)
        .where('version', '=', version)
      await store.run([statement(query)])
    },

    async saveSchema(connection, entity, schema, at) {
      const fresh = { schema: JSON.stringify(schema), read_at: at }
      const query = db
        .insertInto('schemas')
        .values({ connection, entity, ...fresh })
        .onConflict((conflict) => conflict.columns(['connection', 'entity']).doUpdateSet(fresh))
      await store.run([statement(query)])
    },

    async schema(connection, entity) {
      const query = db
        .selectFrom('schemas')
        .select(['schema', 'read_at'])
        .where('connection', '=', connection)
        .where('entity', '=', entity)
      const rows = await store.run([statement(query)])
      const row = rows?.[0][0]
      return row && { schema: JSON.parse(row.schema), readAt: row.read_at }
    },

    async setting(key) {
      const rows = await store.run([statement(db.selectFrom('settings').select('value').where('key', '=', key))])
      return rows?.[0][0]?.value
    },

    async setSettingOnce(key, value) {
      const insert = db.insertInto('settings').values({ key, value })
      const rows = await store.run([
        statement(insert.onConflict((conflict) => conflict.doNothing())),
        statement(db.selectFrom('settings').select('value').where('key', '=', key)),
      ])
      return rows?.[1][0]?.value ?? value
    },
  }
}
