/** Which version of the form a submission fits, and its answers as that version takes them. */
import { check } from '../src/contract/check.ts'
import type { Answer, Answers, Issue } from '../src/contract/form.ts'
import { CONSENT } from '../src/contract/form.ts'
import type { Submission } from '../src/contract/wire.ts'
import { wordsIn } from './delivery/notes.ts'
import type { Forms, FormVersion } from './forms/forms.ts'
import { questionsOf } from './forms/public.ts'
import type { PublishedForm } from './forms/published.ts'
import type { KeptFile } from './outbox/outbox.ts'
import { Problem } from './problem.ts'
import { storeAnswer } from './store-answer.ts'
import { asGiven, givenBy } from './uploads/given.ts'
import { fits, isHarmless } from './uploads/kind.ts'
import type { Uploads } from './uploads/receiving.ts'

export interface FittingDeps {
  readonly forms: Forms
  /** Whether a pattern matches, with a time limit. */
  readonly matches: (pattern: string, value: string) => boolean
  /** Left out: no files are taken. */
  readonly uploads?: Uploads
}

/** A submission's answers as one version of the form takes them. */
export interface Fitting extends FormVersion {
  /** What was given to fields of type email, in their order. */
  readonly emails: readonly string[]
  readonly answers: Answers
  readonly leftovers: Answers
}

/**
 * Against the version that the submission names. Where it names none, against the newest kept one that it fits. Where it
 * names one that is not kept any more, against the live one, and what no longer fits is kept as leftovers: nobody gets a
 * 422 for what was published while they typed. Of such leftovers the beginning is kept, since anybody can make a version
 * up to be asked for nothing. A file in disguise, or one that can be run, is never a leftover.
 */
export async function fitVersion(
  submission: Submission,
  files: readonly KeptFile[],
  live: FormVersion,
  deps: FittingDeps,
): Promise<Fitting> {
  const { forms, matches, uploads } = deps
  const answers = givenBy(submission.answers, files)
  const given = (form: PublishedForm) => asked(answers, submission, form)
  const options = { matches, fits, ...(uploads && { uploads: uploads.limits }) }
  const against = ({ version, form }: FormVersion) => {
    const { answers, issues } = check(questionsOf(form), given(form), options)
    const emails = form.fields.flatMap(({ name, type }) => (type === 'email' ? [answers[name] ?? ''].flat() : []))
    return { version, form, answers: withoutConsent(answers), issues, leftovers: {}, emails: emails.map(String) }
  }
  const named =
    submission.version === undefined
      ? undefined
      : await storeAnswer(() => forms.version(live.form.id, submission.version ?? ''))
  const first = against(named ?? live)
  if (first.issues.length === 0) return first
  const kept = await storeAnswer(() => forms.kept(live.form.id))
  const harmful = new Set(files.flatMap((file) => (isHarmless(asGiven(file)) ? [] : file.field)))
  const refused = first.issues.filter(
    ({ field, code }) => harmful.has(field) || (code === 'unknown-field' && !shows(kept, field)),
  )
  if (named) {
    const wrong = first.issues.filter((issue) => issue.code !== 'unknown-field' || refused.includes(issue))
    if (wrong.length > 0) throw new Problem('invalid-answers', { issues: wrong })
    return { ...first, ...splitOff(submission.answers, first.answers, first.issues) }
  }
  const older = kept.map(against).find(({ issues }) => issues.length === 0)
  if (older) return older
  if (submission.version === undefined) throw new Problem('invalid-answers', { issues: first.issues })
  if (refused.length > 0) throw new Problem('invalid-answers', { issues: refused })
  const split = splitOff(submission.answers, first.answers, first.issues)
  const { cut } = wordsIn(first.form.locale)
  const leftovers = Object.entries(split.leftovers).map(([name, given]) => [name, beginning(given, cut)])
  return { ...first, answers: split.answers, leftovers: Object.fromEntries(leftovers) }
}

/** What was answered, and agreed to where the form asks for that: as the page checks it. */
function asked(
  answers: Readonly<Record<string, unknown>>,
  { consent }: Submission,
  form: PublishedForm,
): Readonly<Record<string, unknown>> {
  return form.consent ? { ...answers, [CONSENT]: consent === true } : answers
}

function withoutConsent({ [CONSENT]: _consent, ...answers }: Answers): Answers {
  return answers
}

function shows(versions: readonly FormVersion[], field: string): boolean {
  return versions.some(({ form }) => form.fields.some(({ name }) => name === field))
}

/** The answers without those that have an issue, and those. */
function splitOff(given: Answers, checked: Answers, issues: readonly Issue[]): Pick<Fitting, 'answers' | 'leftovers'> {
  const wrong = new Set(issues.map(({ field }) => field))
  const part = (answers: Answers, of: (name: string) => boolean): Answers =>
    Object.fromEntries(Object.entries(answers).filter(([name]) => of(name)))
  return { answers: part(checked, (name) => !wrong.has(name)), leftovers: part(given, (name) => wrong.has(name)) }
}

/** In characters: more than nearly anybody writes. */
const MOST_LEFT = 4_000

/** The answer itself where it is short enough; else its beginning, with the mark that it was cut. */
function beginning(answer: Answer, mark: string): Answer {
  const text = typeof answer === 'boolean' ? '' : [answer].flat().join(', ')
  if (text.length <= MOST_LEFT) return answer
  const cut = text.slice(0, MOST_LEFT).replace(/[\uD800-\uDBFF]$/, '') + mark
  return typeof answer === 'string' ? cut : [cut]
}
