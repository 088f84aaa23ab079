import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { expect, onTestFinished, test } from 'vitest'
import { CONTACTS, OPPORTUNITIES } from '../../demo/upstreams/bolten/data.ts'
import type { BoltenEmulator } from '../../demo/upstreams/bolten.ts'
import { createBoltenEmulator } from '../../demo/upstreams/bolten.ts'
import { readSettings } from '../../proxy/commands/load.ts'
import type { Loaded } from '../../proxy/config.ts'
import type { Generation, Settings } from '../../proxy/generation.ts'
import { openGeneration } from '../../proxy/generation.ts'
import { createCounters } from '../../proxy/guards/counters.ts'
import type { LogEvent } from '../../proxy/log.ts'
import { createDayHash } from '../../proxy/node/day-hash.ts'
import { nodeEnv } from '../../proxy/node/env.ts'
import { openUploadFolder, uploadsOf } from '../../proxy/node/upload-folder.ts'
import type { Sqlite } from '../../proxy/outbox/sqlite/open.ts'
import type { Succession } from '../../proxy/reload.ts'
import { startSuccession } from '../../proxy/reload.ts'
import { TRUSTING } from '../support/guards.ts'
import { freshFile, openStore } from '../support/sqlite.ts'
import { until } from '../support/stage.ts'

const SITE = 'https://example.com'
const KEYS = ['sk_first_key', 'sk_second_key']

interface Scene {
  readonly url: string
  readonly emulator: BoltenEmulator
  readonly store: Sqlite
  readonly succession: Succession
  readonly lines: readonly LogEvent[]
  /** What it was opened with. */
  readonly config: string
  /** In the order in which they were opened, with whether each has stopped. */
  readonly generations: readonly { stopped: boolean }[]
  /** How many generations delivered at once, at most. */
  mostRunning(): number
  write(what: { title?: string; key?: string; config?: string }): void
  submit(name: string): Promise<number>
}

/** The real parts but for the process: files on disk, a listener, the store, an emulated Bolten. */
async function openScene(): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-reload-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const emulator = createBoltenEmulator({ keys: KEYS })
  onTestFinished(() => emulator.close())
  const upstream = await emulator.listen(0)
  // The proxy's own pace is two in a hundred ms. What comes too early is answered with 429.
  emulator.switches.pace = { requests: 3, windowMs: 100 }
  const path = join(folder, 'gatehouse.yaml')
  const config = `connections:
  crm:
    upstream: bolten
    url: ${upstream}
    components: { opportunity: ${OPPORTUNITIES}, contact: ${CONTACTS} }
    key: { file: ./key }
    pace: 20/s
database: sqlite:./unused.db
publicUrl: https://forms.example.com/
alerts: none
${TRUSTING}
`
  function write({ title, key, config: text }: Parameters<Scene['write']>[0]): void {
    if (key) writeFileSync(join(folder, 'key'), key)
    if (text) writeFileSync(path, text)
    if (title) writeFileSync(join(folder, 'forms', 'contact.yaml'), formNamed(title))
  }
  mkdirSync(join(folder, 'forms'))
  write({ config, title: 'Title 0', key: KEYS[0] ?? '' })

  const store = await openStore()
  const lines: LogEvent[] = []
  const generations: { stopped: boolean }[] = []
  let running = 0
  let mostRunning = 0
  const log = (_level: string, event: LogEvent) => void lines.push(event)
  const settings = read(path)
  if (!settings.ok) throw new Error(JSON.stringify(settings.faults))
  const counting = { counters: createCounters(nodeEnv), hash: createDayHash(nodeEnv) }
  const open = async (given: Settings): Promise<Generation> => {
    const generation = await openGeneration(given, {
      store: store.store,
      disk: store.disk,
      outbox: store.outbox,
      forms: store.forms,
      assets: { files: new Map(), embed: () => Promise.reject(new Error('There is no script here.')) },
      secret: 'secret',
      uploads: openUploadFolder(uploadsOf(freshFile())),
      matches: () => true,
      ...counting,
      ready: store.ready,
      accepted: (state) => succession.current.wake(state),
      env: nodeEnv,
      log,
    })
    const seen = { stopped: false }
    generations.push(seen)
    return {
      ...generation,
      start() {
        running++
        mostRunning = Math.max(mostRunning, running)
        generation.start()
      },
      async stop() {
        await generation.stop()
        if (!seen.stopped) running--
        seen.stopped = true
      },
    }
  }
  const succession = await startSuccession({
    first: settings.value,
    open,
    read: () => read(path),
    failed: (cause) => lines.push({ event: 'failed', cause }),
    log,
  })
  onTestFinished(() => succession.stop())
  const server = createAdaptorServer({ fetch: (request) => succession.fetch(request) }) as Server
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await until(async () => (await fetch(`${url}/v1/forms/contact`)).ok)
  return {
    ...{ url, emulator, store, succession, lines, config, generations, write },
    mostRunning: () => mostRunning,
    async submit(name) {
      const answers = { nome: name, email: 'ana@example.com' }
      const response = await fetch(`${url}/v1/forms/contact/submissions`, {
        method: 'POST',
        headers: { origin: SITE },
        body: JSON.stringify({ id: crypto.randomUUID(), answers }),
      })
      return response.status
    },
  }
}

