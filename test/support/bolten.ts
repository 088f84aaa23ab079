/** The real adapter over real sockets against the emulator, without a pace: each file that needs one asks for it. */
import { afterEach } from 'vitest'
import { CONTACTS, OPPORTUNITIES } from '../../demo/upstreams/bolten/data.ts'
import type { BoltenEmulator } from '../../demo/upstreams/bolten.ts'
import { createBoltenEmulator } from '../../demo/upstreams/bolten.ts'
import type { LogEvent } from '../../proxy/log.ts'
import { nodeEnv } from '../../proxy/node/env.ts'
import type { BoltenOptions } from '../../proxy/upstreams/bolten/client.ts'
import type { Bolten } from '../../proxy/upstreams/bolten.ts'
import { bolten } from '../../proxy/upstreams/bolten.ts'
import { createQueue } from '../../proxy/upstreams/pace.ts'
import { Secret } from '../../proxy/upstreams/secret.ts'
import type { Order, Schema, Value } from '../../proxy/upstreams/upstream.ts'

export type { Delivery } from './steps.ts'
export { deliver } from './steps.ts'

/** Characters that JSON, URLs and base64 each write another way. */
export const KEY = 'sk+CANARY/7f"3a\\9c=='

export interface Bench {
  readonly url: string
  readonly emulator: BoltenEmulator
  readonly upstream: Bolten
  readonly logged: LogEvent[]
}

const opened: BoltenEmulator[] = []

/** Inside a test file: every emulator ends with its test. `now`: the emulator's clock. */
export async function openBolten(options: Partial<BoltenOptions> = {}, now: () => number = Date.now): Promise<Bench> {
  const emulator = createBoltenEmulator({ keys: [KEY, 'another-key'], now })
  opened.push(emulator)
  emulator.switches.pace = { requests: 1_000, windowMs: 1_000 }
  const url = await emulator.listen(0)
  const logged: LogEvent[] = []
  const upstream = bolten({
    baseUrl: url,
    components: { opportunity: OPPORTUNITIES, contact: CONTACTS },
    key: () => new Secret(KEY),
    queue: createQueue({ spacingMs: 0, env: nodeEnv }),
    env: nodeEnv,
    log: (_level, event) => logged.push(event),
    ...options,
  })
  return { url, emulator, upstream, logged }
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((emulator) => emulator.close()))
})

export async function schemaOf(upstream: Bolten, entity: string): Promise<Schema> {
  const reading = await upstream.schema(entity)
  if (reading.kind !== 'done') throw new Error(`No schema: ${reading.reason}`)
  return reading.value
}

/** A lead, as order.ts would hand it over. Without `contact`, no contact goes with it. */
export async function orderFor(
  upstream: Bolten,
  values: Readonly<Record<string, Readonly<Record<string, Value['value']>>>>,
  entity = 'opportunity',
): Promise<Order> {
  const schemas: Record<string, Schema> = {}
  for (const name of Object.keys(values)) schemas[name] = await schemaOf(upstream, name)
  return {
    submissionId: '11111111-1111-4111-8111-111111111111',
    entity,
    schemas,
    values: Object.fromEntries(
      Object.entries(values).map(([name, labels]) => [
        name,
        Object.entries(labels).map(([key, value]) => ({ key, label: key, type: 'text' as const, value })),
      ]),
    ),
  }
}
