import type { Answers, PublicForm } from '../contract/form.ts'
import { questions } from '../contract/questions.ts'
import { complain } from './complain.ts'
import { FormLoader } from './controllers/form-loader.ts'
import { Submission } from './controllers/submission.ts'
import { FormEvent } from './events.ts'
import type { Extensions } from './extension.ts'
import { Filling } from './filling.ts'
import { styles } from './gatehouse-form.styles.ts'
import { ExtensionSet } from './load-extension.ts'
import { reflect } from './reflect.ts'
import { RenderedElement } from './rendered-element.ts'
import { html, nothing } from './template.ts'
import { unavailable } from './unavailable.ts'

/**
 * `loading` and `unavailable` come before there is a form; the others say how far its answers got. `waiting` is sent by itself once
 * the proxy can be reached, after `failed` it is the visitor's turn, after `refused` a retry will not help.
 */
export type FormState = 'loading' | 'unavailable' | 'ready' | 'sending' | 'waiting' | 'failed' | 'refused' | 'accepted'

/** What an element draws its form with, where it needs more than the form. */
const NEEDS: readonly [keyof Extensions, (form: PublicForm, host: GatehouseForm) => unknown][] = [
  ['steps', ({ steps }) => steps],
  [
    'check',
    ({ fields, preview }, { prefill }) =>
      prefill || preview || fields.some(({ type, parent }) => parent || type === 'file'),
  ],
  ['files', ({ fields }) => fields.some(({ type }) => type === 'file')],
  ['masks', ({ fields }) => fields.some(({ format }) => format)],
  ['prose', (form) => questions(form).some(({ prose }) => prose)],
  ['dialog', (_, { display }) => display === 'dialog'],
  ['prefill', (_, { prefill }) => prefill],
]

let count = 0

/**
 * Shows one form and hands what the visitor answers to the proxy.
 *
 * @tag gatehouse-form
 * @slot turnstile - Filled by the element itself, where a form asks for Turnstile: Cloudflare finds its frame in the page only.
 * @slot - Stands until the form is ready, and when it cannot load: a link to the form's own page, say.
 *
 * @attr form - Id of the form.
 * @attr endpoint - The proxy's base address; by default where the script came from, in a bundle `GatehouseForm.endpoint`. May be relative to the page.
 * @attr locale - Language of the form; by default the nearest `lang`, then the browser's.
 * @attr {'inline' | 'dialog'} display - `inline`, or `dialog`: over the page, while it is `open`.
 * @attr {boolean} open - Whether the dialog is shown.
 * @attr trigger - Selects what opens the dialog when it is clicked, anywhere on the page.
 * @attr {'eager' | 'lazy'} loading - `lazy` waits until the form comes near to what is seen.
 * @attr {'open' | 'none'} shadow - `none` draws into the page itself; read when the element first stands in it.
 * @attr prefill - Fields that the query of the page's address may fill, by name, or `*`.
 * @attr datalayer-event - Pushed to `window.dataLayer` under this name once accepted; without a value `generate_lead`.
 * @attr preview - A preview's token, from `gatehouse forms preview`: a banner says that nothing which is sent is delivered. One that is not good means nothing, and the form is live.
 *
 * @prop {PublicForm} preloaded - The form itself, where the page already has it: nothing is fetched.
 * @prop {Answers} answers - What is given so far, by field name; a number as it is typed in the form's language. Setting it gives these answers and leaves the others; not while answers are on their way.
 * @prop {FormState} state - How far the form got.
 *
 * @fires {LoadEvent} gatehouse-load - The form can be filled.
 * @fires {LoadErrorEvent} gatehouse-load-error - The form could not be loaded.
 * @fires {StartEvent} gatehouse-start - The visitor gave a first answer.
 * @fires {StepEvent} gatehouse-step - Another step is shown.
 * @fires {InvalidEvent} gatehouse-invalid - Answers need attention.
 * @fires {BeforeSubmitEvent} gatehouse-before-submit - About to send; cancelable.
 * @fires {AcceptedEvent} gatehouse-accepted - The proxy has the submission on disk.
 * @fires {SubmitErrorEvent} gatehouse-submit-error - Not sent; what was typed is kept.
 * @fires {ShowEvent} gatehouse-show - The dialog was opened.
 * @fires {CloseEvent} gatehouse-close - The dialog was closed.
 *
 * @csspart form - The form.
 * @csspart title - Its title, or the heading of what stands in its place.
 * @csspart error-summary - What needs attention, above the fields.
 * @csspart field - One field; also `field-<name>` and `field-invalid`, as for the four parts inside it.
 * @csspart label - The field's label.
 * @csspart help - Its help.
 * @csspart input - Its control, or each of them.
 * @csspart error - What is wrong with it.
 * @csspart step - The fields of one step, where all steps are shown below each other.
 * @csspart progress - How far the steps are, with their heading.
 * @csspart back - The way to the step before.
 * @csspart dialog - The dialog.
 * @csspart close - Its close button.
 * @csspart consent - The question for consent, besides `field`.
 * @csspart submit - The button; also the one that loads the form again.
 * @csspart status - Says that the form could not be loaded or sent.
 * @csspart success - What stands in the form's place once it is accepted.
 * @csspart reference - The submission's reference.
 * @csspart closed - What stands in the place of a form outside its time.
 * @csspart preview - Says, above the form, that it is a preview.
 * @csspart file - One of the files that were chosen.
 *
 * @cssprop [--gatehouse-space=0.5em] - The step that all gaps are multiples of.
 * @cssprop [--gatehouse-radius=0.5em] - Corners of controls and boxes.
 * @cssprop [--gatehouse-accent=#2563eb] - Button, focus, marks.
 * @cssprop --gatehouse-accent-text - Text on the accent; by default black or white, whichever is read better.
 * @cssprop --gatehouse-error - Errors; by default a red that leans towards the text colour.
 * @cssprop --gatehouse-border - Borders of controls; by default 55 % of the text colour.
 * @cssprop [--gatehouse-field=transparent] - Background of controls.
 */
