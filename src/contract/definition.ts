/**
 * A form as a marketer writes it (`forms/*.yaml`), after parsing: texts and limits have one shape each, and everything that
 * can be known without the upstream's schema has been checked by `schema.ts`. A type that is left out here follows from
 * the upstream's schema when the form is published.
 */
import type { Answer, Condition, FieldFormat, FieldType, Limits, Option, Text } from './form.ts'

/** As a field's target: a labelled line of the notes. */
export const NOTES = '$notes'

export interface FormDefinition extends TicketDefinition {
  readonly id: string
  readonly connection: string
  /** What is created upstream. */
  readonly entity: string
  /** Pages that may submit. */
  readonly sites: readonly string[]
  /** The language of texts that are written in one only. */
  readonly locale?: string
  readonly title?: Text
  /** `all`: the schema's fields that a visitor could fill. */
  readonly fields: 'all' | readonly FieldDefinition[]
  readonly contact?: ContactDefinition
  /** The upstream's field for what has none of its own: labelled lines, after what the visitor wrote there. */
  readonly notes?: string
  /** All captured campaign values, as one line of the notes. */
  readonly attribution?: typeof NOTES
  /** The upstream's field that carries the submission's id, by which a record is found again. */
  readonly reference?: { readonly to: string }
  /** What is done when nobody can say whether the record is there: sent once more and marked, or left to a person. */
  readonly onDoubt?: 'resend' | 'hold'
  readonly notify?: NotifyDefinition
  /** Whether the visitor's device is asked for work; left out, it is. */
  readonly proof?: boolean
  /** Whether Cloudflare is asked what it thinks of the visitor. */
  readonly turnstile?: boolean
  readonly steps?: readonly StepDefinition[]
  readonly consent?: ConsentDefinition
  /** Instants, ISO 8601 with an offset, between which the form is offered. */
  readonly opens?: string
  readonly closes?: string
  /** Zone of every `datetime-local` that names none, e.g. `America/Sao_Paulo`. */
  readonly timeZone?: string
  /** Words of the submit button. */
  readonly submit?: Text
  readonly success?: SuccessDefinition
}

export interface FieldDefinition extends Limits {
  readonly name: string
  /** The upstream's field; left out, the one of the same name; `false`: none by itself; `NOTES`: a line of the notes. */
  readonly to?: string | false
  readonly type?: FieldType
  readonly label?: Text
  readonly help?: Text
  readonly placeholder?: Text
  readonly required?: boolean
  readonly autocomplete?: string
  readonly options?: readonly OptionDefinition[]
  readonly when?: Condition
  /** What stands in the field at first. */
  readonly default?: Answer
  readonly width?: 'half'
  /** A hint for the page: the country that a telephone number without `+` belongs to, e.g. `BR`. Not checked. */
  readonly country?: string
  /** A national format with check digits. */
  readonly format?: FieldFormat
  /** Never kept in the visitor's browser. */
  readonly sensitive?: boolean
  /** Turns a `datetime-local` into an instant: the zone that it is meant in. */
  readonly timeZone?: string
  /** What a `file` may be, as HTML's `accept` lists it. */
  readonly accept?: readonly string[]
  /** More than one file. */
  readonly multiple?: boolean
  /** Fixed: never sent to a browser. */
  readonly value?: Answer
  /** Taken from the visit, never shown. */
  readonly from?: CapturedName
}

/** What is known of a visit without asking: its first and last campaign values by name, and where it was. */
export type CapturedName = `first.${string}` | `last.${string}` | 'page' | 'referrer' | 'locale' | 'reference'

export interface OptionDefinition extends Pick<Option, 'value'> {
  readonly label: Text
}

/** The contact that is created with the main record, from answers of the same form. */
export interface ContactDefinition {
  readonly fields: readonly { readonly name: string; readonly to: string }[]
  /** Whoever gave the same e-mail before keeps the contact that was made then; what differs goes to the notes. */
  readonly reuse?: boolean
}

/** Who hears of a delivery: by mail, by a webhook, or both. */
export interface NotifyDefinition {
  readonly email?: string
  readonly webhook?: string
  /** With the answers in it. */
  readonly answers?: boolean
}

/** Either a message or a page of the site's own. */
export interface SuccessDefinition {
  /** `{reference}` is filled in. */
  readonly message?: Text
  /** An absolute https address on one of the form's `sites`, or of `hosts`. */
  readonly redirect?: string
  /** Where it may lead besides, written as `sites` are. */
  readonly hosts?: readonly string[]
}

export interface StepDefinition {
  readonly title?: Text
  readonly fields: readonly string[]
}

/** Its version is a hash of the text that was shown. */
export interface ConsentDefinition {
  readonly text: Text
  readonly required?: boolean
  /** The upstream's field for it: ticked or not where that is a box, else a line that says what was agreed to and when. */
  readonly to?: string
}

/** What a ticket needs besides its fields. */
export interface TicketDefinition {
  /** The fields that name the person who asks. */
  readonly requester?: { readonly name: string; readonly email: string }
  /** Templates: `{topic}` is the answer of that field as people read it. */
  readonly subject?: string
  readonly description?: string
  /** By name or id, as the upstream has them. */
  readonly brand?: string
  readonly priority?: string
  readonly category?: string
  readonly type?: string
  readonly group?: string
  readonly tags?: readonly string[]
}
