/** One attempt at one claimed submission: looks where it must, runs the steps that are left, says where it goes. */
import type { Env } from '../env.ts'
import { phonesFor } from '../forms/phone.ts'
import type { PublishedForm } from '../forms/published.ts'
import type { Claim, Move, Outbox } from '../outbox/outbox.ts'
import type { Facts } from '../outbox/states.ts'
import {
  afterSighting,
  moveAfterLook,
  moveAfterStep,
  moveAtEnd,
  moveBeforeLook,
  moveOfLuckless,
  wordsOf,
} from '../outbox/states.ts'
import type { Connection } from '../upstreams/connection.ts'
import type { Outcome, Step, StepResult, StepResults } from '../upstreams/upstream.ts'
import { contactBook } from './contact.ts'
import { ADAPTER_FAULT, faultOf } from './fault.ts'
import { fileFacts } from './files.ts'
import type { LookDeps, Lookout } from './look.ts'
import { orderOf } from './order.ts'
import { backoffMs, clampRetryAfterMs } from './retry.ts'

export interface AttemptDeps extends Omit<LookDeps, 'outbox'> {
  readonly outbox: Pick<Outbox, 'begin' | 'finish' | 'reopen' | 'contactOf' | 'rememberContact' | 'forgetContact'>
  readonly env: Pick<Env, 'now' | 'monotonic' | 'random'>
}

export interface Attempt {
  readonly claim: Claim
  readonly connection: Connection
  readonly lookout: Lookout
  /** On the monotonic clock. */
  readonly leaseEnds: number
  /** When the connection last ran again after a stop, ms since the epoch. */
  readonly runningSince: number
  /** Once aborted, no step starts any more; the one under way is finished. */
  readonly signal?: AbortSignal
}

/** What a step may still need of the lease: its turn in the queue (20 s), the call's deadline (8 s), and the records. */
const STEP_MS = 30_000

type NotDone = Exclude<Outcome, { kind: 'done' }>

/** Undefined when the claim was lost on the way. Rejects only when the store does. */
export async function attempt(deps: AttemptDeps, given: Attempt): Promise<Move | undefined> {
  const { claim } = given
  const luckless = moveOfLuckless(claim, deps.env.now())
  if (luckless) return luckless
  const version = await deps.forms.version(claim.form, claim.version)
  if (version) return deliver(deps, given, version.form)
  return {
    state: 'held',
    reason: 'form-unknown',
    words: wordsOf(`${claim.form}, version ${claim.version}`),
    open: true,
  }
}

/** What is done when nobody can know whether a record is there: a double is cheaper than a lost lead, not than a ticket. */
const ON_DOUBT: Readonly<Record<string, 'resend' | 'hold'>> = { opportunity: 'resend', contact: 'resend' }

type Resumed = { readonly results: StepResults; readonly resent: boolean } | { readonly ends: Move | undefined }