export class GatehouseForm extends RenderedElement {
  static readonly observedAttributes = [
    'form',
    'endpoint',
    'locale',
    'display',
    'open',
    'trigger',
    'loading',
    'shadow',
    'prefill',
    'datalayer-event',
    'preview',
  ] as const
  /** The proxy of elements that name none; in a bundle that says none either, the root of the page's own origin. */
  static endpoint = ''

  static {
    reflect(GatehouseForm.prototype, GatehouseForm.observedAttributes)
  }

  declare form: string | null
  declare endpoint: string | null
  declare locale: string | null
  declare display: 'inline' | 'dialog' | null
  declare open: boolean
  declare trigger: string | null
  declare loading: 'eager' | 'lazy' | null
  declare shadow: 'open' | 'none' | null
  declare prefill: string | null
  declare preview: string | null

  readonly #loader = new FormLoader(this)
  readonly #submission = new Submission(this)
  readonly #extensions = new ExtensionSet(this)
  readonly #filling = new Filling(this, this.#submission, this.#extensions)
  #preloaded: PublicForm | undefined
  /** The form as it was loaded, and with what the page's address fills in. */
  #loaded: PublicForm | undefined
  #form: PublicForm | undefined
  /** Who waits until it is there, or cannot be had. */
  readonly #awaited: (() => void)[] = []
  /** The one that the page knows to be there. */
  #told: PublicForm | undefined
  /** Whether it is drawn, or what the page put inside stands there. */
  #isDrawn = false

  constructor() {
    super(styles)
  }

  get preloaded(): PublicForm | undefined {
    return this.#preloaded
  }

  set preloaded(form: PublicForm | undefined) {
    this.#preloaded = form
    this.requestUpdate()
  }

