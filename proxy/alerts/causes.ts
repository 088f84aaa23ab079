/**
 * Which facts need a person. Pure, and from the facts of this moment alone: what is told does not depend on anybody
 * having heard of it when it happened, so that neither a crash nor a restart swallows it.
 */
import type { Change } from '../forms/change.ts'
import { SUSPECTED_SPAM } from '../guards/doubts.ts'
import type { Stopped } from '../upstreams/connection.ts'
import { fillings } from './filling.ts'

export interface Facts {
  readonly stuck: readonly Stuck[]
  readonly connections: readonly { readonly name: string; readonly stopped?: Pick<Stopped, 'reason'> }[]
  /** What needs a person, by form. */
  readonly drift: readonly { readonly form: string; readonly changes: readonly DriftFact[] }[]
  /** Since when the oldest undelivered submission has been here, ms since the epoch. */
  readonly oldestAt?: number
  readonly disk?: Disk
  /** What files of visitors may take of it, as if that were a disk of its own. */
  readonly uploads?: Disk
}

/** Submissions that stay where they are until a person decides. */
export interface Stuck {
  readonly state: 'held' | 'failed'
  readonly form: string
  /** A code. */
  readonly reason: string
  readonly count: number
  /** How many of them came after those of which somebody was told as suspected spam. */
  readonly fresh: number
  /** When the last of them came here, ms since the epoch. */
  readonly lastAt: number
}

/** One change that needs a person. The message speaks of fields, never of answers. */
export type DriftFact = Pick<Change, 'code' | 'message'>

/** With less than `minFreeBytes` nothing new is taken. */
export interface Disk {
  readonly freeBytes: number
  readonly totalBytes: number
  readonly minFreeBytes: number
}

export type AlertKind =
  | 'submission.held'
  /** Held for what they look like. */
  | 'submission.suspected'
  | 'submission.failed'
  | 'connection.stopped'
  | 'form.drifted'
  | 'delivery.late'
  | 'disk.filling'
  | 'uploads.filling'

/** One thing that a person is told. No answer and no word of an upstream's is in it. */
export interface Alert {
  /** The same cause is the same alert, however often it is seen. */
  readonly cause: string
  readonly kind: AlertKind
  /** `critical`: leads do not arrive, or soon will not. */
  readonly severity: 'warning' | 'critical'
  readonly title: string
  readonly text: string
  /** What to run to see or mend it. */
  readonly command: string
  readonly about: Readonly<Record<string, string | number>>
  /** When the last of what it counts came, ms since the epoch: with more to count it is told again within the day. */
  readonly lastAt?: number
}

export interface Limits {
  /** How old the oldest undelivered submission may get. */
  readonly oldestMs: number
}

export function causesOf(facts: Facts, limits: Limits, now: number): readonly Alert[] {
  const suspected = facts.stuck.filter(isSuspected)
  return [
    ...facts.stuck.filter((each) => !isSuspected(each)).map(stuck),
    ...(suspected.length > 0 ? [suspectedSpam(suspected)] : []),
    ...facts.connections.flatMap(({ name, stopped }) => (stopped ? [connectionStopped(name, stopped.reason)] : [])),
    ...facts.drift.filter(({ changes }) => changes.length > 0).map(formDrifted),
    ...(facts.oldestAt !== undefined && now - facts.oldestAt > limits.oldestMs ? [late(now - facts.oldestAt)] : []),
    ...fillings(facts),
  ]
}

function isSuspected({ state, reason }: Stuck): boolean {
  return state === 'held' && reason === SUSPECTED_SPAM
}

/** What the codes mean; another code stands for itself. */
const REASONS: Readonly<Record<string, string>> = {
  closed: 'the form was outside its time',
  'lost-fields': 'some answers are not in the record upstream',
  'in-doubt': 'it cannot be known whether the record was made',
  refused: 'the upstream refused what was sent',
  'form-unknown': 'the store does not have the form’s version',
  'tries-used': 'the upstream could not be reached for too long',
  poison: 'each attempt ended without an outcome',
}

