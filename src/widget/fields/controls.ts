/**
 * What stands in the controls of a form, both ways. Controls are known by neutral names, `f1` to `fn`: a control called
 * as its field could replace a property of the form.
 */
import type { Answer, Answers, FieldType, PublicField } from '../../contract/form.ts'

/** The control's name, and the id of its first control, for the field at this place of the form. */
export const nameAt = (index: number) => `f${index + 1}`

type Control = HTMLInputElement

/** The answers of all fields that have a control, as the visitor left them. */
export function read(root: ParentNode, fields: readonly PublicField[]): Answers {
  const given: Record<string, Answer> = Object.create(null)
  for (const [field, controls] of controlsOf(root, fields)) given[field.name] = (readers[field.type] ?? text)(controls)
  return given
}

/** Writes answers into the controls that say otherwise; a caret is never moved without need. */
export function write(root: ParentNode, fields: readonly PublicField[], given: Answers): void {
  for (const [field, controls] of controlsOf(root, fields)) {
    const wanted = given[field.name] ?? ''
    for (const control of controls) {
      if (readers[field.type]) {
        control.checked =
          wanted === true || wanted === control.value || (list(wanted) && wanted.includes(control.value))
      } else if (text([control]) !== wanted) {
        control.value = String(wanted)
      }
    }
  }
}

const text = ([control]: readonly Control[]) =>
  // Half a date, or letters among digits, reads as empty: the check must not take it for nothing given.
  control?.validity.badInput ? '?' : (control?.value ?? '')

const readers: Partial<Record<FieldType, (controls: readonly Control[]) => Answer>> = {
  checkbox: ([box]) => box?.checked ?? false,
  checkboxes: (boxes) => boxes.filter((box) => box.checked).map((box) => box.value),
  radio: (choices) => choices.find((choice) => choice.checked)?.value ?? '',
}

const list = (answer: Answer): answer is readonly string[] => Array.isArray(answer)

function* controlsOf(root: ParentNode, fields: readonly PublicField[]): Generator<[PublicField, Control[]]> {
  for (const [index, field] of fields.entries()) {
    const controls = [...root.querySelectorAll<Control>(`[name=${nameAt(index)}]`)]
    if (controls.length) yield [field, controls]
  }
}
