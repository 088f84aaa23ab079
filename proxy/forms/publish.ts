/**
 * A definition meets the schema: `publish` resolves every field against what the upstream has at this moment, and either
 * gives a published form or everything that does not fit, each with its mend. Pure.
 */
import type { FieldDefinition, FormDefinition } from '../../src/contract/definition.ts'
import { NOTES } from '../../src/contract/definition.ts'
import type { FieldType } from '../../src/contract/form.ts'
import type { Schema, SchemaField } from '../upstreams/upstream.ts'
import { fixedValue, offeredOptions } from './choices.ts'
import { compact } from './compact.ts'
import { consentMapping } from './consent.ts'
import { inferType } from './infer-type.ts'
import { attributionOf, markerOf, notedOf, notesOf } from './leftovers.ts'
import type { Mapping, NotedValue, PublishedForm, ShownField, Source } from './published.ts'
import { slug, uniqueSlugs } from './slug.ts'
import type { Say } from './target.ts'
import { findField, mappingTo, noField, sayDoubles } from './target.ts'
import { zoneOf } from './zone.ts'

/** What does not fit, and how to mend it. `field` is the form's own name. */
export interface Misfit {
  readonly field?: string
  readonly message: string
}

export type Publishing =
  | { readonly ok: true; readonly form: PublishedForm }
  | { readonly ok: false; readonly misfits: readonly Misfit[] }

/**
 * `accepted`: for `fields: all`, the fields that an earlier publication of the same definition had, upstream's key → the
 * form's name. A field that the upstream gained since stays hidden until a person accepts it; one that it lost does not
 * leave the form by itself.
 */
export function publish(
  definition: FormDefinition,
  schemas: Readonly<Record<string, Schema>>,
  accepted?: ReadonlyMap<string, string>,
): Publishing {
  const misfits: Misfit[] = []
  const say: Say = (field, message) => misfits.push({ ...(field && { field }), message })
  const schema = schemas[definition.entity]
  if (!schema) return { ok: false, misfits: [{ message: `The fields of ${definition.entity} were never read.` }] }

  const notes = notesOf(definition, schema, say)
  const marker = markerOf(definition, schema, say)
  const consent = consentMapping(definition, schema, say)
  const ours = new Set([...consent, ...(marker ? [marker] : [])].map(({ key }) => key))
  const fields = definition.fields === 'all' ? everyField(schema, ours, accepted, say) : definition.fields
  const contactNames = new Set(definition.contact?.fields.map((field) => field.name))
  const shown: ShownField[] = []
  const mappings: Mapping[] = []
  const noted: NotedValue[] = []
  for (const field of fields) {
    const target = targetOf(field, schema, contactNames, say)
    const resolved = resolve(field, target, say)
    if (resolved.shown) shown.push(resolved.shown)
    const zone = zoneOf(field, resolved.type, definition, say)
    if (target && resolved.source) mappings.push({ ...mappingTo(target, resolved.type, resolved.source), ...zone })
    const line = notedOf(field, resolved.source, definition)
    if (line) noted.push(line)
  }
  if (marker) mappings.push(marker)
  mappings.push(...consent)
  noted.push(...attributionOf(definition))
  sayDoubles(mappings, say)

  const contact = definition.contact && contactMappings({ ...definition, fields }, shown, schemas.contact, say)
  if (misfits.length > 0) return { ok: false, misfits }
  return {
    ok: true,
    form: {
      id: definition.id,
      connection: definition.connection,
      entity: definition.entity,
      sites: definition.sites,
      locale: definition.locale ?? 'en',
      ...said(definition),
      fields: shown,
      mappings: { [definition.entity]: mappings, ...(contact && { contact }) },
      ...notes,
      ...(noted.length > 0 && { noted }),
      ...(marker && { marker: marker.key }),
      ...(definition.contact?.reuse && { reuseContact: true }),
      ...(definition.onDoubt && { onDoubt: definition.onDoubt }),
      ...(definition.notify && { notify: definition.notify }),
    },
  }
}

/** What a form says by itself, whatever the schema is. */
function said(definition: FormDefinition): Partial<PublishedForm> {
  const { title, submit, success, steps, consent, opens, closes, timeZone } = definition
  const timed = opens !== undefined || closes !== undefined
  return compact({
    ...{ title, submit, success, steps, opens, closes },
    consent: consent && compact({ text: consent.text, required: consent.required }),
    timeZone: timed ? timeZone : undefined,
  })
}

