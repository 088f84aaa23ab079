import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { OwnConnection } from '../../../proxy/config/connection.ts'
import { openConnections } from '../../../proxy/connections.ts'
import { nodeEnv } from '../../../proxy/node/env.ts'
import type { Order } from '../../../proxy/upstreams/upstream.ts'
import { deliver } from '../../support/steps.ts'
import type { UpstreamFault } from '../../support/upstream-suite.ts'
import { describeUpstream } from '../../support/upstream-suite.ts'

const KEY = 'whk_CANARY/7f"3a\\9c=='
const EXAMPLE = resolve('docs/examples/signed-webhook.js')
const FIELDS = [{ key: 'name' }, { key: 'email', label: 'E-mail', type: 'email' }, { key: 'topic' }, { key: 'notes' }]

/** Who receives: it trusts only what is signed, and makes one record of each key. */
async function openReceiver() {
  const records = new Map<string, Readonly<Record<string, unknown>>>()
  const seen: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = []
  let fault: UpstreamFault | undefined
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push({ headers: request.headers, body })
    const answer = (status: number, reply: object, headers = {}) =>
      response.writeHead(status, headers).end(JSON.stringify(reply))
    if (fault === 'key-refused' || !isSigned(request, body)) return answer(401, {})
    if (fault === 'says-key') return answer(400, { message: KEY })
    if (fault === 'too-fast') return answer(429, {}, { 'retry-after': '7' })
    const { topic, ...rest } = JSON.parse(body).values
    const id = String(request.headers['idempotency-key'])
    records.set(id, fault === 'forgets' ? rest : { ...rest, topic })
    if (fault !== 'lost-reply') return answer(200, { id, values: records.get(id) })
    fault = undefined
    request.socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  onTestFinished(close)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/leads`,
    ...{ records, seen },
    fail: (kind: UpstreamFault) => {
      fault = kind
      return kind === 'unreachable' ? close() : undefined
    },
  }
}

function isSigned({ headers }: IncomingMessage, body: string): boolean {
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-gatehouse-signature'])) ?? []
  return v1 === createHmac('sha256', KEY).update(`${t}.${body}`).digest('hex')
}

/** As the proxy opens it. */
async function openOwn(given: Partial<OwnConnection> = {}) {
  const failures: string[] = []
  const connection: OwnConnection = {
    ...{ name: 'hook', upstream: 'own', module: EXAMPLE, options: { fields: FIELDS }, key: { env: 'K' } },
    ...{ lookAfterMs: 1, triesMs: 1, spacingMs: 0, ...given },
  }
  const connections = await openConnections({
    connections: [connection],
    keys: new Map([['hook', { read: () => KEY, seen: new Set<string>() }]]),
    ...{ env: nodeEnv, log: () => {}, signal: new AbortController().signal, changed: () => {} },
    failed: (_name, message) => failures.push(message),
  })
  return { upstream: connections.get('hook')?.upstream, failures }
}

async function openHook() {
  const receiver = await openReceiver()
  const { upstream, failures } = await openOwn({ url: receiver.url })
  if (!upstream) throw new Error(failures.join())
  return { ...receiver, upstream }
}

function lead(given: Partial<Order> = {}): Order {
  const values = { name: 'Ana', email: 'ana@example.com', topic: 'Roof', notes: 'Call me' }
  return {
    ...{ submissionId: crypto.randomUUID(), entity: 'lead', schemas: {} },
    values: { lead: Object.entries(values).map(([key, value]) => ({ key, label: key, type: 'text', value })) },
    ...given,
  }
}

describeUpstream('A signed webhook', async () => {
  const { upstream, records, seen, fail } = await openHook()
  return {
    ...{ upstream, entity: 'lead', key: KEY, forgotten: 'topic', fault: fail },
    order: async () => lead(),
    records: () => [...records.keys()],
    calls: () => seen.length,
  }
})

describe('the signed webhook', () => {
  test('says what its configuration says of its fields', async () => {
    const { upstream } = await openHook()
    expect(await upstream.schema('lead')).toMatchObject({
      value: { fields: [{ key: 'name', label: 'name' }, { key: 'email', label: 'E-mail', type: 'email' }, {}, {}] },
    })
  })

  test('carries the answers, and the notes below what the visitor wrote there', async () => {
    const { upstream, records } = await openHook()
    const notes = { key: 'notes', label: 'Notes', lines: ['Source: mail', 'Page: /'], locale: 'en' }
    const order = lead({ notes })
    expect((await deliver(upstream, order)).outcome).toBeUndefined()
    expect(records.get(order.submissionId)).toMatchObject({ name: 'Ana', notes: 'Call me\nSource: mail\nPage: /' })
  })

  test('is signed anew each time, and the key is nowhere in it', async () => {
    const { upstream, seen } = await openHook()
    for (const order of [lead(), lead()]) await deliver(upstream, order)
    expect(JSON.stringify(seen)).not.toContain('CANARY')
    const signatures = seen.map(({ headers }) => headers['x-gatehouse-signature'])
    expect(signatures[0]).toMatch(/^t=\d{10},v1=[0-9a-f]{64}$/)
    expect(new Set(signatures).size).toBe(2)
  })

  test.each([
    ['its fields', { url: 'http://127.0.0.1:1/', options: {} }, /failed: Error: Write `options: \{ fields:/],
    ['an address', {}, /failed: Error: It needs a `url`/],
  ])('without %s says so when it is opened', async (_what, given, message) => {
    expect((await openOwn(given)).failures.join()).toMatch(message)
  })
})

