/**
 * Everything that a reload replaces, started and stopped as one: connections, schemas, forms, routes, delivery. The
 * store, the listener and the log outlive it.
 */
import type { FormDefinition } from '../src/contract/definition.ts'
import { alertFacts, connectionFacts, formFacts } from './admin/facts.ts'
import type { ConnectionFacts, FormFacts, Status } from './admin/status.ts'
import { alertBook } from './alerts/book.ts'
import type { Disk } from './alerts/causes.ts'
import { roomForFiles } from './alerts/filling.ts'
import { createHerald } from './alerts/herald.ts'
import type { AlertKeys } from './alerts/open.ts'
import { openSend } from './alerts/open.ts'
import type { Handler } from './app.ts'
import { createProxy } from './app.ts'
import type { Assets } from './assets/assets.ts'
import type { Config } from './config.ts'
import { openConnections } from './connections.ts'
import { watchStrangers } from './delivery/strangers.ts'
import { createWorker } from './delivery/worker.ts'
import type { Env } from './env.ts'
import type { Catalog } from './forms/catalog.ts'
import { createCatalog } from './forms/catalog.ts'
import type { FormStore } from './forms/form-store.ts'
import type { Forms } from './forms/forms.ts'
import { createForms } from './forms/forms.ts'
import { watchSchemas } from './forms/watch-schemas.ts'
import type { Counters } from './guards/counters.ts'
import { createGuards } from './guards/guards.ts'
import { createLimits } from './guards/limits.ts'
import type { Blindness } from './guards/sight.ts'
import { createSight } from './guards/sight.ts'
import { createTokens } from './guards/tokens.ts'
import type { TurnstileDeps } from './guards/turnstile.ts'
import { createWork } from './guards/work.ts'
import type { Entered } from './intake.ts'
import type { Log } from './log.ts'
import { openClients } from './node/client.ts'
import type { DayHash } from './node/day-hash.ts'
import type { KeyReader } from './node/key.ts'
import { sqlBacklog } from './outbox/backlog.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { Store } from './outbox/store.ts'
import type { UploadFolder } from './uploads/folder.ts'
import { USUAL_LIMITS } from './uploads/limits.ts'
import { createSuspectedFiles } from './uploads/suspected.ts'
import type { Connection } from './upstreams/connection.ts'

/** What the operator wrote: the configuration, the forms, and the keys that it names. */
export interface Settings {
  readonly config: Config
  readonly definitions: readonly FormDefinition[]
  readonly keys: ReadonlyMap<string, KeyReader>
  readonly alertKeys: AlertKeys
  /** What signs tokens and hashes; left out: made once, and kept in the store. */
  readonly secret?: KeyReader
  /** The secret key of Turnstile, where it is configured. */
  readonly turnstile?: KeyReader
}

/** What every generation shares. */
export interface Lasting {
  readonly store: Store
  readonly outbox: Outbox
  readonly forms: FormStore
  readonly disk: () => Disk
  /** Answers `/status` on the main listener, where it is asked for there. */
  readonly status?: Status
  readonly assets: Assets
  /** Where files lie until they are delivered. */
  readonly uploads: UploadFolder
  /** Keys the digests; the same for as long as the store lives. */
  readonly secret: string
  readonly matches: (pattern: string, value: string) => boolean
  /** What came in a time, and what stands for visitors in it. */
  readonly counters: Counters
  readonly hash: DayHash
  /** Whether submissions can be kept and the process is not draining. */
  readonly ready: () => Promise<boolean>
  /** Told after each commit: it may be another generation by then that delivers. */
  readonly accepted: (state: Entered) => void
  readonly env: Env
  readonly log: Log
}

export interface Generation {
  readonly proxy: Handler
  readonly connections: ReadonlyMap<string, Connection>
  readonly catalog: Catalog
  readonly forms: Forms
  /** How each connection and each form is, and whether visitors can be told apart, for `/status`. */
  readonly facts: {
    connections(): readonly ConnectionFacts[]
    forms(): readonly FormFacts[]
    blindness(): Blindness | undefined
  }
  /** Begins to deliver and to read schemas. */
  start(): void
  /** A submission came in: there is something new to deliver, or to tell a person of. */
  wake(state: Entered): void
  /** Starts no call any more and resolves when the last has ended, within 10 s. Requests are still answered. */
  stop(): Promise<void>
}

/** Upstream calls end within 8 s; what still runs then is what a crash would leave, and is found again as that. */
const STOP_MS = 9_000

