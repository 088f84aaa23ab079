/** Each connection: its key, what that reaches, whether its components answer, and what its pace lets through. */
import type { Config, ConnectionConfig } from '../../config.ts'
import { openKeys } from '../../connections.ts'
import type { Env } from '../../env.ts'
import { nodeEnv } from '../../node/env.ts'
import type { KeyReader } from '../../node/key.ts'
import { BOLTEN_SPACING_MS } from '../../upstreams/bolten.ts'
import { Secret } from '../../upstreams/secret.ts'
import type { Component, Reading } from '../../upstreams/upstream.ts'
import type { Live } from '../live.ts'
import { openLive } from '../live.ts'
import type { Finding } from './finding.ts'
import { fail, ok, warn } from './finding.ts'

/** Returns what was opened, for whoever looks further; undefined where no connection has a key. */
export async function* checkConnections(config: Config): AsyncGenerator<Finding, Live | undefined> {
  const keys = new Map<string, KeyReader>()
  for (const connection of config.connections) {
    const opened = openKeys({ ...config, connections: [connection] }, process.env)
    if (opened.ok) for (const [name, reader] of opened.value) keys.set(name, reader)
    else
      for (const { key, message } of opened.faults)
        yield fail(`key ${connection.name}`, message, `See \`${key}\` in ${config.file}.`)
  }
  if (keys.size === 0) return undefined
  const usable = config.connections.filter(({ name }) => keys.has(name))
  const clock = createClock()
  const live = await openLive({ connections: usable }, keys, clock.env)
  for (const shared of await byKey(usable, keys)) {
    yield* checkKey(shared, live)
    for (const connection of shared) yield* checkComponents(connection, live)
  }
  yield clock.finding()
  return live
}

/** Those that use the same key, together. */
async function byKey(connections: readonly ConnectionConfig[], keys: ReadonlyMap<string, KeyReader>) {
  const groups = new Map<string, ConnectionConfig[]>()
  for (const connection of connections) {
    const print = await new Secret(keys.get(connection.name)?.read() ?? '').fingerprint()
    groups.set(print, [...(groups.get(print) ?? []), connection])
  }
  return groups.values()
}

/** It is not known whose a key is; what it reaches is. */
async function* checkKey(connections: readonly ConnectionConfig[], live: Live): AsyncGenerator<Finding> {
  const names = connections.map(({ name }) => name)
  const check = `key ${names.join(', ')}`
  const reading = await live.connections.get(names[0] ?? '')?.upstream.components()
  if (reading?.kind !== 'done') {
    yield fail(check, `what it reaches could not be read${because(reading)}`, mendOf(reading))
    return
  }
  const used = new Set(connections.flatMap(({ components }) => Object.values(components)))
  const projects = new Set(reading.value.map(({ project }) => project))
  const inUse = new Set(reading.value.filter(({ id }) => used.has(id)).map(({ project }) => project))
  const reach = `valid; it reaches ${projects.size === 1 ? '1 project' : `${projects.size} projects`} and ${reading.value.length} components`
  if (projects.size > Math.max(inUse.size, 1)) {
    yield warn(
      check,
      `${reach}, and ${inUse.size} of the projects ${inUse.size === 1 ? 'is' : 'are'} used`,
      'Whoever gets hold of it has all of them. Make one for this project alone, by a user who sees nothing else.',
    )
  } else yield ok(check, reach)
  yield* missingComponents(connections, reading.value)
  if (connections.length > 1) {
    const spacingMs = Math.max(...connections.map(({ spacingMs: own = BOLTEN_SPACING_MS }) => own))
    yield ok(check, `shared by ${names.join(' and ')}: together one call every ${spacingMs} ms`)
  }
}

function* missingComponents(connections: readonly ConnectionConfig[], there: readonly Component[]): Generator<Finding> {
  for (const { name, components } of connections) {
    for (const [entity, id] of Object.entries(components)) {
      if (there.some((component) => component.id === id)) continue
      yield fail(
        `component ${name} ${entity}`,
        `the key reaches no component ${id}`,
        `\`gatehouse schema ${name}\` lists the ids once \`connections.${name}.components\` is left out; or give the key access.`,
      )
    }
  }
}

async function* checkComponents({ name, components }: ConnectionConfig, live: Live): AsyncGenerator<Finding> {
  const entities = Object.keys(components)
  if (entities.length === 0) {
    yield warn(`connection ${name}`, 'it names no components', `\`gatehouse schema ${name}\` lists their ids.`)
  }
  for (const entity of entities) {
    const check = `component ${name} ${entity}`
    const reading = await live.schema(name, entity)
    if (reading.kind === 'done') yield ok(check, `${reading.value.fields.length} fields`)
    else yield fail(check, `its fields could not be read${because(reading)}`, mendOf(reading))
  }
}

type Failed = Exclude<Reading<unknown>, { kind: 'done' }> | undefined

function because(reading: Failed): string {
  if (!reading) return ''
  return ` (${reading.reason})${reading.kind === 'refused' && reading.words ? `: ${reading.words}` : ''}`
}

const MENDS: Readonly<Record<string, string>> = {
  'key-refused': 'The key is not valid any more. Make a new one and put it where `key` says.',
  'not-permitted': 'Give the user whose key it is access to the project.',
  'component-missing': 'The component was deleted, or its id is wrong: `gatehouse schema <connection>` lists them.',
  'component-not-set': 'Name the component below `components`.',
  'rate-limited': 'Others use this key too. Try again in a minute.',
  redirected: 'The address in `url` leads elsewhere; the key is never sent there. Write the address that it leads to.',
  'no-address': 'The name in `url` is not known. Look at it, and at this machine’s name server.',
  'tls-failed': 'Its certificate cannot be trusted. Look at the address, the clock, and what stands in between.',
}

function mendOf(reading: Failed): string {
  return (
    MENDS[reading?.reason ?? ''] ??
    'Look whether the upstream is up and this machine may reach it; then run this again.'
  )
}

const MAX_SKEW_MS = 60_000

/** Compares this machine's clock with what the upstreams' replies say of the time. */
function createClock() {
  let skewMs: number | undefined
  const env: Env = {
    ...nodeEnv,
    async http(call) {
      const before = nodeEnv.now()
      const result = await nodeEnv.http(call)
      const theirs = result.kind === 'reply' ? Date.parse(result.headers.date ?? '') : Number.NaN
      if (!Number.isNaN(theirs)) skewMs = (before + nodeEnv.now()) / 2 - theirs
      return result
    },
  }
  function finding(): Finding {
    if (skewMs === undefined) return warn('clock', 'no upstream said the time', 'See the connections above.')
    const seconds = Math.round(Math.abs(skewMs) / 1_000)
    if (seconds * 1_000 <= MAX_SKEW_MS) return ok('clock', 'it agrees with the upstream’s')
    const way = skewMs > 0 ? 'ahead of' : 'behind'
    return warn(
      'clock',
      `${seconds} s ${way} the upstream’s`,
      'Set it by network time (NTP), or waiting times go wrong.',
    )
  }
  return { env, finding }
}
