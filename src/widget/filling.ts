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
  /** As high as the form was, once success stands in its place. */
  #heightPx: number | undefined

  constructor(host: Host, submission: Submission, extensions: ExtensionSet) {
    this.#host = host
    this.#submission = submission
    this.#extensions = extensions
    submission.prove = async (...given) => {
      await this.#prepare()
      return this.#prover?.prove(...given)
    }
  }

  /** Shows this form from now on; `begun` is what was done in a plain one. */
  begin(form: PublicForm, begun?: Begun | null): void {
    // Another form is another submission; so is a preview of it, whose bytes are nobody's.
    if (this.#form && (this.#form.id !== form.id || this.#form.preview?.token !== form.preview?.token)) {
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
    const { receipt, way } = submission
    const { prefix } = this
    // Also where nothing was typed here: what was kept is sent by itself.
    if (way.phase !== 'ready' || submission.issues.length) void this.#extensions.pending('check')
    if (receipt) {
      this.#heightPx ??= this.#find('form')?.offsetHeight ?? 0
      return success(form, receipt.reference, this.#heightPx, prefix)
    }
    this.#heightPx = undefined
    // Also of a form that has closed: what may have arrived before is asked for.
    const answers = submission.startFrom(form)
    if (form.closed) return closed(form)
    const asked = questions(form)
    const { checks } = this.#extensions
    submission.checks = checks
    // What is on its way stays what it is.
    if (checks.outdated && way.phase !== 'sending') submission.follow(form, checks.outdated)
    const shown = checks.visible(asked, answers)
    const hidden = asked.filter((field) => !shown.includes(field))
    const steps = form.steps && this.#extensions.part('steps')
    if (steps && !this.#page) steps.index = submission.kept.step ?? 0
    this.#page = steps?.page(form, shown)
    if (steps) submission.kept.step = steps.index
    return formView({
      form,
      asked,
      shown,
      answers,
      // It waits for the check, which is on its way.
      way: this.#pressed && this.#page?.isLast !== false ? { phase: 'sending', isSlow: false } : way,
      issues: submission.issues.filter(({ field }) => !hidden.some(({ name }) => name === field)),
      page: this.#page,
      upload: [this.#extensions.part('files')?.sending(form, way.progress), this.#prover?.view?.(form)],
      prose: this.#extensions.part('prose'),
      checks,
      prefix,
      base: this.#host.base,
      hasMainTitle: this.hasMainTitle,
      isNamed: !this.#extensions.part('dialog'),
      view: (field, place) => this.#viewOf(field, place),
      on: this,
      onIssue: (issue) =>
        this.#leadTo(
          issue,
          asked.findIndex(({ name }) => name === issue.field),
        ),
    })
  }

  drawn(): void {
    this.#write()
    if (this.#form) this.#submission.resume(this.#form)
    if (this.#heightPx !== undefined) this.#greet()
    const { step = 0, steps = 0 } = this.#page ?? {}
    if (this.#step && step !== this.#step) this.#host.dispatchEvent(new FormEvent('gatehouse-step', { step, steps }))
    // A reload comes back to it, also before anything is answered there. Going back leaves the way forward open.
    if (this.#form && this.#step && step > this.#step) this.#submission.edit(this.#form, {})
    this.#step = step
    if (this.#focus) void this.#carryOver(this.#focus)
  }

  /** Takes what the visitor does. */
  handleEvent(event: Event): void {
    if (event.type === 'submit') {
      event.preventDefault()
      void this.submit()
    } else if (event.type === 'focusin') {
      this.#takeUp()
      // Not in the task that has the focus to give: it may be that of a key, or of a form being taken over.
      setTimeout(() => this.#prepare())
    } else if (!this.#host.isDrawing) this.#typed(event)
  }

  /** Goes on to the next step, or checks and sends. Once, as long as the check is on its way. */
  submit(): Promise<void> {
    this.#takeUp()
    const check = this.#extensions.pending('check')
    if (check) this.#host.requestUpdate()
    const ready = Promise.race([check, this.#submission.way.leaving])
    this.#pressed ??= ready.then(() => {
      this.#pressed = undefined
      this.#host.requestUpdate()
      return this.#goOn()
    })
    return this.#pressed
  }

  reset(): void {
    if (this.#submission.way.phase === 'sending') return
    this.#submission.reset()
    this.#extensions.part('steps')?.reset()
  }

  async #goOn(): Promise<void> {
    const form = this.#form
    if (!form || form.closed) return
    const submission = this.#submission
    this.#isSent = true
    submission.checks = this.#extensions.checks
    if (this.#page?.isLast === false) {
      const asked = this.#page.fields.map(({ name }) => name)
      if (submission.check(form, asked)) this.#extensions.part('steps')?.next()
    } else await submission.submit(form)
    await this.#reveal(submission.issues)
    this.#find('.summary, .invalid [name]')?.focus()
  }

  /** To the step that it is in first. */
  async #carryOver({ field, restore }: NonNullable<Begun['focus']>): Promise<void> {
    this.#focus = undefined
    await this.#reveal([{ field, code: 'value-missing' }])
    restore(this.#host.root)
  }

  /** Settles when the step of the first issue is shown. */
  #reveal(issues: readonly Issue[]): Promise<void> {
    this.#extensions.part('steps')?.show(issues)
    return this.#host.updateComplete
  }

  /** Leads to the heading of success who is still at the form, and sent it from here. The focus is in the form, or was: then it is nowhere. */
  #greet(): void {
    const { root } = this.#host
    // Not `:focus-within`, which ends where a dialog begins.
    const { activeElement } = root.getRootNode() as Document | ShadowRoot
    const isHere = document.activeElement === document.body || root.contains(activeElement)
    if (this.#isSent && isHere) this.#find('[tabindex]')?.focus()
    this.#isSent = false
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
    const { answers, files } = this.#submission
    const asked = this.#form ? questions(this.#form) : []
    write(this.#host.root, asked, answers, files, masks && ((field, answer) => masks.shown(field, answer)))
  }

  /** Some browsers and password managers fill controls without an event; to draw anew would empty those. */
  #takeUp(): void {
    if (this.#form) this.#submission.take(read(this.#host.root, questions(this.#form)))
  }

  #choose(form: PublicForm, { name }: PublicField, chosen: readonly File[]): void {
    const submission = this.#submission
    if (submission.way.phase === 'sending') return
    submission.files.set(name, chosen)
    // Other files of the same names are another answer.
    submission.take({ [name]: [] })
    submission.edit(form, { [name]: chosen.map((file) => file.name) }, name)
  }

  #viewOf(field: PublicField, place: Place) {
    const extension = field.type === 'file' && this.#extensions.part('files')
    if (!extension) return views[field.type](field, place)
    const chosen = this.#submission.files.get(field.name) ?? []
    return extension.view(field, place, chosen, (files) => this.#choose(place.form, field, files))
  }

  /** Fetches what is needed once somebody has come. */
  #prepare(): Promise<void> {
    void this.#extensions.settle('check')
    return this.#extensions.settle(this.#proving)
  }

  #typed(event: Event): void {
    const form = this.#form
    if (!form) return
    // The bytes are on their way: what was typed since would be lost without a word, so it is not taken at all.
    if (this.#submission.way.phase === 'sending') {
      this.#write()
      return
    }
    void this.#extensions.pending('check')
    const control = event.target as Control
    const asked = questions(form)
    const field = asked.find((_, index) => nameAt(index) === control.name)
    if (field?.format) this.#extensions.part('masks')?.shape(field, control, event)
    if (field?.type === 'file') this.#choose(form, field, [...(control.files ?? [])])
    else this.#submission.edit(form, read(this.#host.root, asked), field?.name)
  }

  async #leadTo(issue: Issue, index: number): Promise<void> {
    const control = () => controlsAt(this.#host.root, index)[0]
    if (!control()) await this.#reveal([issue])
    control()?.focus()
  }
}
