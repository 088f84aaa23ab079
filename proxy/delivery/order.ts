/** From what is kept of a submission to what an adapter gets: values under the upstream's own keys, and the notes. Pure. */
import type { CapturedName } from '../../src/contract/definition.ts'
import type { Answer } from '../../src/contract/form.ts'
import type { Touch } from '../../src/contract/wire.ts'
import type { Mapping, NotedValue, PublishedForm, Source } from '../forms/published.ts'
import type { Kept } from '../outbox/outbox.ts'
import type { Order, Schema, SchemaField, Value } from '../upstreams/upstream.ts'
import { consentValue } from './consent.ts'
import type { Entry } from './notes.ts'
import { entryOf, fitting, MAX_NOTES, spoken, wordsIn } from './notes.ts'
import { inZone } from './zone.ts'

export interface Ordered {
  readonly order: Order
  /** Labels of what the visitor gave and neither a field nor the notes can carry: a person must see to it. */
  readonly lost: readonly string[]
  /** Labels of what the form fixes or the visit told, and nothing can carry. */
  readonly skipped: readonly string[]
}

/** What is known of a submission beside what was put. */
export interface OrderFacts {
  /** It is sent again although the record may be there. */
  readonly resent: boolean
  /** Upstream id of the contact that was made for this person before. */
  readonly contactId?: string
}

/** A line of the notes. `given`: by the visitor. */
interface Line extends Entry {
  readonly given: boolean
}

/** `schemas`: the last known one of each entity that has one. */
export function orderOf(
  kept: Kept,
  form: PublishedForm,
  schemas: Readonly<Record<string, Schema>>,
  { resent, contactId }: OrderFacts,
): Ordered {
  const { entity, locale } = form
  const { values, orphans } = valuesOf(kept, form, schemas)
  const spelling = spellingsOf(schemas[entity])
  const marker = form.marker === undefined ? undefined : spelling(form.marker)
  const key = form.notes && spelling(form.notes.key)

  const lines = distinct([...notedLines(kept, form), ...orphans, ...leftoverLines(kept, locale)])
  const duplicate = resent ? [wordsIn(locale).duplicate.replace('{reference}', kept.reference)] : []
  const own = values[entity]?.find((value) => value.key === key)?.value ?? ''
  const used = [spoken(own, locale), ...duplicate].reduce((sum, text) => sum + text.length + 2, 0)
  const fit = fitting(lines, key === undefined ? 0 : MAX_NOTES - used, locale)
  const left = (given: boolean) => [
    ...new Set(fit.cut.filter((line) => line.given === given).map(({ label }) => label)),
  ]

  const notes = key !== undefined && form.notes && { key, label: form.notes.label, locale }
  const order: Order = {
    ...{ submissionId: kept.id, entity, values, schemas },
    ...(notes && { notes: { ...notes, lines: [...fit.lines, ...duplicate] } }),
    ...(marker !== undefined && { marker }),
    ...(contactId !== undefined && { contactId }),
  }
  return { order, lost: left(true), skipped: left(false) }
}

/** What has a field, by entity; and what the schema has no field for any more. */
function valuesOf(kept: Kept, form: PublishedForm, schemas: Readonly<Record<string, Schema>>) {
  const orphans: Line[] = []
  const values: Record<string, readonly Value[]> = {}
  for (const [entity, mappings] of Object.entries(form.mappings)) {
    const spelling = spellingsOf(schemas[entity])
    values[entity] = mappings.flatMap((mapping): Value[] => {
      const { key: wanted, label, type, source } = mapping
      const value = sentValue(mapping, kept, form.locale)
      if (isEmpty(value)) return []
      const key = spelling(wanted)
      const field = schemas[entity]?.fields.find((each) => each.key === key)
      const { kept: sendable, gone } = key === undefined ? { gone: value } : byChoice(value, field)
      if (!isEmpty(gone)) orphans.push({ ...entryOf(label, gone, form.locale), given: isGiven(source) })
      return key === undefined || isEmpty(sendable) ? [] : [{ key, label, type, value: sendable }]
    })
  }
  return { values, orphans }
}

