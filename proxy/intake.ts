/** The way in, top to bottom: read · parse · replay? · guard · check · put · receipt. It ends at the outbox. */
import { check } from '../src/contract/check.ts'
import type { Answers, Issue } from '../src/contract/form.ts'
import { CONSENT } from '../src/contract/form.ts'
import { parseSubmission } from '../src/contract/schema.ts'
import type { Receipt, Submission } from '../src/contract/wire.ts'
import type { Env } from './env.ts'
import { isClosed } from './forms/closed.ts'
import { consentOf } from './forms/consent.ts'
import { canonical, keyedDigest } from './forms/digest.ts'
import type { Forms, FormVersion } from './forms/forms.ts'
import { questionsOf } from './forms/public.ts'
import type { PublishedForm } from './forms/published.ts'
import { servedForm } from './forms/served.ts'
import { checkOrigin } from './guards/origin.ts'
import type { Log } from './log.ts'
import type { CheckedSubmission, KeptFile, Outbox } from './outbox/outbox.ts'
import { personHash } from './person.ts'
import { Problem } from './problem.ts'
import { hasFiles, parseJson, readJson } from './read-body.ts'
import { mintReferences } from './reference.ts'
import type { Upload } from './uploads/folder.ts'
import { asGiven, givenBy, withNames } from './uploads/given.ts'
import { fits, isHarmless } from './uploads/kind.ts'
import type { Arrival } from './uploads/receive.ts'
import type { Uploads } from './uploads/receiving.ts'
import { receiving } from './uploads/receiving.ts'

export interface IntakeDeps {
  readonly forms: Forms
  readonly outbox: Pick<Outbox, 'put' | 'accepted'>
  /** Keys the digests; the same for as long as the store lives. */
  readonly secret: string
  /** Origin of `publicUrl`. */
  readonly ownOrigin: string
  /** Whether a pattern matches, with a time limit. */
  readonly matches: (pattern: string, value: string) => boolean
  readonly env: Pick<Env, 'now' | 'sleep'>
  readonly log: Log
  /** Told after each commit; the visitor does not wait for it. */
  readonly accepted: () => void
  /** Left out: no files are taken. */
  readonly uploads?: Uploads
}

/** A post of the element. @throws {Problem} for whatever is not accepted. */
export async function takeSubmission(request: Request, formId: string, deps: IntakeDeps): Promise<Receipt> {
  servedForm(deps.forms, formId)
  const origin = request.headers.get('origin')
  if (deps.uploads && hasFiles(request)) return takeWithFiles(request, origin, formId, deps, deps.uploads)
  return take({ submission: parse(await readJson(request, deps.env)), origin }, formId, deps)
}

async function takeWithFiles(
  request: Request,
  origin: string | null,
  formId: string,
  deps: IntakeDeps,
  uploads: Uploads,
): Promise<Receipt> {
  const { submissionFirst, submissionIn } = await import('./uploads/receive.ts')
  const arrival: Arrival = { texts: new URLSearchParams(), files: [] }
  const how = { ...uploads, env: deps.env, layout: submissionFirst, spareBytes: 0 }
  return receiving(request, arrival, how, (upload) => {
    const { files } = arrival
    const submission = withNames(parse(parseJson(submissionIn(arrival))), files)
    return take({ submission, origin, files, upload }, formId, deps)
  })
}

/** What was read of a request, whatever it was written in. */
export interface Received {
  readonly submission: Submission
  /** The `Origin` header. */
  readonly origin: string | null
  /** What came with it, in the order of the names that are its fields' answers. It lies in `upload`. */
  readonly files?: readonly KeptFile[]
  readonly upload?: Pick<Upload, 'keep'>
}

