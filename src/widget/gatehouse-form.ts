import { html, nothing } from 'lit/html.js'
import { visible } from '../contract/check.ts'
import type { Answers, PublicForm } from '../contract/form.ts'
import { hostedPage } from './client.ts'
import { FormLoader } from './controllers/form-loader.ts'
import type { Phase } from './controllers/submission.ts'
import { Submission } from './controllers/submission.ts'
import { nameAt, read, write } from './fields/controls.ts'
import { views } from './fields/views.ts'
import { styles } from './gatehouse-form.styles.ts'
import { RenderedElement } from './rendered-element.ts'
import { success } from './success.ts'
import { sentence, summary } from './summary.ts'
import { unavailable } from './unavailable.ts'

/** What each phase says above the button, and which of the button's words it shows. */
const PHASES: Readonly<Record<Phase, { says?: 'sending' | 'notSent' | 'refused'; button: number }>> = {
  ready: { button: 0 },
  sending: { says: 'sending', button: 1 },
  failed: { says: 'notSent', button: 2 },
  refused: { says: 'refused', button: 2 },
  accepted: { button: 0 },
}

/** `loading` and `unavailable` come before there is a form; the others say how far its answers got. */
export type FormState = 'loading' | 'unavailable' | Phase

/**
 * Shows one form and hands what the visitor answers to the proxy.
 *
 * @tag gatehouse-form
 * @slot - Stands until the form is ready, and when it cannot load: a link to the form's own page, say.
 *
 * @attr form - Id of the form.
 * @attr endpoint - The proxy's base address; by default where the script came from. May be relative to the page.
 * @attr locale - Language of the form; by default the nearest `lang`, then the browser's.
 *
 * @prop {PublicForm} preloaded - The form itself, where the page already has it: nothing is fetched.
 * @prop {Answers} answers - What is given so far, by field name. Setting it gives these answers and leaves the others.
 * @prop {FormState} state - How far the form got.
 *
 * @fires {LoadEvent} gatehouse-load - The form can be filled.
 * @fires {LoadErrorEvent} gatehouse-load-error - The form could not be loaded.
 * @fires {StartEvent} gatehouse-start - The visitor gave a first answer.
 * @fires {InvalidEvent} gatehouse-invalid - Answers need attention.
 * @fires {BeforeSubmitEvent} gatehouse-before-submit - About to send; cancelable.
 * @fires {AcceptedEvent} gatehouse-accepted - The proxy has the submission on disk.
 * @fires {SubmitErrorEvent} gatehouse-submit-error - Not sent; what was typed is kept.
 *
 * @csspart form - The form.
 * @csspart title - Its title, or the heading of what stands in its place.
 * @csspart error-summary - What needs attention, above the fields.
 * @csspart field - One field; also `field-<name>` and `field-invalid`, as for the four parts inside it.
 * @csspart label - The field's label.
 * @csspart help - Its help.
 * @csspart input - Its control, or each of them.
 * @csspart error - What is wrong with it.
 * @csspart submit - The button; also the one that loads the form again.
 * @csspart status - Says that the form could not be loaded or sent.
 * @csspart success - What stands in the form's place once it is accepted.
 * @csspart reference - The submission's reference.
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
  static readonly observedAttributes = ['form', 'endpoint', 'locale']
  /** The proxy of elements that name none. */
  static endpoint = ''

  static {
    for (const name of GatehouseForm.observedAttributes) {
      Object.defineProperty(GatehouseForm.prototype, name, {
        get(this: GatehouseForm) {
          return this.getAttribute(name)
        },
        set(this: GatehouseForm, value: unknown) {
          if (value == null) this.removeAttribute(name)
          else this.setAttribute(name, String(value))
        },
      })
    }
  }

  declare form: string | null
  declare endpoint: string | null
  declare locale: string | null

  readonly #loader = new FormLoader(this)
  readonly #submission = new Submission(this)
  #preloaded: PublicForm | undefined
  #heightPx = 0

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
    return { ...this.#submission.given }
  }

  set answers(answers: Answers) {
    this.#submission.take(answers)
    this.requestUpdate()
  }

  get state(): FormState {
    if (this.#loader.form) return this.#submission.phase
    return this.#loader.failed ? 'unavailable' : 'loading'
  }

  /** Checks and sends, as the button does. Resolves once it is known how that ended; see `state`. */
  async submit(): Promise<void> {
    // What the page handed in just before stands in the controls only once it is drawn.
    await this.updateComplete
    const { form } = this.#loader
    if (!form) return
    this.#heightPx = this.offsetHeight
    // Some browsers and password managers fill controls without an event.
    this.#submission.take(read(this.root, form.fields))
    await this.#submission.submit(form, this.base)
    await this.updateComplete
    this.root.querySelector<HTMLElement>('[tabindex]')?.focus()
  }

  /** Starts over with an empty form. */
  reset(): void {
    this.#submission.reset()
  }

  /** The proxy's base address, as it was written. */
  get base(): string {
    return this.endpoint ?? GatehouseForm.endpoint
  }

  /** The language to ask for. */
  get language(): string {
    return this.locale || (this.closest<HTMLElement>('[lang]') ?? document.documentElement).lang || navigator.language
  }

  attributeChangedCallback(name: string, before: string | null): void {
    // Another form is another submission.
    if (name === 'form' && before) this.#submission.reset()
    this.requestUpdate()
  }

  disconnectedCallback(): void {
    this.#loader.stop()
  }

  protected override render() {
    if (this.isConnected) this.#loader.update()
    const { form, failed } = this.#loader
    if (!form) return html`<slot></slot>${failed ? unavailable(this.language, () => this.#loader.retry()) : nothing}`
    const { phase, receipt } = this.#submission
    if (receipt) return success(form, receipt.reference, this.#heightPx)
    const { strings } = form
    const shown = visible(form.fields, this.#submission.startFrom(form))
    const hidden = form.fields.filter((field) => !shown.includes(field))
    const issues = this.#submission.issues.filter(({ field }) => !hidden.some(({ name }) => name === field))
    const { says, button } = PHASES[phase]
    const isUnsent = button > 1
    return html`
      <form
        part="form"
        lang=${form.locale}
        dir=${form.dir}
        novalidate
        @submit=${this.#onSubmit}
        @input=${this.#onInput}
        @change=${this.#onInput}
      >
        ${form.title ? html`<h2 part="title">${form.title}</h2>` : nothing} ${summary(form, issues)}
        ${form.fields.map((field, index) => {
          // Hidden fields keep their place: a control is never taken over by another field.
          if (hidden.includes(field)) return nothing
          const issue = issues.find((each) => each.field === field.name)
          return views[field.type](field, { id: nameAt(index), strings, error: issue && sentence(form, issue) })
        })}
        <div part=${isUnsent ? 'status' : nothing} class=${isUnsent ? 'status' : 'unseen'} role="status">
          <span>${says && strings[says]}</span>
          ${phase === 'refused' ? html`<a href=${hostedPage(this.base, form.id)}>${strings.hosted}</a>` : nothing}
        </div>
        <button part="submit" aria-disabled=${phase === 'sending' ? 'true' : nothing}>
          ${[form.submit, strings.sending, strings.retry].map(
            (words, index) => html`<span class=${index === button ? nothing : 'off'}>${words}</span>`,
          )}
        </button>
      </form>
    `
  }

  protected override drawn(): void {
    const { form } = this.#loader
    if (form) write(this.root, form.fields, this.#submission.given)
  }

  readonly #onSubmit = (event: Event) => {
    event.preventDefault()
    void this.submit()
  }

  readonly #onInput = (event: Event) => {
    const { form } = this.#loader
    if (!form) return
    // The bytes are on their way: what was typed since would be lost without a word, so it is not taken at all.
    if (this.#submission.phase === 'sending') return this.drawn()
    const edited = form.fields.findIndex((_, index) => nameAt(index) === (event.target as HTMLInputElement).name)
    this.#submission.edit(form, read(this.root, form.fields), form.fields[edited]?.name)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gatehouse-form': GatehouseForm
  }
}
