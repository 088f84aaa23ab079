/** `fields: all`: the schema's fields that a visitor could fill, as if the form listed them. */
import type { FieldDefinition, FormDefinition } from '../../src/contract/definition.ts'
import type { Role, Schema, SchemaField } from '../upstreams/upstream.ts'
import { uniqueSlugs } from './slug.ts'
import type { Say } from './target.ts'
import { findField } from './target.ts'

/**
 * `accepted`: those of an earlier publication, upstream's key → the form's name. `ours`: what is not the visitor's to
 * fill.
 */
export function everyField(
  definition: FormDefinition,
  schema: Schema,
  ours: readonly { readonly key: string }[],
  accepted: ReadonlyMap<string, string> | undefined,
  say: Say,
): readonly FieldDefinition[] {
  if (!accepted) {
    const isOurs = (field: SchemaField) => ours.some(({ key }) => key === field.key)
    const fillable = schema.fields.filter((field) => !isOurs(field) && isFillable(field, definition))
    const names = uniqueSlugs(fillable.map((field) => field.label))
    return fillable.map((field, index) => ({ name: names[index] ?? '', to: field.key }))
  }
  for (const [key, name] of accepted) {
    if (!findField(schema, key))
      say(name, `${schema.entity} has no field "${key}" any more. Publish the form anew to drop it.`)
  }
  return [...accepted].flatMap(([key, name]) => (findField(schema, key) ? [{ name, to: key }] : []))
}

/** The roles that are a visitor's to fill, unless the form says them in this word of its own. */
const ASKED: { readonly [R in Role]?: 'requester' | 'subject' | 'description' } = {
  'requester-name': 'requester',
  'requester-email': 'requester',
  subject: 'subject',
  description: 'description',
}

function isFillable({ internal, type, role }: SchemaField, definition: FormDefinition): boolean {
  if (internal || type === undefined) return false
  if (role === undefined) return true
  const word = ASKED[role]
  return word !== undefined && definition[word] === undefined
}
