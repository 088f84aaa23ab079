import type { Issue, PublicForm } from '../contract/form.ts'
import { plural, sentence } from '../contract/sentence.ts'
import { html, nothing } from './template.ts'

/** What is wrong, with a link to each question; it takes the focus after an attempt that failed. */
export function summary(form: PublicForm, issues: readonly Issue[], prefix: string, lead: (issue: Issue) => void) {
  if (!issues.length) return nothing
  const id = `${prefix}problems`
  return html`
    <div part="error-summary" class="summary" role="group" aria-labelledby=${id} tabindex="-1">
      <h3 id=${id}><span>${plural(form.strings.summary, issues.length, form.locale)}</span></h3>
      <ul>
        ${issues.map((issue) => {
          // By hand: an address cannot point into a shadow root, and the page's own address is not ours to change.
          const follow = (event: Event) => {
            event.preventDefault()
            lead(issue)
          }
          return html`<li><a href="#" @click=${follow}><span>${sentence(form, issue)}</span></a></li>`
        })}
      </ul>
    </div>
  `
}
