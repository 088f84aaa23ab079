/** The way in, top to bottom: read · parse · replay? · guard · check · put · receipt. It ends at the outbox. */
import { parseSubmission } from '../src/contract/schema.ts'
import type { Receipt, Submission } from '../src/contract/wire.ts'
import type { Env } from './env.ts'
import type { Fitting, FittingDeps } from './fitting.ts'
import { fitVersion } from './fitting.ts'
import { isClosed } from './forms/closed.ts'
import { consentOf } from './forms/consent.ts'
import { canonical, keyedDigest } from './forms/digest.ts'
import { servedForm } from './forms/served.ts'
import type { Findings } from './guards/ask.ts'
import { ask } from './guards/ask.ts'
import type { DoubtTable } from './guards/doubts.ts'
import { SUSPECTED_SPAM, suffice } from './guards/doubts.ts'
import type { Checked, Entry, Guards, Sender } from './guards/guard.ts'
import type { Tokens } from './guards/tokens.ts'
import type { Log } from './log.ts'
import type { CheckedSubmission, KeptFile, Outbox, State } from './outbox/outbox.ts'
import { personHash } from './person.ts'
import { isPreview, SAMPLE_REFERENCE } from './preview.ts'
import { Problem } from './problem.ts'
import { hasFiles, parseJson, readJson } from './read-body.ts'
import { mintReferences } from './reference.ts'
import { storeAnswer } from './store-answer.ts'
import type { SuspectedDeps } from './suspected.ts'
import { asSuspected } from './suspected.ts'
import type { Upload } from './uploads/folder.ts'
import { withNames } from './uploads/given.ts'
import type { Arrival } from './uploads/receive.ts'
import type { Uploads } from './uploads/receiving.ts'
import { receiving } from './uploads/receiving.ts'

export interface IntakeDeps extends FittingDeps, Pick<SuspectedDeps, 'admitSuspected'> {
  readonly outbox: Pick<Outbox, 'put' | 'accepted'>
  /** Keys the digests; the same for as long as the store lives. */
  readonly secret: string
  readonly guards: Guards
  readonly tokens: Pick<Tokens, 'worth'>
  /** What their doubts weigh. */
  readonly doubts: DoubtTable
  readonly env: Pick<Env, 'now' | 'sleep'>
  readonly log: Log
  /** Told after each commit, with the state that it is in; the visitor does not wait for it. */
  readonly accepted: (state: Entered) => void
}

/** As what a submission comes in. */
export type Entered = Extract<State, 'waiting' | 'held'>

/** A post of the element. `client`: as `Sender` has it. @throws {Problem} for whatever is not accepted. */
export async function takeSubmission(
  request: Request,
  formId: string,
  deps: IntakeDeps,
  client?: string,
): Promise<Receipt> {
  servedForm(deps.forms, formId)
  const sender = senderOf(request, 'element', client)
  if (deps.uploads && hasFiles(request)) return takeWithFiles(request, sender, formId, deps, deps.uploads)
  return take({ submission: parse(await readJson(request, deps.env)), sender }, formId, deps)
}

/** Who sent it, as far as the request says. */
export function senderOf({ headers }: Request, way: Sender['way'], client?: string): Sender {
  const [origin, fetchSite] = [headers.get('origin'), headers.get('sec-fetch-site')]
  return { origin, fetchSite, way, ...(client !== undefined && { client }) }
}

async function takeWithFiles(
  request: Request,
  sender: Sender,
  formId: string,
  deps: IntakeDeps,
  uploads: Uploads,
): Promise<Receipt> {
  const { submissionFirst, submissionIn } = await import('./uploads/receive.ts')
  const arrival: Arrival = { texts: new URLSearchParams(), files: [] }
  const how = { ...uploads, env: deps.env, client: sender.client, layout: submissionFirst, spareBytes: 0 }
  return receiving(request, arrival, how, (upload) => {
    const { files } = arrival
    const submission = withNames(parse(parseJson(submissionIn(arrival))), files)
    return take({ submission, sender, files, upload }, formId, deps)
  })
}

