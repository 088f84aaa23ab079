/** `gatehouse forms validate`: every form against its own rules, and against the schema as it is at this moment. */
import { openConnections, openKeys } from '../connections.ts'
import { publish } from '../forms/publish.ts'
import { nodeEnv } from '../node/env.ts'
import type { Schema } from '../upstreams/upstream.ts'
import type { Invocation } from './invocation.ts'
import type { Project } from './load.ts'
import { loadOrSay, loadProject } from './load.ts'

const UNBUILT = ['plan', 'apply', 'export']

export async function forms({ args: [what = ''], config: path, offline, json }: Invocation): Promise<number> {
  if (what !== 'validate') {
    console.error(UNBUILT.includes(what) ? `\`gatehouse forms ${what}\` is not built yet.` : 'gatehouse forms validate')
    return 2
  }
  const project = loadProject(path)
  if (!project) return 1
  const results = offline
    ? project.definitions.map(({ id }) => ({ form: id, misfits: [] }))
    : await liveResults(project)
  if (!results) return 1
  if (json) console.log(JSON.stringify(results))
  else {
    for (const { form, misfits } of results) {
      console.log(`${form}: ${misfits.length === 0 ? 'fits' : 'does not fit'}`)
      for (const { field, message } of misfits) console.log(`  ${field === undefined ? '' : `${field}: `}${message}`)
    }
  }
  return results.every(({ misfits }) => misfits.length === 0) ? 0 : 1
}

interface Result {
  readonly form: string
  readonly misfits: readonly { readonly field?: string; readonly message: string }[]
}

async function liveResults({ config, definitions }: Project): Promise<readonly Result[] | undefined> {
  const keys = loadOrSay(openKeys(config, process.env))
  if (!keys) return undefined
  const connections = await openConnections({
    connections: config.connections,
    keys,
    env: nodeEnv,
    log: () => {},
    signal: new AbortController().signal,
    changed: () => {},
  })
  const read = new Map<string, Promise<Schema | string>>()
  const schemaOf = (connection: string, entity: string) => {
    const key = `${connection} ${entity}`
    const reading = read.get(key) ?? readSchema(connection, entity)
    read.set(key, reading)
    return reading
  }
  async function readSchema(name: string, entity: string): Promise<Schema | string> {
    const reading = await connections.get(name)?.upstream.schema(entity)
    if (reading?.kind === 'done') return reading.value
    return `The fields of ${entity} could not be read from ${name} (${reading?.reason ?? 'no such connection'}).`
  }

  const results: Result[] = []
  for (const definition of definitions) {
    const schemas: Record<string, Schema> = {}
    const unread: { message: string }[] = []
    for (const entity of definition.contact ? [definition.entity, 'contact'] : [definition.entity]) {
      const schema = await schemaOf(definition.connection, entity)
      if (typeof schema === 'string') unread.push({ message: schema })
      else schemas[entity] = schema
    }
    const result = unread.length > 0 ? undefined : publish(definition, schemas)
    results.push({ form: definition.id, misfits: result ? (result.ok ? [] : result.misfits) : unread })
  }
  return results
}
