/** The words that a public form carries: those that it needs, in its language. */
import type { FieldFormat, IssueCode } from '../form.ts'

/** The words of the widget and the hosted page in one language. `{…}` marks what is filled in. */
export interface Strings {
  /** Said after the label of a field that may stay empty. */
  readonly optional: string
  /** The empty choice of a select. */
  readonly choose: string
  /** The submit button while it sends. */
  readonly sending: string
  /** Heading of the error summary: `{count}` problems, by the language's plural forms. */
  readonly problems: Plural
  /** The same as version 0.1.0 knew it, for a script that a browser has kept, and from a proxy of that time. */
  readonly summary?: string
  readonly summaryOne?: string
  /** Heading of the success state. */
  readonly thanks: string
  /** Under it, where the form has no message of its own; `{reference}`. */
  readonly reference: string
  /** The submission did not get through; everything typed is kept. */
  readonly notSent: string
  /** The proxy said no and a retry will not help; `{reason}` is for the console, not here. */
  readonly refused: string
  /** After it, the link to the form's own page. */
  readonly hosted: string
  /** The button that tries again. */
  readonly retry: string
  /** The usual words of the submit button. */
  readonly submit: string
  /** The proxy cannot be reached: it is sent by itself once it can. */
  readonly waiting: string
  /** Before a page's title when something on it needs attention. */
  readonly error: string
  /** Heading in the place of a form outside its time. */
  readonly closed: string
  /** Closes a dialog. */
  readonly close: string
  /** For a box that has to be ticked; `{label}`. */
  readonly tick: string
  /**
   * One sentence an issue; each may use `{label}` and the limit that it names. `code type` is for fields of that type or
   * format, where the code alone says it wrong. Version 0.1.0 has none.
   */
  readonly issues: Readonly<Record<IssueCode, string>> & {
    readonly [Key in 'bad-input file' | `pattern-mismatch ${FieldFormat}`]?: string
  }
  /** Only for a form in steps. */
  readonly steps?: StepStrings
  /** Only for a form that takes files. */
  readonly files?: FileStrings
}

/** A text by CLDR's plural category; `other` stands for those that are left out. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string }

export interface StepStrings {
  /** `{step}` of `{steps}`: `{title}`. */
  readonly progress: string
  /** The same of a step without a title. */
  readonly untitled: string
  readonly back: string
  readonly next: string
}

export interface FileStrings {
  readonly choose: string
  readonly chooseSeveral: string
  /** Said beside the button, where files can be dropped. */
  readonly drop: string
  /** Before anything is chosen: up to `{size}` each. */
  readonly limit: string
  /** Up to `{count}` files. */
  readonly count: Plural
  /** Allowed are `{types}`. */
  readonly types: string
  /** What all files of a kind are called, by the first half of their media type: those that `image/*` takes. A proxy of 0.1.0 has none. */
  readonly kinds?: Readonly<Record<string, string>>
  /** Takes `{name}` off the list. */
  readonly remove: string
  /** Announced: `{name}` was added, was removed. */
  readonly added: string
  readonly removed: string
  /** While sending: `{percent}`. */
  readonly progress: string
}