describe('a module of one’s own', () => {
  function moduleOf(text: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-module-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'own.mjs')
    writeFileSync(file, text)
    return file
  }
  const works = `{ entities: ['lead'], schema() {}, components() {}, look() {}, plan() { return [] } }`

  test.each([
    ['is not there', undefined, /cannot be loaded: .*ENOENT/],
    ['is no JavaScript', 'const const', /cannot be loaded: \w*Error: /],
    ['throws when it is loaded', 'throw new Error("no good")', /cannot be loaded: Error: no good/],
    ['imports what is not there', 'import "./nowhere.js"', /cannot be loaded: .*nowhere\.js/],
    ['has no default export', 'export const open = 1', /has no function as its default export/],
    ['exports something else', 'export default { open() {} }', /has no function as its default export/],
    ['throws when it is opened', 'export default () => { throw new TypeError("no url") }', /failed: TypeError: no url/],
    ['rejects when it is opened', 'export default async () => { throw "up" }', /failed: up/],
    ['throws the key', 'export default ({ key }) => { throw new Error(key().reveal()) }', /failed: Error: \[secret\]/],
    ['makes nothing', 'export default () => {}', /is no upstream: it is no object/],
    [
      'makes half an upstream',
      'export default () => ({ entities: [], plan: 5, whoami: "me", takesFiles: true })',
      /`entities` is no list .*; `takesFiles` is no list of names; `schema` is missing; `components` is missing; `look` is missing; `plan` is no function; `whoami` is no function\.$/,
    ],
  ])('that %s is named with what is wrong, never with the key', async (_what, text, message) => {
    const { upstream, failures } = await openOwn({ module: text === undefined ? '/nowhere/own.mjs' : moduleOf(text) })
    expect(upstream).toBeUndefined()
    expect(failures).toHaveLength(1)
    expect(failures[0]).toMatch(message)
    expect(failures[0]).toContain('own.mjs')
    expect(failures[0]).not.toContain('CANARY')
  })

  test.each([
    ['is never loaded', 1, 'await new Promise(() => {})', /own\.mjs is not loaded within 10 s/],
    ['is never opened', 2, 'export default () => new Promise(() => {})', /own\.mjs makes no upstream within 10 s/],
  ])('that %s is waited for ten seconds', async (_what, late, text, message) => {
    const connection: OwnConnection = {
      ...{ name: 'mine', upstream: 'own', module: moduleOf(text), lookAfterMs: 1, triesMs: 1 },
    }
    const slept: number[] = []
    const sleep = (ms: number) => (slept.push(ms) === late ? Promise.resolve() : new Promise<void>(() => {}))
    const opening = openConnections({
      ...{ connections: [connection], keys: new Map(), env: { ...nodeEnv, sleep } },
      ...{ log: () => {}, signal: new AbortController().signal, changed: () => {} },
    })
    await expect(opening).rejects.toThrow(message)
    expect(new Set(slept)).toEqual(new Set([10_000]))
  })

  test('stops a start or a reload, with the connection’s name', async () => {
    const module = moduleOf('export default () => {}')
    const opening = openConnections({
      connections: [{ name: 'mine', upstream: 'own', module, lookAfterMs: 1, triesMs: 1 }],
      keys: new Map(),
      ...{ env: nodeEnv, log: () => {}, signal: new AbortController().signal, changed: () => {} },
    })
    await expect(opening).rejects.toThrow(/^connections\.mine\.upstream {2}What the module/)
  })

  test('may be a class, may be made later, and needs no key', async () => {
    const module = moduleOf(`
class Mine {
  entities = ['lead']
  constructor(given) { this.given = given }
  schema(entity) {
    const fields = Object.keys(this.given).sort().map((key) => ({ key, label: key }))
    return { kind: 'done', value: { entity, fields } }
  }
  components() {} look() {} plan() {}
}
export default async (given) => new Mine(given)`)
    const connection: OwnConnection = { name: 'mine', upstream: 'own', module, lookAfterMs: 1, triesMs: 1 }
    const connections = await openConnections({
      connections: [connection],
      keys: new Map(),
      ...{ env: nodeEnv, log: () => {}, signal: new AbortController().signal, changed: () => {} },
    })
    const schema = await connections.get('mine')?.upstream.schema('lead')
    const keys = schema?.kind === 'done' ? schema.value.fields.map(({ key }) => key) : []
    expect(keys).toEqual(['env', 'log', 'name', 'options', 'queue'])
  })

  test('that was changed is another one at the next opening', async () => {
    const module = moduleOf(`export default () => (${works})`)
    expect((await openOwn({ module })).upstream?.entities).toEqual(['lead'])
    writeFileSync(module, `export default () => (${works.replace('lead', 'deal')})`)
    utimesSync(module, 1, 1)
    expect((await openOwn({ module })).upstream?.entities).toEqual(['deal'])
  })
})
