/** A submission as people read it: what it is, and what happened to it, a sentence for each row of its history. */
import { SUSPECTED_SPAM } from '../../guards/doubts.ts'
import type { HistoryRow, Kept, State } from '../../outbox/outbox.ts'

export function heading(kept: Kept): readonly string[] {
  const { page } = kept.context
  return [
    `${kept.reference}  ${kept.id}`,
    `  ${kept.state}${kept.reason === undefined ? '' : `  ${kept.reason}`}`,
    `  form ${kept.form}, version ${kept.version}, connection ${kept.connection}`,
    `  received ${time(kept.receivedAt)}${page === undefined ? '' : ` from ${oneLine(page)}`}`,
    ...(kept.state === 'waiting' || kept.state === 'checking' ? [`  due ${time(kept.dueAt)}`] : []),
    ...upstreamRecords(kept).map((record) => `  ${record} upstream`),
    ...(kept.words === undefined ? [] : [`  the upstream said: ${oneLine(kept.words)}`]),
    ...(kept.amends === undefined ? [] : [`  amends ${oneLine(kept.amends)}`]),
    ...(MENDS[kept.state]?.(kept) ?? []),
  ]
}

/** A line for each row: when, what, and the code for whoever looks for it. */
export function story(history: readonly HistoryRow[]): readonly string[] {
  return history.map((row, index) => `  ${time(row.at)}  ${sentence(row, history.slice(0, index))}`)
}

export function time(at: number): string {
  return new Date(at).toISOString()
}

/** What it is upstream, such as `opportunity 3f7f…`: each record once, though several steps had to do with it. */
export function upstreamRecords({ results }: Pick<Kept, 'results'>): readonly string[] {
  const steps = new Map(Object.entries(results).flatMap(([step, { id }]) => (id === undefined ? [] : [[id, step]])))
  return [...steps].map(([id, step]) => `${step} ${id}`)
}

/** What came from outside must not steer a terminal. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
}

/** For machines: the keyed hash of a person is the store's own business. */
export function withoutPerson({ person: _, ...kept }: Kept): Omit<Kept, 'person'> {
  return kept
}

function sentence({ state, reason, step, attempt }: HistoryRow, before: readonly HistoryRow[]): string {
  const decision = DECISIONS.get(reason ?? '')
  if (decision !== undefined) return `${decision}.`
  if (step !== undefined) {
    const begun = before.some((row) => row.step === step && row.attempt === attempt && row.reason === 'begun')
    const code = reason === 'done' && !begun ? 'found' : (reason ?? state)
    return `Step ${step}: ${STEPS.get(code) ?? code}.`
  }
  if (reason === undefined) return `${BEGINNINGS[state]?.(attempt) ?? MOVES[state]}.`
  const received = before.length === 0 ? 'Received. ' : ''
  return `${received}${MOVES[state]}: ${WHY.get(reason) ?? ELSE}. (${reason})`
}

/** What a person, or time, decided. */
const DECISIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    retried: 'A person had it tried again; due at once',
    approved: 'A person approved it; due at once',
    rejected: 'A person rejected it; it is not delivered',
    resolved: 'A person found it in the upstream; it counts as delivered',
    erased: 'Erased on request: what the person wrote is gone',
    retired: 'Wiped, since it was settled as long ago as `retention` says',
  }),
)

const STEPS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    begun: 'the request leaves',
    done: 'done',
    found: 'found in the upstream',
    absent: 'not in the upstream, so it is sent again',
    resend: 'nobody can tell whether it is in the upstream; sent again, marked as a possible duplicate',
  }),
)

/** Rows without a reason: the usual way. */
const BEGINNINGS: { readonly [S in State]?: (attempt: number) => string } = {
  waiting: () => 'Received; waits for delivery',
  sending: (attempt) => `Attempt ${attempt} began`,
  checking: (attempt) => `Attempt ${attempt} began: it looks in the upstream before it sends`,
}

const MOVES: { readonly [S in State]: string } = {
  waiting: 'Waits to be tried again',
  held: 'Held for a person to decide',
  sending: 'Being sent',
  checking: 'To be looked up in the upstream before anything is sent again',
  delivered: 'Delivered: seen in the upstream as it was sent',
  failed: 'Failed: not tried any more until a person says so',
  rejected: 'Rejected: it is not delivered',
  erased: 'Erased: what the person wrote is gone',
}

const WHY: ReadonlyMap<string, string> = new Map(
  Object.entries({
    [SUSPECTED_SPAM]: 'it looks like spam',
    // As stores of 0.1 have it.
    'origin-missing': 'the request did not say which page it came from',
    closed: 'the form was outside its time',
    'lost-fields': 'not every answer is in the record',
    'in-doubt': 'nobody can tell whether the record exists',
    refused: 'the upstream refused it',
    'tries-used': 'it was tried for as long as the connection is set to',
    poison: 'every process that tried it ended in the middle',
    'slow-lane': 'several processes that tried it ended in the middle',
    'not-recorded': 'a process ended while its request was under way',
    'form-unknown': 'the store does not have the version of the form that it was written for',
    'rate-limited': 'the upstream asked to slow down',
    paced: 'others with the same key were before it',
    stopping: 'the proxy was stopping',
    'lease-short': 'its turn came too late to be safe',
    'out-of-time': 'there was no time left to do it safely',
    'more-files': 'some of its files are there, the rest follow',
    'key-refused': 'the upstream refused the key',
    'not-permitted': 'the key may not do this',
    'component-missing': 'the component is not there',
    timeout: 'no answer came in time',
    reset: 'the connection broke',
  }),
)

/** Codes of the upstream, or of the way to it. */
const ELSE = 'the upstream, or the way to it, did not let it pass'

/** What a person can do about it. */
const MENDS: { readonly [S in State]?: (kept: Kept) => readonly string[] } = { held: next, failed: next }

function next({ id, state, attempt, results }: Kept): readonly string[] {
  const read = `  what was written: gatehouse submissions show ${id} --json`
  // Of what was never tried there is nothing upstream to name.
  if (state === 'held' && attempt === 0) return [read, `  next: gatehouse submissions approve ${id}, or reject ${id}`]
  const record = Object.values(results).findLast((result) => result.id !== undefined)?.id ?? '<upstream id>'
  return [read, `  next: gatehouse submissions retry ${id}, or reject ${id}, or resolve ${id} --delivered ${record}`]
}
