import type { PublicForm } from '../../src/contract/form.ts'
import type { PlainForm } from '../../src/contract/plain.ts'
import { paths } from '../../src/contract/wire.ts'
import { formMarkup } from './form-markup.ts'
import { formLooks, waitingLooks } from './looks.ts'
import { treeOf } from './tree.ts'

/**
 * The form that the one line shows until its element is there: the same as that of the instant embed, as data.
 * None for a form that has closed: there is nothing to fill in.
 */
export function plainForm(form: PublicForm, endpoint: string, styles: string): PlainForm | undefined {
  if (form.closed !== undefined) return undefined
  const action = new URL(paths.hosted(form.id), endpoint).href
  return { content: treeOf(formMarkup(form, action, 2)), looks: styles + formLooks(form) + waitingLooks(form) }
}
