/** What was settled long enough ago is wiped: answers and files go, a digest and the receipt stay. */
import type { Retention } from './config.ts'
import type { Env } from './env.ts'
import type { Log } from './log.ts'
import type { Outbox, State } from './outbox/outbox.ts'

export interface RetentionDeps {
  readonly outbox: Pick<Outbox, 'retire' | 'forgetTokens'>
  /** Gives the room that was freed back to the disk. How many pages. */
  readonly giveBack: () => Promise<number>
  /** Takes away the files that nobody has any more. Left out where none are taken. */
  readonly sweep?: () => Promise<unknown>
  readonly retention: Retention
  readonly env: Pick<Env, 'now' | 'random' | 'sleep'>
  readonly log: Log
}

const HOUR_MS = 3_600_000

/** Once an hour, until the signal. Never rejects: what could not be wiped is wiped the next time. */
export async function keepRetention(deps: RetentionDeps, signal: AbortSignal): Promise<void> {
  const { env, log } = deps
  while (!signal.aborted) {
    // Apart from each other where several proxies started together; the first soon, since a proxy may never run for an hour.
    await env.sleep(env.random() * 60_000, signal)
    if (signal.aborted) return
    await retireDue(deps).catch((error) => log('error', { event: 'retention-failed', error }))
    await env.sleep(HOUR_MS, signal)
  }
}

/** One step: every state that has a limit. How many submissions were wiped. */
export async function retireDue({ outbox, giveBack, sweep, retention, env, log }: RetentionDeps): Promise<number> {
  const now = env.now()
  let retired = 0
  for (const [state, ms] of Object.entries(retention) as [State, number][]) {
    const count = await outbox.retire(state, now - ms, now)
    if (count > 0) log('info', { event: 'submissions-retired', state, count })
    retired += count
  }
  await outbox.forgetTokens(now)
  await sweep?.()
  if (retired > 0) log('info', { event: 'space-given-back', pages: await giveBack() })
  return retired
}
