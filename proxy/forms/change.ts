/** One difference between what a published form expects and the schema as it is. */
import type { Use } from './uses.ts'

export type ChangeCode =
  | 'field-gone'
  /** Gone, with a new one that it probably became. */
  | 'field-renamed'
  | 'type-changed'
  | 'choice-gone'
  /** Required, and the form has nothing for it. */
  | 'required-added'
  /** Required, and the form has it, but not in every submission. */
  | 'now-required'
  /** Published as it is, the form would no longer ask for it, or take its answer to another field. */
  | 'field-shifted'
  /** Its choices, or when the upstream shows it, hang on another answer than they did. */
  | 'dependency-changed'
  | 'field-added'
  | 'choice-added'
  | 'label-changed'
  | 'order-changed'

export interface Change {
  readonly code: ChangeCode
  /** `harmless`: the form takes it by itself, or has nothing to do with it. */
  readonly class: 'harmless' | 'needs-person'
  readonly entity: string
  /** The upstream's field; absent where it is about all of them. */
  readonly key?: string
  /** The form's own name of the field that it is about. */
  readonly field?: string
  readonly choice?: string
  /** In English: what changed, what happens meanwhile, and the mend. */
  readonly message: string
  readonly proposal?: Proposal
}

/** The one line that mends it, if the guess is right. */
export interface Proposal {
  /** Where in the form's file, in words. */
  readonly place: string
  /** E.g. `to: Nome completo`. */
  readonly line: string
}

export function needsPerson(change: Change): boolean {
  return change.class === 'needs-person'
}

/** Says which change it is: the same at every reading for as long as it lasts. */
export function identity({ message: _message, proposal: _proposal, ...rest }: Change): string {
  return JSON.stringify(Object.values(rest))
}

/** A change of what the form uses. */
export function changeOf(
  code: ChangeCode,
  { entity, key, field }: Use,
  message: readonly (string | undefined)[],
  more: Partial<Change> = {},
): Change {
  return {
    ...{ code, class: 'needs-person', entity, key, ...(field !== undefined && { field }) },
    message: message.filter((sentence) => sentence !== undefined).join(' '),
    ...more,
  }
}
