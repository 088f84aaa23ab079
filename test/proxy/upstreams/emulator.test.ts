import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CONTACTS, OPPORTUNITIES } from '../../../demo/upstreams/bolten/data.ts'
import type { Switches } from '../../../demo/upstreams/bolten/switches.ts'
import { KEY, openBolten } from '../../support/bolten.ts'

const contacts = `/contact/api/v1/${CONTACTS}/contacts`

describe('the emulated Bolten', () => {
  test('lets nobody in without a good key', async () => {
    const { url, emulator } = await openBolten()
    for (const authorization of ['Bearer wrong', KEY, '', undefined]) {
      const response = await fetch(url + contacts, { headers: authorization === undefined ? {} : { authorization } })
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ path: contacts, method: 'GET', message: 'Invalid API key' })
    }
    expect(emulator.arrivals().map(({ auth }) => auth)).toEqual(['bad', 'bad', 'bad', 'none'])
    expect(JSON.stringify(emulator.arrivals())).not.toContain('CANARY')
  })

  test('lets ten calls through in ten seconds a key, and no eleventh', async () => {
    const { ask, emulator } = await api()
    emulator.switches.pace = { requests: 10, windowMs: 3_600_000 }
    const statuses = []
    for (let call = 0; call < 12; call++) statuses.push((await ask('GET', contacts)).status)
    expect(statuses).toEqual([...Array(10).fill(200), 429, 429])
    expect((await ask('GET', contacts, undefined, 'another-key')).status).toBe(200)
    expect(emulator.pace()).toMatchObject([
      { key: 1, arrivals: 12 },
      { key: 2, arrivals: 1 },
    ])
  })

  test('drops unknown labels without a word, and never finds a double', async () => {
    const { ask, emulator } = await api()
    const attributes = { Nome: 'Ana', nome: 'x', 'Nome ': 'x', Cidade: 'Recife' }
    for (let time = 0; time < 2; time++) {
      const { status, json } = await ask('POST', contacts, { attributes })
      expect(status).toBe(201)
      expect(json).toMatchObject({ attributes: { Nome: 'Ana', Cidade: 'Recife' }, created_by: 'api' })
    }
    expect(emulator.records()).toHaveLength(2)
    expect(emulator.arrivals().map(({ dropped }) => dropped)).toEqual(Array(2).fill(['nome', 'Nome ']))
    expect((await ask('POST', contacts, { Nome: 'flat' })).status).toBe(400)
  })

  test('changes, discards, lists and pages as told', async () => {
    const { ask, emulator } = await api()
    const ids: string[] = []
    for (const Nome of ['a', 'b', 'c']) ids.push((await ask('POST', contacts, { attributes: { Nome } })).json.id)
    const listed = async (query = '') =>
      (await ask('GET', `${contacts}${query}`)).json.items.map(({ id }: { id: string }) => id)
    expect(await listed()).toEqual(ids.toReversed())
    emulator.switches.order = 'oldest'
    emulator.switches.maxLimit = 2
    expect(await listed('?limit=100&page=1')).toEqual(ids.slice(0, 2))
    expect(await listed('?limit=100&page=2')).toEqual(ids.slice(2))
    const changed = await ask('PATCH', `${contacts}/${ids[0]}`, { attributes: { Cidade: 'Olinda' } })
    expect(changed.json.attributes).toEqual({ Nome: 'a', Cidade: 'Olinda' })
    expect((await ask('DELETE', `${contacts}/${ids[0]}`)).json.discarded_at).toEqual(expect.any(String))
    expect(await listed()).toEqual(ids.slice(1))
  })

  test('lists in every order, and tells of a page what it is told to tell', async () => {
    let now = Date.parse('2026-03-01T12:00:00Z')
    const { ask, emulator } = await api(() => now)
    const ids: string[] = []
    for (const Nome of ['a', 'b', 'c']) {
      now += 1_000
      ids.push((await ask('POST', contacts, { attributes: { Nome } })).json.id)
    }
    now += 1_000
    await ask('PATCH', `${contacts}/${ids[1]}`, { attributes: { Nome: 'B' } })
    const listed = async (order: Switches['order']) => {
      emulator.switches.order = order
      return (await ask('GET', contacts)).json.items.map(({ id }: { id: string }) => ids.indexOf(id))
    }
    expect([await listed('newest'), await listed('oldest'), await listed('updated')]).toEqual([
      [2, 1, 0],
      [0, 1, 2],
      [1, 2, 0],
    ])
    expect((await listed('by-id')).map((at: number) => ids[at])).toEqual(ids.toSorted())
    emulator.switches.listDelayMs = 1_500
    expect(await listed('oldest')).toEqual([0, 1])
    const told = []
    for (const pageTells of ['all', 'no-limit', 'no-total', 'nothing'] as const) {
      emulator.switches.pageTells = pageTells
      told.push((await ask('GET', contacts)).json.pagination)
    }
    expect(told).toEqual([{ page: 1, limit: 50, total: 2 }, { page: 1, total: 2 }, { page: 1, limit: 50 }, undefined])
  })

  test('is steered from outside while it runs', async () => {
    const { ask } = await api()
    const changed = await ask('PATCH', '/_emulator/switches', { createStatus: 200, faults: [{ kind: 'html' }] })
    expect(changed.json).toMatchObject({ createStatus: 200, maxLimit: 100 })
    expect((await ask('GET', contacts)).status).toBe(502)
    await ask('POST', '/_emulator/schema', { component: CONTACTS, rename: { from: 'Cidade', to: 'Município' } })
    expect((await ask('POST', contacts, { attributes: { Município: 'Recife' } })).status).toBe(200)
    expect((await ask('GET', '/_emulator/records')).json).toMatchObject({
      records: [{ entity: 'contact', attributes: { Município: 'Recife' } }],
    })
    expect((await ask('GET', '/_emulator/arrivals')).json).toMatchObject({
      arrivals: [
        { method: 'GET', status: 502 },
        { method: 'POST', status: 200, body: '{"attributes":{"Município":"Recife"}}' },
      ],
      pace: [{ key: 1, arrivals: 2, smallestGapMs: expect.any(Number) }],
    })
    await ask('POST', '/_emulator/reset')
    expect((await ask('GET', '/_emulator/records')).json).toEqual({ records: [] })
    expect((await ask('GET', '/_emulator/switches')).json).toMatchObject({ createStatus: 201, faults: [] })
  })

  test.each([
    ['PATCH', '/_emulator/switches', { speed: 3 }, /No switch speed/],
    ['PATCH', '/_emulator/switches', { faults: [{ kind: 'fire' }] }, /No fault fire/],
    ['POST', '/_emulator/schema', { component: OPPORTUNITIES, rename: { from: 'X', to: 'Y' } }, /No field X/],
    ['POST', '/_emulator/nothing', {}, /There are/],
  ])('says what it does not understand: %s %s %j', async (method, path, body, words) => {
    const { ask } = await api()
    const { status, json } = await ask(method, path, body)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(json.message).toMatch(words)
  })

  test('survives whatever is thrown at it', async () => {
    const { ask, url } = await api()
    for (const path of ['/%zz', '//', '/contact/api/v1//contacts', `${contacts}/%`, `${contacts}?page=-1&limit=x`]) {
      await ask('GET', path)
    }
    for (const body of ['', 'null', '[', '{"attributes":[]}', '{"attributes":{"__proto__":1}}']) {
      await fetch(url + contacts, { method: 'POST', body, headers: { authorization: `Bearer ${KEY}` } })
    }
    expect((await ask('GET', contacts)).status).toBe(200)
  })
})

