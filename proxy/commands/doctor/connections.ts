/** Each connection: its key, whose that is and what it reaches, what can be created with it, and how it is shared. */
import type { Config, ConnectionConfig } from '../../config.ts'
import { openKeys } from '../../connections.ts'
import type { KeyReader } from '../../node/key.ts'
import type { Connection } from '../../upstreams/connection.ts'
import { kindOf } from '../../upstreams/kinds.ts'
import type { Component, Upstream } from '../../upstreams/upstream.ts'
import type { Live } from '../live.ts'
import { openLive } from '../live.ts'
import { createClock } from './clock.ts'
import type { Finding } from './finding.ts'
import { fail, ok, warn } from './finding.ts'
import { because, mendOf } from './unread.ts'

/** Returns what was opened, for whoever looks further; undefined where nothing could be. */
export async function* checkConnections(config: Config): AsyncGenerator<Finding, Live | undefined> {
  const keys = new Map<string, KeyReader>()
  const findings: Finding[] = []
  for (const connection of config.connections) {
    const opened = openKeys({ ...config, connections: [connection] }, process.env)
    if (opened.ok) for (const [name, reader] of opened.value) keys.set(name, reader)
    else
      for (const { key, message } of opened.faults)
        findings.push(fail(`key ${connection.name}`, message, `See \`${key}\` in ${config.file}.`))
  }
  const clock = createClock()
  const live = await openLive(config, keys, {
    env: clock.env,
    failed: (name, message) =>
      findings.push(fail(`connection ${name}`, message, 'docs/adding-an-upstream.md says what the module has to be.')),
  })
  yield* findings
  if (live.connections.size === 0) return undefined
  for (const shared of byKey(config, live)) {
    yield* checkKey(shared)
    for (const { connection } of shared) yield* checkEntities(connection, live)
  }
  yield clock.finding()
  return live
}

interface Opened {
  readonly config: ConnectionConfig
  readonly connection: Connection
}

/** Those that use the same key, together. */
function byKey({ connections }: Config, live: Live): readonly (readonly Opened[])[] {
  const groups = new Map<string, Opened[]>()
  for (const config of connections) {
    const connection = live.connections.get(config.name)
    if (!connection) continue
    groups.set(connection.keyId, [...(groups.get(connection.keyId) ?? []), { config, connection }])
  }
  return [...groups.values()]
}

async function* checkKey(shared: readonly Opened[]): AsyncGenerator<Finding> {
  const [first] = shared
  if (!first) return
  const { upstream, spacingMs } = first.connection
  const names = shared.map(({ config }) => config.name)
  const check = `${first.config.key ? 'key' : 'connection'} ${names.join(', ')}`
  const reading = await upstream.components()
  if (reading.kind !== 'done') {
    yield fail(check, `what it reaches could not be read${because(reading)}`, mendOf(reading))
    return
  }
  yield checkReach(check, shared, first, reading.value)
  yield* checkOwner(check, upstream)
  for (const { config } of shared) yield* missingParts(config, reading.value)
  if (names.length > 1) {
    yield ok(check, `shared by ${names.join(' and ')}: together one call every ${spacingMs} ms`)
  }
}

function checkReach(
  check: string,
  shared: readonly Opened[],
  { config }: Opened,
  there: readonly Component[],
): Finding {
  const used = shared.flatMap(({ config }) => Object.values(kindOf(config).parts(config)))
  const projects = projectsOf(there)
  const inUse = projectsOf(there.filter((part) => used.some((word) => isCalled(part, word))))
  const answers = config.key ? 'valid' : 'it answers'
  const reach = [...(projects > 1 ? [count(projects, 'project')] : []), count(there.length, kindOf(config).part)]
  const words = there.length === 0 ? answers : `${answers}; it reaches ${reach.join(' and ')}`
  if (projects <= Math.max(inUse, 1)) return ok(check, words)
  return warn(
    check,
    `${words}, and ${inUse} of the projects ${inUse === 1 ? 'is' : 'are'} used`,
    'Whoever gets hold of it has all of them. Make one for this project alone, by a user who sees nothing else.',
  )
}

/** Whoever the key belongs to is shown as the creator of what it makes. */
async function* checkOwner(check: string, upstream: Upstream): AsyncGenerator<Finding> {
  const reading = await upstream.whoami?.()
  if (!reading) return
  if (reading.kind !== 'done') {
    // A key that may do no more than it has to need not know its owner.
    yield ok(check, `whose it is cannot be read with it (${reading.reason}); its owner is shown as creator`)
    return
  }
  const { name, email, isPerson } = reading.value
  const owner = email === undefined ? name : `${name} (${email})`
  if (!isPerson) yield ok(check, `it belongs to ${owner}, who is shown as creator`)
  else {
    yield warn(
      check,
      `it belongs to ${owner}, which looks like a person: whatever it creates shows that name`,
      'Make an account for the website alone, with a name that customers may read and no more permissions than it needs; use a key of that one.',
    )
  }
}

function* missingParts(config: ConnectionConfig, there: readonly Component[]): Generator<Finding> {
  const { part, setting, parts } = kindOf(config)
  for (const [use, word] of Object.entries(parts(config))) {
    if (there.some((candidate) => isCalled(candidate, word))) continue
    yield fail(
      `${part} ${config.name} ${use}`,
      `the key reaches no ${part} ${word}`,
      `\`gatehouse schema ${config.name}\` lists them once \`connections.${config.name}.${setting}\` is left out; or give the key access.`,
    )
  }
}

async function* checkEntities({ name, upstream }: Connection, live: Live): AsyncGenerator<Finding> {
  if (upstream.entities.length === 0) {
    yield warn(
      `connection ${name}`,
      'it can create nothing yet',
      `\`gatehouse schema ${name}\` lists what it may name.`,
    )
  }
  for (const entity of upstream.entities) {
    const check = `entity ${name} ${entity}`
    const reading = await live.schema(name, entity)
    if (reading.kind === 'done') yield ok(check, count(reading.value.fields.length, 'field'))
    else yield fail(check, `its fields could not be read${because(reading)}`, mendOf(reading))
  }
}

function projectsOf(parts: readonly Component[]): number {
  return new Set(parts.map(({ project }) => project).filter((project) => project !== '')).size
}

function isCalled({ id, name }: Component, word: string): boolean {
  return id === word || name.toLowerCase() === word.toLowerCase()
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`
}
