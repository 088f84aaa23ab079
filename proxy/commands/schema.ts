/** `gatehouse schema <connection> [entity]`: what a key reaches, for whoever sets a connection or a form up. */

import { didYouMean } from '../../src/contract/nearest.ts'
import { loadConfig } from '../config.ts'
import { openKeys } from '../connections.ts'
import { slug } from '../forms/slug.ts'
import type { Connection } from '../upstreams/connection.ts'
import type { UpstreamKind } from '../upstreams/kinds.ts'
import { kindOf } from '../upstreams/kinds.ts'
import type { Reading, SchemaField } from '../upstreams/upstream.ts'
import type { Invocation } from './invocation.ts'
import { openLive } from './live.ts'
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
  const { connections } = await openLive({ connections: [configured] }, keys)
  const [connection] = connections.values()
  if (!connection) return 1
  const kind = kindOf(configured)
  if (entity !== undefined) return showFields(connection, entity, json)
  // Whoever named no part yet looks for one.
  if (Object.keys(kind.parts(configured)).length === 0 && !(await showParts(connection, kind, json))) return 1
  for (const each of connection.upstream.entities) {
    const code = await showFields(connection, each, json)
    if (code !== 0) return code
  }
  return 0
}

/** False after it was said why they could not be read. */
async function showParts(connection: Connection, { part, setting }: UpstreamKind, json: boolean): Promise<boolean> {
  const parts = sayUnlessDone(connection, await connection.upstream.components())
  if (!parts) return false
  if (json) console.log(JSON.stringify(parts))
  else if (parts.length > 0) {
    const other = parts.some(({ entity }) => entity !== undefined) ? '(not used by Gatehouse)' : part
    console.log(
      `The key reaches these. Put the ids that you need into \`connections.${connection.name}.${setting}\`:\n`,
    )
    for (const { project, name, entity, id } of parts)
      console.log(`${[project, name].filter(Boolean).join(' / ')}\n  ${entity ?? other}: ${id}`)
    console.log()
  }
  return true
}

async function showFields(connection: Connection, entity: string, json: boolean): Promise<number> {
  const { entities } = connection.upstream
  if (entities.length === 0) {
    console.error(
      `${connection.name} can create nothing yet: \`gatehouse schema ${connection.name}\` lists what it may name.`,
    )
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
    const { length } = read.fields
    console.log(`${entity}: ${length} ${length === 1 ? 'field' : 'fields'}. A form names them in \`to\`.\n`)
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
