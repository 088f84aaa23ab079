/** How each type looks without a script: native controls in the element's own markup, one row a type. */
import type { Answer, FieldType, Option, PublicField } from '../../src/contract/form.ts'
import { toTyped } from '../../src/contract/typed-number.ts'
import type { Markup } from './html.ts'
import { attributes, html } from './html.ts'
import { ownText, spoken } from './own-text.ts'
import { proseMarkup } from './prose-markup.ts'

/** What the markup of a field needs to know besides the field. */
export interface Place {
  /** Name of its controls: `f1` to `fn`. */
  readonly name: string
  /** Id of its first control; other ids begin with it. */
  readonly id: string
  /** What stands in it, numbers as HTML has them. */
  readonly answer: Answer | undefined
  /** The form's language, in which numbers are typed. */
  readonly locale: string
  /** The sentence that says what is wrong. */
  readonly error: string | undefined
  /** Of files: what is taken. */
  readonly limits: string
  /** Said after its label. */
  readonly note: string
  /** The empty choice of a select. */
  readonly choose: string
  /** What the element says where files are chosen: on its button, and beside it. */
  readonly pick?: { readonly 'data-choose'?: string | undefined; readonly 'data-drop'?: string | undefined }
  /** Label of an option of its parent field. */
  readonly parentLabel: (value: string) => string
}

export const fieldMarkup = (field: PublicField, place: Place): Markup => VIEWS[field.type](field, place)

type View = (field: PublicField, place: Place) => Markup

/** The keyboard of a telephone, where the type alone does not say it. A CNPJ may have letters. */
const KEYBOARDS: Readonly<Record<string, string>> = { number: 'decimal', cpf: 'numeric', cep: 'numeric' }

// No `maxlength`: it would cut pasted words without a sign. No `pattern`: the proxy says what is wrong, in words.
const line = (field: PublicField, place: Place, own: Parameters<typeof attributes>[0] = {}): Markup => {
  const { type, format, placeholder } = field
  const inputmode = KEYBOARDS[format ?? type]
  const value = text(place.answer)
  return html`<input${attributes({ ...control(field, place), type, value, inputmode, placeholder, ...own })}>`
}

const input: View = (field, place) => frame(field, place, label(field, place), line(field, place))

/** The browser's own input goes by the browser's language. */
const number: View = (field, place) => {
  const typed = { type: 'text', value: toTyped(text(place.answer), place.locale) }
  return frame(field, place, label(field, place), line(field, place, typed))
}

const moment: View = (field, place) => {
  const { min, max, step } = field
  return frame(field, place, label(field, place), line(field, place, { min, max, step }))
}

/** The calling code stands before a number that is given without one. */
const telephone: View = (field, place) => {
  if (!hasCode(field, place.answer)) return input(field, place)
  const code = html`<span${attributes({ class: 'quiet', id: `${place.id}-code` })}>+${field.callingCode}</span>`
  return frame(field, place, label(field, place), html`<div class="row" dir="ltr">${code}${line(field, place)}</div>`)
}

const files: View = (field, place) => {
  const { accept, multiple } = field
  const limits =
    place.limits !== '' && html`<p class="quiet"${attributes({ id: `${place.id}-limits` })}>${place.limits}</p>\n`
  const given = { ...control(field, place), type: 'file', accept: accept?.join(','), multiple }
  return frame(
    field,
    place,
    label(field, place),
    html`${limits}<div${attributes({ class: 'pick', ...place.pick })}><input${attributes(given)}></div>`,
  )
}

const textarea: View = (field, place) =>
  frame(
    field,
    place,
    label(field, place),
    // HTML's parser drops a first line break.
    html`<textarea${attributes({ ...control(field, place), placeholder: field.placeholder, rows: 4 })}>
${text(place.answer)}</textarea>`,
  )

const select: View = (field, place) => {
  const { options = [], placeholder } = field
  const groups = [...new Set(options.flatMap(({ parents = [] }) => parents))]
  const choice = (option: Option) => {
    const { value, label: words } = option
    return html`<option${attributes({ value, selected: value === place.answer })}${spoken(option, 'label')}>${words}</option>`
  }
  return frame(
    field,
    place,
    label(field, place),
    html`<select${attributes(control(field, place))}>
<option value=""${spoken(field, 'placeholder')}>${placeholder ?? place.choose}</option>
${options.filter(({ parents }) => !parents).map(choice)}
${groups.map(
  (parent) => html`<optgroup${attributes({ label: place.parentLabel(parent) })}>
${options.filter(({ parents }) => parents?.includes(parent)).map(choice)}
</optgroup>`,
)}
</select>`,
  )
}

const choices: View = (field, place) => {
  const boxes = (field.options ?? []).map((option, index) => {
    const beside = option.parents?.map(place.parentLabel).join(', ')
    const words = html`${ownText(option, 'label')}${beside && html` <span class="quiet">(${beside})</span>`}`
    return box(field, place, { index, value: option.value, words })
  })
  return frame(field, place, html`<span${attributes({ id: `${place.id}-label` })}>${said(field, place)}</span>`, boxes)
}