/** By the visitor. */
function isGiven(source: NotedValue['source']): boolean {
  return 'answer' in source || 'consent' in source
}

function sentValue({ source, type, timeZone }: Mapping, kept: Kept, locale: string): Answer | undefined {
  if ('consent' in source) return consentValue(kept, type, locale)
  const value = taken(source, kept)
  return timeZone !== undefined && typeof value === 'string' ? inZone(value, timeZone) : value
}

/** Of a field to choose from, the choices that it has, and those that it has no more: an upstream may refuse all for one. */
function byChoice(value: Answer, field: SchemaField | undefined): { readonly kept?: Answer; readonly gone?: Answer } {
  const { options = [] } = field ?? {}
  if (options.length === 0 || typeof value === 'boolean') return { kept: value }
  const has = (choice: string) =>
    options.some((option) => sameChoice(option.value, choice) || sameChoice(option.label, choice))
  if (typeof value === 'string') return has(value) ? { kept: value } : { gone: value }
  return { kept: value.filter(has), gone: value.filter((choice) => !has(choice)) }
}

function sameChoice(one: string, other: string): boolean {
  return one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase()
}

/** The schema's spelling of a key, matched by NFC; the key itself where no schema was ever read. */
function spellingsOf(schema: Schema | undefined): (key: string) => string | undefined {
  if (!schema) return (key) => key
  const exact = new Set(schema.fields.map(({ key }) => key))
  const byName = new Map(schema.fields.map(({ key }) => [key.normalize('NFC'), key]))
  return (key) => (exact.has(key) ? key : byName.get(key.normalize('NFC')))
}

/** The form's own lines: a value each, and all campaign values of the visit in one. */
function notedLines(kept: Kept, { noted = [], locale }: PublishedForm): readonly Line[] {
  return noted.flatMap(({ label, source }): Line[] => {
    const value = 'attribution' in source ? attributionOf(kept, locale) : taken(source, kept)
    return isEmpty(value) ? [] : [{ ...entryOf(label, value, locale), given: isGiven(source) }]
  })
}

/** Given to a version that this store does not know: only the form's own names are left to call them by. */
function leftoverLines({ leftovers }: Kept, locale: string): readonly Line[] {
  return Object.entries(leftovers).flatMap(([name, value]) =>
    isEmpty(value) ? [] : [{ ...entryOf(name, value, locale), given: true }],
  )
}

/** Several fields of one answer make one line. */
function distinct(lines: readonly Line[]): readonly Line[] {
  return [...new Map(lines.map((line) => [`${line.given} ${line.line}`, line])).values()]
}

/** The last visit's values; the first one's too where they differ. */
function attributionOf({ context: { first = {}, last = {} } }: Kept, locale: string): string {
  const [earlier, latest] = [first, last].map((touch) =>
    Object.entries(touch)
      .map(([name, value]) => `${name}=${value.replace(/\s+/g, ' ')}`)
      .join(' · '),
  )
  if (!latest || !earlier || earlier === latest) return latest || earlier || ''
  return `${latest} (${wordsIn(locale).firstVisit}: ${earlier})`
}

function taken(source: Source, kept: Kept): Answer | undefined {
  if ('value' in source) return source.value
  if ('answer' in source) return kept.answers[source.answer]
  if ('id' in source) return kept.id
  return 'from' in source ? capturedOf(source.from, kept) : undefined
}

function capturedOf(from: CapturedName, { context, locale, reference }: Kept): string | undefined {
  const [visit, ...rest] = from.split('.')
  // Where the site keeps no first touch, the last one is the first that is known.
  if (visit === 'first') return touched(context.first ?? context.last, rest.join('.'))
  if (visit === 'last') return touched(context.last, rest.join('.'))
  const { page, referrer } = context
  return new Map(Object.entries({ page, referrer, locale, reference })).get(from)
}

function touched(touch: Touch | undefined, name: string): string | undefined {
  return touch && Object.hasOwn(touch, name) ? touch[name] : undefined
}

/** `false` is a value: a box that was left open says something. */
function isEmpty(value: Answer | undefined): value is undefined {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}
