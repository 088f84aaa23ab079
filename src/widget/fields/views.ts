/** How each type looks: native controls, one row a type. */

import type { FieldType, PublicField } from '../../contract/form.ts'
import { ownText } from '../own-text.ts'
import type { TemplateResult } from '../template.ts'
import { html, nothing } from '../template.ts'
import type { Place } from './field.ts'
import { described, frame, label, words, written } from './field.ts'
import { part } from './names.ts'

type View = (field: PublicField, place: Place) => TemplateResult | typeof nothing

/** A field of one control, below its label. */
const single =
  (control: (field: PublicField, place: Place) => TemplateResult): View =>
  (field, place) =>
    frame(field, place, label(field, place), control(field, place))

/** The keyboard of a telephone, where the type alone does not say it. A CNPJ may have letters. */
const KEYBOARDS: Readonly<Record<string, string>> = { number: 'decimal', cpf: 'numeric', cep: 'numeric' }

// No `maxlength`: it would cut pasted words without a sign; the check says what is too long. A number is typed as text: the browser's
// own input goes by the language of the browser, not of the form.
const input = (field: PublicField, place: Place) => html`<input
  part=${part('input', field, place)}
  id=${place.id}
  name=${place.name}
  ?required=${field.required}
  aria-invalid=${!!place.error}
  aria-describedby=${described(field, place)}
  class="control"
  autocomplete=${field.autocomplete ?? nothing}
  placeholder=${field.placeholder ?? nothing}
  type=${field.type === 'number' ? 'text' : field.type}
  min=${field.min ?? nothing}
  max=${field.max ?? nothing}
  step=${field.step ?? nothing}
  accept=${field.accept ?? nothing}
  ?multiple=${field.multiple}
  value=${field.default ?? nothing}
  inputmode=${KEYBOARDS[field.format ?? field.type] ?? nothing}
  enterkeyhint=${place.enter}
/>`

const textarea = single(
  (field, place) => html`<textarea
    part=${part('input', field, place)}
    id=${place.id}
    name=${place.name}
    ?required=${field.required}
    aria-invalid=${!!place.error}
    aria-describedby=${described(field, place)}
    class="control"
    autocomplete=${field.autocomplete ?? nothing}
    placeholder=${field.placeholder ?? nothing}
    rows="4"
  ></textarea>`,
)

const select = single(
  (field, place) => html`<select
    part=${part('input', field, place)}
    id=${place.id}
    name=${place.name}
    ?required=${field.required}
    aria-invalid=${!!place.error}
    aria-describedby=${described(field, place)}
    class="control"
    autocomplete=${field.autocomplete ?? nothing}
  >
    ${choosing('', field.placeholder ?? place.form.strings.choose, field.langs?.placeholder)}
    ${place.options.map(({ value, label, langs }) => choosing(value, label, langs?.label))}
  </select>`,
)

/** `lang`: of its words, where it is their own. */
const choosing = (value: string, words: string, lang: string | undefined) =>
  html`<option value=${value} lang=${lang ?? nothing} dir=${lang ? 'auto' : nothing}>${words}</option>`

/** The calling code stands before the number until one is given with its own. */
const telephone = single(
  (field, place) => html`<div class="row" dir="ltr">
    ${field.callingCode ? html`<span id="${place.id}-code" class="quiet">${/^\s*(\+|00)/.test(`${place.answer}`) ? nothing : `+${field.callingCode}`}</span>` : nothing}
    ${input(field, place)}
  </div>`,
)

/** A box or a circle with its words; the whole row can be hit. */
const choice = (field: PublicField, place: Place, index: number, value: string, content: unknown) =>
  html`<label class="choice" part=${field.type === 'checkbox' ? part('label', field, place) : nothing}
    ><input
      part=${part('input', field, place)}
      id=${index ? `${place.id}-${index}` : place.id}
      name=${place.name}
      ?required=${field.required && field.type === 'checkbox'}
      aria-invalid=${field.type === 'radio' ? nothing : !!place.error}
      aria-describedby=${field.options ? nothing : described(field, place)}
      type=${field.type === 'radio' ? 'radio' : 'checkbox'}
      value=${value}
    />${content}</label
  >`

const choices: View = (field, place) =>
  frame(
    field,
    place,
    label(field, place, nothing),
    place.options.map((option, index) => choice(field, place, index, option.value, ownText(option, 'label'))),
    field.type === 'radio' ? 'radiogroup' : 'group',
  )

const checkbox: View = (field, place) =>
  frame(field, place, nothing, choice(field, place, 0, 'on', html`<span>${words(field, place)}</span>`))

const prose: View = (field, place) =>
  frame(field, place, html`<div class="prose">${written(field, 'label', place)}</div>`, [])

/** Its answer is its default, or what the page hands in. */
const unseen: View = () => nothing

const line = single(input)

export const views: Readonly<Record<FieldType, View>> = {
  text: line,
  email: line,
  tel: telephone,
  url: line,
  number: line,
  date: line,
  'datetime-local': line,
  time: line,
  textarea,
  select,
  radio: choices,
  checkboxes: choices,
  checkbox,
  'text-block': prose,
  hidden: unseen,
  // Plainly: what may be chosen, and what was, is told by the extension.
  file: line,
}
