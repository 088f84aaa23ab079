/** Where a form puts what has no field of its own: the notes, their lines, and the marker by which a record is found. */
import type { FieldDefinition, FormDefinition } from '../../src/contract/definition.ts'
import { NOTES } from '../../src/contract/definition.ts'
import { wordsIn } from '../delivery/notes.ts'
import type { Schema, SchemaField } from '../upstreams/upstream.ts'
import type { Mapping, NotedValue, PublishedForm, Source } from './published.ts'
import type { Say } from './target.ts'
import { findField, mappingTo, noField, noText, takesText } from './target.ts'
import { textIn } from './text.ts'

/** The field that the notes go to. A text for everything that was said has room for them of its own. */
export function notesOf(definition: FormDefinition, schema: Schema, say: Say): Pick<PublishedForm, 'notes'> {
  const target = textField(definition.notes, schema, '`notes`', say)
  return target && target.role !== 'description' ? { notes: { key: target.key, label: target.label } } : {}
}

/** What is a line of the notes needs a field that they are in. */
export function sayHomeless(definition: FormDefinition, fields: readonly FieldDefinition[], say: Say): void {
  const mend = `\`${NOTES}\` needs \`notes:\` with the upstream’s field that they go to.`
  for (const { name, to } of fields) if (to === NOTES) say(name, mend)
  if (definition.attribution) say(undefined, `\`attribution\`: ${mend}`)
}

/** The marker's mapping. */
export function markerOf({ reference }: FormDefinition, schema: Schema, say: Say): Mapping | undefined {
  const target = textField(reference?.to, schema, '`reference`', say)
  return target && mappingTo(target, 'text', { id: true })
}

/** One field's line. Undefined where it is none. */
export function notedOf(
  field: FieldDefinition,
  source: Source | undefined,
  { locale = 'en' }: FormDefinition,
): NotedValue | undefined {
  if (field.to !== NOTES || !source) return undefined
  return { label: textIn(field.label ?? field.name, locale, locale), source }
}

/** The line of all campaign values. */
export function attributionOf({ attribution, locale = 'en' }: FormDefinition): readonly NotedValue[] {
  return attribution ? [{ label: wordsIn(locale).campaign, source: { attribution: true } }] : []
}

function textField(wanted: string | undefined, schema: Schema, mend: string, say: Say): SchemaField | undefined {
  if (wanted === undefined) return undefined
  const target = findField(schema, wanted)
  if (!target) say(undefined, noField(schema, wanted, mend))
  else if (!takesText(target)) say(undefined, `${noText(target)} Name another field in ${mend}.`)
  return target
}
