/**
 * Parts of the element that few forms need. Each is a script of its own, fetched from the proxy when a form needs it; the
 * form works without it, only plainer: steps stand below each other, a dialog stands in the page and is always open, a file is chosen with
 * the browser's own button, digits stay as they are typed, numbers need to be plain, links are their words alone, answers are checked by the proxy alone and what is
 * wrong stands beside the questions only, a lazy form is loaded at once, a plain form inside stays what it is, and what is sent without
 * proof is left for a person to look at.
 *
 * An extension imports types, and of the contract and of `fields` what is pure; never the templates, which come with the kit: the
 * page would have Lit twice.
 */
import type { check, offered, visible } from '../contract/check.ts'
import type { Answers, Issue, PublicField, PublicForm } from '../contract/form.ts'
import type { Prose } from '../contract/prose.ts'
import type { Proof } from '../contract/wire.ts'
import type { Say } from '../contract/wording.ts'
import type { frame, label, Place } from './fields/field.ts'
import type { FormView } from './form-view.ts'
import type { html, nothing, TemplateResult } from './template.ts'

/**
 * What every extension gets. Elements of earlier releases get the extensions of this one: nothing that is in the kit ever
 * leaves it or means something else, and what is added may be missing.
 */
export interface Kit {
  readonly html: typeof html
  readonly nothing: typeof nothing
  readonly frame: typeof frame
  readonly label: typeof label
  readonly check: typeof check
  /** The element. */
  readonly host: HTMLElement & {
    readonly updateComplete: Promise<void>
    /** Id of the form that it shows. */
    readonly form: string | null
    /** The proxy's base address. */
    readonly base: string
    /** Setting it gives these answers and leaves the others. */
    answers: Answers
    submit(): Promise<void>
    reset(): void
  }
  /** Where it draws: its shadow root, or a box inside itself. */
  readonly root: ShadowRoot | HTMLElement
  /** Adds rules to the element's own, once, for what stands in the root. No `@keyframes`: in the page they are everybody's. */
  adopt(rules: string): void
  /** Draws anew, soon. */
  requestUpdate(): void
}

/**
 * What an extension's script exports by default: called once an element. An element that is moved is stopped and goes on
 * with the same part: what is listened to is listened to from the next drawing on.
 */
export type Extend<Part> = (kit: Kit) => Part

/** One step at a time. */
export interface Steps {
  /** Which of the fields that are shown stand on the present step. Steps without any are passed over. */
  page(form: PublicForm, shown: readonly PublicField[]): Page
  /** Goes on, after the present step was found well. False on the last one: then it is to be sent. */
  next(): boolean
  back(): void
  /** Goes to the step of the first issue. */
  show(issues: readonly Issue[]): void
  /** Begins anew. */
  reset(): void
  /** For the draft: which step the visitor is on. */
  index: number
  /** Lets go of what it listens to. */
  stop(): void
}

export interface Page {
  readonly fields: readonly PublicField[]
  /** Its place among those that are shown, from 1, and how many these are. */
  readonly step: number
  readonly steps: number
  readonly isLast: boolean
  /** Progress and heading, above the fields. */
  readonly head: TemplateResult
  /** The way back, before the button. */
  readonly back: unknown
}

/** Files as they are chosen and sent. */
export interface Files {
  view(
    field: PublicField,
    place: Place,
    chosen: readonly File[],
    choose: (files: readonly File[]) => void,
  ): TemplateResult
  /** How much of them is sent, from 0 to 1; undefined while none is on its way. */
  sending(form: PublicForm, share: number | undefined): TemplateResult | typeof nothing
  /**
   * Posts a body and tells how much of it is sent. Status 0: no whole reply in JSON came. `afterMs`: how long the proxy asks
   * to be left alone.
   */
  post(
    url: string,
    body: FormData,
    told: (share: number) => void,
  ): Promise<{ status: number; reply: object; afterMs?: number }>
}

/** The form on top of the page. */
export interface Dialog {
  view(content: unknown, form: PublicForm | undefined, close: () => void): TemplateResult
  /** After a drawing: listens for what opens it, opens or closes it, moves and gives back the focus, holds the page still. */
  sync(open: boolean): void
  stop(): void
}

/** Groups digits while they are typed. */
export interface Masks {
  /** After an event of a control: puts its text in shape, and its caret where the visitor expects it. */
  shape(field: PublicField, control: HTMLInputElement, event: Event): void
  /** How an answer is shown. */
  shown(field: PublicField, answer: Answers[string]): string
}

/** Texts with links, lists and stress. */
export interface ProseView {
  /** Nothing for a text that is plain. */
  view(prose: Prose | undefined): unknown
}

/** Answers from the page's address. */
export interface Prefill {
  /**
   * The form with them as its defaults. `names` lists the fields that may be filled so, or is `*`; what is `sensitive` or hidden
   * is filled only by its name, a file never, and only an answer that fits its field is taken.
   */
  fill(form: PublicForm, names: string): PublicForm
}

/** The plain form that a page may have put inside the element. */
export interface Instant {
  /**
   * Reads it, and takes it out of the page. Nothing at first: the element's form is drawn ahead, out of sight, and takes over in the next
   * task, which this brings about. To make it and to lay it out at once would keep a phone from hearing its visitor.
   */
  begun(plain: HTMLFormElement, fields: readonly PublicField[]): Begun | undefined
}

/** What a visitor did in a plain form so far. */
export interface Begun {
  /** By field; only those that were touched. */
  readonly answers: Answers
  readonly files: ReadonlyMap<string, readonly File[]>
  readonly focus: { readonly field: string; restore(root: ParentNode): void } | undefined
}

/** Whether answers fit, which fields are asked for, and which options they offer. */
export interface Checks {
  readonly check: typeof check
  readonly visible: typeof visible
  readonly offered: typeof offered
  readonly say?: Say
  /** What is wrong, above the questions. */
  readonly summary?: (view: FormView) => TemplateResult | undefined
  /**
   * What to give instead of answers that are no longer offered, now that what they depend on has changed, and of numbers that were typed
   * in another language than the form has now.
   */
  readonly outdated?: (
    fields: readonly PublicField[],
    given: Answers,
    form?: Pick<PublicForm, 'locale'>,
    typedIn?: string,
  ) => Answers
}

/** Waits until the element comes near to what is seen. */
export interface Lazy {
  /** Whether it is near, or was. Watches until it is, and draws anew then. */
  isNear(): boolean
  stop(): void
}

/** Shows that a person fills the form. Begins when it is loaded, at the first focus, so that nobody waits for it. */
export interface Prover {
  /**
   * What there is to show for the submission of this id. Waits for it as long as a visitor may be kept waiting; what is not
   * there by then is left out. Never rejects. `typedMs`: how long ago the first key was struck.
   */
  prove(form: PublicForm, id: string, typedMs: number | undefined): Promise<Proof>
  /** Where a visitor may be asked to do something for it. */
  view?(form: PublicForm): unknown
}

export interface Extensions {
  lazy: Lazy
  check: Checks
  prefill: Prefill
  instant: Instant
  steps: Steps
  files: Files
  dialog: Dialog
  masks: Masks
  prose: ProseView
  proof: Prover
  /** The same with Cloudflare's opinion, where the form asks for that. */
  turnstile: Prover
}
