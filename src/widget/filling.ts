import type { Issue, PublicField, PublicForm } from '../contract/form.ts'
import { questions } from '../contract/questions.ts'
import type { Submission } from './controllers/submission.ts'
import { FormEvent } from './events.ts'
import type { Begun, Page } from './extension.ts'
import type { Control } from './fields/controls.ts'
import { controlsAt, nameAt, read, write } from './fields/controls.ts'
import type { Place } from './fields/field.ts'
import { views } from './fields/views.ts'
import { formView } from './form-view.ts'
import type { ExtensionSet } from './load-extension.ts'
import type { RenderedElement } from './rendered-element.ts'
import { closed, success } from './success.ts'

interface Host extends RenderedElement {
  readonly base: string
}

/** One form as it is shown and filled: between what a visitor does in the controls and the submission that comes of it. */
export class Filling {
  /** Before every id, where the page's own stand beside them. */
  prefix = ''
  /** The page gave a main title in what stood inside. */
  hasMainTitle = false
  readonly #host: Host
  readonly #submission: Submission
  readonly #extensions: ExtensionSet
  #form: PublicForm | undefined
  /** The present step, where there is one step at a time. */
  #page: Page | undefined
  #step = 0
  /** Focus and caret of a plain form, until they are given to this one. */
  #focus: Begun['focus']
  /** The visitor has sent from here. */
  #isSent = false
  /** Until the check is there. */
  #pressed: Promise<void> | undefined
  #success: { readonly heightPx: number; takesFocus: boolean } | undefined

  constructor(host: Host, submission: Submission, extensions: ExtensionSet) {
    this.#host = host
    this.#submission = submission
    this.#extensions = extensions
    submission.prove = async (...given) => {
      await this.#onFocus()
      return this.#prover?.prove(...given)
    }
  }

  /** Shows this form from now on; `begun` is what was done in a plain one. */
  begin(form: PublicForm, begun?: Begun | null): void {
    // Another form is another submission.
    if (this.#form && this.#form.id !== form.id) {
      this.#submission.leave()
      this.#page = undefined
    }
    this.#form = form
    this.#submission.post = this.#extensions.part('files')?.post
    if (!begun) return
    const { answers, files, focus } = begun
    this.#focus = focus
    for (const [name, chosen] of files) this.#submission.files.set(name, chosen)
    if (Object.keys(answers).length) this.#submission.edit(form, answers)
  }

