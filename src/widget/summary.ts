import { html, nothing } from 'lit/html.js'
import type { Issue, PublicForm } from '../contract/form.ts'
import { nameAt } from './fields/controls.ts'

/** The sentence for an issue, with its field's label and the limit that it broke. */
export function sentence(form: PublicForm, issue: Issue): string {
  const { label = '', type } = form.fields.find(({ name }) => name === issue.field) ?? {}
  const { issues, tick } = form.strings
  // Amid a sentence a label's own full stop or question mark reads as its end.
  const filled: Readonly<Record<string, unknown>> = { ...issue, label: label.replace(/[.:?!]+$/, '') }
  return (type === 'checkbox' ? tick : issues[issue.code]).replace(/{(\w+)}/g, (_, name) => String(filled[name]))
}

/** What is wrong, with a link to each field; it takes the focus after an attempt that failed. */
export function summary(form: PublicForm, issues: readonly Issue[]) {
  if (!issues.length) return nothing
  const { summary: words } = form.strings
  const { length } = issues
  const heading = (words[new Intl.PluralRules(form.locale).select(length)] ?? words.other).replace(
    '{count}',
    `${length}`,
  )
  return html`
    <div part="error-summary" class="summary" role="group" aria-labelledby="problems" tabindex="-1">
      <h3 id="problems">${heading}</h3>
      <ul>
        ${issues.map((issue) => {
          const id = nameAt(form.fields.findIndex(({ name }) => name === issue.field))
          return html`<li><a href="#${id}" @click=${focusOn}>${sentence(form, issue)}</a></li>`
        })}
      </ul>
    </div>
  `
}

/** By hand: an address cannot point into a shadow root, and the page's own address is not ours to change. */
function focusOn(event: Event): void {
  event.preventDefault()
  const link = event.currentTarget as HTMLAnchorElement
  const root = link.getRootNode() as ShadowRoot
  root.getElementById(link.hash.slice(1))?.focus()
}
