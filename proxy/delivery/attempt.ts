/** One attempt at one claimed submission: runs the steps that are left and says where the submission goes. */
import type { Env } from '../env.ts'
import type { Catalog } from '../forms/catalog.ts'
import type { Forms, FormVersion } from '../forms/forms.ts'
import type { Log } from '../log.ts'
import type { Claim, Move, Outbox } from '../outbox/outbox.ts'
import { IN_DOUBT } from '../outbox/outbox.ts'
import type { Connection } from '../upstreams/connection.ts'
import type { Outcome, Step, StepResult, StepResults } from '../upstreams/upstream.ts'
import { orderOf } from './order.ts'
import { backoffMs, clampRetryAfterMs } from './retry.ts'

export interface AttemptDeps {
  readonly outbox: Pick<Outbox, 'begin' | 'finish'>
  readonly forms: Pick<Forms, 'version'>
  readonly catalog: Pick<Catalog, 'schemas'>
  readonly env: Pick<Env, 'now' | 'monotonic' | 'random'>
  readonly log: Log
  /** How long after it was received a submission is still tried. */
  readonly triesMs: number
}

export interface Attempt {
  readonly claim: Claim
  readonly connection: Connection
  /** On the monotonic clock. */
  readonly leaseEnds: number
  /** Once aborted, no step starts any more; the one under way is finished. */
  readonly signal?: AbortSignal
}

/** What a step may still need of the lease: its turn in the queue (20 s), the call's deadline (8 s), and the records. */
const STEP_MS = 30_000
/** A stopped connection is not claimed from; this keeps its submissions apart from fresh ones once it runs again. */
const STOPPED_MS = 60_000
const MAX_WORDS = 2_048

/** Undefined when the claim was lost on the way. Rejects only when the store does. */
export async function attempt(
  deps: AttemptDeps,
  { claim, connection, leaseEnds, signal }: Attempt,
): Promise<Move | undefined> {
  const { outbox, env, log } = deps
  const { id: submission } = claim

  if (claim.openStep !== undefined) return inDoubt(claim.openStep, 'not-recorded')
  const form = await deps.forms.version(claim.form, claim.version)
  if (!form) return { state: 'held', reason: 'form-unknown', words: words(`${claim.form}, version ${claim.version}`) }

  const planned = plan(form)
  if (!planned) return waits('adapter-fault')
  let results = claim.results
  for (const step of planned.steps) {
    if (Object.hasOwn(results, step.name)) continue
    if (signal?.aborted) return waitsUntil(env.now(), 'stopping')
    if (leaseEnds - env.monotonic() < STEP_MS) return waitsUntil(env.now(), 'lease-short')
    if (!(await outbox.begin(claim, step.name, step.safe, env.now()))) return undefined
    const outcome = await run(step, results)
    if (outcome.kind !== 'done') return moveAfter(step, outcome)
    if (!(await outbox.finish(claim, step.name, outcome.result, env.now()))) return undefined
    results = { ...results, [step.name]: outcome.result }
  }
  return endOf(results, planned.lost)

  /** Undefined when the adapter or the mapping threw. */
  function plan(version: FormVersion) {
    try {
      const { order, lost } = orderOf(claim, version.form, deps.catalog.schemas(claim.connection))
      return { steps: connection.upstream.plan(order), lost }
    } catch (error) {
      fault('plan', error)
      return undefined
    }
  }

  async function run(step: Step, done: StepResults): Promise<Outcome> {
    try {
      return await step.run(done)
    } catch (error) {
      fault(step.name, error)
      return { kind: 'unclear', reason: 'adapter-fault' }
    }
  }

  function moveAfter(step: Step, outcome: Exclude<Outcome, { kind: 'done' }>): Move {
    log('warn', { event: `step-${outcome.kind}`, submission, step: step.name, reason: outcome.reason })
    switch (outcome.kind) {
      case 'later':
        return waits(outcome.reason, outcome.afterMs)
      case 'unclear':
        return step.safe ? waits(outcome.reason) : inDoubt(step.name, outcome.reason)
      case 'refused':
        if (!outcome.stops) return { state: 'held', reason: 'refused', words: words(outcome.words ?? outcome.reason) }
        connection.stop(outcome.stops, outcome.reason, outcome.words)
        return waitsUntil(env.now() + STOPPED_MS, outcome.reason)
    }
  }

  /** Waits as long as the upstream asked for, else by dice. */
  function waits(reason: string, afterMs?: number): Move {
    const tried = env.now() - claim.receivedAt
    if (tried >= deps.triesMs && !OURS.includes(reason)) return { state: 'failed', reason: 'tries-used' }
    const ms = afterMs === undefined ? backoffMs(claim.attempt, env.random()) : clampRetryAfterMs(afterMs)
    return waitsUntil(env.now() + ms, reason)
  }

  /** Its name and place alone: the message may quote what the upstream or the visitor wrote. */
  function fault(step: string, error: unknown): void {
    const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: '' }
    const at = stack
      ?.split('\n')
      .find((line) => /^\s+at /.test(line))
      ?.trim()
    log('error', { event: 'adapter-fault', submission, step, error: name, at })
  }
}

/** Waits that are our own doing: no upstream said no, so they use up no tries. */
const OURS: readonly string[] = ['paced', 'stopping']

function waitsUntil(dueAt: number, reason: string): Move {
  return { state: 'waiting', dueAt, reason }
}

function inDoubt(step: string, reason: string): Move {
  return { state: 'held', reason: IN_DOUBT, words: words(`${step}: ${reason}`) }
}

function endOf(results: StepResults, orphaned: readonly string[]): Move {
  const lost = new Set([...orphaned, ...Object.values(results).flatMap((result: StepResult) => result.lost ?? [])])
  if (lost.size === 0) return { state: 'delivered' }
  return { state: 'held', reason: 'lost-fields', words: words(`Not in the record: ${[...lost].join(', ')}`) }
}

/** As the store takes it: whole characters and no NUL, at most 2 KiB. */
function words(text: string): string {
  const bytes = new TextEncoder().encode(text.replaceAll('\0', ''))
  return new TextDecoder().decode(bytes.subarray(0, MAX_WORDS)).replace(/\ufffd+$/, '')
}