describe('as a process', () => {
  let folder: string
  const children: ChildProcess[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'emulator-'))
    await build({
      configFile: false,
      logLevel: 'silent',
      build: {
        ssr: 'demo/upstreams/main.ts',
        outDir: folder,
        rolldownOptions: { output: { entryFileNames: 'main.mjs' } },
      },
    })
  })
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL')
    await rm(folder, { recursive: true })
  })

  const run = (env: Record<string, string>, ...names: string[]) => {
    const child = spawn(process.execPath, [join(folder, 'main.mjs'), ...names], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.push(child)
    return child
  }
  const firstLine = async (stream: NodeJS.ReadableStream) => String((await once(createInterface(stream), 'line'))[0])

  test.each(['SIGTERM', 'SIGINT'] as const)('tells its address, serves, and ends on %s', async (signal) => {
    const child = run({ BOLTEN_PORT: '0', BOLTEN_API_KEY: KEY }, 'bolten')
    const line = await firstLine(child.stdout)
    const url = line.replace(/^.* (http:)/, '$1')
    const response = await fetch(`${url}/clients/api/v1/projects`, { headers: { authorization: `Bearer ${KEY}` } })
    expect(await response.json()).toMatchObject({ items: [{ name: 'Solar Aurora' }] })
    expect(line).not.toContain('CANARY')
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  test('starts every upstream when none is named, and none that there is not', async () => {
    const lines: string[] = []
    for await (const line of createInterface(run({}).stdout)) if (lines.push(line) === 2) break
    expect(lines).toEqual([
      expect.stringMatching(/^Emulated Bolten on http:/),
      expect.stringMatching(/^Emulated BoldDesk on http:/),
    ])
    const child = run({}, 'bolten', 'hubspot')
    const [line, [code]] = await Promise.all([firstLine(child.stderr), once(child, 'exit')])
    expect([line, code]).toEqual(['No upstream hubspot. There are: bolten, bolddesk', 1])
  })

  test('says in one line that its port is busy', async () => {
    const { url } = await openBolten()
    const { port } = new URL(url)
    const child = run({ BOLTEN_PORT: port }, 'bolten')
    const [line, [code]] = await Promise.all([firstLine(child.stderr), once(child, 'exit')])
    expect(line).toBe(`Port ${port} is busy. Set BOLTEN_PORT to another one, or end what uses it.`)
    expect(code).toBe(1)
  })
})

async function api(now?: () => number) {
  const { url, emulator } = await openBolten({}, now)
  return {
    url,
    emulator,
    // biome-ignore lint/suspicious/noExplicitAny: a reply is read as the test knows it.
    async ask(method: string, path: string, body?: unknown, key = KEY): Promise<{ status: number; json: any }> {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${key}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, json: text.startsWith('{') ? JSON.parse(text) : undefined }
    },
  }
}
