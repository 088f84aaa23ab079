/**
 * Keeps schemas and forms fresh in the background. A connection that stopped is probed by the same reading: soon where
 * its stop rang the bell, every five minutes where the reading itself was refused.
 */
import type { Env } from '../env.ts'
import type { Log } from '../log.ts'
import type { Connection } from '../upstreams/connection.ts'
import type { Catalog } from './catalog.ts'
import type { Forms } from './forms.ts'

const FRESH_MS = 10 * 60_000
const PROBE_MS = 5 * 60_000
/** Between two readings, however many are asked for. */
const SOON_MS = 60_000
/** While a form waits for its first schema. */
const FIRST_MS = 15_000

export interface WatchDeps {
  readonly connections: ReadonlyMap<string, Connection>
  readonly catalog: Pick<Catalog, 'refresh' | 'asked'>
  readonly forms: Pick<Forms, 'publish'>
  readonly env: Pick<Env, 'sleep' | 'random'>
  readonly log: Log
}

/** Runs until the signal; one loop a connection, so that a slow one holds up no other. */
export async function watchSchemas(deps: WatchDeps, signal: AbortSignal): Promise<void> {
  await Promise.all([...deps.connections.values()].map((connection) => watch(connection, deps, signal)))
}

async function watch(
  connection: Connection,
  { catalog, forms, env, log }: WatchDeps,
  signal: AbortSignal,
): Promise<void> {
  const asked = catalog.asked(connection.name)
  let everRead = false
  while (!signal.aborted) {
    const heard = asked.rings
    try {
      everRead = (await catalog.refresh(connection.name)) || everRead
      await forms.publish(connection.name)
    } catch (cause) {
      log('error', { event: 'schema-watch-failed', connection: connection.name, cause })
    }
    const stopped = connection.stopped() !== undefined
    const usual = stopped ? PROBE_MS : everRead ? FRESH_MS : FIRST_MS
    // Spread, so that many proxies do not ask at the same moment.
    const ms = usual * (0.9 + 0.2 * env.random())
    const deaf = stopped ? ms : Math.min(ms, SOON_MS)
    await env.sleep(deaf, signal)
    await asked.sleep(env, ms - deaf, heard, signal)
  }
}
