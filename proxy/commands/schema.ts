/** `gatehouse schema <connection> [entity]`: what a key reaches, for whoever sets a connection or a form up. */

import { didYouMean } from '../../src/contract/nearest.ts'
import { loadConfig } from '../config.ts'
import { openConnections, openKeys } from '../connections.ts'
import { slug } from '../forms/slug.ts'
import { nodeEnv } from '../node/env.ts'
import type { Connection } from '../upstreams/connection.ts'
import type { Reading, SchemaField } from '../upstreams/upstream.ts'
import type { Invocation } from './invocation.ts'
import { loadOrSay } from './load.ts'

export async function schema({ args: [name, entity], config: path, json }: Invocation): Promise<number> {
  const config = loadOrSay(loadConfig(path, process.env))
  if (!config) return 1
  const names = config.connections.map((connection) => connection.name)
  const configured = config.connections.find((connection) => connection.name === name)
  if (!configured) {
    console.error(`Name a connection: ${names.join(', ')}.${name === undefined ? '' : didYouMean(name, names)}`)
    return 2
  }
  const keys = loadOrSay(openKeys({ ...config, connections: [configured] }, process.env))
  if (!keys) return 1
  const connections = await openConnections({
    connections: [configured],
    keys,
    env: nodeEnv,
    log: () => {},
    signal: new AbortController().signal,
    changed: () => {},
  })
  const [connection] = connections.values()
  if (!connection) return 1
  const entities = entity === undefined ? Object.keys(configured.components) : [entity]
  if (entities.length === 0) return showComponents(connection, json)
  for (const each of entities) {
    const code = await showFields(connection, each, json)
    if (code !== 0) return code
  }
  return 0
}

async function showComponents(connection: Connection, json: boolean): Promise<number> {
  const components = sayUnlessDone(connection, await connection.upstream.components())
  if (!components) return 1
  if (json) console.log(JSON.stringify(components))
  else {
    console.log(`Put the ids of one project below \`connections.${connection.name}.components\`:\n`)
    for (const { project, name, entity, id } of components) {
      console.log(`${project} / ${name}\n  ${entity ?? '(not used by Gatehouse)'}: ${id}`)
    }
  }
  return 0
}

async function showFields(connection: Connection, entity: string, json: boolean): Promise<number> {
  const { entities } = connection.upstream
  if (entities.length === 0) {
    const path = `connections.${connection.name}.components`
    console.error(`\`${path}\` names none yet. \`gatehouse schema ${connection.name}\` lists their ids.`)
    return 1
  }
  if (!entities.includes(entity)) {
    console.error(`There is no "${entity}" here.${didYouMean(entity, entities)} There are: ${entities.join(', ')}.`)
    return 2
  }
  const read = sayUnlessDone(connection, await connection.upstream.schema(entity))
  if (!read) return 1
  if (json) console.log(JSON.stringify(read))
  else {
    console.log(`${entity}: ${read.fields.length} fields. A form names them in \`to\`.\n`)
    for (const field of read.fields) console.log(fieldText(field))
  }
  return 0
}

function fieldText({ key, label, type, upstreamType, options, required, internal }: SchemaField): string {
  const notes = [
    type ?? `unknown type ${upstreamType ?? ''}, text if a form lists it`,
    ...(required ? ['required'] : []),
    ...(internal ? ['not for visitors'] : []),
    ...(options && options.length > 0 ? [options.map((option) => option.label).join(' | ')] : []),
  ]
  return `  - { name: ${slug(label)}, to: ${JSON.stringify(key)} }  # ${notes.join(', ')}`
}

function sayUnlessDone<T>(connection: Connection, reading: Reading<T>): T | undefined {
  if (reading.kind === 'done') return reading.value
  const words = reading.kind === 'refused' && reading.words ? `: ${reading.words}` : ''
  console.error(`${connection.name} could not be read (${reading.reason})${words}`)
  return undefined
}
