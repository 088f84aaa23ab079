/** What is the case, gathered from the parts that know it: for `/status`, and for those who are told. */
import type { Disk, Facts } from '../alerts/causes.ts'
import type { Catalog } from '../forms/catalog.ts'
import { needsPerson } from '../forms/change.ts'
import type { Forms } from '../forms/forms.ts'
import type { Backlog } from '../outbox/backlog.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { Connection } from '../upstreams/connection.ts'
import { callsPerLead } from './capacity.ts'
import type { ConnectionFacts, FormFacts } from './status.ts'

export interface Parts {
  /** Every form that has a file. */
  readonly definitions: readonly { readonly id: string; readonly connection: string }[]
  readonly connections: ReadonlyMap<string, Connection>
  readonly catalog: Pick<Catalog, 'schemas'>
  readonly forms: Pick<Forms, 'live' | 'drift'>
  /** By connection, since when it is stopped. */
  readonly stoppedAt: ReadonlyMap<string, number>
}

export function connectionFacts(parts: Parts): readonly ConnectionFacts[] {
  const all = [...parts.connections.values()]
  return all.map((connection) => ({
    name: connection.name,
    ...stateOf(connection, parts.stoppedAt.get(connection.name)),
    spacingMs: connection.spacingMs,
    callsPerLead: mostCalls(connection, parts),
    sharesKeyWith: all
      .filter((other) => other !== connection && other.keyId === connection.keyId)
      .map(({ name }) => name),
  }))
}

export function formFacts({ definitions, forms }: Parts): readonly FormFacts[] {
  return definitions.map(({ id }) => {
    const live = forms.live(id)
    return {
      form: id,
      ...(typeof live === 'object' && { version: live.version }),
      // Without the message and the choice: what a monitor keeps need not have the upstream's words.
      drift: forms.drift(id).map(({ code, class: severity, key, field, proposal }) => ({
        ...{ code, class: severity },
        ...(key !== undefined && { key }),
        ...(field !== undefined && { field }),
        ...(proposal && { proposal }),
      })),
    }
  })
}

export interface AlertParts extends Pick<Parts, 'definitions' | 'connections' | 'forms'> {
  readonly backlog: Pick<Backlog, 'stuck'>
  readonly outbox: Pick<Outbox, 'oldestUndelivered'>
  /** May throw, as where the folder is gone: that is for others to say. */
  readonly disk: () => Disk
  /** May reject likewise. */
  readonly uploads: () => Promise<Disk>
}

/** `toldTo`: of suspected spam that came until then somebody was told. */
export async function alertFacts(parts: AlertParts, toldTo: number): Promise<Facts> {
  const [stuck, oldestAt, disk, uploads] = await Promise.all([
    parts.backlog.stuck(toldTo),
    parts.outbox.oldestUndelivered(),
    ifKnown(parts.disk),
    ifKnown(parts.uploads),
  ])
  return {
    stuck,
    connections: [...parts.connections.values()].map(({ name, stopped }) => {
      const why = stopped()
      return { name, ...(why && { stopped: why }) }
    }),
    drift: parts.definitions.map(({ id }) => ({
      form: id,
      changes: parts.forms.drift(id).filter(needsPerson),
    })),
    ...(oldestAt !== undefined && { oldestAt }),
    ...(disk && { disk }),
    ...(uploads && { uploads }),
  }
}

async function ifKnown(room: () => Disk | Promise<Disk>): Promise<Disk | undefined> {
  try {
    return await room()
  } catch {
    return undefined
  }
}

function stateOf({ stopped, breaker }: Connection, since: number | undefined) {
  const why = stopped()
  if (why) return { state: 'stopped', reason: why.reason, ...(since !== undefined && { since }) } as const
  if (breaker.state === 'open') return { state: 'paused', reason: 'upstream-in-trouble' } as const
  return { state: 'running' } as const
}

function mostCalls({ name, upstream }: Connection, { definitions, forms, catalog }: Parts): number {
  const calls = definitions
    .filter(({ connection }) => connection === name)
    .map(({ id }) => forms.live(id))
    .flatMap((live) => (typeof live === 'object' ? [callsPerLead(upstream, live.form, catalog.schemas(name))] : []))
  return Math.max(1, ...calls)
}
