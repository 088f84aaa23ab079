/** One step at a time, with the way there in the browser's history: going back in it goes a step back. */
import type { Issue, PublicField, PublicForm } from '../../contract/form.ts'
import type { Extend, Kit, Page, Steps } from '../extension.ts'
import { slide } from './steps/slide.ts'
import { styles } from './steps/styles.ts'
import type { Walker } from './steps/trail.ts'
import { join, keyFor, leave, push, rewind, stepOf } from './steps/trail.ts'

const extend: Extend<Steps> = (kit) => new StepByStep(kit)

export default extend

/** The second half of a double click is not meant for the step that the first one brought. */
const onClick = (event: Event) => {
  const { detail, target } = event as MouseEvent
  if (detail > 1 && (target as Element).closest('[part=submit]')) event.preventDefault()
}

class StepByStep implements Steps, Walker {
  index = 0
  key = ''
  readonly #kit: Kit
  /** The level of its heading: a page that gave a main title made the form's own the main one. */
  readonly #level: 2 | 3
  /** The steps that have something to show, as they were last drawn. */
  #open: readonly number[] = [0]
  /** The furthest one that was ever shown: going forward in the history goes no further. */
  #reached = 0
  #form: PublicForm | undefined
  /** Sent: whoever goes back leaves the form, and need not go through steps that are no more. */
  #isOver = false

  constructor(kit: Kit) {
    this.#kit = kit
    this.#level = kit.host.querySelector('h1') ? 2 : 3
    kit.adopt(styles)
    kit.root.addEventListener('click', onClick)
  }

  page(form: PublicForm, shown: readonly PublicField[]): Page {
    const { html, nothing } = this.#kit
    const { steps = [], strings } = form
    this.#begin(form)
    const on = (index: number) => shown.filter(({ name }) => steps[index]?.fields.includes(name))
    const open = steps.flatMap((_, index) => (on(index).some(({ type }) => type !== 'hidden') ? [index] : []))
    this.#open = open.length ? open : [0]
    this.index = this.#open.filter((index) => index <= this.index).at(-1) ?? this.#first
    this.#reached = Math.max(this.#reached, this.index)
    const [step, isLast] = [this.#open.indexOf(this.index), this.index === this.#open.at(-1)]
    // Consent, and what has no looks, stands on no step.
    const rest = isLast ? shown.filter(({ name }) => !steps.some(({ fields }) => fields.includes(name))) : []
    const { title, langs } = steps[this.index] ?? {}
    const words: Readonly<Record<string, unknown>> = { step: step + 1, steps: this.#open.length }
    const said = (title ? strings.steps?.progress : strings.steps?.untitled) ?? ''
    // The title may be in another language than the words around it.
    const [before, after] = said.replace(/{(steps?)}/g, (_, name) => `${words[name]}`).split('{title}')
    return {
      fields: [...on(this.index), ...rest],
      step: step + 1,
      steps: this.#open.length,
      isLast,
      head: html`<div part="progress" class="progress">
        <h3 tabindex="-1" aria-level=${this.#level}><span>${before}</span><span lang=${langs?.title ?? nothing} dir="auto">${title}</span><span>${after}</span></h3>
        <div class="line" aria-hidden="true">${this.#open.map((_, at) => html`<i class=${at > step ? nothing : 'done'}></i>`)}</div>
      </div>`,
      back: step
        ? html`<button part="back" class="back" type="button" @click=${this.#onBack}><span>${strings.steps?.back}</span></button>`
        : nothing,
    }
  }

  next(): boolean {
    const next = this.#open.find((index) => index > this.index)
    if (next === undefined) return false
    this.#goOn(next)
    void this.#turned(1)
    return true
  }

  back(): void {
    this.#goBack(this.#open.filter((index) => index < this.index).at(-1) ?? this.#first)
    void this.#turned(-1)
  }

  show([issue]: readonly Issue[]): void {
    const index = this.#form?.steps?.findIndex(({ fields }) => fields.includes(issue?.field ?? '')) ?? -1
    if (index < 0 || index === this.index) return
    if (index < this.index) this.#goBack(index)
    else this.#goOn(index)
    // The focus is the caller's, who knows what is wrong.
    this.#kit.requestUpdate()
  }

  reset(): void {
    this.#isOver = false
    this.#goBack(0)
    this.#reached = 0
    this.#kit.requestUpdate()
  }

  stop(): void {
    leave(this)
    this.#kit.host.removeEventListener('gatehouse-accepted', this.#onAccepted)
  }

  walked(index: number): void {
    if (this.#isOver) {
      rewind(this.key, 0, 1)
      return
    }
    const wanted = Math.min(index, this.#reached)
    if (wanted === this.index) return
    const way = wanted < this.index ? -1 : 1
    this.index = wanted
    void this.#turned(way)
  }

  get #first(): number {
    return this.#open[0] ?? 0
  }

  readonly #onBack = () => this.back()

  /** Nothing moves yet: the page has its own way on, and the visitor is where the thanks are. */
  readonly #onAccepted = () => {
    this.#isOver = true
  }

  /** Listens from here on. */
  #begin(form: PublicForm): void {
    if (this.#form?.id !== form.id) {
      // Another form begins at its own beginning, the first one where its draft was left, or in the history before that.
      if (this.#form) this.index = 0
      this.#reached = this.index
      this.key = keyFor(form.id)
      this.index = Math.min(this.index, stepOf(this.key) ?? this.index)
    }
    this.#form = form
    join(this)
    this.#kit.host.addEventListener('gatehouse-accepted', this.#onAccepted)
  }

  #goOn(index: number): void {
    push(this.key, this.index, index)
    this.index = index
  }

  #goBack(index: number): void {
    this.index = index
    rewind(this.key, index)
  }

  /** Draws the step that it turned to, and leads there. `way`: forwards is 1. */
  async #turned(way: 1 | -1): Promise<void> {
    const { root, host } = this.#kit
    this.#kit.requestUpdate()
    await host.updateComplete
    root.querySelector<HTMLElement>('.progress > [tabindex]')?.focus()
    slide(root, way)
  }
}