/** Answers requests from what the store has; calls nobody before `start`. */
export async function openGeneration(settings: Settings, lasting: Lasting): Promise<Generation> {
  const { config, definitions, keys } = settings
  const { outbox, env, log, secret } = lasting
  const stopping = new AbortController()
  const { signal } = stopping
  const stoppedAt = new Map<string, number>()
  // Whoever is told is told last, and nothing waits for it.
  const tell = () => herald.wake()
  const connections = await openConnections({
    connections: config.connections,
    ...{ keys, env, log, signal },
    changed(connection, stopped) {
      if (stopped) stoppedAt.set(connection, env.now())
      else stoppedAt.delete(connection)
      if (stopped) log('error', { event: 'connection-stopped', connection, ...stopped })
      else log('info', { event: 'connection-resumed', connection })
      // Whether it is the upstream's fault or one submission's, the schema tells.
      if (stopped) catalog.refreshSoon(connection)
      tell()
    },
  })
  const catalog = createCatalog({ connections, needed: neededEntities(definitions), store: lasting.forms, env, log })
  await catalog.load()
  const forms = createForms({ definitions, connections, catalog, store: lasting.forms, env, log, drifted: tell })
  const worker = createWorker({
    ...{ outbox, forms, catalog, connections, env, log },
    uploads: lasting.uploads,
    moved({ connection, reason }) {
      // The schema may have changed since it was read.
      if (reason !== undefined && SUSPICIOUS.includes(reason)) catalog.refreshSoon(connection)
      tell()
    },
  })
  const parts = { definitions, connections, catalog, forms, stoppedAt }
  const backlog = sqlBacklog(lasting.store)
  const uploads = () => roomForFiles(lasting.uploads, config.uploads)
  const herald = createHerald({
    ...{ outbox, forms, env, log },
    book: alertBook(lasting.store),
    send: openSend(config, settings.alertKeys, secret, env),
    ...(config.alerts && { alerts: config.alerts }),
    facts: (toldTo) => alertFacts({ ...parts, outbox, backlog, disk: lasting.disk, uploads }, toldTo),
  })
  await forms.load()
  const { counters, hash } = lasting
  const ownOrigin = new URL(config.publicUrl).origin
  const tokens = createTokens(secret, ownOrigin)
  const work = createWork(secret)
  const sight = createSight(log)
  const limits = createLimits({ ...{ counters, hash, sight }, rates: config.limits })
  const turnstile = turnstileOf(settings, lasting)
  const proxy = createProxy({
    ...{ forms, outbox, tokens, work, secret, env, log },
    assets: lasting.assets,
    publicUrl: config.publicUrl,
    guards: createGuards({ ownOrigin, secret, work, limits, ...(turnstile && { turnstile }) }),
    ...(config.turnstile && { turnstile: config.turnstile.siteKey }),
    clientOf: openClients({ trustedProxies: config.trustedProxies, hash, sight }),
    admitChallenge: limits.challenge,
    admitSuspected: limits.suspected,
    doubts: config.doubts,
    matches: lasting.matches,
    ready: lasting.ready,
    accepted: lasting.accepted,
    uploads: {
      folder: lasting.uploads,
      limits: { ...config.uploads, files: USUAL_LIMITS.files },
      admit: limits.upload,
      suspected: createSuspectedFiles({ outbox, limits: config.uploads, env }),
    },
    ...(lasting.status && { status: lasting.status }),
  })

  let running: Promise<unknown> = Promise.resolve()
  return {
    ...{ proxy, connections, catalog, forms },
    facts: {
      connections: () => connectionFacts(parts),
      forms: () => formFacts(parts),
      blindness: sight.blindness,
    },
    start() {
      const watching = watchSchemas({ connections, catalog, forms, env, log }, signal)
      const strangers = watchStrangers({ outbox, backlog, connections, env, log }, signal)
      running = Promise.allSettled([watching, worker.run(signal), herald.run(signal), strangers])
    },
    wake: (state) => (state === 'held' ? tell() : worker.wake()),
    async stop() {
      stopping.abort()
      const ended = new AbortController()
      await Promise.race([running.then(() => ended.abort()), env.sleep(STOP_MS, ended.signal)])
    },
  }
}

function turnstileOf({ config, turnstile }: Settings, { env, log }: Lasting): TurnstileDeps | undefined {
  if (!config.turnstile || !turnstile) return undefined
  const { url } = config.turnstile
  return { url, secret: turnstile.read, http: env.http, log }
}

/** Reasons of a move that a changed schema may be behind. */
const SUSPICIOUS: readonly string[] = ['lost-fields', 'refused']

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
