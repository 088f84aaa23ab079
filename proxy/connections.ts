/** A rim: from the configured connections to the adapters that speak to them, one queue a key. */
import type { Config, ConnectionConfig, Loaded } from './config.ts'
import type { Env } from './env.ts'
import type { Log } from './log.ts'
import type { KeyReader } from './node/key.ts'
import { openKey } from './node/key.ts'
import type { Fault } from './node/yaml-file.ts'
import type { Connection, ConnectionParts, Stopped } from './upstreams/connection.ts'
import { createConnections } from './upstreams/connection.ts'
import { kindOf } from './upstreams/kinds.ts'
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
    if (!key) continue
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
  /** Hears why a connection's upstream cannot be opened. */
  readonly failed?: (name: string, message: string) => void
}

/** Rejects where a module of the operator's own cannot be used, unless `failed` hears of it: then it is left out. */
export async function openConnections(options: OpenOptions): Promise<ReadonlyMap<string, Connection>> {
  const { env, log, signal } = options
  const queues = new Map<string, Queue>()
  const parts: ConnectionParts[] = []
  for (const connection of options.connections) {
    const { name, lookAfterMs, triesMs } = connection
    const reader = options.keys.get(name)
    if (connection.key && !reader) continue
    const key = () => new Secret(reader?.read() ?? '')
    const keyId = reader ? await key().fingerprint() : `without a key: ${name}`
    const kind = kindOf(connection)
    const spacing = { spacingMs: connection.spacingMs ?? kind.spacingMs, atLeastMs: connection.spacingMs ?? 0 }
    const queue = queues.get(keyId) ?? createQueue({ ...spacing, env, signal })
    queue.slowTo(spacing)
    queues.set(keyId, queue)
    try {
      const upstream = await kind.open(connection, { key, queue, env, log })
      parts.push({ name, keyId, queue, upstream, lookAfterMs, triesMs })
    } catch (error) {
      if (!options.failed) throw new Error(`connections.${name}.upstream  ${(error as Error).message}`)
      options.failed(name, (error as Error).message)
    }
  }
  return createConnections(parts, options.changed)
}
