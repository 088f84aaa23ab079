/** Several upstreams behind one proxy: everything real but the process. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { createBoldDeskEmulator } from '../../demo/upstreams/bolddesk.ts'
import { CONTACTS, OPPORTUNITIES } from '../../demo/upstreams/bolten/data.ts'
import { createBoltenEmulator } from '../../demo/upstreams/bolten.ts'
import type { Fault } from '../../demo/upstreams/faults.ts'
import type { ConnectionFacts } from '../../proxy/admin/status.ts'
import { readSettings } from '../../proxy/commands/load.ts'
import type { Generation } from '../../proxy/generation.ts'
import { openGeneration } from '../../proxy/generation.ts'
import { createCounters } from '../../proxy/guards/counters.ts'
import { createDayHash } from '../../proxy/node/day-hash.ts'
import { nodeEnv } from '../../proxy/node/env.ts'
import { openUploadFolder, uploadsOf } from '../../proxy/node/upload-folder.ts'
import { TRUSTING } from './guards.ts'
import { freshFile, openStore } from './sqlite.ts'
import { until } from './stage.ts'

const SITE = 'https://example.com'

/** One emulated upstream, a connection to it, and a form that goes there; all three have one name. */
export interface Several {
  readonly name: string
  readonly key: string
  /** Of the connection, beside its key. */
  readonly lines: readonly string[]
  /** Of the form, beside its name. */
  readonly form: readonly string[]
  /** The names of the visitors whose leads are there. */
  arrived(): readonly string[]
  /** How many calls it got. */
  calls(): number
  /** From now on every call comes to this. */
  fails(fault: Fault): void
  close(): Promise<void>
}

export async function openBolten(name: string, key = `sk_${name}`): Promise<Several> {
  const emulator = createBoltenEmulator({ keys: [key] })
  onTestFinished(() => emulator.close())
  emulator.switches.pace = { requests: 1_000, windowMs: 1_000 }
  return {
    ...{ name, key },
    lines: [
      'upstream: bolten',
      `url: ${await emulator.listen(0)}`,
      `components: { opportunity: ${OPPORTUNITIES}, contact: ${CONTACTS} }`,
    ],
    form: ['entity: opportunity', 'fields: [{ name: nome, to: Nome, required: true }, { name: email, to: E-mail }]'],
    arrived: () =>
      emulator.records().flatMap(({ entity, attributes }) => (entity === 'opportunity' ? [`${attributes.Nome}`] : [])),
    calls: () => emulator.arrivals().length,
    fails: (fault) => emulator.switches.faults.push({ ...fault, times: 1_000 }),
    close: () => emulator.close(),
  }
}

export async function openBoldDesk(name: string, key = `sk_${name}`): Promise<Several> {
  const emulator = createBoldDeskEmulator({ keys: [key] })
  onTestFinished(() => emulator.close())
  emulator.switches.pace = { requests: 6_000, windowMs: 60_000 }
  return {
    ...{ name, key },
    lines: ['upstream: bolddesk', `url: ${await emulator.listen(0)}`],
    form: [
      'entity: ticket',
      'subject: "Site: {nome}"',
      'priority: Normal',
      'requester: { name: nome, email: email }',
      'fields:',
      '  - { name: nome, to: false, label: Name, required: true }',
      '  - { name: email, to: false, label: E-mail, type: email }',
    ],
    arrived: () =>
      emulator.records().flatMap(({ entity, title }) => (entity === 'ticket' ? [title.replace('Site: ', '')] : [])),
    calls: () => emulator.arrivals().length,
    fails: (fault) => emulator.switches.faults.push({ ...fault, times: 1_000 }),
    close: () => emulator.close(),
  }
}

/** `pace`: by name; 50 a second, if not said. Resolves once every form is served. */
export async function openSeveral(upstreams: readonly Several[], pace: Readonly<Record<string, string>> = {}) {
  const settings = readSettings(
    writeFiles(upstreams, pace),
    Object.fromEntries(upstreams.map(({ name, key }) => [name, key])),
  )
  if (!settings.ok) throw new Error(JSON.stringify(settings.faults))
  const started: { readonly key: string; readonly at: number }[] = []
  const env: typeof nodeEnv = {
    ...nodeEnv,
    http(call) {
      const { authorization = '', 'x-api-key': key } = call.headers
      started.push({ key: key ?? authorization.replace(/^Bearer /, ''), at: performance.now() })
      return nodeEnv.http(call)
    },
  }
  const store = await openStore()
  const generation: Generation = await openGeneration(settings.value, {
    ...{ store: store.store, disk: store.disk, outbox: store.outbox, forms: store.forms, ready: store.ready },
    assets: { files: new Map(), embed: () => Promise.reject(new Error('There is no script here.')) },
    uploads: openUploadFolder(uploadsOf(freshFile())),
    ...{ counters: createCounters(nodeEnv), hash: createDayHash(nodeEnv) },
    ...{ secret: 'secret', matches: () => true, accepted: (state) => generation.wake(state), env, log: () => {} },
  })
  onTestFinished(() => generation.stop())
  generation.start()
  const ask = (path: string, init?: RequestInit) => generation.proxy.fetch(new Request(`http://proxy${path}`, init))
  for (const { name } of upstreams) await until(async () => (await ask(`/v1/forms/${name}`)).ok)
  const factsOf = ({ name }: Several): ConnectionFacts | undefined =>
    generation.facts.connections().find((facts) => facts.name === name)
  return {
    factsOf,
    stateOf: (upstream: Several) => factsOf(upstream)?.state,
    /** When each call with this key was begun, in ms on a clock that never jumps. */
    starts: (key: string) => started.flatMap((call) => (call.key === key ? [call.at] : [])),
    async submit({ name }: Several, visitor: string) {
      const answers = { nome: visitor, email: 'ana@example.com' }
      const body = JSON.stringify({ id: crypto.randomUUID(), answers })
      const { status } = await ask(`/v1/forms/${name}/submissions`, { method: 'POST', headers: { origin: SITE }, body })
      expect(status).toBe(202)
    },
  }
}

/** The path of the configuration. */
function writeFiles(upstreams: readonly Several[], pace: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-several-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'gatehouse.yaml')
  const connections = upstreams.map(({ name, lines }) =>
    [
      `  ${name}:`,
      ...[...lines, `key: { env: ${name} }`, `pace: ${pace[name] ?? '50/s'}`].map((line) => `    ${line}`),
    ].join('\n'),
  )
  writeFileSync(path, `connections:\n${connections.join('\n')}\nalerts: none\n${TRUSTING}\n`)
  mkdirSync(join(folder, 'forms'))
  for (const { name, form } of upstreams) {
    const head = [`id: ${name}`, `connection: ${name}`, 'sites: [example.com]', 'locale: en', `title: ${name}`]
    writeFileSync(join(folder, 'forms', `${name}.yaml`), [...head, ...form, ''].join('\n'))
  }
  return path
}
