/**
 * The way out: takes submissions from the outbox and brings them upstream, one at a time a connection, so that one
 * which waits for its pace or is down holds up no other.
 */
import type { Env } from '../env.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { Connection } from '../upstreams/connection.ts'
import type { AttemptDeps } from './attempt.ts'
import { attempt } from './attempt.ts'
import type { Bell } from './bell.ts'
import { createBell } from './bell.ts'

export interface WorkerDeps extends Omit<AttemptDeps, 'triesMs'> {
  readonly outbox: Outbox
  readonly connections: ReadonlyMap<string, Connection>
  readonly env: Pick<Env, 'now' | 'monotonic' | 'random' | 'sleep'>
  /** Default 72 h. */
  readonly triesMs?: number
}

export interface Worker {
  /** Delivers until the signal; then ends with the step under way. Never rejects. */
  run(signal: AbortSignal): Promise<void>
  /** There is something new to deliver. */
  wake(): void
}

const LEASE_MS = 60_000
const TRIES_MS = 72 * 3_600_000
/** The longest sleep: what another process put, or a connection that runs again, is seen after this. */
const IDLE_MS = 1_000

export function createWorker(deps: WorkerDeps): Worker {
  const bell = createBell()
  const owner = crypto.randomUUID()
  return {
    wake: bell.ring,
    async run(signal) {
      await Promise.all([...deps.connections.keys()].map((name) => runOne(deps, { owner, name, bell, signal })))
    },
  }
}

/** Who delivers: `connections` narrows it to some of them. */
export interface Turn {
  readonly owner: string
  readonly connections?: readonly string[]
  readonly signal?: AbortSignal
}

/** One attempt at the submission that is due the longest. False: none is due. Rejects when the store does. */
export async function deliverNext(deps: WorkerDeps, { owner, connections, signal }: Turn): Promise<boolean> {
  const { outbox, env, log } = deps
  const all = connections ?? [...deps.connections.keys()]
  const running = all.filter((name) => deps.connections.get(name)?.stopped() === undefined)
  const leaseEnds = env.monotonic() + LEASE_MS
  const claim = await outbox.claim({ owner, connections: running, now: env.now(), leaseMs: LEASE_MS })
  const connection = claim && deps.connections.get(claim.connection)
  if (!connection) return false

  const { id: submission, attempt: number } = claim
  const said = { submission, connection: connection.name, attempt: number }
  try {
    const parts = { claim, connection, leaseEnds, ...(signal && { signal }) }
    const move = await attempt({ triesMs: TRIES_MS, ...deps }, parts)
    const recorded = move !== undefined && (await outbox.settle(claim, move, env.now()))
    if (!recorded) log('warn', { event: 'claim-lost', ...said })
    else log(move.state === 'delivered' ? 'info' : 'warn', { event: move.state, ...said, ...reasonOf(move) })
  } catch (error) {
    // The claim is left to its lease. An open step is in the store, so nothing is sent twice.
    log('error', { event: 'outcome-not-recorded', ...said, error: messageOf(error) })
  }
  return true
}

interface Loop {
  readonly owner: string
  readonly name: string
  readonly bell: Bell
  readonly signal: AbortSignal
}

async function runOne(deps: WorkerDeps, { owner, name, bell, signal }: Loop): Promise<void> {
  const connections = [name]
  while (!signal.aborted) {
    const heard = bell.rings
    try {
      if (await deliverNext(deps, { owner, connections, signal })) continue
      await bell.sleep(deps.env, await idleMs(deps, name), heard, signal)
    } catch (error) {
      deps.log('error', { event: 'delivery-stalled', connection: name, error: messageOf(error) })
      await deps.env.sleep(IDLE_MS, signal)
    }
  }
}

async function idleMs({ outbox, connections, env }: WorkerDeps, name: string): Promise<number> {
  if (connections.get(name)?.stopped()) return IDLE_MS
  const dueAt = await outbox.nextDue([name])
  return dueAt === undefined ? IDLE_MS : Math.min(Math.max(dueAt - env.now(), 0), IDLE_MS)
}

function reasonOf(move: object): { reason?: unknown } {
  return 'reason' in move ? { reason: move.reason } : {}
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
