/** From what is kept of a submission to what an adapter gets: values under the upstream's own keys, and the notes. Pure. */
import type { Answer } from '../../src/contract/form.ts'
import type { Phones } from '../forms/phone.ts'
import type { Mapping, NotedValue, PublishedForm, Source } from '../forms/published.ts'
import type { Kept } from '../outbox/outbox.ts'
import type { Order, Schema, Value } from '../upstreams/upstream.ts'
import type { OpenFile } from './attached.ts'
import { fileNotes, orderFiles } from './attached.ts'
import { attributionOf, capturedOf } from './captured.ts'
import { byChoice, byParent } from './choices.ts'
import { consentValue } from './consent.ts'
import { legible } from './legible.ts'
import type { ListingSource } from './listing.ts'
import { entriesOf, listingOf } from './listing.ts'
import type { Entry } from './notes.ts'
import { entryOf, fitting, MAX_NOTES, spoken, wordsIn } from './notes.ts'
import { filledLine } from './reading.ts'
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
  /** Reads a file from its start. Left out where the upstream takes none: they stay with Gatehouse, and their names are told. */
  readonly open?: OpenFile
  /** Telephone numbers go as the world dials them. Left out where the form asks for none of a country: as they were typed. */
  readonly phones?: Phones
}

/** A line of the notes. `given`: by the visitor. `field`: the one that it is the answer of. */
interface Line extends Entry {
  readonly given: boolean
  readonly field?: string
}

/** `schemas`: the last known one of each entity that has one. */
export function orderOf(
  given: Kept,
  form: PublishedForm,
  schemas: Readonly<Record<string, Schema>>,
  { resent, contactId, open, phones }: OrderFacts,
): Ordered {
  const kept = legible(given, form)
  const { entity, locale } = form
  const { values, orphans } = valuesOf(kept, form, schemas, phones)
  const spelling = spellingsOf(schemas[entity])
  const marker = form.marker === undefined ? undefined : spelling(form.marker)
  const key = form.notes && spelling(form.notes.key)
  const listing = listingIn(kept, form, spelling, open === undefined)
  // What stands in the listing is nowhere lost, and no line of its notes.
  const isListed = ({ field }: Line) => listing !== undefined && field !== undefined

  // Files are there for whoever asks for them: nothing is lost with the line.
  const files = open ? [] : fileNotes(kept, form).map((note) => ({ ...note, given: false }))
  const all = [...notedLines(kept, form), ...orphans, ...files, ...leftoverLines(kept, locale)]
  const unlisted = listing ? [] : unlistedLines(kept, form, open === undefined)
  const lines = distinct([...all, ...unlisted]).filter((line) => key !== undefined || !isListed(line))
  const duplicate = resent ? [wordsIn(locale).duplicate.replace('{reference}', kept.reference)] : []
  const own = values[entity]?.find((value) => value.key === key)?.value ?? ''
  const used = [spoken(own, locale), ...duplicate].reduce((sum, text) => sum + text.length + 2, 0)
  const hasRoom = key !== undefined || listing !== undefined
  const fit = fitting(lines, hasRoom ? MAX_NOTES - used : 0, locale)
  const left = (given: boolean) => [
    ...new Set(fit.cut.filter((line) => line.given === given && !isListed(line)).map(({ label }) => label)),
  ]

  const noted = [...fit.lines, ...duplicate]
  const notes = key !== undefined && form.notes && { key, label: form.notes.label, locale }
  const order: Order = {
    ...{ submissionId: kept.id, entity, values, schemas },
    ...(notes && { notes: { ...notes, lines: noted } }),
    ...(listing && { listing: { ...listing, notes: notes ? [] : noted } }),
    ...(open && kept.files && { files: orderFiles(kept.files, form, open) }),
    ...(marker !== undefined && { marker }),
    ...(contactId !== undefined && { contactId }),
  }
  return { order, lost: left(true), skipped: left(false) }
}

