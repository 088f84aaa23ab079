/** The events of `<gatehouse-form>`. All bubble and are composed; none ever carries an answer. */
import type { Issue } from '../contract/form.ts'
import type { ProblemCode } from '../contract/wire.ts'

/** Why a form did not load or was not sent: the proxy's problem, or no usable reply at all. */
export type Reason = ProblemCode | 'unreachable'

/** Each event with what it says besides that it happened. */
interface Fields {
  /** The form is there and can be filled. */
  'gatehouse-load': object
  /** The form could not be loaded; what stands inside the element stays visible. */
  'gatehouse-load-error': { readonly reason: Reason }
  /** The visitor gave a first answer. */
  'gatehouse-start': object
  /** Another step is shown: its place, from 1, and how many there are. */
  'gatehouse-step': { readonly step: number; readonly steps: number }
  /** The visitor sent answers that need attention: codes and field names. */
  'gatehouse-invalid': { readonly issues: readonly Issue[] }
  /** The answers are good and about to leave. Cancelable: what was typed then stays, unsent. */
  'gatehouse-before-submit': object
  /** The proxy has the submission on disk. */
  'gatehouse-accepted': { readonly submissionId: string; readonly reference: string }
  /** All tries are used, or the proxy said no; what was typed is kept. */
  'gatehouse-submit-error': { readonly reason: Reason }
  /** The dialog was opened. */
  'gatehouse-show': object
  /** The dialog was closed. */
  'gatehouse-close': object
}

/** One class for all: what an event says are fields of its own. Not of `Event`: MooTools puts a class of its own in that place. */
export class FormEvent<Name extends keyof Fields> extends CustomEvent<null> {
  constructor(name: Name, fields?: Fields[Name]) {
    super(name, { bubbles: true, composed: true, cancelable: name === 'gatehouse-before-submit' })
    Object.assign(this, fields)
  }
}

export type LoadEvent = Said<'gatehouse-load'>
export type LoadErrorEvent = Said<'gatehouse-load-error'>
export type StartEvent = Said<'gatehouse-start'>
export type StepEvent = Said<'gatehouse-step'>
export type InvalidEvent = Said<'gatehouse-invalid'>
export type BeforeSubmitEvent = Said<'gatehouse-before-submit'>
export type AcceptedEvent = Said<'gatehouse-accepted'>
export type SubmitErrorEvent = Said<'gatehouse-submit-error'>
export type ShowEvent = Said<'gatehouse-show'>
export type CloseEvent = Said<'gatehouse-close'>

type Said<Name extends keyof Fields> = FormEvent<Name> & Fields[Name]

/** Each event with its class. */
export interface FormEventMap {
  'gatehouse-load': LoadEvent
  'gatehouse-load-error': LoadErrorEvent
  'gatehouse-start': StartEvent
  'gatehouse-step': StepEvent
  'gatehouse-invalid': InvalidEvent
  'gatehouse-before-submit': BeforeSubmitEvent
  'gatehouse-accepted': AcceptedEvent
  'gatehouse-submit-error': SubmitErrorEvent
  'gatehouse-show': ShowEvent
  'gatehouse-close': CloseEvent
}

declare global {
  interface HTMLElementEventMap extends FormEventMap {}
  interface DocumentEventMap extends FormEventMap {}
  interface WindowEventMap extends FormEventMap {}
}
