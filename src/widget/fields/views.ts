/** How each type looks: native controls, one row a type. */
import type { TemplateResult } from 'lit/html.js'
import { html, nothing } from 'lit/html.js'
import type { FieldType, PublicField } from '../../contract/form.ts'
import type { Place } from './field.ts'
import { described, frame, label, part, words } from './field.ts'

type View = (field: PublicField, place: Place) => TemplateResult | typeof nothing

// No `maxlength`: it would cut pasted words without a sign. The check says what is too long.
const input: View = (field, place) =>
  frame(
    field,
    place,
    label(field, place),
    html`<input
      part=${part('input', field, place)}
      class="control"
      id=${place.id}
      name=${place.id}
      ?required=${field.required}
      autocomplete=${field.autocomplete ?? nothing}
      aria-invalid=${!!place.error}
      aria-describedby=${described(field, place)}
      placeholder=${field.placeholder ?? nothing}
      type=${field.type}
      value=${field.default ?? nothing}
      min=${field.min ?? nothing}
      max=${field.max ?? nothing}
      step=${field.step ?? nothing}
    />`,
  )

const textarea: View = (field, place) =>
  frame(
    field,
    place,
    label(field, place),
    html`<textarea
      part=${part('input', field, place)}
      class="control"
      id=${place.id}
      name=${place.id}
      ?required=${field.required}
      autocomplete=${field.autocomplete ?? nothing}
      aria-invalid=${!!place.error}
      aria-describedby=${described(field, place)}
      placeholder=${field.placeholder ?? nothing}
      rows="4"
    ></textarea>`,
  )

const select: View = (field, place) =>
  frame(
    field,
    place,
    label(field, place),
    html`<select
      part=${part('input', field, place)}
      class="control"
      id=${place.id}
      name=${place.id}
      ?required=${field.required}
      autocomplete=${field.autocomplete ?? nothing}
      aria-invalid=${!!place.error}
      aria-describedby=${described(field, place)}
    >
      <option value="">${field.placeholder ?? place.strings.choose}</option>
      ${field.options?.map(({ value, label }) => html`<option value=${value}>${label}</option>`)}
    </select>`,
  )

/** A box or a circle with its words; the whole row can be hit. */
const choice = (field: PublicField, place: Place, index: number, value: string, content: unknown) =>
  html`<label class="choice" part=${field.type === 'checkbox' ? part('label', field, place) : nothing}
    ><input
      part=${part('input', field, place)}
      id=${index ? `${place.id}-${index}` : place.id}
      name=${place.id}
      ?required=${field.required && field.type !== 'checkboxes'}
      aria-invalid=${field.type === 'radio' ? nothing : !!place.error}
      aria-describedby=${field.options ? nothing : described(field, place)}
      type=${field.type === 'radio' ? 'radio' : 'checkbox'}
      value=${value}
    /><span>${content}</span></label
  >`

const choices: View = (field, place) =>
  frame(
    field,
    place,
    label(field, place, nothing),
    (field.options ?? []).map(({ value, label }, index) => choice(field, place, index, value, label)),
    field.type === 'radio' ? 'radiogroup' : 'group',
  )

const checkbox: View = (field, place) =>
  frame(field, place, nothing, choice(field, place, 0, 'on', words(field, place)))

const prose: View = (field, place) => frame(field, place, html`<p class="prose">${field.label}</p>`, [])

/** Its answer is its default, or what the page hands in. */
const unseen: View = () => nothing

export const views: Readonly<Record<FieldType, View>> = {
  text: input,
  email: input,
  tel: input,
  url: input,
  number: input,
  date: input,
  'datetime-local': input,
  time: input,
  textarea,
  select,
  radio: choices,
  checkboxes: choices,
  checkbox,
  'text-block': prose,
  hidden: unseen,
  // The proxy publishes no form with files as long as none can be sent.
  file: unseen,
}