/** @throws {Problem} for whatever is not accepted. */
export async function take(received: Received, formId: string, deps: IntakeDeps): Promise<Receipt> {
  const { submission, origin, files = [], upload } = received
  const live = servedForm(deps.forms, formId)
  const digest = await digestOf(formId, submission, files, deps.secret)

  const replayed = await store(() => deps.outbox.accepted(submission.id))
  if (replayed) return receiptFor(submission.id, replayed.digest === digest ? replayed.reference : conflict())

  const verdict = checkOrigin({
    origin,
    sites: live.form.sites,
    own: deps.ownOrigin,
  })
  if (verdict.kind === 'refuse') throw verdict.problem

  const fitting = await fitVersion(submission, files, live, deps)
  const person = await personOf(fitting, deps.secret)
  const kept: readonly KeptFile[] = files.filter(
    ({ field }) => Object.hasOwn(fitting.answers, field) || Object.hasOwn(fitting.leftovers, field),
  )
  // From here on there may be a submission that names them.
  upload?.keep(kept.map(({ at }) => at))
  const consent = await consentOf(fitting.form, submission.locale, submission.consent === true)
  const at = deps.env.now()
  const doubt = verdict.kind === 'doubt' ? verdict.reason : isClosed(live.form, at) ? 'closed' : undefined
  const put = await store(() =>
    deps.outbox.put(
      {
        id: submission.id,
        form: formId,
        version: fitting.version,
        connection: live.form.connection,
        digest,
        locale: submission.locale ?? live.form.locale,
        answers: fitting.answers,
        leftovers: fitting.leftovers,
        context: submission.context ?? {},
        ...(kept.length > 0 && { files: kept }),
        ...(submission.amends !== undefined && { amends: submission.amends }),
        ...(person !== undefined && { person }),
        ...(consent && { consent }),
        ...(doubt !== undefined && { doubt }),
        // The only place that makes a checked submission: everything above has looked at it.
      } as CheckedSubmission,
      mintReferences(),
      at,
    ),
  )
  if (put.kind !== 'stored') upload?.keep([])
  if (put.kind === 'conflict') conflict()
  if (put.kind === 'stored') {
    deps.log('info', { event: 'submission-accepted', form: formId, submission: submission.id })
    deps.accepted()
  }
  return receiptFor(submission.id, put.reference)
}

/** @throws {Problem} `bad-request` */
export function parse(body: unknown): Submission {
  const parsed = parseSubmission(body)
  if (parsed.ok) return parsed.submission
  throw new Problem('bad-request', { detail: parsed.detail })
}

/** Says “the same answers again” whatever was published meanwhile: over what was sent, empties left out. */
function digestOf(form: string, submission: Submission, files: readonly KeptFile[], secret: string): Promise<string> {
  const answers = Object.entries(submission.answers).filter(([, answer]) => answer !== false && String(answer) !== '')
  const contents = files.map(({ field, sha256 }) => [field, sha256])
  const sent = {
    ...{ form, answers: Object.fromEntries(answers), consent: submission.consent === true },
    ...(contents.length > 0 && { files: contents }),
  }
  return keyedDigest(secret, canonical(sent))
}

/** The first e-mail that was given: the same person is recognised, and nobody can tell from it who it is. */
async function personOf({ emails }: Fitting, secret: string): Promise<string | undefined> {
  const email = emails.find((given) => given.trim() !== '')
  return email === undefined ? undefined : personHash(secret, email)
}

interface Fitting extends FormVersion {
  /** What was given to fields of type email, in their order. */
  readonly emails: readonly string[]
  readonly answers: Answers
  readonly leftovers: Answers
}

/**
 * Against the version that the submission names. Where it names none, against the newest kept one that it fits. Where it
 * names one that is not kept any more, against the live one, and what no longer fits is kept as leftovers: nobody gets a
 * 422 for what was published while they typed. A file in disguise, or one that can be run, is never a leftover.
 */
async function fitVersion(
  submission: Submission,
  files: readonly KeptFile[],
  live: FormVersion,
  deps: IntakeDeps,
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
      : await store(() => forms.version(live.form.id, submission.version ?? ''))
  const first = against(named ?? live)
  if (first.issues.length === 0) return first
  const kept = await store(() => forms.kept(live.form.id))
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
  return { ...first, ...splitOff(submission.answers, first.answers, first.issues) }
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

function conflict(): never {
  throw new Problem('submission-conflict', { detail: 'Mint a new id, and name the old one in `amends`.' })
}

function receiptFor(id: string, reference: string): Receipt {
  return { id, reference, status: 'accepted' }
}

/** A store that cannot keep or say anything is the visitor's to try again, and no receipt was given. */
async function store<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw new Problem('store-unavailable', { headers: { 'retry-after': '5' }, cause })
  }
}
