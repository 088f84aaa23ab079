/**
 * What a visitor has given so far, kept in the tab's session storage: by form and page, until it is accepted or reset.
 * Never a file, nor what is `sensitive`. Where storage is blocked, full or broken nothing is kept, and all else goes on.
 */
import type { Answers, PublicForm } from '../contract/form.ts'
import { questions } from '../contract/questions.ts'
import { json } from './json.ts'

export interface Draft {
  /** The submission's: it stays the same one through a reload. */
  readonly id: string | undefined
  readonly amends: string | undefined
  readonly answers: Answers
  /** Which step the visitor was on. */
  readonly step: number
  /** The bytes that may have arrived, as they were sent; not kept where they hold what may not be kept. */
  readonly body: string | undefined
}

/** Where a form's draft is. */
export const draftKey = ({ id }: PublicForm) => `gatehouse:${id}:${location.pathname}`

/** Room for a submission of 64 KiB twice: as answers and as bytes. */
const MAX_LENGTH = 150_000

/** Keeps a draft in the place of the one before; without one, none is left. */
export function keep(form: PublicForm, draft?: Draft): void {
  try {
    const text = draft ? json(withoutSecrets(form, draft)) : ''
    if (text && text.length < MAX_LENGTH) sessionStorage.setItem(draftKey(form), text)
    else sessionStorage.removeItem(draftKey(form))
  } catch {}
}

function withoutSecrets(form: PublicForm, draft: Draft): object {
  const { answers } = draft
  const secrets = questions(form).filter(({ name, sensitive, type }) => answers[name] && (sensitive || type === 'file'))
  if (!secrets.length) return draft
  const none = secrets.map(({ name }) => [name, undefined])
  return { ...draft, answers: { ...answers, ...Object.fromEntries(none) }, body: undefined }
}
