/** One connection's way out: its forms are served in turn, one submission at a time, while it may be called. */
import type { Env } from '../env.ts'
import type { Claim, Move, Outbox, State } from '../outbox/outbox.ts'
import type { BreakerState } from '../upstreams/breaker.ts'
import type { Connection } from '../upstreams/connection.ts'
import type { AttemptDeps } from './attempt.ts'
import { attempt } from './attempt.ts'
import { areSent } from './files.ts'
import { createLookout } from './look.ts'

/** A submission has gone somewhere. Never an answer. */
export interface Moved {
  readonly submission: string
  readonly reference: string
  readonly form: string
  readonly connection: string
  readonly state: State
  readonly reason?: string
}

export interface RoundDeps extends AttemptDeps {
  readonly outbox: Outbox
  readonly env: Pick<Env, 'now' | 'monotonic' | 'random'>
  /** Hears of each move once it is on disk. */
  readonly moved?: (moved: Moved) => void
}

export interface Round {
  /** One attempt at the submission whose turn it is, or one probe. False: nothing is to be done. Rejects when the store does. */
  next(signal?: AbortSignal): Promise<boolean>
  /** How long nothing is to be done, as far as this process knows; undefined: until something is put or mended. */
  restMs(): Promise<number | undefined>
}

const LEASE_MS = 60_000

export function createRound(deps: RoundDeps, connection: Connection, owner: string): Round {
  const { name, breaker } = connection
  const lookout = createLookout(deps, connection)
  let servedForm = ''
  let stopped = false
  let runningSince = 0

  async function nextForm(): Promise<string | undefined> {
    const all = (await deps.outbox.dueForms(name, deps.env.now())).map(({ form }) => form).toSorted()
    const due = all.filter((form) => !connection.stopped(entitiesOf(form)))
    return due.find((form) => form > servedForm) ?? due[0]
  }

  /** What a form creates, as its live version has it; where that is not known, anything. */
  function entitiesOf(form: string): readonly string[] {
    const live = deps.forms.live(form)
    return typeof live === 'object' ? Object.keys(live.form.mappings) : connection.upstream.entities
  }

  async function serve(form: string, signal?: AbortSignal): Promise<boolean> {
    const { outbox, env, log } = deps
    const leaseEnds = env.monotonic() + LEASE_MS
    const claim = await outbox.claim({ owner, connections: [name], forms: [form], now: env.now(), leaseMs: LEASE_MS })
    if (!claim) return false
    servedForm = form
    const { id: submission, reference } = claim
    const said = { submission, connection: name, attempt: claim.attempt }
    try {
      const given = { claim, connection, lookout, leaseEnds, runningSince, ...(signal && { signal }) }
      const move = await letGo(claim, await attempt(deps, given))
      if (!move || !(await outbox.settle(claim, move, env.now()))) {
        log('warn', { event: 'claim-lost', ...said })
        return true
      }
      const { state } = move
      const reason = 'reason' in move ? { reason: move.reason } : {}
      log(state === 'delivered' ? 'info' : 'warn', { event: state, ...said, ...reason })
      tell({ submission, reference, form, connection: name, state, ...reason })
      if ('filesSent' in move) await removeFiles(claim)
    } catch (error) {
      // The claim is left to its lease. An open step is in the store, so nothing is sent twice.
      log('error', { event: 'outcome-not-recorded', ...said, error: messageOf(error) })
    }
    return true
  }

  /** Once the upstream has the files, they are nobody's here: said in the same write as that it is delivered. */
  async function letGo({ id, files }: Claim, move: Move | undefined): Promise<Move | undefined> {
    if (move?.state !== 'delivered' || !files) return move
    const kept = await deps.outbox.get(id)
    return kept && areSent(kept.results) ? { ...move, filesSent: true } : move
  }

  /** What cannot be taken away now is found by the sweep. */
  async function removeFiles({ id: submission, files = [] }: Claim): Promise<void> {
    await deps.uploads
      ?.remove(files.map(({ at }) => at))
      .catch((error) => deps.log('warn', { event: 'uploads-left', submission, error: messageOf(error) }))
  }

  function tell(moved: Moved): void {
    try {
      deps.moved?.(moved)
    } catch (error) {
      deps.log('error', { event: 'listener-failed', submission: moved.submission, error: messageOf(error) })
    }
  }

  /** The cheapest question there is: answered, whatever the answer, the upstream is back. */
  async function probe(): Promise<void> {
    const [entity = ''] = connection.upstream.entities
    const reading = await connection.upstream.schema(entity).catch(() => NO_ANSWER)
    breaker.heard(reading, deps.env.monotonic())
  }

  function sayPaused(before: BreakerState): void {
    if (before === 'closed' && breaker.state === 'open')
      deps.log('warn', { event: 'connection-paused', connection: name })
    if (before !== 'closed' && breaker.state === 'closed')
      deps.log('info', { event: 'connection-back', connection: name })
  }

  return {
    async next(signal) {
      if (connection.stopped([])) {
        stopped = true
        return false
      }
      const isPart = connection.stopped() !== undefined
      if (stopped && !isPart) runningSince = deps.env.now()
      stopped = isPart
      const before = breaker.state
      if (before === 'open') {
        if (deps.env.monotonic() < breaker.probeAt) return false
        await probe()
        return true
      }
      const form = await nextForm()
      const served = form !== undefined && (await serve(form, signal))
      sayPaused(before)
      return served
    },

    async restMs() {
      // What is due may be just what is stopped.
      if (connection.stopped()) return undefined
      if (breaker.state === 'open') return Math.max(breaker.probeAt - deps.env.monotonic(), 0)
      const dueAt = await deps.outbox.nextDue([name])
      return dueAt === undefined ? undefined : Math.max(dueAt - deps.env.now(), 0)
    },
  }
}

const NO_ANSWER = { kind: 'unclear', reason: 'no-answer' } as const

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
