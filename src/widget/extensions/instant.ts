/** Carries over what a visitor did in the plain form inside the element, which works until, and unless, this comes. */
import type { Answer, PublicField } from '../../contract/form.ts'
import type { Begun, Extend, Instant } from '../extension.ts'
import type { Control } from '../fields/controls.ts'
import { controlsAt, held } from '../fields/controls.ts'

const extend: Extend<Instant> = () => ({
  begun(plain: HTMLFormElement, fields: readonly PublicField[]): Begun {
    const answers: Record<string, Answer> = Object.create(null)
    const files = new Map<string, readonly File[]>()
    const { activeElement } = plain.getRootNode() as Document | ShadowRoot
    let focus: Begun['focus']
    fields.forEach((field, index) => {
      // By the field's name: the markup may be of another version, whose fields stand in other places.
      const controls = [...plain.querySelectorAll<Control>(`[data-name="${field.name}"]`)]
      const chosen = field.type === 'file' && [...(controls[0]?.files ?? [])]
      const answer = chosen ? chosen.map(({ name }) => name) : held(field, controls)
      if (controls.some(isTouched) && `${answer}` !== `${field.default ?? ''}`) {
        answers[field.name] = answer
        if (chosen) files.set(field.name, chosen)
      }
      const active = controls.find((control) => control === activeElement)
      if (active) focus = { field: field.name, restore: caretOf(active, index) }
    })
    // What it holds is older from here on: neither a reload nor a script of the page is to find it.
    plain.remove()
    return { answers, files, focus }
  },
})

export default extend

/** A select knows no default of its own, and counts as touched as long as it says something. */
const isTouched = ({ value, defaultValue = '', checked, defaultChecked }: Control) =>
  value !== defaultValue || checked !== defaultChecked

/** Notes where the caret of a control stands, for the one that takes its place. */
function caretOf({ type, value, selectionStart, selectionEnd, selectionDirection, scrollTop }: Control, index: number) {
  return (root: ParentNode): void => {
    const controls = controlsAt(root, index)
    const heir = controls.find((control) => control.value === value) ?? controls[0]
    heir?.focus({ preventScroll: true })
    // Null for types without a caret, which throw when they are given one.
    if (heir?.type !== type || selectionStart === null) return
    heir.setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? 'none')
    heir.scrollTop = scrollTop
  }
}
