/**
 * The forms that are served. A definition is published when a person changed it, and by itself when the schema changed
 * in a way that needs nobody. The store is what serves, so a version that was once published stays, whatever happens to
 * its file, its upstream or the process.
 */
import type { FormDefinition } from '../../src/contract/definition.ts'
import type { Env } from '../env.ts'
import type { Log } from '../log.ts'
import type { Catalog } from './catalog.ts'
import type { Change } from './change.ts'
import { needsPerson } from './change.ts'
import { canonical, versionOf } from './digest.ts'
import type { Schemas } from './drift.ts'
import { drift } from './drift.ts'
import type { FormStore, LiveForm } from './form-store.ts'
import type { Drifted } from './outstanding.ts'
import { createOutstanding } from './outstanding.ts'
import type { Misfit } from './publish.ts'
import { publish } from './publish.ts'
import type { PublishedForm } from './published.ts'
import { republish } from './republish.ts'
import { seenBy } from './seen.ts'

/** One published version of a form. */
export interface FormVersion {
  readonly version: string
  readonly form: PublishedForm
}

export interface Forms {
  /** The version that visitors get. `unavailable`: known, but never published: its upstream or its fields are missing. */
  live(id: string): FormVersion | 'unavailable' | undefined
  /** One version; undefined where this store does not keep it. */
  version(id: string, version: string): Promise<FormVersion | undefined>
  /** Every kept version, the newest first. */
  kept(id: string): Promise<readonly FormVersion[]>
  /** Takes what the store has, so that visitors are served before any upstream was asked. */
  load(): Promise<void>
  /** Takes the catalog's schemas of a connection: publishes what is to be published, and tells what drifted. */
  publish(connection: string): Promise<void>
  /** How the schema drifted from the version that visitors get, since it last fitted; empty when all is well. */
  drift(id: string): readonly Change[]
}

export interface FormsDeps {
  readonly definitions: readonly FormDefinition[]
  readonly connections: { has(name: string): boolean }
  readonly catalog: Pick<Catalog, 'schemas'>
  readonly store: Pick<FormStore, 'ids' | 'live' | 'version' | 'versions' | 'saveVersion'>
  readonly env: Pick<Env, 'now'>
  readonly log: Log
  readonly drifted?: Drifted
}

export function createForms({ definitions, connections, catalog, store, env, log, drifted }: FormsDeps): Forms {
  const live = new Map<string, LiveForm>()
  const known = new Set(definitions.map(({ id }) => id))
  const outstanding = createOutstanding(log, drifted)
  const misfitsOf = new Map<string, string>()

  async function publishOne(definition: FormDefinition): Promise<void> {
    const { id: form } = definition
    const source = await versionOf(definition)
    const before = live.get(form)
    const edited = before?.source !== source
    const schemas = catalog.schemas(definition.connection)
    const result = edited ? publish(definition, schemas) : republish(definition, schemas, before.published)
    const changes = before ? changesOf(before, edited ? undefined : definition) : []
    const blocked = !edited && changes.some(needsPerson)
    if (!blocked) sayMisfits(form, result.ok ? [] : result.misfits, before !== undefined)
    if (!result.ok || blocked) return outstanding.found(form, changes)
    await save(form, result.form, source, seenBy(result.form, schemas))
    outstanding.found(form, edited ? [] : changes, [])
  }

  /** A version whose file is gone: nobody publishes it anew. */
  async function lookAt(orphan: LiveForm): Promise<void> {
    const { published, source, schemas } = orphan
    const form = published.id
    const changes = changesOf(orphan)
    if (changes.some(needsPerson)) return outstanding.found(form, changes)
    // What no other form needs is not read any more; it stays as it was known.
    await save(form, published, source, { ...schemas, ...seenBy(published, catalog.schemas(published.connection)) })
    outstanding.found(form, changes, [])
  }

  function changesOf({ published, schemas: seen }: LiveForm, definition?: FormDefinition): readonly Change[] {
    return drift(published, catalog.schemas(published.connection), { seen, definition })
  }

  async function save(form: string, published: PublishedForm, source: string, schemas: Schemas): Promise<void> {
    const before = live.get(form)
    const saved: LiveForm = { version: await versionOf(published), published, source, schemas }
    if (before && canonical(before) === canonical(saved)) return
    await store.saveVersion({ form, ...saved }, env.now())
    live.set(form, saved)
    if (before?.version !== saved.version) log('info', { event: 'form-published', form, version: saved.version })
  }

  function sayMisfits(form: string, misfits: readonly Misfit[], served: boolean): void {
    const said = canonical(misfits)
    if ((misfitsOf.get(form) ?? canonical([])) === said) return
    misfitsOf.set(form, said)
    for (const misfit of misfits) {
      log('warn', { event: served ? 'form-not-published' : 'form-unavailable', form, ...misfit })
    }
  }

  return {
    live(id) {
      const found = live.get(id)
      return found ? versioned(found) : known.has(id) ? 'unavailable' : undefined
    },

    async version(id, version) {
      const current = live.get(id)
      if (current?.version === version) return versioned(current)
      const form = await store.version(id, version)
      return form && { version, form }
    },

    kept: (id) => store.versions(id),

    async load() {
      if (definitions.length === 0)
        log('warn', { event: 'no-forms', mend: 'Put a form into the folder `forms` names.' })
      for (const id of await store.ids()) {
        const saved = await store.live(id)
        if (!saved) continue
        known.add(id)
        const { connection } = saved.published
        if (!connections.has(connection)) {
          log('warn', { event: 'form-without-connection', form: id, connection })
          continue
        }
        // The last good reading stands in where a version was saved without what it was published with.
        live.set(id, { schemas: seenBy(saved.published, catalog.schemas(connection)), ...saved })
        if (!definitions.some((definition) => definition.id === id))
          log('info', { event: 'form-without-file', form: id })
      }
    },

    async publish(connection) {
      for (const definition of definitions) {
        if (definition.connection === connection) await publishOne(definition)
      }
      for (const form of [...live.values()]) {
        const orphan = !definitions.some(({ id }) => id === form.published.id)
        if (orphan && form.published.connection === connection) await lookAt(form)
      }
    },

    drift: (id) => outstanding.of(id),
  }
}

function versioned({ version, published }: LiveForm): FormVersion {
  return { version, form: published }
}
