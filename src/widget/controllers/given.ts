import type { Answer, Answers, Issue, PublicForm } from '../../contract/form.ts'
import { questions } from '../../contract/questions.ts'
import type { Checks } from '../extension.ts'

/** What was given to a form so far, and what of it was pointed out as wrong. */
export interface Given {
  answers: Record<string, Answer>
  /** By field, whose answer is their names. */
  files: Map<string, readonly File[]>
  issues: readonly Issue[]
  /** What knows about answers. */
  checks: Checks
}

/** Takes answers as they are. Whether one of them is another than before. */
export function take({ answers }: Given, given: Answers): boolean {
  let isNew = false
  for (const [name, answer] of Object.entries(given)) {
    isNew ||= String(answers[name]) !== String(answer)
    answers[name] = answer
  }
  return isNew
}

/** All answers that are good, and all that is wrong with the others. */
export function checked(form: PublicForm, { checks, answers, files }: Given) {
  const found = checks.check(questions(form), { ...answers, ...Object.fromEntries(files) }, form)
  // The page may hand in more than this form asks for.
  return { ...found, issues: found.issues.filter(({ code }) => code !== 'unknown-field') }
}

/** What is left of the issues: one that was pointed out goes when it is mended; a new one waits for the next attempt. */
export function left(form: PublicForm, given: Given, edited: string | undefined): readonly Issue[] {
  const { issues } = given
  const still = issues.length ? checked(form, given).issues.filter(({ field }) => field === edited) : []
  return issues.flatMap((issue) => (issue.field === edited ? still : issue))
}