const checkbox: View = (field, place) =>
  frame(field, place, html``, box(field, place, { index: 0, value: 'on', words: said(field, place) }))

const prose: View = (field, place) =>
  frame(
    field,
    place,
    html`<div${attributes({ class: 'prose' })}${spoken(field, 'label')}>${drawn(field, 'label')}</div>`,
    html``,
  )

const hidden: View = (field, { name, answer }) =>
  html`<input${attributes({ type: 'hidden', name, value: text(answer), 'data-name': field.name })}>`

const VIEWS: Readonly<Record<FieldType, View>> = {
  ...{ text: input, email: input, tel: telephone, url: input, number },
  ...{ date: moment, 'datetime-local': moment, time: moment },
  ...{ textarea, select, radio: choices, checkboxes: choices, checkbox },
  ...{ 'text-block': prose, hidden, file: files },
}

const GROUPS: { readonly [K in FieldType]?: 'group' | 'radiogroup' } = { radio: 'radiogroup', checkboxes: 'group' }

/** The whole field: label, help, controls, error. */
function frame(field: PublicField, place: Place, head: Markup, controls: Markup | readonly Markup[]): Markup {
  const { id, error } = place
  const role = GROUPS[field.type]
  const group = role && {
    role,
    'aria-labelledby': `${id}-label`,
    'aria-describedby': described(field, place),
    ...(role === 'radiogroup' && { 'aria-required': required(field) ? 'true' : undefined, ...invalid(place) }),
  }
  const at = dependsOn(field) && { 'data-at': place.name }
  return html`<div${attributes({ class: `field ${field.width ?? ''} ${error ? 'invalid' : ''}`.trim(), ...at, ...group })}>
${head}
${field.help !== undefined && html`<p class="quiet"${attributes({ id: `${id}-help` })}>${written(field, 'help')}</p>\n`}${controls}
${error !== undefined && html`<p class="error"${attributes({ id: `${id}-error` })}>${error}</p>\n`}</div>
`
}

function label(field: PublicField, place: Place): Markup {
  return html`<label${attributes({ for: place.id, id: `${place.id}-label` })}>${said(field, place)}</label>`
}

const said = (field: PublicField, { note }: Place) =>
  html`${written(field, 'label')}${note !== '' && html` <span class="quiet">${note}</span>`}`

const written = (field: PublicField, text: 'label' | 'help') => ownText(field, text, drawn(field, text))

const drawn = ({ prose, ...texts }: PublicField, text: 'label' | 'help') =>
  prose?.[text] ? proseMarkup(prose[text]) : texts[text]

/** What every control of one line has. */
function control(field: PublicField, place: Place) {
  const { name, id } = place
  return {
    ...{ class: 'control', id, name, 'data-name': field.name },
    ...{ required: required(field), autocomplete: field.autocomplete },
    ...{ 'aria-describedby': described(field, place), ...invalid(place) },
  }
}

/** A box or a circle with its words; the whole row can be hit. */
function box(field: PublicField, place: Place, at: { index: number; value: string; words: Markup }): Markup {
  const { name, id, answer } = place
  const { type } = field
  const { index, value, words } = at
  const own = type === 'checkbox' && { 'aria-describedby': described(field, place) }
  return html`<label class="choice"><input${attributes({
    ...{ type: type === 'radio' ? 'radio' : 'checkbox', id: index > 0 ? `${id}-${index}` : id, name, value },
    'data-name': field.name,
    checked: answer === true || (typeof answer === 'object' ? answer.includes(value) : answer === value),
    // Of several the group says it: an empty one that has to be chosen would be told to be wrong before anything was sent.
    required: type === 'checkbox' && required(field),
    ...own,
    ...(type !== 'radio' && invalid(place)),
  })}><span>${words}</span></label>
`
}

/** Whether a field is asked for at all is not known before the others are answered. */
const dependsOn = ({ when, parent }: PublicField) => when !== undefined || parent !== undefined

const required = (field: PublicField) => field.required === true && !dependsOn(field)

/** Said of what is well too: otherwise the browser goes by what is empty. */
const invalid = ({ error }: Place) => ({ 'aria-invalid': error === undefined ? 'false' : 'true' })

/** Ids of what describes the field: its help, what it takes of files, the calling code, its error. */
function described(field: PublicField, { id, limits, answer, error }: Place): string | undefined {
  const ids = [
    field.help !== undefined && `${id}-help`,
    limits !== '' && `${id}-limits`,
    hasCode(field, answer) && `${id}-code`,
    error !== undefined && `${id}-error`,
  ]
  return ids.filter((one) => one !== false).join(' ') || undefined
}

const hasCode = ({ callingCode }: PublicField, answer: Answer | undefined) =>
  callingCode !== undefined && !/^\s*(\+|00)/.test(text(answer))

const text = (answer: Answer | undefined): string => (typeof answer === 'string' ? answer : '')
