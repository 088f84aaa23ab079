/**
 * The forms that are served. Definitions are published when they or the schema change; the store is what serves, so a
 * version that was once published stays, whatever happens to its file, its upstream or the process.
 */
import type { FormDefinition } from '../../src/contract/definition.ts'
import type { Env } from '../env.ts'
import type { Log } from '../log.ts'
import type { Catalog } from './catalog.ts'
import { versionOf } from './digest.ts'
import type { FormStore } from './form-store.ts'
import type { Misfit } from './publish.ts'
import { publish } from './publish.ts'
import type { PublishedForm } from './published.ts'

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
  /** Publishes every definition of a connection against the catalog's schemas. */
  publish(connection: string): Promise<void>
}

export interface FormsDeps {
  readonly definitions: readonly FormDefinition[]
  readonly connections: { has(name: string): boolean }
  readonly catalog: Pick<Catalog, 'schemas'>
  readonly store: Pick<FormStore, 'ids' | 'live' | 'version' | 'versions' | 'saveVersion'>
  readonly env: Pick<Env, 'now'>
  readonly log: Log
}

export function createForms({ definitions, connections, catalog, store, env, log }: FormsDeps): Forms {
  const live = new Map<string, FormVersion>()
  const sources = new Map<string, string>()
  const known = new Set(definitions.map(({ id }) => id))

  async function publishOne(definition: FormDefinition): Promise<void> {
    const source = await versionOf(definition)
    const before = live.get(definition.id)
    const same = before !== undefined && sources.get(definition.id) === source
    const accepted = same ? acceptedFields(before.form) : undefined
    const result = publish(definition, catalog.schemas(definition.connection), accepted)
    if (!result.ok) {
      sayMisfits(definition.id, result.misfits, before !== undefined)
      return
    }
    const version = await versionOf(result.form)
    if (before?.version !== version) {
      await store.saveVersion({ form: definition.id, version, published: result.form, source }, env.now())
      log('info', { event: 'form-published', form: definition.id, version })
    }
    live.set(definition.id, { version, form: result.form })
    sources.set(definition.id, source)
  }

  function sayMisfits(form: string, misfits: readonly Misfit[], served: boolean): void {
    for (const misfit of misfits) log('warn', { event: served ? 'form-drifted' : 'form-unavailable', form, ...misfit })
  }

  return {
    live(id) {
      return live.get(id) ?? (known.has(id) ? 'unavailable' : undefined)
    },

    async version(id, version) {
      const current = live.get(id)
      if (current?.version === version) return current
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
        if (!connections.has(saved.published.connection)) {
          log('warn', { event: 'form-without-connection', form: id, connection: saved.published.connection })
          continue
        }
        live.set(id, { version: saved.version, form: saved.published })
        sources.set(id, saved.source)
        if (!definitions.some((definition) => definition.id === id))
          log('info', { event: 'form-without-file', form: id })
      }
    },

    async publish(connection) {
      for (const definition of definitions) {
        if (definition.connection === connection) await publishOne(definition)
      }
    },
  }
}

/** By the upstream's key, what the form calls each field that goes there. */
function acceptedFields({ entity, mappings }: PublishedForm): ReadonlyMap<string, string> {
  const shown = mappings[entity] ?? []
  return new Map(shown.flatMap(({ key, source }) => ('answer' in source ? [[key, source.answer]] : [])))
}