const read = (path: string): Loaded<Settings> => readSettings(path, {})

const formNamed = (title: string) => `id: contact
connection: crm
entity: opportunity
sites: [example.com]
locale: en
title: ${title}
fields:
  - { name: nome, to: Nome, required: true }
  - { name: email, to: E-mail, type: email, required: true }
`

const named = ({ emulator }: Scene, name: string) =>
  emulator.records().filter(({ attributes }) => attributes.Nome === name)

test('requests during 20 reloads are all answered, and what they brought arrives once, at the upstream’s pace', async () => {
  const scene = await openScene()
  const { url, succession, write, submit, emulator, store } = scene
  const names: string[] = []
  const answers: number[] = []
  let over = false
  const visitors = Array.from({ length: 2 }, async (_, visitor) => {
    for (let number = 1; !over || number <= 20; number++) {
      const name = `Visitor ${visitor}, lead ${number}`
      if (number <= 20) {
        names.push(name)
        answers.push(await submit(name))
      }
      answers.push((await fetch(`${url}/v1/forms/contact`)).status)
      await nodeEnv.sleep(20)
    }
  })
  for (let reload = 1; reload <= 20; reload++) {
    write({ title: `Title ${reload}`, key: KEYS[reload % 2] ?? '' })
    await succession.reload()
    // Long enough for some calls, so that the next reload comes in between two.
    await nodeEnv.sleep(75)
  }
  over = true
  await Promise.all(visitors)
  expect(scene.generations).toHaveLength(21)
  expect(scene.generations.filter(({ stopped }) => !stopped)).toHaveLength(1)
  expect(scene.mostRunning()).toBe(1)
  expect(answers.filter((status) => status !== 200 && status !== 202)).toEqual([])

  await until(async () => (await store.outbox.counts()).delivered === names.length, 60_000)
  expect(names.filter((name) => named(scene, name).length !== 1)).toEqual([])
  expect(emulator.arrivals().filter(({ status }) => status === 429)).toEqual([])
  await until(async () => (await (await fetch(`${url}/v1/forms/contact`)).json()).title === 'Title 20')
  const used = new Set(emulator.arrivals().map(({ key }) => key))
  expect([...used].sort()).toEqual([1, 2])
}, 120_000)

