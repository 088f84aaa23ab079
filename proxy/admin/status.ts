/** `GET /status`: how the proxy is, for operators and their monitors. Nothing personal is in it. */
import type { AlertBook } from '../alerts/book.ts'
import type { Disk } from '../alerts/causes.ts'
import type { Env } from '../env.ts'
import type { Change } from '../forms/change.ts'
import type { Blindness } from '../guards/sight.ts'
import type { Log } from '../log.ts'
import type { Backlog } from '../outbox/backlog.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { Problem } from '../problem.ts'
import { leadsAnHour } from './capacity.ts'
import { isSameSecret } from './secret.ts'

export interface ConnectionFacts {
  readonly name: string
  /** `stopped`: a person must mend something. `paused`: its upstream is in trouble. */
  readonly state: 'running' | 'stopped' | 'paused'
  /** A code. */
  readonly reason?: string
  /** ms since the epoch. */
  readonly since?: number
  /** The smallest gap between two calls with its key. */
  readonly spacingMs: number
  /** What each lead needs, of the form that needs most. */
  readonly callsPerLead: number
  /** Other connections with the same key: they share its pace. */
  readonly sharesKeyWith: readonly string[]
}

export interface FormFacts {
  readonly form: string
  /** Of the live version; undefined where none could be published yet. */
  readonly version?: string
  readonly drift: readonly Pick<Change, 'code' | 'class' | 'field' | 'key' | 'proposal'>[]
}

export interface StoreFacts extends Disk {
  readonly fileBytes: number
}

export interface StatusDeps {
  readonly version: string
  /** Who is told when something needs a person. */
  readonly alerts: 'webhook' | 'email' | 'none'
  readonly connections: () => readonly ConnectionFacts[]
  readonly forms: () => readonly FormFacts[]
  /** Why visitors cannot be told apart by their addresses; undefined: they can. */
  readonly blindness: () => Blindness | undefined
  readonly store: () => StoreFacts
  readonly outbox: Pick<Outbox, 'counts' | 'latency'>
  readonly backlog: Pick<Backlog, 'queues'>
  readonly book: Pick<AlertBook, 'open'>
  /** Asked for as `Authorization: Bearer …`, read at each request; undefined: the listener is reached by operators only. */
  readonly token?: () => string
  readonly env: Pick<Env, 'now' | 'monotonic'>
}

export interface Status {
  /** Throws a `Problem`: to those without the token, there is nothing here. */
  respond(request: Request): Promise<Response>
}

export function createStatus(deps: StatusDeps): Status {
  const startedAt = deps.env.monotonic()
  return {
    async respond(request) {
      if (deps.token && !(await isSameSecret(bearerOf(request), deps.token()))) throw new Problem('not-found')
      const body = JSON.stringify(await report(deps, startedAt), undefined, 2)
      return new Response(`${body}\n`, { headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } })
    },
  }
}

/** A listener of its own: `/status` and nothing else. */
export function adminHandler(status: Status, log: Log): { fetch(request: Request): Promise<Response> } {
  return {
    async fetch(request) {
      try {
        if (new URL(request.url).pathname !== '/status') throw new Problem('not-found')
        if (!['GET', 'HEAD'].includes(request.method)) {
          throw new Problem('method-not-allowed', { headers: { allow: 'GET, HEAD' } })
        }
        return await status.respond(request)
      } catch (cause) {
        if (cause instanceof Problem) return cause.toResponse()
        log('error', { event: 'status-failed', cause })
        return new Problem('unexpected').toResponse()
      }
    },
  }
}

async function report(deps: StatusDeps, startedAt: number) {
  const { version, outbox, backlog, book, env } = deps
  const now = env.now()
  const blindness = deps.blindness()
  const [submissions, latency, queues, open] = await Promise.all([
    outbox.counts(),
    outbox.latency(),
    backlog.queues(),
    book.open(),
  ])
  return {
    version,
    at: iso(now),
    upSeconds: Math.floor((env.monotonic() - startedAt) / 1_000),
    submissions,
    /** From receipt to read-back. */
    latency,
    connections: deps.connections().map((connection) => connectionStatus(connection, queues, now)),
    forms: deps.forms(),
    alerts: {
      to: deps.alerts,
      open: open.map(({ cause, since, toldAt, attempt }) => ({
        ...{ cause, since: iso(since), failedTries: attempt },
        ...(toldAt !== undefined && { toldAt: iso(toldAt) }),
      })),
    },
    visitors: { toldApart: blindness === undefined, ...blindness },
    store: deps.store(),
  }
}

function connectionStatus(facts: ConnectionFacts, queues: Awaited<ReturnType<Backlog['queues']>>, now: number) {
  const { name, state, reason, since, spacingMs, callsPerLead, sharesKeyWith } = facts
  const queue = queues.find(({ connection }) => connection === name)
  return {
    ...{ name, state },
    ...(reason !== undefined && { reason }),
    ...(since !== undefined && { since: iso(since) }),
    pace: { spacingMs, callsPerLead, leadsAnHour: leadsAnHour(spacingMs, callsPerLead), sharesKeyWith },
    queue: { length: queue?.length ?? 0, ...(queue && { oldestAgeMs: Math.max(0, now - queue.oldestAt) }) },
  }
}

function bearerOf(request: Request): string {
  return /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
