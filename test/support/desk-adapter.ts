/** The BoldDesk adapter over real sockets against the emulator, without a pace, and with waits that take no time. */
import type { Env } from '../../proxy/env.ts'
import type { LogEvent } from '../../proxy/log.ts'
import { nodeEnv } from '../../proxy/node/env.ts'
import type { BoldDeskOptions } from '../../proxy/upstreams/bolddesk.ts'
import { bolddesk } from '../../proxy/upstreams/bolddesk.ts'
import { createQueue } from '../../proxy/upstreams/pace.ts'
import { Secret } from '../../proxy/upstreams/secret.ts'
import type { Order, OrderFile, Schema, Upstream, Value } from '../../proxy/upstreams/upstream.ts'
import type { Desk } from './bolddesk.ts'
import { DESK_KEY, openDesk } from './bolddesk.ts'

export interface DeskBench extends Desk {
  readonly upstream: Upstream
  readonly logged: LogEvent[]
  /** Every wait that was asked for, in ms; the emulator's clock moved on by it. */
  readonly slept: number[]
  readonly env: Env
}

export async function openAdapter(options: Partial<BoldDeskOptions> = {}): Promise<DeskBench> {
  const slept: number[] = []
  const now = () => Date.now() + slept.reduce((sum, ms) => sum + ms, 0)
  const desk = await openDesk(now)
  // A told quota would be kept to, and no test has the time.
  desk.emulator.switches.limitHeader = 'none'
  const env: Env = { ...nodeEnv, now, sleep: async (ms) => void slept.push(ms) }
  const logged: LogEvent[] = []
  const upstream = bolddesk({
    baseUrl: desk.url,
    key: () => new Secret(DESK_KEY),
    queue: createQueue({ spacingMs: 0, env: nodeEnv }),
    env,
    log: (_level, event) => logged.push(event),
    ...options,
  })
  return { ...desk, upstream, logged, slept, env }
}

export async function schemaOf(upstream: Upstream, entity = 'ticket'): Promise<Schema> {
  const reading = await upstream.schema(entity)
  if (reading.kind !== 'done') throw new Error(`No schema: ${reading.reason}`)
  return reading.value
}

export const SUBMISSION = '11111111-1111-4111-8111-111111111111'

export const REQUEST = {
  subject: 'Site: Repair',
  requesterName: 'Ana Souza',
  requesterEmailId: 'ana@example.com',
  priorityId: 'Normal',
} as const

/** As order.ts would hand it over: the values of each entity by key, and everything listed. */
export async function orderFor(
  upstream: Upstream,
  values: Readonly<Record<string, Readonly<Record<string, Value['value']>>>> = { ticket: REQUEST },
  more: Partial<Order> = {},
): Promise<Order> {
  const schemas: Record<string, Schema> = {}
  for (const name of Object.keys(values)) schemas[name] = await schemaOf(upstream, name)
  const given = Object.entries(values).map(([name, byKey]): [string, readonly Value[]] => [
    name,
    Object.entries(byKey).map(([key, value]) => {
      const field = schemas[name]?.fields.find((one) => one.key === key)
      return { key, label: field?.label ?? key, type: field?.type ?? 'text', value }
    }),
  ])
  return {
    submissionId: SUBMISSION,
    entity: 'ticket',
    schemas,
    values: Object.fromEntries(given),
    listing: {
      ...{ key: 'description', label: 'Description', lead: ['It came off.'], entries: [], notes: [] },
      ...{ page: 'https://example.com/repairs', at: Date.UTC(2026, 0, 31, 12, 5), locale: 'en' },
    },
    ...more,
  }
}

/** A file that is in memory, and may not be there. */
export function fileOf(name: string, content: string | undefined, label = 'Photograph'): OrderFile {
  const bytes = new TextEncoder().encode(content ?? 'gone')
  return {
    ...{ label, name, type: 'image/png', bytes: bytes.length },
    async *open() {
      if (content === undefined) throw new Error('ENOENT')
      yield bytes.subarray(0, 1)
      yield bytes.subarray(1)
    },
  }
}
