import type { PublicForm } from '../contract/form.ts'
import { html, nothing } from './template.ts'

/** What stands in the form's place once it is accepted. As high as the form was, so that nothing below it moves. */
export function success(form: PublicForm, reference: string, heightPx: number, prefix: string) {
  const [start, ...rest] = form.success.message.split('{reference}')
  return html`
    <div part="success" class="success" lang=${form.locale} dir=${form.dir} .style=${`min-height:${heightPx}px`}>
      <h2 part="title" tabindex="-1" aria-describedby="${prefix}message"><span>${form.strings.thanks}</span></h2>
      <p id="${prefix}message" lang=${form.success.langs?.message ?? nothing} dir="auto">
        <span>${start}</span>${rest.map((text) => html`<bdi part="reference">${reference}</bdi><span>${text}</span>`)}
      </p>
    </div>
  `
}

/** What stands in the place of a form outside its time. */
export const closed = (form: PublicForm) => html`
  <div part="closed" lang=${form.locale} dir=${form.dir}>
    <h2 part="title"><span>${form.strings.closed}</span></h2>
    <p><span>${form.closed}</span></p>
  </div>
`
