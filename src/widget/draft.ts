/**
 * What a visitor has given so far, kept in the tab's session storage: by form and page, until it is accepted or reset.
 * Never a file, nor what is `sensitive`. Where storage is blocked, full or broken nothing is kept, and all else goes on.
 */
import type { Answers, PublicForm } from '../contract/form.ts'
import { questions } from '../contract/questions.ts'
import { json } from './json.ts'

/** What is kept of a submission besides its answers. */
export interface Kept {
  /** It stays the same one through a reload. */
  id?: string
  /** The submission that this one corrects. */
  amends?: string
  /** The language that its numbers were typed in. */
  locale?: string
  /** Which step the visitor was on. */
  step?: number
  /**
   * The bytes as they were last sent, which may have arrived. They stay until an answer changes, so that a retry cannot
   * differ; not kept where they hold what may not be kept.
   */
  body?: string
}

export interface Draft extends Kept {
  readonly answers?: Answers
}

/**
 * Where the draft of a form is that this element shows. A page may show it twice: they stand apart by their order. One inside
 * the other is the same, until the outer one has come. What was typed in a preview is of that preview alone.
 */
export function draftKey({ id, preview }: PublicForm, element: Element): string {
  const order = [...document.querySelectorAll(`[form="${id}"]`)].findIndex((each) => each.contains(element))
  return `gatehouse:${id}:${location.pathname}:${order}${preview?.token ?? ''}`
}

/** Room for a submission of 64 KiB twice: as answers and as bytes. */
const MAX_LENGTH = 150_000

/** Keeps a draft in the place of the one before; without one, none is left. */
export function keep(key: string, form: PublicForm, draft?: Draft): void {
  try {
    const text = draft ? json(withoutSecrets(form, draft)) : ''
    if (text && text.length < MAX_LENGTH) sessionStorage.setItem(key, text)
    else sessionStorage.removeItem(key)
  } catch {}
}

function withoutSecrets(form: PublicForm, { answers, ...kept }: Draft): Draft {
  const rest = { ...answers }
  for (const { name, sensitive, type } of questions(form)) {
    if (!rest[name] || (!sensitive && type !== 'file')) continue
    delete rest[name]
    delete kept.body
  }
  return { ...kept, answers: rest }
}