  /** The form, or what stands in its place. */
  view(form: PublicForm) {
    const submission = this.#submission
    const { receipt, progress } = submission
    const { prefix } = this
    // Also where nothing was typed here: what was kept is sent by itself.
    if (submission.phase !== 'ready' || submission.issues.length) void this.#extensions.pending('check')
    if (receipt) {
      this.#success ??= { heightPx: this.#find('form')?.offsetHeight ?? 0, takesFocus: this.#isAttended() }
      return success(form, receipt.reference, this.#success.heightPx, prefix)
    }
    this.#success = undefined
    // Also of a form that has closed: what may have arrived before is asked for.
    const given = submission.startFrom(form)
    if (form.closed) return closed(form)
    const asked = questions(form)
    const { checks } = this.#extensions
    submission.checks = checks
    if (checks.outdated) submission.take(checks.outdated(asked, given))
    const shown = checks.visible(asked, given)
    const hidden = asked.filter((field) => !shown.includes(field))
    const steps = form.steps && this.#extensions.part('steps')
    if (steps && !this.#page) steps.index = submission.step
    this.#page = steps?.page(form, shown)
    if (steps) submission.step = steps.index
    return formView({
      form,
      asked,
      shown,
      submission,
      issues: submission.issues.filter(({ field }) => !hidden.some(({ name }) => name === field)),
      page: this.#page,
      upload: [this.#extensions.part('files')?.sending(form, progress), this.#prover?.view?.(form)],
      prose: this.#extensions.part('prose'),
      checks,
      prefix,
      base: this.#host.base,
      hasMainTitle: this.hasMainTitle,
      isNamed: !this.#extensions.part('dialog'),
      view: this.#view,
      onSubmit: this.#onSubmit,
      onFocus: this.#onFocus,
      onInput: this.#onInput,
      onIssue: this.#onIssue,
    })
  }

  drawn(): void {
    this.#write()
    if (this.#success?.takesFocus) this.#find('[tabindex]')?.focus()
    if (this.#success) this.#success.takesFocus = false
    const { step = 0, steps = 0 } = this.#page ?? {}
    if (this.#step && step !== this.#step) this.#host.dispatchEvent(new FormEvent('gatehouse-step', { step, steps }))
    this.#step = step
    if (this.#focus) void this.#carryOver(this.#focus)
  }

  /** Goes on to the next step, or checks and sends. Once, as long as the check is on its way. */
  submit(): Promise<void> {
    // Some browsers and password managers fill controls without an event; to draw anew would empty those.
    if (this.#form) this.#submission.take(read(this.#host.root, questions(this.#form)))
    const ready = Promise.race([this.#extensions.pending('check'), this.#submission.leaving])
    this.#pressed ??= ready.then(() => {
      this.#pressed = undefined
      return this.#goOn()
    })
    return this.#pressed
  }

  reset(): void {
    this.#submission.reset()
    this.#extensions.part('steps')?.reset()
  }

  async #goOn(): Promise<void> {
    const form = this.#form
    if (!form || form.closed) return
    const submission = this.#submission
    const steps = this.#extensions.part('steps')
    this.#isSent = true
    submission.checks = this.#extensions.checks
    if (this.#page?.isLast === false) {
      const asked = this.#page.fields.map(({ name }) => name)
      if (submission.checkSome(form, asked)) steps?.next()
    } else await submission.submit(form)
    if (submission.issues.length) steps?.show(submission.issues)
    await this.#host.updateComplete
    this.#find('.summary, .invalid [name]')?.focus()
  }

  /** To the step that it is in first. */
  async #carryOver({ field, restore }: NonNullable<Begun['focus']>): Promise<void> {
    this.#focus = undefined
    this.#extensions.part('steps')?.show([{ field, code: 'value-missing' }])
    await this.#host.updateComplete
    restore(this.#host.root)
  }

  /** Whether the visitor is still at the form that was sent from here: then the focus may be moved. */
  #isAttended(): boolean {
    const { root } = this.#host
    // Not `:focus-within`, which ends where a dialog begins.
    const { activeElement } = root.getRootNode() as Document | ShadowRoot
    return this.#isSent && (document.activeElement === document.body || root.contains(activeElement))
  }

  /** Which part shows that a person fills this form. */
  get #proving() {
    return this.#form?.turnstile ? 'turnstile' : 'proof'
  }

  get #prover() {
    return this.#extensions.part(this.#proving)
  }

  #find(selector: string): HTMLElement | null {
    return this.#host.root.querySelector<HTMLElement>(selector)
  }

  #write(): void {
    const masks = this.#extensions.part('masks')
    const { given, files } = this.#submission
    const asked = this.#form ? questions(this.#form) : []
    write(this.#host.root, asked, given, files, masks && ((field, answer) => masks.shown(field, answer)))
  }

  #choose(form: PublicForm, { name }: PublicField, chosen: readonly File[]): void {
    const submission = this.#submission
    if (submission.phase === 'sending') return
    submission.files.set(name, chosen)
    // Other files of the same names are another answer.
    submission.take({ [name]: [] })
    submission.edit(form, { [name]: chosen.map((file) => file.name) }, name)
  }

  readonly #view = (field: PublicField, place: Place) => {
    const extension = field.type === 'file' && this.#extensions.part('files')
    if (!extension) return views[field.type](field, place)
    const chosen = this.#submission.files.get(field.name) ?? []
    return extension.view(field, place, chosen, (files) => this.#choose(place.form, field, files))
  }

  readonly #onSubmit = (event: Event) => {
    event.preventDefault()
    void this.submit()
  }

  readonly #onFocus = () => {
    void this.#extensions.settle('check')
    return this.#extensions.settle(this.#proving)
  }

  readonly #onInput = (event: Event) => {
    const form = this.#form
    if (!form) return
    // The bytes are on their way: what was typed since would be lost without a word, so it is not taken at all.
    if (this.#submission.phase === 'sending') return this.#write()
    void this.#extensions.pending('check')
    const control = event.target as Control
    const asked = questions(form)
    const field = asked.find((_, index) => nameAt(index) === control.name)
    if (field?.format) this.#extensions.part('masks')?.shape(field, control, event)
    if (field?.type === 'file') this.#choose(form, field, [...(control.files ?? [])])
    else this.#submission.edit(form, read(this.#host.root, asked), field?.name)
  }

  readonly #onIssue = async (issue: Issue) => {
    if (!this.#form) return
    const index = questions(this.#form).findIndex(({ name }) => name === issue.field)
    if (!controlsAt(this.#host.root, index)[0]) {
      this.#extensions.part('steps')?.show([issue])
      await this.#host.updateComplete
    }
    controlsAt(this.#host.root, index)[0]?.focus()
  }
}