/** What has a field, by entity; and what the schema has no field for any more. */
function valuesOf(
  kept: Kept,
  form: PublishedForm,
  schemas: Readonly<Record<string, Schema>>,
  phones: Phones | undefined,
) {
  const orphans: Line[] = []
  const values: Record<string, readonly Value[]> = {}
  for (const [entity, mappings] of Object.entries(form.mappings)) {
    const spelling = spellingsOf(schemas[entity])
    const sendable = mappings.flatMap((mapping): (Value & Origin)[] => {
      const { key: wanted, label, type, source } = mapping
      const value = sentValue(mapping, kept, form, phones)
      if (isEmpty(value)) return []
      const key = spelling(wanted)
      const field = schemas[entity]?.fields.find((each) => each.key === key)
      const { kept: sendable, gone } = key === undefined ? { gone: value } : byChoice(value, field)
      if (!isEmpty(gone)) orphans.push(lineOf(label, gone, source, form))
      return key === undefined || isEmpty(sendable) ? [] : [{ key, label, type, value: sendable, source }]
    })
    const { fits, alone } = byParent(sendable, schemas[entity])
    values[entity] = fits.map(({ source: _source, ...value }) => value)
    orphans.push(...alone.map(({ label, value, source }) => lineOf(label, value, source, form)))
  }
  return { values, orphans }
}

interface Origin {
  readonly source: Source
}

function lineOf(label: string, value: Answer, source: NotedValue['source'], { fields, locale }: PublishedForm): Line {
  const field = 'answer' in source && fields.some(({ name }) => name === source.answer) ? source.answer : undefined
  return { ...entryOf(label, value, locale), given: isGiven(source), ...(field !== undefined && { field }) }
}

/** By the visitor. */
function isGiven(source: NotedValue['source']): boolean {
  return 'answer' in source || 'consent' in source
}

function sentValue(
  { source, type, timeZone }: Mapping,
  kept: Kept,
  form: PublishedForm,
  phones: Phones | undefined,
): Answer | undefined {
  if ('consent' in source) return consentValue(kept, type, form.locale)
  if ('template' in source && !('listing' in source)) return filledLine(source.template, kept, form)
  const value = taken(source, kept)
  const field = 'answer' in source ? form.fields.find(({ name }) => name === source.answer) : undefined
  if (field?.type === 'file' && Array.isArray(value)) return value.join(', ')
  if (typeof value !== 'string') return value
  // What is no number is sent as it was typed: people can make more of it.
  if (field?.type === 'tel' && field.country !== undefined) return phones?.e164(value, field.country) ?? value
  return timeZone === undefined ? value : inZone(value, timeZone)
}

/** Undefined where the form or, by now, the upstream has none. */
function listingIn(kept: Kept, form: PublishedForm, spelling: Spelling, staying: boolean) {
  const mapping = listingMapping(form)
  const key = mapping && spelling(mapping.key)
  return mapping && key !== undefined
    ? { key, label: mapping.label, ...listingOf(kept, form, mapping.source, staying) }
    : undefined
}

/** What should stand in the listing only, where that is gone. */
function unlistedLines(kept: Kept, form: PublishedForm, staying: boolean): readonly Line[] {
  if (!listingMapping(form)) return []
  const elsewhere = [...Object.values(form.mappings).flat(), ...(form.noted ?? [])].flatMap(({ source }) =>
    'answer' in source ? [source.answer] : [],
  )
  const files = new Set(kept.files?.map(({ field }) => field))
  return entriesOf(kept, form, staying)
    .filter(({ name }) => !elsewhere.includes(name) && !files.has(name))
    .map(({ name, label, value }) => ({ ...entryOf(label, value, form.locale), given: true, field: name }))
}

function listingMapping({ entity, mappings }: PublishedForm) {
  return mappings[entity]?.find(
    (mapping): mapping is Mapping & { source: ListingSource } => 'listing' in mapping.source,
  )
}

type Spelling = (key: string) => string | undefined

/** The schema's spelling of a key, matched by NFC; the key itself where no schema was ever read. */
function spellingsOf(schema: Schema | undefined): Spelling {
  if (!schema) return (key) => key
  const exact = new Set(schema.fields.map(({ key }) => key))
  const byName = new Map(schema.fields.map(({ key }) => [key.normalize('NFC'), key]))
  return (key) => (exact.has(key) ? key : byName.get(key.normalize('NFC')))
}

/** The form's own lines: a value each, and all campaign values of the visit in one. */
function notedLines(kept: Kept, form: PublishedForm): readonly Line[] {
  return (form.noted ?? []).flatMap(({ label, source }): Line[] => {
    const value = 'attribution' in source ? attributionOf(kept, form.locale) : taken(source, kept)
    return isEmpty(value) ? [] : [lineOf(label, value, source, form)]
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

function taken(source: Source, kept: Kept): Answer | undefined {
  if ('value' in source) return source.value
  if ('answer' in source) return kept.answers[source.answer]
  if ('id' in source) return kept.id
  return 'from' in source ? capturedOf(source.from, kept) : undefined
}

/** `false` is a value: a box that was left open says something. */
function isEmpty(value: Answer | undefined): value is undefined {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}
