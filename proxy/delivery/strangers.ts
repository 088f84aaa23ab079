/**
 * Submissions of connections that the configuration does not name any more. Nobody would ever deliver them, so a person
 * is asked: name the connection again and retry them, or reject them.
 */

import type { Env } from '../env.ts'
import type { Log } from '../log.ts'
import type { Backlog } from '../outbox/backlog.ts'
import type { Outbox } from '../outbox/outbox.ts'

export interface StrangersDeps {
  readonly outbox: Pick<Outbox, 'claim' | 'settle'>
  readonly backlog: Pick<Backlog, 'queues'>
  readonly connections: { has(name: string): boolean }
  readonly env: Pick<Env, 'now' | 'random' | 'sleep'>
  readonly log: Log
}

const LOOK_MS = 60_000
const LEASE_MS = 10_000

/** Holds them as they come due, until the signal. Never rejects. */
export async function watchStrangers(deps: StrangersDeps, signal: AbortSignal): Promise<void> {
  const owner = crypto.randomUUID()
  while (!signal.aborted) {
    try {
      await holdStrangers(deps, owner)
    } catch (cause) {
      deps.log('error', { event: 'strangers-not-held', cause })
    }
    await deps.env.sleep(LOOK_MS, signal)
  }
}

/** How many were held. */
export async function holdStrangers(
  { outbox, backlog, connections, env, log }: StrangersDeps,
  owner: string,
): Promise<number> {
  let held = 0
  for (const { connection } of await backlog.queues()) {
    if (connections.has(connection)) continue
    for (;;) {
      const claim = await outbox.claim({ owner, connections: [connection], now: env.now(), leaseMs: LEASE_MS })
      if (!claim) break
      // What may have been sent stays in evidence for whoever takes it up again.
      const open = claim.openStep === undefined ? {} : { open: true as const }
      if (await outbox.settle(claim, { state: 'held', reason: 'connection-unknown', ...open }, env.now())) held++
      log('warn', { event: 'held', submission: claim.id, connection, reason: 'connection-unknown' })
    }
  }
  return held
}
