/** Where a form's field goes upstream; one that goes nowhere, or where it cannot, is said. */
import type { FieldDefinition } from '../../src/contract/definition.ts'
import { NOTES } from '../../src/contract/definition.ts'
import type { FieldType } from '../../src/contract/form.ts'
import type { Schema, SchemaField } from '../upstreams/upstream.ts'
import type { Mapping, ShownField } from './published.ts'
import { fieldOfRole } from './roles.ts'
import { slug } from './slug.ts'
import type { Say } from './target.ts'
import { findField, noField, noText, takesText } from './target.ts'

/** The upstream's field of a form's field; undefined where it goes nowhere by itself. `astray`: those that no field was found for. */
export function targetOf(
  field: FieldDefinition,
  schema: Schema,
  astray: FieldDefinition[],
  say: Say,
): SchemaField | undefined {
  const { name, to, type } = field
  if (to === false || to === NOTES || type === 'text-block' || (type === 'file' && to === undefined)) return undefined
  const found =
    findField(schema, to ?? name) ??
    (to === undefined ? schema.fields.find(({ label }) => slug(label) === name) : undefined)
  if (!found) astray.push(field)
  else if (type === 'file' && !takesText(found))
    say(name, `${noText(found)} Name a text field for the names of the files.`)
  return found
}

/**
 * Says which of them have no place at all: a field may be there for the contact only, or for a word of the form. How many.
 */
export function sayNowhere(
  astray: readonly FieldDefinition[],
  used: readonly Mapping[],
  schema: Schema,
  say: Say,
): number {
  const listing = fieldOfRole(schema, 'description')
  const other = listing ? ` Or write \`to: false\`: it stands in "${listing.label}" all the same.` : ''
  const nowhere = astray.filter(
    ({ name, to }) => to !== undefined || !used.some(({ source }) => 'answer' in source && source.answer === name),
  )
  for (const { name, to = name } of nowhere) if (to) say(name, `${noField(schema, to, '`to`')}${other}`)
  return nowhere.length
}

/** The text that everything stands in is begun by an answer only. */
export function leadOf(
  { name }: FieldDefinition,
  { type, shown }: { readonly type: FieldType; readonly shown?: ShownField },
  { label }: SchemaField,
  say: Say,
): readonly string[] {
  if (shown && type !== 'file') return [name]
  const mend = shown ? 'Take `to` out.' : 'Write the text in `description`.'
  say(name, `"${label}" says everything that was answered, this too. ${mend}`)
  return []
}
