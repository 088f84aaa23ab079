import type { PublicForm } from '../../src/contract/form.ts'
import type { PlainForm } from '../../src/contract/plain.ts'
import { waitingForm } from './page.ts'
import { treeOf } from './tree.ts'

/**
 * The form that the one line shows until its element is there: the same as that of the instant embed, as data.
 * None for a form that has closed: there is nothing to fill in.
 */
export function plainForm(form: PublicForm, endpoint: string, styles: string): PlainForm | undefined {
  if (form.closed !== undefined) return undefined
  const { markup, looks } = waitingForm(form, endpoint, styles)
  return { content: treeOf(markup), looks }
}
