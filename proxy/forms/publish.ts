/**
 * A definition meets the schema: `publish` resolves every field against what the upstream has at this moment, and either
 * gives a published form or everything that does not fit, each with its mend. Pure.
 */
import type { FieldDefinition, FormDefinition } from '../../src/contract/definition.ts'
import type { FieldType } from '../../src/contract/form.ts'
import type { Schema, SchemaField } from '../upstreams/upstream.ts'
import { fixedValue, offeredOptions } from './choices.ts'
import { compact } from './compact.ts'
import { consentMapping } from './consent.ts'
import { contactMappings } from './contact-mappings.ts'
import { withDemands } from './demands.ts'
import { withDependencies } from './dependent.ts'
import { leadOf, sayNowhere, targetOf } from './destination.ts'
import { everyField } from './every-field.ts'
import { inferType } from './infer-type.ts'
import { attributionOf, markerOf, notedOf, notesOf, sayHomeless } from './leftovers.ts'
import { sayAstray } from './prose.ts'
import type { Mapping, NotedValue, PublishedForm, ShownField, Source } from './published.ts'
import { fieldOfRole, roleMappings } from './roles.ts'
import type { Say } from './target.ts'
import { mappingTo, sayDoubles } from './target.ts'
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
  const ours = [...consentMapping(definition, schema, say), ...(marker ? [marker] : [])]
  const fields = definition.fields === 'all' ? everyField(definition, schema, ours, accepted, say) : definition.fields
  const asked: ShownField[] = []
  const own: Mapping[] = []
  const leads: string[] = []
  const noted: NotedValue[] = []
  const astray: FieldDefinition[] = []
  for (const field of fields) {
    const target = targetOf(field, schema, astray, say)
    const resolved = resolve(field, target, say)
    if (resolved.shown) asked.push(resolved.shown)
    if (target?.role === 'description') leads.push(...leadOf(field, resolved, target, say))
    const zone = zoneOf(field, resolved.type, definition, say)
    if (target && target.role !== 'description' && resolved.source)
      own.push({ ...mappingTo(target, sentAs(resolved.type), resolved.source), ...zone })
    const line = notedOf(field, resolved.source, definition)
    if (line) noted.push(line)
  }
  own.push(...ours)
  noted.push(...attributionOf(definition))
  sayDoubles(own, say)

  const words = roleMappings({ definition, schema, shown: asked, mapped: own, leads }, say)
  const contact = definition.contact && contactMappings({ ...definition, fields }, asked, schemas.contact, say)
  const lost = sayNowhere(astray, [...words, ...(contact ?? [])], schema, say)
  if (!notes.notes && !fieldOfRole(schema, 'description')) sayHomeless(definition, fields, say)
  const main = [...own, ...words]
  const mappings = { [definition.entity]: main, ...(contact && { contact }) }
  const listed = new Set(fields.flatMap(({ name, options }) => (options ? [name] : [])))
  const shown = withDemands(
    withDependencies(asked, { schema, mappings: main, listed }, say),
    { definition, mappings, schemas, lost },
    say,
  )
  sayAstray(asked, definition.consent, say)
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
      mappings,
      ...notes,
      ...(noted.length > 0 && { noted }),
      ...(marker && { marker: marker.key }),
      ...(definition.contact?.reuse && { reuseContact: true }),
      ...(definition.onDoubt && { onDoubt: definition.onDoubt }),
      ...(definition.notify && { notify: definition.notify }),
      ...(definition.proof === false && { proof: false }),
      ...(definition.turnstile && { turnstile: true }),
    },
  }
}

/** Of files, their names are sent. */
function sentAs(type: FieldType): FieldType {
  return type === 'file' ? 'text' : type
}

/** What a form says by itself, whatever the schema is. */
function said(definition: FormDefinition): Partial<PublishedForm> {
  const { title, submit, success, steps, consent, opens, closes, timeZone } = definition
  const timed = opens !== undefined || closes !== undefined
  return compact({
    ...{ title, submit, steps, opens, closes },
    success: success && compact({ message: success.message, redirect: success.redirect }),
    consent: consent && compact({ text: consent.text, required: consent.required }),
    timeZone: timed ? timeZone : undefined,
  })
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
      ...(field.required && { required: true }),
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
  const { default: answer, format, sensitive, accept, multiple } = field
  return compact({ ...said, default: answer, format, sensitive, accept, multiple })
}

function guess(label: string): FieldType {
  return inferType({ label }).type
}
