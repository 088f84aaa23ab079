import { html } from 'lit/html.js'
import type { PublicForm } from '../contract/form.ts'

/** What stands in the form's place once it is accepted. As high as the form was, so that nothing below it moves. */
export function success(form: PublicForm, reference: string, heightPx: number) {
  const [start, ...rest] = form.success.message.split('{reference}')
  return html`
    <div part="success" class="success" lang=${form.locale} dir=${form.dir} .style=${`min-height:${heightPx}px`}>
      <h2 part="title" tabindex="-1" aria-describedby="message">${form.strings.thanks}</h2>
      <p id="message">
        <span>${start}</span>${rest.map((text) => html`<span part="reference">${reference}</span><span>${text}</span>`)}
      </p>
    </div>
  `
}
