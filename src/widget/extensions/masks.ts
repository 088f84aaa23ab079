/** Groups the characters of a national format while they are typed. The text stays the visitor's: nothing is cut or refused. */

import type { Answer, FieldFormat, PublicField } from '../../contract/form.ts'
import { unmarked } from '../../contract/formats.ts'
import type { Extend, Masks } from '../extension.ts'
import { replace } from './masks/replace.ts'

/** `0` takes a digit, `A` a letter too; all else is a mark. */
const SHAPES: Readonly<Record<FieldFormat, string>> = {
  cpf: '000.000.000-00',
  cnpj: 'AA.AAA.AAA/AAAA-00',
  cep: '00000-000',
}

const extend: Extend<Masks> = () => ({
  shape({ format }: PublicField, control: HTMLInputElement, event: Event): void {
    const { value, selectionStart, selectionEnd } = control
    const { inputType = '', isComposing = false } = event as Partial<InputEvent>
    // What an input method still works on is its own.
    if (isComposing) control.addEventListener('compositionend', tellAgain, { once: true })
    if (isComposing || /^history/.test(inputType)) return
    const shaped = grouped(format, value)
    // A mark that is typed, or left by what was deleted behind it, stands where the next character brings it anyway.
    if (shaped === undefined || shaped === value.replace(/[\s\p{P}]$/u, '')) return
    const before = unmarked(value.slice(0, selectionStart ?? value.length)).length
    replace(control, shaped)
    // Another selection than a caret is the browser's; it is none of what was just typed.
    if (selectionStart !== selectionEnd) return
    const caret = placeOf(shaped, before, /Forward$/.test(inputType))
    control.setSelectionRange(caret, caret)
  },
  shown({ format }: PublicField, answer: Answer): string {
    return grouped(format, `${answer}`) ?? `${answer}`
  },
})

export default extend

/** As the format writes it, as far as it goes; undefined for what is not of the format. */
export function grouped(format: FieldFormat | undefined, text: string): string | undefined {
  const rest = [...unmarked(text)]
  let shaped = ''
  for (const place of format ? SHAPES[format] : '') {
    const next = rest[0]
    if (next === undefined) break
    if (!/[0A]/.test(place)) shaped += place
    else if ((place === 'A' ? /[\dA-Z]/ : /\d/).test(next)) shaped += rest.shift()
    else return undefined
  }
  return rest.length ? undefined : shaped
}

/** Behind so many characters; `isBehindMark`: and behind the mark that follows, so that deleting forwards gets on. */
function placeOf(shaped: string, characters: number, isBehindMark: boolean): number {
  let place = 0
  while (unmarked(shaped.slice(0, place)).length < characters) place++
  while (isBehindMark && place < shaped.length && !unmarked(shaped.charAt(place))) place++
  return place
}

/** The form hears that a text is finished, as it would of one that was typed. */
function tellAgain({ currentTarget }: Event): void {
  currentTarget?.dispatchEvent(new Event('input', { bubbles: true }))
}
