/**
 * Tells people: looks at what is the case, enters it in the book, and sends what is due. Nothing waits for it; whatever
 * goes wrong here stays here.
 */
import type { Bell } from '../bell.ts'
import { createBell } from '../bell.ts'
import type { Env } from '../env.ts'
import type { Forms } from '../forms/forms.ts'
import type { Log } from '../log.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { AlertBook, Delivered, Entry } from './book.ts'
import type { Alert, Facts, Limits } from './causes.ts'
import { causesOf, SUSPECTED_CAUSE } from './causes.ts'
import type { Message, Sent } from './message.ts'
import { alertMessage, newsMessage } from './message.ts'
import { waitMs } from './schedule.ts'

/** Where a message goes: one of the two. */
export interface Target {
  readonly webhook?: string
  readonly email?: string
}

/** One try; the signal cuts short what would outlast a stop. */
export type Send = (to: Target, message: Message, signal?: AbortSignal) => Promise<Sent>

export interface HeraldDeps {
  readonly book: AlertBook
  readonly send: Send
  /** Who is told of what needs a person, and from when on; undefined: nobody. */
  readonly alerts?: Target & Limits
  /** `toldTo`: of suspected spam that came until then somebody was told, ms since the epoch. */
  readonly facts: (toldTo: number) => Promise<Facts>
  readonly forms: Pick<Forms, 'live' | 'version'>
  readonly outbox: Pick<Outbox, 'get'>
  readonly env: Pick<Env, 'now' | 'random' | 'sleep'>
  readonly log: Log
}

export interface Herald {
  /** Looks and tells until the signal. Never rejects. */
  run(signal: AbortSignal): Promise<void>
  /** Something has changed that somebody may want to hear of. */
  wake(): void
}

const DAY_MS = 86_400_000
const LOOK_MS = 60_000
/** What happens together is told together. */
const GATHER_MS = 2_000

export function createHerald(deps: HeraldDeps): Herald {
  const bell = createBell()
  const gone = new Set<string>()
  return {
    wake: bell.ring,
    async run(signal) {
      while (!signal.aborted) {
        const heard = bell.rings
        try {
          await look(deps)
          const all = await tellDue(deps, gone, signal)
          if (all) await rest(deps, bell, heard, signal)
        } catch (cause) {
          if (!signal.aborted) deps.log('error', { event: 'alerts-stalled', cause })
          await deps.env.sleep(LOOK_MS, signal)
        }
      }
    },
  }
}

/** One look at what is the case: the book agrees with it afterwards. Rejects when the store or the facts do. */
export async function look({ book, alerts, facts, forms, env, log }: HeraldDeps): Promise<void> {
  await book.noteDelivered((form) => notifyOf(forms, form) !== undefined, env.now())
  const open = await book.open()
  const toldTo = open.find(({ cause }) => cause === SUSPECTED_CAUSE)?.toldTo ?? 0
  const causes = alerts ? causesOf(await facts(toldTo), alerts, env.now()) : []
  const { raised, resolved } = await book.keep(causes, env.now())
  for (const { cause, severity } of raised) log('warn', { event: 'alert-raised', cause, severity })
  for (const cause of resolved) log('info', { event: 'alert-resolved', cause })
}

/**
 * Sends what is due, one after the other, alerts first. `gone`: addresses that asked not to be called again, until a
 * restart. One that cannot be reached is not tried a second time in the same round. False: the round took so long that
 * it is time to look again; there is more to tell.
 */
export async function tellDue(deps: HeraldDeps, gone: Set<string>, signal?: AbortSignal): Promise<boolean> {
  const { book, send, env, log } = deps
  const unreached = new Set<string>()
  const began = env.now()
  const due = await book.due(began)
  for (const entry of [...due].sort((one, other) => rank(one) - rank(other))) {
    if (signal?.aborted) return true
    if (env.now() - began > LOOK_MS) return false
    const told = isDelivered(entry.what)
      ? await newsOf(deps, entry, entry.what)
      : await alertOf(deps, entry, entry.what)
    if (!told) {
      await book.forget(entry.cause)
      continue
    }
    const { to, message } = told
    const address = to.webhook ?? to.email ?? ''
    if (unreached.has(address)) continue
    const sent: Sent = gone.has(address) ? { kind: 'gone' } : await send(to, message, signal)
    if (sent.kind === 'sent') log('info', { event: 'told', cause: entry.cause, id: message.id })
    if (sent.kind === 'gone' && !gone.has(address)) {
      log('error', { event: 'webhook-gone', cause: entry.cause })
      gone.add(address)
    }
    if (sent.kind === 'failed') unreached.add(address)
    await settle(deps, entry, sent)
  }
  return true
}

/** What needs a person does not wait behind the good news of a busy day. */
function rank({ what }: Entry): number {
  return isDelivered(what) ? 1 : 0
}

async function settle({ book, env, log }: HeraldDeps, entry: Entry, sent: Sent): Promise<void> {
  const { cause, what } = entry
  const now = env.now()
  if (sent.kind === 'sent') {
    return isDelivered(what) ? book.forget(cause) : book.told(cause, now, now + DAY_MS, what.lastAt)
  }
  if (sent.kind === 'gone') return isDelivered(what) ? book.forget(cause) : book.postpone(cause, 0, now + DAY_MS)

  const attempt = entry.attempt + 1
  const waits = waitMs(attempt, env.random())
  log('warn', { event: 'not-told', cause, attempt, reason: sent.reason })
  if (waits === undefined && isDelivered(what)) {
    log('error', { event: 'telling-given-up', cause })
    return book.forget(cause)
  }
  // What still needs a person is never given up.
  return book.postpone(cause, attempt, now + Math.max(waits ?? DAY_MS, sent.afterMs ?? 0))
}

interface Told {
  readonly to: Target
  readonly message: Message
}

/** Undefined: there is nobody to tell any more. */
async function alertOf({ alerts }: HeraldDeps, entry: Entry, alert: Alert): Promise<Told | undefined> {
  return alerts && { to: alerts, message: await alertMessage(alert, entry) }
}

async function newsOf({ forms, outbox }: HeraldDeps, entry: Entry, news: Delivered): Promise<Told | undefined> {
  const to = notifyOf(forms, news.form)
  const kept = await outbox.get(news.submission)
  const submitted = kept && (await forms.version(kept.form, kept.version))
  if (!to || !submitted) return undefined
  return { to, message: await newsMessage(kept, { form: submitted.form, answers: to.answers === true }, entry) }
}

/** As the form wishes it now, whatever it wished when the submission came. */
function notifyOf(forms: HeraldDeps['forms'], id: string) {
  const live = forms.live(id)
  return typeof live === 'object' ? live.form.notify : undefined
}

function isDelivered(what: Entry['what']): what is Delivered {
  return what.kind === 'submission.delivered'
}

async function rest({ book, env }: HeraldDeps, bell: Bell, heard: number, signal: AbortSignal): Promise<void> {
  const dueAt = (await book.nextDue(env.now())) ?? Number.POSITIVE_INFINITY
  await env.sleep(GATHER_MS, signal)
  await bell.sleep(env, Math.min(Math.max(dueAt - env.now(), 0), LOOK_MS), heard, signal)
}
