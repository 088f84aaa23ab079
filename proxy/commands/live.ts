/** What the upstreams say at this moment, read for one command: each entity once, within the pace of its key. */
import type { FormDefinition } from '../../src/contract/definition.ts'
import type { Config } from '../config.ts'
import { openConnections } from '../connections.ts'
import { ADAPTER_FAULT, faultOf } from '../delivery/fault.ts'
import type { Env } from '../env.ts'
import { nodeEnv } from '../node/env.ts'
import type { KeyReader } from '../node/key.ts'
import type { Connection } from '../upstreams/connection.ts'
import type { Reading, Schema, Upstream } from '../upstreams/upstream.ts'

export interface Live {
  readonly connections: ReadonlyMap<string, Connection>
  schema(connection: string, entity: string): Promise<Reading<Schema>>
  /** The schemas that a form needs, or why one of them could not be read. */
  schemasOf(definition: FormDefinition): Promise<Readonly<Record<string, Schema>> | string>
}

export interface LiveOptions {
  readonly env?: Env
  /** As for `openConnections`. */
  readonly failed?: (name: string, message: string) => void
}

export async function openLive(
  { connections: configured }: Pick<Config, 'connections'>,
  keys: ReadonlyMap<string, KeyReader>,
  { env = nodeEnv, failed }: LiveOptions = {},
): Promise<Live> {
  const opened = await openConnections({
    connections: configured,
    keys,
    env,
    log: () => {},
    signal: new AbortController().signal,
    changed: () => {},
    ...(failed && { failed }),
  })
  const connections = new Map([...opened].map(([name, each]) => [name, told(each)]))
  const read = new Map<string, Promise<Reading<Schema>>>()

  function schema(name: string, entity: string): Promise<Reading<Schema>> {
    const place = `${name} ${entity}`
    const reading = read.get(place) ?? connections.get(name)?.upstream.schema(entity) ?? NOT_THERE
    read.set(place, reading)
    return reading
  }

  async function schemasOf({ connection, entity, contact }: FormDefinition) {
    const schemas: Record<string, Schema> = {}
    for (const each of contact ? [entity, 'contact'] : [entity]) {
      const reading = await schema(connection, each)
      if (reading.kind !== 'done') {
        return `The fields of ${each} could not be read from ${connection} (${reading.reason}).`
      }
      schemas[each] = reading.value
    }
    return schemas
  }

  return { connections, schema, schemasOf }
}

const NOT_THERE = Promise.resolve({ kind: 'refused', reason: 'no-such-connection' } as const)

/** Of what its adapter throws the name and the place are told: the message may quote the key. */
function told(connection: Connection): Connection {
  const { upstream } = connection
  const { whoami } = upstream
  const careful: Upstream = {
    ...upstream,
    schema: (entity) => reading(() => upstream.schema(entity)),
    components: () => reading(() => upstream.components()),
    ...(whoami && { whoami: () => reading(() => whoami.call(upstream)) }),
  }
  return {
    ...connection,
    upstream: careful,
    // Learned from the answers.
    get spacingMs() {
      return connection.spacingMs
    },
  }
}

async function reading<T>(ask: () => Promise<Reading<T>>): Promise<Reading<T>> {
  try {
    return await ask()
  } catch (thrown) {
    const { error, misfit = error, at } = faultOf(thrown)
    return { kind: 'refused', reason: ADAPTER_FAULT.reason, words: [misfit, at].filter(Boolean).join(' ') }
  }
}
