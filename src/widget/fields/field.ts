/** What every field has around its controls: label, help, error, and the ties between them. */

import type { Answer, Option, PublicField, PublicForm } from '../../contract/form.ts'
import { CONSENT } from '../../contract/form.ts'
import type { ProseView } from '../extension.ts'
import { ownText } from '../own-text.ts'
import type { TemplateResult } from '../template.ts'
import { html, nothing } from '../template.ts'
import { describing, part } from './names.ts'

/** What a view needs to know besides the field. */
export interface Place {
  /** Name of the field's controls. */
  readonly name: string
  /** Id of the first of them; the field's other ids begin with it. */
  readonly id: string
  readonly form: PublicForm
  readonly answer: Answer | undefined
  /** The options that can be chosen. */
  readonly options: readonly Option[]
  /** The sentence that says what is wrong. */
  readonly error: string | undefined
  /** What a telephone's keyboard says on its enter key, which presses the form's button. */
  readonly enter: 'next' | 'send'
  /** Where a text of the form is more than plain. */
  readonly prose: ProseView | undefined
}

export const described = (field: PublicField, place: Place) => describing(field, place) || nothing

/** A text of the field as it is drawn. */
export const written = (field: PublicField, text: 'label' | 'help', { prose }: Place) =>
  ownText(field, text, prose?.view(field.prose?.[text]))

/** The words of a label. What may stay empty says so. */
export const words = (field: PublicField, place: Place) =>
  html`${written(field, 'label', place)} <span class="quiet">${field.required ? nothing : place.form.strings.optional}</span>`

export const label = (field: PublicField, place: Place, controlId: string | typeof nothing = place.id) =>
  html`<label part=${part('label', field, place)} id="${place.id}-label" for=${controlId}>${words(field, place)}</label>`

/** The whole field. Several controls are a group, named by the label. */
export const frame = (
  field: PublicField,
  place: Place,
  head: TemplateResult | typeof nothing,
  controls: TemplateResult | TemplateResult[],
  role: 'group' | 'radiogroup' | typeof nothing = nothing,
) => html`
  <div
    part="${field.name === CONSENT ? 'consent ' : ''}${part('field', field, place)}"
    class="${field.width ?? ''} ${place.error ? 'invalid' : ''}"
    role=${role}
    aria-labelledby=${role === nothing ? nothing : `${place.id}-label`}
    aria-describedby=${role === nothing ? nothing : described(field, place)}
    aria-invalid=${role === 'radiogroup' ? !!place.error : nothing}
    aria-required=${role === 'radiogroup' ? !!field.required : nothing}
  >
    ${head}
    ${field.help ? html`<p part=${part('help', field, place)} class="quiet" id="${place.id}-help">${written(field, 'help', place)}</p>` : nothing}
    ${controls}
    ${place.error ? html`<p part=${part('error', field, place)} class="error" id="${place.id}-error"><span .textContent=${place.error}></span></p>` : nothing}
  </div>
`
