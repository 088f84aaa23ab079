/** Everything that was answered, for the one text of a record that people read. Pure. */
import type { PublishedForm, Source } from '../forms/published.ts'
import type { Kept } from '../outbox/outbox.ts'
import type { Listing } from '../upstreams/upstream.ts'
import { answerText, filesText, filled, labelIn } from './reading.ts'

/** A source that is the listing. */
export type ListingSource = Extract<Source, { listing: true }>

/** `staying`: the files are not handed on. */
export function listingOf(
  kept: Kept,
  form: PublishedForm,
  { lead, template }: ListingSource,
  staying: boolean,
): Pick<Listing, 'lead' | 'entries' | 'page' | 'at' | 'locale'> {
  const { locale } = form
  const begins = [
    lead === undefined ? '' : answerText(lead, kept, form, locale),
    template === undefined ? '' : filled(template, kept, form),
  ]
  const entries = entriesOf(kept, form, staying).filter(({ name }) => name !== lead)
  const { page } = kept.context
  return {
    lead: begins.filter((text) => text.trim() !== ''),
    entries: entries.map(({ label, value }) => ({ label, value })),
    ...(page !== undefined && { page }),
    at: kept.receivedAt,
    locale,
  }
}

/** What was answered, in the form's order and its own language. */
export function entriesOf(kept: Kept, form: PublishedForm, staying: boolean) {
  return form.fields.flatMap(({ name, type }) => {
    const files = type === 'file' ? (kept.files ?? []).filter(({ field }) => field === name) : []
    const value = files.length > 0 ? filesText(files, form.locale, staying) : answerText(name, kept, form, form.locale)
    return value.trim() === '' ? [] : [{ name, label: labelIn(form, name), value }]
  })
}
