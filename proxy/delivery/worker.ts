/**
 * The way out: takes submissions from the outbox and brings them upstream, one at a time a connection, so that one
 * which waits for its pace or is down holds up no other.
 */
import type { Bell } from '../bell.ts'
import { createBell } from '../bell.ts'
import type { Env } from '../env.ts'
import type { Connection } from '../upstreams/connection.ts'
import type { RoundDeps } from './round.ts'
import { createRound } from './round.ts'

export interface WorkerDeps extends RoundDeps {
  readonly connections: ReadonlyMap<string, Connection>
  readonly env: Pick<Env, 'now' | 'monotonic' | 'random' | 'sleep'>
  /** The longest sleep: what another process put, or a connection that runs again, is seen after this. Default 1 s. */
  readonly idleMs?: number
}

export interface Worker {
  /** Delivers until the signal; then ends with the step under way. Never rejects. */
  run(signal: AbortSignal): Promise<void>
  /** There is something new to deliver. */
  wake(): void
}

const IDLE_MS = 1_000

export function createWorker(deps: WorkerDeps): Worker {
  const bell = createBell()
  const owner = crypto.randomUUID()
  return {
    wake: bell.ring,
    async run(signal) {
      await Promise.all(
        [...deps.connections.values()].map((connection) => deliver(deps, connection, owner, bell, signal)),
      )
    },
  }
}

async function deliver(
  deps: WorkerDeps,
  connection: Connection,
  owner: string,
  bell: Bell,
  signal: AbortSignal,
): Promise<void> {
  const { env, log, idleMs = IDLE_MS } = deps
  const round = createRound(deps, connection, owner)
  while (!signal.aborted) {
    const heard = bell.rings
    try {
      if (await round.next(signal)) continue
      await bell.sleep(env, Math.min((await round.restMs()) ?? idleMs, idleMs), heard, signal)
    } catch (error) {
      log('error', { event: 'delivery-stalled', connection: connection.name, error: String(error) })
      await env.sleep(idleMs, signal)
    }
  }
}