/** The schema's fields that a visitor could fill, as definitions; marker and consent are `ours` to fill. */
function everyField(
  schema: Schema,
  ours: ReadonlySet<string>,
  accepted: ReadonlyMap<string, string> | undefined,
  say: Say,
): readonly FieldDefinition[] {
  if (!accepted) {
    const fillable = schema.fields.filter(
      ({ key, internal, type }) => !internal && type !== undefined && !ours.has(key),
    )
    const names = uniqueSlugs(fillable.map((field) => field.label))
    return fillable.map((field, index) => ({ name: names[index] ?? '', to: field.key }))
  }
  for (const [key, name] of accepted) {
    if (!findField(schema, key))
      say(name, `${schema.entity} has no field "${key}" any more. Publish the form anew to drop it.`)
  }
  return [...accepted].flatMap(([key, name]) => (findField(schema, key) ? [{ name, to: key }] : []))
}

/** The upstream's field of a form's field; undefined where it goes nowhere by itself. */
function targetOf(
  field: FieldDefinition,
  schema: Schema,
  contactNames: ReadonlySet<string>,
  say: Say,
): SchemaField | undefined {
  if (field.to === false || field.to === NOTES || field.type === 'text-block') return undefined
  const wanted = field.to ?? field.name
  const found =
    findField(schema, wanted) ??
    (field.to === undefined ? schema.fields.find(({ label }) => slug(label) === field.name) : undefined)
  if (found || (field.to === undefined && contactNames.has(field.name))) return found
  say(field.name, noField(schema, wanted, '`to`'))
  return undefined
}

interface Resolved {
  readonly type: FieldType
  readonly shown?: ShownField
  readonly source?: Source
}

function resolve(field: FieldDefinition, target: SchemaField | undefined, say: Say): Resolved {
  const label = field.label ?? target?.label ?? field.name
  const type = field.type ?? target?.type ?? (target ? 'text' : guess(typeof label === 'string' ? label : field.name))
  if (field.from !== undefined) return { type: 'text', source: { from: field.from } }
  if (field.value !== undefined)
    return { type, source: { value: fixedValue(field.value, target, (message) => say(field.name, message)) } }
  if (type === 'text-block') return { type, shown: { name: field.name, type, label, ...pick(field) } }

  const options = CHOICES.has(type) ? offeredOptions(field, target, (message) => say(field.name, message)) : undefined
  // Nobody could fill what nobody sees.
  const required = field.required ?? (type !== 'hidden' && target?.required)
  return {
    type,
    source: { answer: field.name },
    shown: {
      name: field.name,
      type,
      label,
      ...(type === 'number' && !isWhole(target) && { step: 'any' }),
      ...(USUAL_LENGTH[type] !== undefined && { maxLength: USUAL_LENGTH[type] }),
      ...pick(field),
      ...(required && { required }),
      ...(options && { options }),
    },
  }
}

/** In UTF-16 units, where the form says none: said field by field, instead of a whole submission that is too large. */
const USUAL_LENGTH: { readonly [K in FieldType]?: number } = {
  text: 1_000,
  tel: 100,
  url: 2_000,
  email: 254,
  textarea: 8_000,
}

/** HTML's number takes whole ones unless told; an upstream's takes any unless it says so. */
function isWhole(target: SchemaField | undefined): boolean {
  return /int/i.test(target?.upstreamType ?? '')
}

const CHOICES: ReadonlySet<FieldType> = new Set(['select', 'radio', 'checkboxes'])

/** What a definition says of a shown field and the schema has no say in. */
function pick(field: FieldDefinition): Partial<ShownField> {
  const { autocomplete, help, placeholder, when, minLength, maxLength, min, max, step, pattern, country, width } = field
  const said = { autocomplete, help, placeholder, when, minLength, maxLength, min, max, step, pattern, country, width }
  return compact({ ...said, format: field.format, sensitive: field.sensitive, default: field.default })
}

function guess(label: string): FieldType {
  return inferType({ label }).type
}

/** The linked contact is made from answers of the same form. */
function contactMappings(
  definition: FormDefinition & { readonly fields: readonly FieldDefinition[] },
  shown: readonly ShownField[],
  schema: Schema | undefined,
  say: Say,
): readonly Mapping[] {
  if (!schema) {
    say(undefined, 'The fields of contact were never read.')
    return []
  }
  if (definition.contact?.reuse && !shown.some(({ type }) => type === 'email')) {
    say(undefined, 'A contact is found again by its e-mail: ask for one, or take `reuse` out of `contact`.')
  }
  const mappings = (definition.contact?.fields ?? []).flatMap(({ name, to }) => {
    const target = findField(schema, to)
    const field = shown.find((candidate) => candidate.name === name)
    const type = field?.type ?? 'text'
    const written = definition.fields.find((each) => each.name === name)
    // Whether a zone is out of place was said of the field itself.
    const zone = zoneOf(written, type, definition, () => {})
    if (target) return [{ ...mappingTo(target, type, { answer: name }), ...zone }]
    say(name, noField(schema, to, '`to` below `contact`'))
    return []
  })
  sayDoubles(mappings, say)
  return mappings
}