test('settings that are wrong are named and change nothing: forms are served, leads delivered', async () => {
  const scene = await openScene()
  const { url, succession, write, submit, store, lines } = scene
  write({ config: 'connections: { crm: { upstream: bolten, kay: { env: NOWHERE } } }\nalerts: none\n' })
  await succession.reload()
  expect(lines).toContainEqual(expect.objectContaining({ event: 'reload-refused', key: 'connections.crm.kay' }))
  expect(scene.generations).toHaveLength(1)
  expect((await fetch(`${url}/v1/forms/contact`)).status).toBe(200)
  expect(await submit('After a mistake')).toBe(202)
  await until(() => named(scene, 'After a mistake').length === 1)
  expect((await store.outbox.counts()).waiting).toBe(0)
}, 60_000)

test('what was counted is not forgotten by a reload, and new limits and trusted proxies hold', async () => {
  const { succession, write, config } = await openScene()
  const send = async (from: string, peer = '127.0.0.1') => {
    const body = JSON.stringify({ id: crypto.randomUUID(), answers: { nome: 'Ana', email: 'ana@example.com' } })
    const headers = { origin: SITE, 'x-forwarded-for': from }
    const init = { method: 'POST', headers, body }
    return (await succession.fetch(new Request('http://x/v1/forms/contact/submissions', init), peer)).status
  }
  write({ config: `${config}limits: { address: 3/h }\ntrustedProxies: [loopback]\n` })
  await succession.reload()
  const visitor = '203.0.113.7'
  const four = async () => [await send(visitor), await send(visitor), await send(visitor), await send(visitor)]
  expect(await four()).toEqual([202, 202, 202, 429])
  await succession.reload()
  expect(await send(visitor)).toBe(429)
  expect(await send('203.0.113.8')).toBe(202)
  write({ config: `${config}limits: { address: 6/h }\ntrustedProxies: [loopback]\n` })
  await succession.reload()
  expect(await send(visitor)).toBe(202)
  expect(await send(visitor)).toBe(429)
  write({ config })
  await succession.reload()
  expect(await send(visitor)).toBe(202)
}, 60_000)

test('a proxy in front that is not trusted is said once, with the line to add, until it is', async () => {
  const { succession, lines, write, config } = await openScene()
  const ask = () =>
    succession.fetch(new Request('http://x/healthz', { headers: { 'x-forwarded-for': '203.0.113.7' } }), '::1')
  await ask()
  await ask()
  const add = 'trustedProxies: [loopback]'
  const said = () => lines.filter(({ event }) => event === 'visitors-not-told-apart')
  expect(said()).toEqual([{ event: 'visitors-not-told-apart', reason: 'untrusted-proxy', add }])
  expect(succession.current.facts.blindness()).toEqual({ reason: 'untrusted-proxy', add })
  expect(JSON.stringify(lines)).not.toContain('203.0.113.7')
  write({ config: `${config}${add}\n` })
  await succession.reload()
  await ask()
  expect(said()).toHaveLength(1)
  expect(succession.current.facts.blindness()).toBeUndefined()
}, 60_000)

test('reloads that are asked for at once are done once, and once more for what changed meanwhile', async () => {
  const scene = await openScene()
  const first = scene.succession.reload()
  await Promise.resolve()
  await Promise.resolve()
  await Promise.all([first, ...Array.from({ length: 10 }, () => scene.succession.reload())])
  expect(scene.generations.length).toBeLessThanOrEqual(3)
  expect(scene.generations.length).toBeGreaterThan(1)
}, 60_000)

test('new settings that cannot be opened give way to those before', async () => {
  const scene = await openScene()
  const { succession, write, submit, lines } = scene
  write({ title: 'Other' })
  const original = scene.store.forms.ids
  let failures = 1
  scene.store.forms.ids = async () => {
    if (failures-- > 0) throw new Error('The store was busy.')
    return original()
  }
  await succession.reload()
  expect(lines).toContainEqual(expect.objectContaining({ event: 'reload-failed' }))
  expect(lines.filter(({ event }) => event === 'failed')).toEqual([])
  expect(await submit('After a failure')).toBe(202)
  await until(() => named(scene, 'After a failure').length === 1)
}, 60_000)