  get answers(): Answers {
    return { ...this.#submission.answers }
  }

  set answers(answers: Answers | null | undefined) {
    if (this.state === 'sending') complain('answers are on their way, and no others are taken')
    this.#submission.take(answers ?? {})
    this.requestUpdate()
  }

  get state(): FormState {
    if (this.#isDrawn) return this.#submission.way.phase
    return this.#loader.failed ? 'unavailable' : 'loading'
  }

  /** Does what the button does. Resolves once it is known how that ended; see `state`. */
  async submit(): Promise<void> {
    // What the page handed in just before stands in the controls only once it is drawn.
    await this.updateComplete
    if (this.state === 'loading') {
      await new Promise<void>((done) => {
        this.#awaited.push(done)
        this.requestUpdate()
      })
    }
    await this.#filling.submit()
  }

  /** Starts over with an empty form. */
  reset(): void {
    this.#filling.reset()
  }

  /** Opens the dialog. */
  show(): void {
    this.open = true
  }

  /** Closes the dialog; what was typed is kept. */
  close(): void {
    this.open = false
  }

  /** The proxy's base address, as it was written. */
  get base(): string {
    return this.endpoint ?? GatehouseForm.endpoint
  }

  /** The language to ask for. */
  get language(): string {
    return this.locale || (this.closest<HTMLElement>('[lang]') ?? document.documentElement).lang || navigator.language
  }

  /** The form that the page put inside, until the element's own stands in its place. */
  get plain(): HTMLFormElement | null {
    // Its own, in light DOM, is not posted by itself.
    return this.#loaded ? null : this.querySelector('form[method]')
  }

  override connectedCallback(): void {
    super.connectedCallback()
    if (this.contains(this.root)) this.#filling.prefix ||= `g${++count}-`
    this.#submission.way.start()
  }

  disconnectedCallback(): void {
    this.#submission.way.stop()
    // What is moved comes back at once, and need not ask again.
    queueMicrotask(() => this.isConnected || this.#loader.stop())
    this.#extensions.stop()
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (name === 'open' && this.display === 'dialog' && (before === null) !== (after === null)) {
      this.dispatchEvent(new FormEvent(this.open ? 'gatehouse-show' : 'gatehouse-close'))
    }
    this.requestUpdate()
  }

  protected override render(): unknown {
    // It waits for what opens it, also before there is a form.
    if (this.display === 'dialog') void this.#extensions.pending('dialog')
    // And for what takes over the form that stands inside.
    if (this.plain) void this.#extensions.pending('instant')
    if (this.loading !== 'lazy' || this.open || this.#awaited.length || this.#isNear()) this.#loader.update()
    const { form: loaded, failed } = this.#loader
    const form = loaded && this.#begin(loaded)
    this.#isDrawn = !!this.#loaded && !!form
    const view = form && [
      form.preview ? html`<p part="preview" lang=${form.locale} dir=${form.dir}>${form.preview.note}</p>` : nothing,
      this.#filling.view(form),
    ]
    const dialog = this.display === 'dialog' && this.#extensions.part('dialog')
    return [
      // In light DOM it says nothing.
      this.#isDrawn ? nothing : html`<slot></slot>`,
      // With a plain form inside, a visitor misses nothing.
      !form && failed && !this.plain ? unavailable(this.language, () => this.#loader.retry()) : nothing,
      view && dialog ? dialog.view(view, form, () => this.close()) : view,
    ]
  }

  protected override drawn(): void {
    this.#extensions.part('dialog')?.sync(this.open && this.#isDrawn)
    if (this.state !== 'loading') for (const done of this.#awaited.splice(0)) done()
    if (!this.#isDrawn) return
    // In the page itself, what stood inside would go on standing beside the form.
    if (this.#filling.prefix) for (const node of [...this.childNodes]) if (node !== this.root) node.remove()
    this.#filling.drawn()
    if (this.#told === this.#loaded) return
    this.#told = this.#loaded
    this.dispatchEvent(new FormEvent('gatehouse-load'))
  }

  /** Is near to what is seen, or was. Where that cannot be told, it is. */
  #isNear(): boolean {
    if (this.display === 'dialog' || this.#extensions.pending('lazy')) return false
    return this.#extensions.part('lazy')?.isNear() ?? true
  }

  /** The form to draw, as soon as all is there that it is drawn with. Asks for what is not. */
  #begin(loaded: PublicForm): PublicForm | undefined {
    // What is on its way is finished first.
    if (this.#form && this.#submission.way.phase === 'sending') return this.#form
    const needed = NEEDS.filter(([, needs]) => needs(loaded, this)).map(([name]) => this.#extensions.pending(name))
    if (needed.some((pending) => pending)) return undefined
    if (loaded !== this.#loaded) {
      const { plain, prefill } = this
      const instant = this.#extensions.part('instant')
      // What stands in it would be lost.
      if (plain && !instant) return undefined
      const form = (prefill && this.#extensions.part('prefill')?.fill(loaded, prefill)) || loaded
      this.#filling.hasMainTitle ||= !!this.querySelector('h1')
      const begun = plain && instant?.begun(plain, questions(form))
      this.#filling.begin(form, begun)
      // Else it is drawn ahead.
      if (begun || !plain) this.#loaded = loaded
      this.#form = form
    }
    return this.#form
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gatehouse-form': GatehouseForm
  }
}
