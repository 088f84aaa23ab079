/** What every field has around its controls: label, help, error, and the ties between them. */
import type { TemplateResult } from 'lit/html.js'
import { html, nothing } from 'lit/html.js'
import type { PublicField, Strings } from '../../contract/form.ts'

/** What a view needs to know besides the field. */
export interface Place {
  /** Name of the field's controls, id of the first one. */
  readonly id: string
  readonly strings: Strings
  /** The sentence that says what is wrong. */
  readonly error: string | undefined
}

/** A part with the field's name as second token, and its state as third. */
export const part = (name: string, field: PublicField, { error }: Place) =>
  `${name} ${name}-${field.name}${error ? ` ${name}-invalid` : ''}`

/** Ids of what describes the field: its help, then its error. */
export const described = (field: PublicField, { id, error }: Place) =>
  [field.help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ') || nothing

/** The words of a label. What may stay empty says so. */
export const words = (field: PublicField, { strings }: Place) =>
  html`<span>${field.label}</span> <span class="quiet">${field.required ? nothing : strings.optional}</span>`

export const label = (field: PublicField, place: Place, controlId: unknown = place.id) =>
  html`<label part=${part('label', field, place)} id="${place.id}-label" for=${controlId}>${words(field, place)}</label>`

/** The whole field. Several controls are a group, named by the label. */
export const frame = (
  field: PublicField,
  place: Place,
  head: TemplateResult | typeof nothing,
  controls: TemplateResult | TemplateResult[],
  role?: 'group' | 'radiogroup',
) => html`
  <div
    part=${part('field', field, place)}
    class="${field.width ?? ''} ${place.error ? 'invalid' : ''}"
    role=${role ?? nothing}
    aria-labelledby=${role ? `${place.id}-label` : nothing}
    aria-describedby=${role ? described(field, place) : nothing}
    aria-invalid=${role === 'radiogroup' ? !!place.error : nothing}
    aria-required=${role === 'radiogroup' ? !!field.required : nothing}
  >
    ${head}
    ${field.help ? html`<p part=${part('help', field, place)} class="quiet" id="${place.id}-help">${field.help}</p>` : nothing}
    ${controls}
    ${place.error ? html`<p part=${part('error', field, place)} class="error" id="${place.id}-error">${place.error}</p>` : nothing}
  </div>
`
