import { plural, wording } from '../../../contract/wording.ts'
import type { Kit } from '../../extension.ts'
import type { FormView } from '../../form-view.ts'

/** What is wrong, with a link to each question; it takes the focus after an attempt that failed. */
export const summary =
  ({ html }: Kit) =>
  ({ form, issues, prefix, checks, onIssue }: FormView) => {
    if (!issues.length) return undefined
    const id = `${prefix}problems`
    return html`
      <div part="error-summary" class="summary" role="group" aria-labelledby=${id} tabindex="-1">
        <h3 id=${id}><span .textContent=${plural(form.strings.problems ?? form.strings.summary, issues.length, form.locale)}></span></h3>
        <ul>
          ${issues.map((issue) => {
            // By hand: an address cannot point into a shadow root, and the page's own address is not ours to change.
            const follow = (event: Event) => {
              event.preventDefault()
              onIssue(issue)
            }
            return html`<li><a href="#" @click=${follow}><span .textContent=${wording(form, issue, checks.say)}></span></a></li>`
          })}
        </ul>
      </div>
    `
  }
