/** A rim: from the configured connections to the adapters that speak to them, one queue a key. */
import type { Config, ConnectionConfig, Loaded } from './config.ts'
import type { Env } from './env.ts'
import type { Log } from './log.ts'
import type { KeyReader } from './node/key.ts'
import { openKey } from './node/key.ts'
import type { Fault } from './node/yaml-file.ts'
import { BOLTEN_SPACING_MS, BOLTEN_URL, bolten } from './upstreams/bolten.ts'
import type { Connection, Stopped } from './upstreams/connection.ts'
import { createConnections } from './upstreams/connection.ts'
import type { Queue } from './upstreams/pace.ts'
import { createQueue } from './upstreams/pace.ts'
import { Secret } from './upstreams/secret.ts'

/** The keys of every connection. What is missing is named, all at once. */
export function openKeys(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
): Loaded<ReadonlyMap<string, KeyReader>> {
  const faults: Fault[] = []
  const keys = new Map<string, KeyReader>()
  for (const { name, key } of config.connections) {
    try {
      const reader = openKey(key, env)
      // Says what no header may carry before the first visitor finds out.
      new Secret(reader.read())
      keys.set(name, reader)
    } catch (error) {
      faults.push({ file: config.file, key: `connections.${name}.key`, message: (error as Error).message })
    }
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: keys }
}

/** What signs tokens and hashes, where the configuration names a place for it. */
export function openSecret(
  { file, secret }: Config,
  env: Readonly<Record<string, string | undefined>>,
): Loaded<KeyReader | undefined> {
  try {
    return { ok: true, value: secret && openKey(secret, env) }
  } catch (error) {
    return { ok: false, faults: [{ file, key: 'secret', message: (error as Error).message }] }
  }
}

export interface OpenOptions {
  readonly connections: readonly ConnectionConfig[]
  readonly keys: ReadonlyMap<string, KeyReader>
  readonly env: Env
  readonly log: Log
  /** Starts no call any more. */
  readonly signal: AbortSignal
  readonly changed: (name: string, stopped: Stopped | undefined) => void
}

export async function openConnections(options: OpenOptions): Promise<ReadonlyMap<string, Connection>> {
  const { env, log, signal } = options
  const queues = new Map<string, Queue>()
  const parts = []
  for (const connection of options.connections) {
    const { name, components, lookAfterMs, triesMs, url = BOLTEN_URL } = connection
    const spacingMs = spacingOf(connection)
    const reader = options.keys.get(name)
    if (!reader) continue
    const keyId = await new Secret(reader.read()).fingerprint()
    const queue = queues.get(keyId) ?? createQueue({ spacingMs, env, signal })
    // Two connections with one key keep to the slower of their paces.
    queue.slowTo(spacingMs)
    queues.set(keyId, queue)
    const key = () => new Secret(reader.read())
    const upstream = bolten({ baseUrl: url, components, key, queue, env, log })
    parts.push({ ...{ name, keyId, upstream, lookAfterMs }, ...(triesMs !== undefined && { triesMs }) })
  }
  return createConnections(parts, options.changed)
}

/** The smallest gap between two calls of a connection, in ms. */
export function spacingOf({ spacingMs = BOLTEN_SPACING_MS }: ConnectionConfig): number {
  return spacingMs
}

/** By connection, what tells its pace and its key from others, without telling the key. */
export async function pacesOf(
  connections: readonly ConnectionConfig[],
  keys: ReadonlyMap<string, KeyReader>,
): Promise<ReadonlyMap<string, { readonly spacingMs: number; readonly keyId: string }>> {
  const paces = new Map<string, { spacingMs: number; keyId: string }>()
  for (const connection of connections) {
    const reader = keys.get(connection.name)
    if (!reader) continue
    const keyId = await new Secret(reader.read()).fingerprint()
    paces.set(connection.name, { spacingMs: spacingOf(connection), keyId })
  }
  return paces
}