function stuck({ state, form, reason: code, count }: Stuck): Alert {
  const reason = codeOf(code)
  const many = count === 1 ? 'One submission' : `${count} submissions`
  const verb = state === 'failed' ? 'failed' : count === 1 ? 'is held' : 'are held'
  const meaning = REASONS[reason] ?? reason
  return {
    cause: `${state}:${form}:${reason}`,
    kind: `submission.${state}`,
    severity: state === 'failed' ? 'critical' : 'warning',
    title: `${many} of the form ${form} ${verb}: ${meaning}`,
    text:
      state === 'held'
        ? `${many} of the form ${form} will not be delivered until a person decides: ${meaning}. Nothing is lost; look at each, then approve, retry, resolve or reject it.`
        : `${many} of the form ${form} could not be delivered and will not be tried again by itself: ${meaning}. Nothing is lost; mend the cause, then retry.`,
    command: `gatehouse submissions list --state ${state} --form ${form}`,
    about: { form, reason, count },
  }
}

/** Cause of the one alert for all of it: spam comes to many forms at once. */
export const SUSPECTED_CAUSE = `held:${SUSPECTED_SPAM}`

const MAX_FORMS = 20

function suspectedSpam(stuck: readonly Stuck[]): Alert {
  const of = (part: 'count' | 'fresh') => stuck.reduce((sum, each) => sum + each[part], 0)
  const [count, fresh] = [of('count'), of('fresh')]
  const forms = stuck.toSorted((one, other) => other.count - one.count)
  const lines = forms.slice(0, MAX_FORMS).map((each) => `- ${each.form}: ${each.count}, ${each.fresh} of them new`)
  const others = forms.length > lines.length ? [`- and ${forms.length - lines.length} other forms`] : []
  const many = count === 1 ? 'One submission is' : `${count} submissions are`
  return {
    cause: SUSPECTED_CAUSE,
    kind: 'submission.suspected',
    severity: 'warning',
    title: `${many} held as suspected spam, ${fresh} of them new`,
    text: [
      `${many} held until a person decides, since they look like spam. Whoever sent them got a receipt like anybody. Look at each, then approve or reject it:`,
      ...lines,
      ...others,
    ].join('\n'),
    command: 'gatehouse submissions list --held',
    about: { reason: SUSPECTED_SPAM, count, new: fresh },
    lastAt: Math.max(...stuck.map(({ lastAt }) => lastAt)),
  }
}

function connectionStopped(connection: string, code: string): Alert {
  const reason = codeOf(code)
  return {
    cause: `stopped:${connection}`,
    kind: 'connection.stopped',
    severity: 'critical',
    title: `The connection ${connection} stopped: ${reason}`,
    text: `Nothing is delivered over the connection ${connection} (${reason}). Submissions are still accepted and kept. It goes on by itself once its schema can be read again; “doctor” says what to mend.`,
    command: 'gatehouse doctor',
    about: { connection, reason },
  }
}

const MAX_MESSAGE = 400

function formDrifted({ form, changes }: Facts['drift'][number]): Alert {
  const lines = changes.slice(0, 20).map(({ message }) => `- ${oneLine(message).slice(0, MAX_MESSAGE)}`)
  const more = changes.length > lines.length ? [`- and ${changes.length - lines.length} more`] : []
  return {
    cause: `drift:${form}`,
    kind: 'form.drifted',
    severity: 'warning',
    title: `The form ${form} no longer fits the upstream`,
    text: [
      `The form ${form} is still shown and submissions are still delivered, but these need a person:`,
      ...lines,
      ...more,
    ].join('\n'),
    command: 'gatehouse forms plan',
    about: { form, count: changes.length, codes: [...new Set(changes.map(({ code }) => codeOf(code)))].join(' ') },
  }
}

function late(ms: number): Alert {
  const age = ageOf(ms)
  return {
    cause: 'late',
    kind: 'delivery.late',
    severity: 'critical',
    title: `A submission has waited ${age} for its delivery`,
    text: `The oldest undelivered submission came in ${age} ago. The upstream is down or slow, or more come in than its pace lets out.`,
    command: 'gatehouse submissions list --state waiting',
    about: { minutes: Math.floor(ms / MINUTE) },
  }
}

const MINUTE = 60_000

function ageOf(ms: number): string {
  const minutes = Math.floor(ms / MINUTE)
  if (minutes < 120) return `${minutes} minutes`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / 1_440)} days`
}

/** Reasons come from adapters, which may be of somebody's own: what is no code is not repeated. */
function codeOf(reason: string): string {
  return /^[a-z0-9][a-z0-9-]{0,63}$/.test(reason) ? reason : 'other'
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
}
