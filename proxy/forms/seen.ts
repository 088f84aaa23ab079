/** What is remembered of schemas: all that means something, without the entries as they came. */
import { isObject } from '../../src/contract/received.ts'
import type { Schema } from '../upstreams/upstream.ts'
import { canonical } from './digest.ts'
import type { Schemas } from './drift.ts'
import type { PublishedForm } from './published.ts'

/** The schemas of what a form creates, as far as they were read. */
export function seenBy(form: PublishedForm, schemas: Schemas): Schemas {
  const used = Object.keys(form.mappings).flatMap((entity) => schemas[entity] ?? [])
  return Object.fromEntries(used.map((schema) => [schema.entity, bare(schema)]))
}

/** Whether two readings say the same. An upstream may count or date in its entries what is nothing to us. */
export function sameSchema(one: Schema | undefined, other: Schema): boolean {
  return one !== undefined && canonical(bare(one)) === canonical(bare(other))
}

/** Of an entry as it came, the choices with their ids stay: one that was made anew under its old name is sent by another. */
function bare({ entity, fields }: Schema): Schema {
  const choices = (raw: unknown) => (isObject(raw) && Array.isArray(raw.options) ? { options: raw.options } : null)
  return { entity, fields: fields.map((field) => ({ ...field, raw: choices(field.raw) })) }
}