/** What was read of a request, whatever it was written in. */
export interface Received {
  readonly submission: Submission
  readonly sender: Sender
  /** What came with it, in the order of the names that are its fields' answers. It lies in `upload`. */
  readonly files?: readonly KeptFile[]
  readonly upload?: Pick<Upload, 'keep'>
}

/** @throws {Problem} for whatever is not accepted. */
export async function take(received: Received, formId: string, deps: IntakeDeps): Promise<Receipt> {
  const { submission, sender, files = [], upload } = received
  const live = servedForm(deps.forms, formId)
  const digest = await digestOf(formId, submission, files, deps.secret)

  const replayed = await storeAnswer(() => deps.outbox.accepted(submission.id))
  if (replayed) return receiptFor(submission.id, replayed.digest === digest ? replayed.reference : conflict())

  const at = deps.env.now()
  const token = submission.proof?.token
  const worth = await deps.tokens.worth({ token, form: live.form.id, sender, at })
  const entry: Entry = { form: live.form, submission, sender, worth, at }
  const atDoor = await ask(deps.guards.door, entry)

  const fitting = await fitVersion(submission, files, live, deps)
  if (await isPreview(deps.secret, submission.preview, formId, at)) {
    deps.log('info', { event: 'submission-previewed', form: formId })
    return { id: submission.id, reference: SAMPLE_REFERENCE, status: 'previewed' }
  }
  const person = await personOf(fitting, deps.secret)
  const kept: readonly KeptFile[] = files.filter(
    ({ field }) => Object.hasOwn(fitting.answers, field) || Object.hasOwn(fitting.leftovers, field),
  )
  const consent = await consentOf(fitting.form, submission.locale, submission.consent === true)
  const { emails, answers, leftovers } = fitting
  const checked: Checked = { ...entry, answers, leftovers, emails, ...(person !== undefined && { person }) }
  const found = suffice(atDoor.doubts, deps.doubts) ? atDoor : await ask(deps.guards.hall, checked, atDoor)
  const given = {
    id: submission.id,
    form: formId,
    version: fitting.version,
    connection: live.form.connection,
    digest,
    locale: submission.locale ?? live.form.locale,
    ...{ answers, leftovers },
    context: submission.context ?? {},
    ...(kept.length > 0 && { files: kept }),
    ...(submission.amends !== undefined && { amends: submission.amends }),
    ...(person !== undefined && { person }),
    ...(consent && { consent }),
  }
  const enter = async ({ doubts, spends }: Findings) => {
    upload?.keep([])
    const held = suffice(doubts, deps.doubts) ? SUSPECTED_SPAM : isClosed(live.form, at) ? 'closed' : undefined
    const entering = held === SUSPECTED_SPAM ? await asSuspected(given, sender.client, deps) : given
    const judged = { ...entering, doubts, ...(held !== undefined && { held }), ...(spends && { token: spends }) }
    // From here on there may be a submission that names them.
    if ('files' in entering) upload?.keep(kept.map(({ at }) => at))
    // The only place that makes a checked submission: everything above has looked at it.
    const put = await storeAnswer(() => deps.outbox.put(judged as CheckedSubmission, mintReferences(), at))
    return { put, state: held === undefined ? 'waiting' : 'held' } as const
  }

  let entered = await enter(found)
  // Only the store knows that, for sure, and while others come in.
  if (entered.put.kind === 'spent') entered = await enter({ doubts: [...found.doubts, 'token-spent'] })
  const { put, state } = entered
  if (put.kind !== 'stored') upload?.keep([])
  if (put.kind === 'conflict' || put.kind === 'spent') conflict()
  if (put.kind === 'stored') {
    deps.log('info', { event: 'submission-accepted', form: formId, submission: submission.id, doubts: found.doubts })
    deps.accepted(state)
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

function conflict(): never {
  throw new Problem('submission-conflict', { detail: 'Mint a new id, and name the old one in `amends`.' })
}

function receiptFor(id: string, reference: string): Receipt {
  return { id, reference, status: 'accepted' }
}
