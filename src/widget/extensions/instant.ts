/** Carries over what a visitor did in the plain form inside the element, which works until, and unless, this comes. */
import type { Answer, PublicField } from '../../contract/form.ts'
import type { Begun, Extend, Instant, Kit } from '../extension.ts'
import type { Control } from '../fields/controls.ts'
import { controlsAt, held } from '../fields/controls.ts'
import { EARLY, isBusy, mindVisitor } from './instant/marks.ts'

const extend: Extend<Instant> = (kit) => new Takeover(kit)

export default extend

/** While its visitor is busy. */
const LOOK_AGAIN_MS = 100

class Takeover implements Instant {
  readonly #kit: Kit
  #timer: ReturnType<typeof setTimeout> | undefined
  #isAhead = false

  constructor(kit: Kit) {
    this.#kit = kit
    kit.adopt(AHEAD)
    const plain = kit.host.querySelector<HTMLFormElement>('form[method]')
    if (plain) mindVisitor(plain)
  }

  begun(plain: HTMLFormElement, fields: readonly PublicField[]): Begun | undefined {
    const { activeElement } = plain.getRootNode() as Document | ShadowRoot
    if (!this.#isAhead || isBusy(plain, activeElement)) {
      this.#lookAgain()
      return
    }
    const answers: Record<string, Answer> = Object.create(null)
    const files = new Map<string, readonly File[]>()
    // The proxy wrote into it what the visitor had given before.
    const isFilled = 'filled' in plain.dataset
    let focus: Begun['focus']
    fields.forEach((field, index) => {
      const controls = controlsOf(plain, field)
      const chosen = field.type === 'file' && [...(controls[0]?.files ?? [])]
      const answer = chosen ? chosen.map(({ name }) => name) : held(field, controls)
      if (controls.some((control) => isFilled || isTouched(control)) && `${answer}` !== `${field.default ?? ''}`) {
        answers[field.name] = answer
        if (chosen) files.set(field.name, chosen)
      }
      const active = controls.find((control) => control === activeElement)
      if (active) focus = { field: field.name, restore: caretOf(active, index) }
    })
    // The one button, which no field has.
    if (activeElement?.matches('button') && plain.contains(activeElement)) focus = { field: '', restore: focusButton }
    // What it holds is older from here on: neither a reload nor a script of the page is to find it.
    plain.remove()
    for (const name of ['input', 'change'])
      plain.addEventListener(name, ({ target }) => this.#heed(plain, fields, target as Control))
    if (EARLY in plain.dataset) setTimeout(() => this.#send(plain.querySelectorAll('fieldset.step').length))
    return { answers, files, focus }
  }

  #lookAgain(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined
        this.#isAhead = true
        this.#kit.requestUpdate()
      },
      this.#isAhead ? LOOK_AGAIN_MS : 0,
    )
  }

  /** A password manager that fills one control after another found them all before, and writes into those that are gone. */
  #heed(plain: HTMLFormElement, fields: readonly PublicField[], { dataset: { name } }: Control): void {
    const field = fields.find((each) => each.name === name)
    if (field && field.type !== 'file') this.#kit.host.answers = { [field.name]: held(field, controlsOf(plain, field)) }
  }

  /** All steps were there to be filled: it goes on until something is wrong, or all of it is about to be sent. */
  async #send(steps: number): Promise<void> {
    const { host } = this.#kit
    const over = new AbortController()
    for (const name of ['gatehouse-invalid', 'gatehouse-before-submit']) {
      host.addEventListener(name, () => over.abort(), { signal: over.signal })
    }
    for (let step = 0; step < Math.max(1, steps) && !over.signal.aborted; step++) await host.submit()
    over.abort()
  }
}

const focusButton = (root: ParentNode) =>
  root.querySelector<HTMLElement>('[part=submit]')?.focus({ preventScroll: true })

/** By the field's name: the markup may be of another version, whose fields stand in other places. */
const controlsOf = (plain: HTMLFormElement, { name }: PublicField) => [
  ...plain.querySelectorAll<Control>(`[data-name="${name}"]`),
]

/** As long as the plain form stands in its slot. */
const AHEAD = 'slot:not([name]) ~ * { display: none !important }'

/** Of a select, its options know what it began with: the first one where none does. */
const isTouched = (control: Control | HTMLSelectElement) =>
  'options' in control
    ? [...control.options].some(({ selected, defaultSelected }) => selected !== defaultSelected)
    : control.value !== control.defaultValue || control.checked !== control.defaultChecked

/** Notes where the caret of a control stands, for the one that takes its place. */
function caretOf({ type, value, selectionStart, selectionEnd, selectionDirection, scrollTop }: Control, index: number) {
  return (root: ParentNode): void => {
    const controls = controlsAt(root, index)
    const heir = controls.find((control) => control.value === value) ?? controls[0]
    heir?.focus({ preventScroll: true })
    // Null for types without a caret, which throw when they are given one.
    if (heir?.type !== type || selectionStart === null) return
    // Each lays the page out, and is seldom needed.
    if (heir.selectionStart !== selectionStart || heir.selectionEnd !== selectionEnd)
      heir.setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? 'none')
    if (scrollTop) heir.scrollTop = scrollTop
  }
}
