/**
 * Submissions of connections that the configuration does not name any more. Nobody would ever deliver them, so a person
 * is asked: name the connection again and retry them, or reject them.
 */

import type { Env } from '../env.ts'
import type { Log } from '../log.ts'
import type { Backlog } from '../outbox/backlog.ts'
import type { Outbox } from '../outbox/outbox.ts'

export interface StrangersDeps {
  readonly outbox: Pick<Outbox, 'claim' | 'nextDue' | 'settle'>
  readonly backlog: Pick<Backlog, 'queues'>
  readonly connections: { has(name: string): boolean }
  readonly env: Pick<Env, 'now' | 'random' | 'sleep'>
  readonly log: Log
}

/** The longest sleep: a process of an older configuration may still put some. */
const LOOK_MS = 60_000
/** The shortest: what is due may be in another process's hands. */
const REST_MS = 1_000
const LEASE_MS = 10_000

/** Holds them as they come due, until the signal. Never rejects. */
export async function watchStrangers(deps: StrangersDeps, signal: AbortSignal): Promise<void> {
  const owner = crypto.randomUUID()
  while (!signal.aborted) {
    let dueAt: number | undefined
    try {
      dueAt = await holdStrangers(deps, owner)
    } catch (cause) {
      deps.log('error', { event: 'strangers-not-held', cause })
    }
    const untilDueMs = (dueAt ?? Number.POSITIVE_INFINITY) - deps.env.now()
    await deps.env.sleep(Math.min(Math.max(untilDueMs, REST_MS), LOOK_MS), signal)
  }
}

/** Holds those that are due now. Resolves with when the next one is. */
async function holdStrangers(
  { outbox, backlog, connections, env, log }: StrangersDeps,
  owner: string,
): Promise<number | undefined> {
  const strange = (await backlog.queues()).map(({ connection }) => connection).filter((name) => !connections.has(name))
  for (const connection of strange) {
    for (;;) {
      const claim = await outbox.claim({ owner, connections: [connection], now: env.now(), leaseMs: LEASE_MS })
      if (!claim) break
      // What may have been sent stays in evidence for whoever takes it up again.
      const open = claim.openStep === undefined ? {} : { open: true as const }
      const isHeld = await outbox.settle(claim, { state: 'held', reason: 'connection-unknown', ...open }, env.now())
      if (isHeld) log('warn', { event: 'held', submission: claim.id, connection, reason: 'connection-unknown' })
    }
  }
  return strange.length > 0 ? outbox.nextDue(strange) : undefined
}
