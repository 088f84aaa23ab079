/** A rim: puts the proxy together from real parts and runs it on Node: store, upstreams, forms, routes, delivery. */

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createAdaptorServer } from '@hono/node-server'
import type { FormDefinition } from '../src/contract/definition.ts'
import { createProxy } from './app.ts'
import { loadAssets } from './assets/assets.ts'
import type { Config } from './config.ts'
import { openConnections } from './connections.ts'
import { createWorker } from './delivery/worker.ts'
import { createCatalog } from './forms/catalog.ts'
import { base64url } from './forms/digest.ts'
import { createForms } from './forms/forms.ts'
import { timedMatches } from './forms/pattern.ts'
import { watchSchemas } from './forms/watch-schemas.ts'
import { createLog } from './log.ts'
import { nodeEnv } from './node/env.ts'
import type { KeyReader } from './node/key.ts'
import type { Sqlite } from './outbox/sqlite/open.ts'
import { openSqlite } from './outbox/sqlite/open.ts'

export interface ServeOptions {
  readonly config: Config
  readonly definitions: readonly FormDefinition[]
  readonly keys: ReadonlyMap<string, KeyReader>
  /** Left out: made once, and kept in the store. */
  readonly secret?: KeyReader
  /** Gets each line of the log. */
  readonly write: (line: string) => void
}

export interface Running {
  readonly port: number
  /** No new call; the current one is finished. Within 10 s. */
  stop(): Promise<void>
}

/** Upstream calls end within 8 s; what still runs then is what a crash would leave, and is found again as that. */
const STOP_MS = 9_000

export async function serve(options: ServeOptions): Promise<Running> {
  const store = await openSqlite({ file: options.config.database, own: true })
  return assemble(options, store).catch(async (error) => {
    await store.close()
    throw error
  })
}

async function assemble(
  { config, definitions, keys, secret: given, write }: ServeOptions,
  store: Sqlite,
): Promise<Running> {
  const env = nodeEnv
  const secrets = new Set<string>()
  const log = createLog(write, env.now, () => [...secrets, ...[...keys.values()].flatMap(({ seen }) => [...seen])])
  const stopping = new AbortController()
  const { signal } = stopping

  const secret = given
    ? given.read()
    : await store.forms.setSettingOnce('secret', base64url(crypto.getRandomValues(new Uint8Array(32))))
  secrets.add(secret)

  const connections = await openConnections({
    connections: config.connections,
    keys,
    env,
    log,
    signal,
    changed: (connection, stopped) =>
      stopped
        ? log('error', { event: 'connection-stopped', connection, ...stopped })
        : log('info', { event: 'connection-resumed', connection }),
  })
  const catalog = createCatalog({ connections, needed: neededEntities(definitions), store: store.forms, env, log })
  await catalog.load()
  const forms = createForms({ definitions, connections, catalog, store: store.forms, env, log })
  await forms.load()
  const worker = createWorker({ outbox: store.outbox, forms, catalog, connections, env, log })

  const proxy = createProxy({
    forms,
    assets: await loadAssets(fileURLToPath(new URL('../widget/', programUrl()))),
    outbox: store.outbox,
    publicUrl: config.publicUrl,
    ownOrigin: new URL(config.publicUrl).origin,
    secret,
    matches: timedMatches((pattern) => log('warn', { event: 'pattern-too-slow', pattern })),
    ready: async () => !signal.aborted && (await store.ready()),
    env,
    log,
    accepted: () => worker.wake(),
  })
  const server = createAdaptorServer({ fetch: proxy.fetch, serverOptions: LIMITS }) as Server
  const port = await listen(server, config.listen)
  log('info', { event: 'listening', host: config.listen.host, port, publicUrl: config.publicUrl })
  const watching = watchSchemas({ connections, catalog, forms, env, log }, signal)
  const delivering = worker.run(signal)

  return {
    port,
    async stop() {
      log('info', { event: 'stopping' })
      stopping.abort()
      server.close()
      server.closeIdleConnections()
      const ended = new AbortController()
      const ending = Promise.allSettled([watching, delivering]).then(() => ended.abort())
      await Promise.race([ending, env.sleep(STOP_MS, ended.signal)])
      server.closeAllConnections()
      await store.close()
      log('info', { event: 'stopped' })
    },
  }
}

/** Slow senders are let go: seconds are enough for a form. */
const LIMITS = {
  requestTimeout: 15_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 5_000,
  maxHeaderSize: 16_384,
}

function listen(server: Server, { host, port }: Config['listen']): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** By connection, what its forms create. */
function neededEntities(definitions: readonly FormDefinition[]): ReadonlyMap<string, ReadonlySet<string>> {
  const needed = new Map<string, Set<string>>()
  for (const { connection, entity, contact } of definitions) {
    const entities = needed.get(connection) ?? new Set()
    needed.set(connection, entities.add(entity))
    if (contact) entities.add('contact')
  }
  return needed
}

/** The build's entry file; a chunk of it lies one folder deeper. */
function programUrl(): URL {
  const url = new URL(import.meta.url)
  return url.pathname.includes('/chunks/') ? new URL('../cli.js', url) : url
}