async function deliver(
  deps: AttemptDeps,
  { claim, connection, lookout, leaseEnds, runningSince, signal }: Attempt,
  form: PublishedForm,
): Promise<Move | undefined> {
  const { outbox, catalog, env, log } = deps
  const { id: submission } = claim
  const book = contactBook(outbox, claim, form)

  const resumed = await resume()
  if ('ends' in resumed) return resumed.ends
  let { results } = resumed
  const planned = await plan(resumed.resent, await book.known(results))
  if (!planned) return moveAfterStep({ name: 'plan', safe: true }, ADAPTER_FAULT, facts())
  for (const step of planned.steps) {
    if (Object.hasOwn(results, step.name)) continue
    if (signal?.aborted) return waits('stopping')
    if (isLeaseShort()) return waits('lease-short')
    if (!(await outbox.begin(claim, step.name, step.safe, env.now()))) return undefined
    // The store may have been slow, and the step is not sent yet: nobody who took over meanwhile is raced.
    if (isLeaseShort()) return waits('lease-short')
    const outcome = await run(step, results)
    connection.breaker.heard(outcome, env.monotonic())
    if (outcome.kind !== 'done') return ended(step, outcome)
    if (!(await keep(step.name, outcome.result))) return undefined
    results = { ...results, [step.name]: outcome.result }
  }
  return moveAtEnd(
    planned.steps.flatMap(({ name }) => results[name] ?? []),
    planned.lost,
  )

  /** Ends what an earlier attempt left open, one way or the other. */
  async function resume(): Promise<Resumed> {
    const { openStep: step, results: done, resent } = claim
    if (done.contact) await book.learn('contact', done.contact, env.now())
    if (step === undefined) return { results: done, resent }
    const early = moveBeforeLook(facts())
    if (early) return { ends: early }
    if (signal?.aborted) return { ends: { state: 'checking', dueAt: env.now(), reason: 'stopping' } }
    const reading = await lookout.sight({ ...claim, openStep: step })
    connection.breaker.heard(reading, env.monotonic())
    if (reading.kind !== 'done') {
      said('look', reading)
      return { ends: moveAfterLook(reading, facts()) }
    }
    const next = afterSighting(step, reading.value, { claim, onDoubt: form.onDoubt ?? ON_DOUBT[form.entity] ?? 'hold' })
    log('info', { event: 'looked-up', submission, step, sighting: reading.value.kind })
    if (next.kind === 'settle') return { ends: next.move }
    if (next.kind === 'reopen') {
      const free = await outbox.reopen(claim, next.how, env.now())
      return free ? { results: done, resent: resent || next.how === 'resend' } : { ends: undefined }
    }
    const result = { id: next.id }
    return (await keep(step, result)) ? { results: { ...done, [step]: result }, resent } : { ends: undefined }
  }

  /** Undefined when the adapter or the mapping threw. */
  async function plan(resent: boolean, contactId: string | undefined) {
    try {
      const phones = await phonesFor(form.fields)
      const known = {
        ...{ resent, ...fileFacts(deps, connection, form.entity) },
        ...(contactId !== undefined && { contactId }),
        ...(phones && { phones }),
      }
      const { order, lost, skipped } = orderOf(claim, form, catalog.schemas(claim.connection), known)
      if (skipped.length > 0) log('warn', { event: 'values-skipped', submission, labels: skipped })
      return { steps: connection.upstream.plan(order), lost }
    } catch (error) {
      log('error', { event: 'adapter-fault', submission, step: 'plan', ...faultOf(error) })
      return undefined
    }
  }

  async function run(step: Step, done: StepResults): Promise<Outcome> {
    try {
      return await step.run(done, leaseEnds)
    } catch (error) {
      log('error', { event: 'adapter-fault', submission, step: step.name, ...faultOf(error) })
      return ADAPTER_FAULT
    }
  }

  async function keep(step: string, result: StepResult): Promise<boolean> {
    if (!(await outbox.finish(claim, step, result, env.now()))) return false
    await book.learn(step, result, env.now())
    return true
  }

  function ended(step: Step, outcome: NotDone): Move {
    said(step.name, outcome)
    return moveAfterStep(step, outcome, facts())
  }

  function said(step: string, outcome: NotDone): void {
    log('warn', { event: `step-${outcome.kind}`, submission, step, reason: outcome.reason })
    if (outcome.kind !== 'refused' || !outcome.stops || connection.blames(submission)) return
    // A step that creates is called like its entity; any other works on the main record.
    const entity = connection.upstream.entities.includes(step) ? step : undefined
    connection.stop(outcome.stops, outcome.reason, outcome.words, entity, submission)
  }

  function facts(): Facts {
    const waitMs = (afterMs?: number) =>
      afterMs === undefined ? backoffMs(env.now() - claim.triedAt, env.random()) : clampRetryAfterMs(afterMs)
    const { lookAfterMs, triesMs } = connection
    const blamed = connection.blames(submission)
    return { claim, now: env.now(), waitMs, lookAfterMs, triesMs, runningSince, blamed }
  }

  function waits(reason: string): Move {
    return { state: 'waiting', dueAt: env.now(), reason }
  }

  function isLeaseShort(): boolean {
    return leaseEnds - env.monotonic() < STEP_MS
  }
}
