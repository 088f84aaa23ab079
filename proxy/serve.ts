/** A rim: puts the proxy together from real parts and runs it on Node: store, upstreams, forms, routes, delivery. */

import { readFileSync, statSync } from 'node:fs'
import type { Server } from 'node:http'
import { adminHandler, createStatus } from './admin/status.ts'
import { alertBook } from './alerts/book.ts'
import { derivedSecret } from './alerts/webhook.ts'
import type { Handler } from './app.ts'
import { loadAssets } from './assets/assets.ts'
import type { Config, Loaded } from './config.ts'
import { base64url } from './forms/digest.ts'
import { timedMatches } from './forms/pattern.ts'
import type { Lasting, Settings } from './generation.ts'
import { openGeneration } from './generation.ts'
import { createCounters } from './guards/counters.ts'
import { createLog } from './log.ts'
import { createDayHash } from './node/day-hash.ts'
import { nodeEnv } from './node/env.ts'
import type { KeyReader } from './node/key.ts'
import { openListener } from './node/listener.ts'
import { programUrl, widgetFolder } from './node/program.ts'
import { openUploadFolder, uploadsOf } from './node/upload-folder.ts'
import { sqlBacklog } from './outbox/backlog.ts'
import { allAside } from './outbox/sqlite/damage.ts'
import { eraseAgain } from './outbox/sqlite/erased.ts'
import type { Sqlite } from './outbox/sqlite/open.ts'
import { EX_IOERR, openSqlite } from './outbox/sqlite/open.ts'
import { giveBackSpace } from './outbox/sqlite/space.ts'
import { startSuccession } from './reload.ts'
import { keepRetention } from './retention.ts'
import { changeSecret, SECRET_CHANGED } from './store-secret.ts'
import { sweep } from './uploads/sweep.ts'

export interface ServeOptions {
  readonly settings: Settings
  /** The settings at this moment, for a reload. */
  readonly read: () => Loaded<Settings>
  /** Gets each line of the log. */
  readonly write: (line: string) => void
}

export interface Running {
  readonly port: number
  /** Resolves with an exit code when the process cannot go on. */
  readonly broken: Promise<number>
  /** Takes the configuration, the forms and the keys as they are now. Never rejects. */
  reload(): Promise<void>
  /** No new call; the current one is finished. Within 10 s. */
  stop(): Promise<void>
}

export async function serve(options: ServeOptions): Promise<Running> {
  const store = await openSqlite({ file: options.settings.config.database, own: true })
  return assemble(options, store).catch(async (error) => {
    await store.close()
    throw error
  })
}

async function assemble({ settings, read, write }: ServeOptions, store: Sqlite): Promise<Running> {
  const { config } = settings
  const env = nodeEnv
  const secrets = new Set<string>()
  const readers = new Set<KeyReader>()
  const log = createLog(write, env.now, () => [...secrets, ...[...readers].flatMap(({ seen }) => [...seen])])
  if (store.damage) log('error', { event: 'store-damaged', ...store.damage })
  const erased = await eraseAgain(config.database, store, env.now())
  if (erased > 0) log('warn', { event: 'erased-again', count: erased })
  const stopping = new AbortController()
  const { signal } = stopping
  let tellBroken: (code: number) => void = () => {}
  const broken = new Promise<number>((resolve) => {
    tellBroken = resolve
  })
  void store.lost.then((cause) => {
    log('error', { event: 'store-lost', cause })
    tellBroken(EX_IOERR)
  })

  const secret = settings.secret
    ? settings.secret.read()
    : await store.forms.setSettingOnce('secret', base64url(crypto.getRandomValues(new Uint8Array(32))))
  secrets.add(secret)
  if (await changeSecret(store.store, secret)) {
    log('error', { event: 'secret-changed', file: config.file, key: 'secret', message: SECRET_CHANGED })
  }

  const token = settings.alertKeys.admin?.read
  const status = createStatus({
    version: version(),
    alerts: config.alerts?.webhook ? 'webhook' : config.alerts ? 'email' : 'none',
    connections: () => succession.current.facts.connections(),
    forms: () => succession.current.facts.forms(),
    blindness: () => succession.current.facts.blindness(),
    store: () => ({ ...store.disk(), fileBytes: statSync(config.database).size }),
    outbox: store.outbox,
    backlog: sqlBacklog(store.store),
    book: alertBook(store.store),
    env,
    ...(token && { token }),
  })
  const uploads = openUploadFolder(uploadsOf(config.database), store.disk)
  const lasting: Lasting = {
    uploads,
    store: store.store,
    outbox: store.outbox,
    forms: store.forms,
    disk: store.disk,
    assets: await loadAssets(widgetFolder()),
    secret,
    matches: timedMatches((pattern) => log('warn', { event: 'pattern-too-slow', pattern })),
    counters: createCounters(env),
    hash: createDayHash(env),
    ready: async () => !signal.aborted && (await store.ready()),
    accepted: (state) => succession.current.wake(state),
    ...(token && !config.admin?.listen && { status }),
    env,
    log,
  }
  const succession = await startSuccession({
    first: settings,
    async open(given) {
      const { signing, smtp, admin } = given.alertKeys
      const { turnstile } = given
      for (const reader of [...given.keys.values(), signing, smtp, admin, turnstile]) if (reader) readers.add(reader)
      for (const webhook of webhooksOf(given)) secrets.add(await derivedSecret(secret, webhook))
      return openGeneration(given, lasting)
    },
    read,
    failed: (cause) => {
      log('error', { event: 'delivery-stopped', cause })
      tellBroken(1)
    },
    log,
  })
  const servers: Server[] = []
  const listener = async (fetch: Handler['fetch'], at: Config['listen']) => {
    const { server, port } = await openListener(fetch, at, log)
    servers.push(server)
    return port
  }
  const opened = async () => {
    const port = await listener(succession.fetch, config.listen)
    if (config.admin?.listen) await listener(adminHandler(status, log).fetch, config.admin.listen)
    return port
  }
  const port = await opened().catch(async (error) => {
    for (const server of servers) server.close()
    await succession.stop()
    throw error
  })
  log('info', { event: 'listening', host: config.listen.host, port, publicUrl: config.publicUrl })
  const retaining = keepRetention(
    {
      ...{ outbox: store.outbox, retention: config.retention, env, log },
      giveBack: () => giveBackSpace(store.store),
      sweep: () => sweep({ outbox: store.outbox, uploads, env, log, setAside: () => allAside(config.database) }),
    },
    signal,
  )

  return {
    port,
    broken,
    reload: succession.reload,
    async stop() {
      log('info', { event: 'stopping' })
      stopping.abort()
      for (const server of servers) {
        server.close()
        server.closeIdleConnections()
      }
      await succession.stop()
      await retaining
      for (const server of servers) server.closeAllConnections()
      await store.close()
      log('info', { event: 'stopped' })
    },
  }
}

/** Every address that messages are signed for. */
function webhooksOf({ config, definitions }: Settings): readonly string[] {
  return [config.alerts?.webhook, ...definitions.map(({ notify }) => notify?.webhook)].flatMap((url) => url ?? [])
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', programUrl()), 'utf8')).version
}
