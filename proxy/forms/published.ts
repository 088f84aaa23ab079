/**
 * A published form: a marketer's definition, resolved against the schema it was published with. Immutable; its digest is
 * its version. `public.ts` makes the browser's part of it, delivery reads the rest.
 */
import type { CapturedName } from '../../src/contract/definition.ts'
import type { Condition, FieldType, Limits, Option, PublicField, Text } from '../../src/contract/form.ts'
import type { Role } from '../upstreams/upstream.ts'

/** A shown field. As `PublicField`, with its texts in every language. */
export interface ShownField
  extends Limits,
    Pick<
      PublicField,
      | 'name'
      | 'type'
      | 'required'
      | 'autocomplete'
      | 'default'
      | 'width'
      | 'country'
      | 'parent'
      | 'format'
      | 'sensitive'
      | 'accept'
      | 'multiple'
    > {
  readonly label: Text
  readonly help?: Text
  readonly placeholder?: Text
  readonly options?: readonly ShownOption[]
  readonly when?: Condition
}

export interface ShownOption extends Pick<Option, 'value' | 'parents'> {
  readonly label: Text
}

/** Where a value that goes upstream comes from: an answer, the definition (never sent to a browser), or the visit. */
export type Source =
  | { readonly answer: string }
  | { readonly value: string | boolean | readonly string[] }
  | { readonly from: CapturedName }
  /** The full submission id: the marker by which the record is found again. */
  | { readonly id: true }
  /** `{topic}` stands for the answer of that field as people read it; one that comes to nothing is the form's title. */
  | { readonly template: string }
  /** What the visitor agreed to. */
  | { readonly consent: true }
  /** Everything that was answered, as `Order.listing` has it; `lead` and `template` stand before it. */
  | { readonly listing: true; readonly lead?: string; readonly template?: string }

/** One value's way upstream. */
export interface Mapping {
  /** The upstream's key as the schema spelled it. */
  readonly key: string
  readonly label: string
  readonly type: FieldType
  readonly source: Source
  /** The form fills the field by its role, by a word of its own such as `priority`; not by a field's `to`. */
  readonly role?: Role
  /** The zone that a local time is meant in. */
  readonly timeZone?: string
}

export interface PublishedForm {
  readonly id: string
  readonly connection: string
  /** What is created. */
  readonly entity: string
  /** Pages that may submit, as the definition writes them. */
  readonly sites: readonly string[]
  readonly locale: string
  readonly title?: Text
  readonly submit?: Text
  readonly success?: { readonly message?: Text; readonly redirect?: string }
  readonly steps?: readonly PublishedStep[]
  readonly consent?: { readonly text: Text; readonly required?: boolean }
  /** Instants, ISO 8601, between which the form is offered. */
  readonly opens?: string
  readonly closes?: string
  /** The zone that people read those in. */
  readonly timeZone?: string
  readonly fields: readonly ShownField[]
  /** By entity: the main one, and `contact` where the form links one. */
  readonly mappings: Readonly<Record<string, readonly Mapping[]>>
  /** The field of the main entity where leftovers go, labelled, after what the visitor wrote there. */
  readonly notes?: NotesField
  /** Values that are lines of the notes and nothing else: `to: $notes`, and `attribution`. */
  readonly noted?: readonly NotedValue[]
  /** Key of the field of the main entity that carries the full submission id. */
  readonly marker?: string
  /** A contact that Gatehouse made for the same e-mail before is linked again. */
  readonly reuseContact?: boolean
  /** What is done when it cannot be known whether the record exists. */
  readonly onDoubt?: 'resend' | 'hold'
  readonly notify?: Notify
  /** No work is asked of the visitor's device. */
  readonly proof?: false
  /** Cloudflare is asked what it thinks of the visitor. */
  readonly turnstile?: true
}

export interface PublishedStep {
  readonly title?: Text
  readonly fields: readonly string[]
}

export interface NotesField {
  readonly key: string
  readonly label: string
}

/** One labelled line of the notes. `attribution`: all campaign values of the visit, in one line. */
export interface NotedValue {
  readonly label: string
  readonly source: Source | { readonly attribution: true }
}

/** Who hears of a delivery. */
export interface Notify {
  readonly email?: string
  readonly webhook?: string
  /** With the answers in it. */
  readonly answers?: boolean
}
