/**
 * The form language: what a marketer writes and what a browser gets of it.
 * Types and constants only, so that the page can import it without a parser; `schema.ts` parses it,
 * `check.ts` gives it meaning.
 */

import type { Prose } from './prose.ts'
import type { Strings } from './strings/public.ts'

/** The types that a field can have. All but the last two take an answer that the visitor types or chooses. */
export const FIELD_TYPES = [
  'text',
  'email',
  'tel',
  'url',
  'number',
  'date',
  'datetime-local',
  'time',
  'textarea',
  'select',
  'radio',
  'checkbox',
  'checkboxes',
  'file',
  'hidden',
  'text-block',
] as const

export type FieldType = (typeof FIELD_TYPES)[number]

/** What the visitor gave: a boolean for `checkbox`, the chosen values for `checkboxes`, else the sanitised string. */
export type Answer = string | boolean | readonly string[]

/** Answers by the form's own field names. Absent means empty. Built without a prototype: a field may be called `constructor`. */
export type Answers = Readonly<Record<string, Answer>>

/** A visible text: one string for every language, or one a locale. */
export type Text = string | Readonly<Record<string, string>>

/**
 * By the key of a text beside it, the language that the text is in (BCP 47): only of those that do not go with the form
 * around them. They are not in its `locale`, for want of a translation, or have letters that run against its `dir`.
 */
export type Langs = Readonly<Record<string, string | undefined>>

/** A choice: the value is what is compared and sent, the label is what people read. */
export interface Option {
  readonly value: string
  readonly label: string
  readonly langs?: Langs
  /** Of a field with a `parent`: the parent's values beside which this one is offered. Left out: beside every one. */
  readonly parents?: readonly string[]
}

/** When a field is shown. It compares values; a hidden field counts as empty; for `checkboxes`, `equals` means contains. */
export type Condition =
  | { readonly field: string; readonly equals: string | boolean }
  | { readonly field: string; readonly in: readonly string[] }
  | { readonly not: Condition }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }

/** What limits an answer, named as HTML names its attributes. `min`, `max` and `step` are written as the input takes them. */
export interface Limits {
  readonly minLength?: number
  readonly maxLength?: number
  readonly min?: string
  readonly max?: string
  readonly step?: string
  readonly pattern?: string
}

/** One question as the browser gets it, in one language. For a `text-block` the label is its whole text. */
export interface PublicField extends Limits {
  readonly name: string
  readonly type: FieldType
  readonly label: string
  readonly help?: string
  /** How its texts are drawn, where they are more than plain. */
  readonly prose?: FieldProse
  readonly placeholder?: string
  readonly langs?: Langs
  readonly required?: boolean
  readonly autocomplete?: string
  readonly options?: readonly Option[]
  /** Name of the field whose answer decides which of the options are offered. */
  readonly parent?: string
  readonly when?: Condition
  readonly format?: FieldFormat
  readonly country?: string
  /** Calling code of `country`, e.g. `55`: shown before a number that is given without one. */
  readonly callingCode?: string
  /** Never kept by the page beyond the page's own life. */
  readonly sensitive?: boolean
  /** As it would be given: a number as it is typed in the form's language. */
  readonly default?: Answer
  readonly width?: 'half'
  /** What a `file` may be, as HTML's `accept` lists it: `.pdf`, `image/png`, `image/*`. */
  readonly accept?: readonly string[]
  readonly multiple?: boolean
}

/** Of a label, only a `text-block`'s and a consent's. */
export interface FieldProse {
  readonly label?: Prose
  readonly help?: Prose
}

/** A file as far as it can be checked without its content: what a page knows of it, or what the proxy found out. */
export interface GivenFile {
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** Media type; empty where it is not known. */
  readonly type: string
}

/** What a form takes of files, in bytes and in number. */
export interface UploadLimits {
  readonly perFile: number
  readonly perSubmission: number
  /** In one submission. */
  readonly files: number
}

/** Some of a form's fields, shown together. Every field that is shown stands in exactly one. */
export interface PublicStep {
  readonly title?: string
  readonly langs?: Langs
  readonly fields: readonly string[]
}

/** What the visitor agrees to. */
export interface PublicConsent {
  readonly text: string
  readonly prose?: FieldProse
  readonly langs?: Langs
  readonly required?: boolean
}

/** Name under which consent is a field among others; no field of a form can be called so. */
export const CONSENT = '$consent'

/** National formats with check digits. */
export const FIELD_FORMATS = ['cpf', 'cnpj', 'cep'] as const
export type FieldFormat = (typeof FIELD_FORMATS)[number]

/** The public form: what the browser gets of one version. Never a fixed value, a key, a site list or an upstream name. */
export interface PublicForm {
  readonly id: string
  /** Digest of the published form that this was made from. */
  readonly version: string
  readonly locale: string
  readonly dir: 'ltr' | 'rtl'
  readonly title?: string
  readonly submit: string
  readonly langs?: Langs
  readonly fields: readonly PublicField[]
  readonly steps?: readonly PublicStep[]
  readonly consent?: PublicConsent
  /** Only for a form that takes files. */
  readonly uploads?: UploadLimits
  /** Turnstile's site key, where the form asks for it. */
  readonly turnstile?: string
  /** The form is outside its time: what to say instead of it. */
  readonly closed?: string
  /** What is sent is checked and goes nowhere: the token that it is sent with, and what is said above the form. */
  readonly preview?: { readonly token: string; readonly note: string }
  /** `redirect`: where to go instead, once it is accepted. */
  readonly success: { readonly message: string; readonly langs?: Langs; readonly redirect?: string }
  readonly strings: Strings
}

/** HTML's constraint names, and those that HTML has no name for. */
export const ISSUE_CODES = [
  'value-missing',
  'type-mismatch',
  'pattern-mismatch',
  'too-long',
  'too-short',
  'range-underflow',
  'range-overflow',
  'step-mismatch',
  'bad-input',
  'not-an-option',
  'unknown-field',
  'file-too-large',
  'file-type',
  'too-many-files',
] as const

export type IssueCode = (typeof ISSUE_CODES)[number]

/** What is wrong with one answer: a code, never a sentence, with the limit that it broke. */
export interface Issue extends Limits {
  readonly field: string
  readonly code: IssueCode
}
