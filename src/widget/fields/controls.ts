/**
 * What stands in the controls of a form, both ways. Controls are known by neutral names, `f1` to `fn`: a control called
 * as its field could replace a property of the form.
 */
import type { Answer, Answers, FieldType, PublicField } from '../../contract/form.ts'

export type Control = HTMLInputElement

/** The controls' name for the field at this place of the form. */
export const nameAt = (index: number) => `f${index + 1}`

export const controlsAt = (root: ParentNode, index: number): Control[] => [
  ...root.querySelectorAll<Control>(`[name=${nameAt(index)}]`),
]

/** The answers of all fields that have a control, as the visitor left them; files are given otherwise. */
export function read(root: ParentNode, fields: readonly PublicField[]): Answers {
  const given: Record<string, Answer> = Object.create(null)
  fields.forEach((field, index) => {
    const controls = controlsAt(root, index)
    if (controls.length && field.type !== 'file') given[field.name] = held(field, controls)
  })
  return given
}

/** What the controls of one field hold, but for files. */
export const held = ({ type }: PublicField, controls: readonly Control[]): Answer => (readers[type] ?? text)(controls)

/** Writes answers into the controls that say otherwise; a caret is never moved without need. */
export function write(
  root: ParentNode,
  fields: readonly PublicField[],
  given: Answers,
  files: ReadonlyMap<string, readonly File[]>,
  shown = (_: PublicField, answer: Answer) => `${answer}`,
): void {
  fields.forEach((field, index) => {
    const wanted = given[field.name] ?? ''
    for (const control of controlsAt(root, index)) {
      if (field.type === 'file') put(control, files.get(field.name) ?? [])
      else if (readers[field.type]) control.checked = wanted === true || [wanted].flat().includes(control.value)
      // A default stands there as it was written.
      else if (text([control]) !== wanted || wanted === control.defaultValue) control.value = shown(field, wanted)
    }
  })
}

const text = ([control]: readonly Control[]) =>
  // Half a date, or letters among digits, reads as empty: the check must not take it for nothing given.
  control?.validity.badInput ? '?' : (control?.value ?? '')

const readers: Partial<Record<FieldType, (controls: readonly Control[]) => Answer>> = {
  checkbox: ([box]) => box?.checked ?? false,
  checkboxes: (boxes) => boxes.filter((box) => box.checked).map((box) => box.value),
  radio: (choices) => choices.find((choice) => choice.checked)?.value ?? '',
}

/** A control that was drawn anew has no files; a list like that of a drop gives them back. */
function put(control: Control, files: readonly File[]): void {
  if (files.length === control.files?.length) return
  const dropped = new DataTransfer()
  for (const file of files) dropped.items.add(file)
  control.files = dropped.files
}
