/**
 * Drift: the schema as it is no longer fits what a published form expects. Each difference is told with its mend, and
 * whether a person is needed for it. A form goes on through all of them; nothing is ever mended by itself. Pure.
 */
import type { FormDefinition } from '../../src/contract/definition.ts'
import type { Schema, SchemaField } from '../upstreams/upstream.ts'
import type { Change } from './change.ts'
import { couldBeNeeded } from './demands.ts'
import type { PublishedForm } from './published.ts'
import { renames } from './rename.ts'
import { republish } from './republish.ts'
import { findField, sameName } from './target.ts'
import { driftOf } from './use-drift.ts'
import type { Use } from './uses.ts'
import { usesOf } from './uses.ts'
import { yamlLine } from './yaml-line.ts'

export type Schemas = Readonly<Record<string, Schema>>

/** What else is known of a published form; without it, less can be told. */
export interface Known {
  /** The schemas that it was published with, or fitted since. */
  readonly seen?: Schemas | undefined
  /** What it was published from, as long as its file still says the same. */
  readonly definition?: FormDefinition | undefined
}

/** `schemas`: as last read. An entity that was never read has not drifted. */
export function drift(form: PublishedForm, schemas: Schemas, { seen = {}, definition }: Known = {}): readonly Change[] {
  const published = definition && republish(definition, schemas, form)
  const next = published?.ok ? published.form : undefined
  const main = schemas[form.entity]
  const homes = [form.notes, form.mappings[form.entity]?.find(({ source }) => 'listing' in source)]
  const keeps = main !== undefined && homes.some((home) => home && findField(main, home.key) !== undefined)
  const uses = usesOf(form, definition)
  return Object.keys(form.mappings).flatMap((entity) => {
    const [now, before] = [schemas[entity], seen[entity]]
    if (!now) return []
    const own = uses.filter((use) => use.entity === entity)
    const renamed = before ? renamesOf(own, before, now) : new Map()
    return [
      ...own.flatMap((use) => driftOf(use, { form, now, before, next, keeps, renamed })),
      ...(before ? [...unused(own, before, now, { form, renamed }), ...order(before, now)] : []),
    ]
  })
}

/** Of the fields that the form uses. */
function renamesOf(own: readonly Use[], before: Schema, now: Schema): ReadonlyMap<string, SchemaField> {
  const gone = before.fields.filter(({ key }) => !findField(now, key))
  const fresh = now.fields.filter(({ key }) => !findField(before, key))
  return new Map([...renames(gone, fresh)].filter(([from]) => own.some(({ key }) => sameName(key, from))))
}

/** Fields that the form has nothing for. */
function unused(
  own: readonly Use[],
  before: Schema,
  now: Schema,
  { form, renamed }: { readonly form: PublishedForm; readonly renamed: ReadonlyMap<string, SchemaField> },
): readonly Change[] {
  const { entity, fields } = now
  const taken = [...own, ...renamed.values()]
  const roles = new Set(own.flatMap(({ role }) => role ?? []))
  return fields.flatMap((field): readonly Change[] => {
    const { key, role } = field
    if (taken.some((other) => sameName(other.key, key)) || (role && roles.has(role))) return []
    const was = findField(before, key)
    const isNeeded = couldBeNeeded(field, now, form.mappings[entity] ?? [], form.fields)
    if (was && (!isNeeded || was.required)) return []
    if (!isNeeded)
      return [{ code: 'field-added', class: 'harmless', entity, key, message: `${entity} has the new field "${key}".` }]
    const message = `${entity} requires "${key}" by now, and the form has nothing for it: submissions may be refused.`
    const mend = `Add a field with \`${yamlLine('to', key)}\`, asked for or with a fixed \`value\`, or let it be optional upstream.`
    return [{ code: 'required-added', class: 'needs-person', entity, key, message: `${message} ${mend}` }]
  })
}

function order(before: Schema, now: Schema): readonly Change[] {
  const kept = (of: Schema, other: Schema) => of.fields.filter(({ key }) => findField(other, key)).map(({ key }) => key)
  const [was, is] = [kept(before, now), kept(now, before)]
  if (was.every((key, index) => sameName(key, is[index] ?? ''))) return []
  const { entity } = now
  return [{ code: 'order-changed', class: 'harmless', entity, message: `The fields of ${entity} have another order.` }]
}
