import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Handler, ProxyDeps } from '../../proxy/app.ts'
import { createProxy } from '../../proxy/app.ts'
import { loadAssets } from '../../proxy/assets/assets.ts'
import { chosenCoding } from '../../proxy/assets/coding.ts'
import { createForms } from '../../proxy/forms/forms.ts'
import { nodeEnv } from '../../proxy/node/env.ts'
import type { Outbox } from '../../proxy/outbox/outbox.ts'
import { matches } from '../../src/contract/check.ts'
import type { FormDefinition } from '../../src/contract/definition.ts'
import { openDoor } from '../support/guards.ts'
import { schemas } from '../support/schemas.ts'
import { openStore } from '../support/sqlite.ts'

const definition: FormDefinition = {
  id: 'contato',
  connection: 'crm',
  entity: 'opportunity',
  sites: ['example.com'],
  locale: 'pt-BR',
  title: { 'pt-BR': 'Fale com a gente', en: 'Talk to us', de: 'Schreiben Sie uns' },
  fields: [
    { name: 'nome', required: true },
    { name: 'origem', to: 'Origem', value: 'Site' },
  ],
}

async function open(more: Partial<ProxyDeps> = {}): Promise<Handler & { outbox: Outbox; log: unknown[] }> {
  const { outbox, forms: store } = await openStore()
  const log: unknown[] = []
  const forms = createForms({
    definitions: [definition, { ...definition, id: 'perdido', connection: 'gone' }],
    connections: new Set(['crm', 'gone']),
    catalog: { schemas: (connection) => (connection === 'crm' ? schemas : {}) },
    store,
    env: nodeEnv,
    log: () => {},
  })
  await forms.publish('crm')
  await forms.publish('gone')
  const proxy = createProxy({
    forms,
    outbox,
    assets: await loadAssets(assetFolder()),
    publicUrl: 'https://forms.example.net/forms/',
    ...openDoor('https://forms.example.net'),
    secret: 'secret',
    matches,
    ready: async () => true,
    env: nodeEnv,
    log: (_level, event) => log.push(event),
    accepted: () => {},
    ...more,
  })
  return { ...proxy, outbox, log }
}

const FILES = {
  'form.js': '/* form */',
  'visit.js': '/* visit */',
  'embed.js': 'var embed=(...got)=>told(got)',
}

function assetFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-assets-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(FILES)) {
    writeFileSync(join(folder, name), text)
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text))
    writeFileSync(join(folder, `${name}.gz`), gzipSync(text))
  }
  return folder
}

const at = (path: string, init?: RequestInit) => new Request(`https://forms.example.net${path}`, init)
const submission = () => ({ id: crypto.randomUUID(), answers: { nome: 'Ana' } })
const post = (body: unknown, origin = 'https://example.com') =>
  at('/v1/forms/contato/submissions', { method: 'POST', headers: { origin }, body: JSON.stringify(body) })

describe('the public form', () => {
  test('comes in the language that was asked for, with the words around it', async () => {
    const proxy = await open()
    const form = async (query: string) => (await proxy.fetch(at(`/v1/forms/contato${query}`))).json()
    expect(await form('')).toMatchObject({ locale: 'pt-BR', title: 'Fale com a gente', submit: 'Enviar', dir: 'ltr' })
    expect(await form('?locale=en-GB')).toMatchObject({ locale: 'en', title: 'Talk to us', submit: 'Send' })
    expect(await form('?locale=zz')).toMatchObject({ locale: 'pt-BR' })
  })

  test('can be kept by caches, and asked for again by its tag', async () => {
    const proxy = await open()
    const first = await proxy.fetch(at('/v1/forms/contato'))
    expect(first.headers.get('cache-control')).toBe(
      'public, max-age=30, stale-while-revalidate=30, stale-if-error=86400',
    )
    const tag = first.headers.get('etag') ?? ''
    const again = await proxy.fetch(at('/v1/forms/contato', { headers: { 'if-none-match': `"x", W/${tag}` } }))
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
    const other = await proxy.fetch(at('/v1/forms/contato?locale=en', { headers: { 'if-none-match': tag } }))
    expect(other.status).toBe(200)
  })

  test('that cannot be published says 503 and when to come again', async () => {
    const response = await (await open()).fetch(at('/v1/forms/perdido'))
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
  })
})

describe('scripts', () => {
  test('come in the smallest coding that the browser takes', async () => {
    const proxy = await open()
    const get = (accept: string) => proxy.fetch(at('/v1/form.js', { headers: { 'accept-encoding': accept } }))
    const br = await get('gzip, deflate, br')
    expect(br.headers.get('content-encoding')).toBe('br')
    expect(br.headers.get('vary')).toBe('accept-encoding')
    expect(brotliDecompressSync(await br.arrayBuffer()).toString()).toBe('/* form */')
    const gz = await get('gzip')
    expect(gunzipSync(await gz.arrayBuffer()).toString()).toBe('/* form */')
    expect((await get('identity')).headers.get('content-encoding')).toBeNull()
  })

  test.each([
    ['br;q=0, gzip', 'gzip'],
    ['*', 'br'],
    ['deflate', 'identity'],
    ['BR', 'br'],
  ])('accept-encoding: %s → %s', (header, coding) => {
    expect(chosenCoding(header)).toBe(coding)
  })

  test('the one line holds script, form and address, and leaves no global', async () => {
    const response = await (await open()).fetch(at('/v1/embed/contato.js?locale=en'))
    const got: unknown[] = []
    const before = Object.keys(globalThis)
    const script = await response.text()
    // Counts in the first line only.
    expect(script).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/)
    new Function('told', script)((args: unknown[]) => got.push(...args))
    expect(got).toEqual([
      expect.objectContaining({ id: 'contato', title: 'Talk to us' }),
      'https://forms.example.net/forms/',
      { content: ['form', expect.objectContaining({ method: 'post' }), expect.anything()], looks: expect.any(String) },
    ])
    expect(Object.keys(globalThis)).toEqual(before)
  })

  test('the one line says it at once when its form has closed', async () => {
    const { embed } = await loadAssets(assetFolder())
    const form = await (await (await open()).fetch(at('/v1/forms/contato'))).json()
    const bodies = [form, { ...form, closed: 'It was open until noon.' }, form].map((each) =>
      embed(each, '', () => undefined, 'identity'),
    )
    const [first, second, third] = (await Promise.all(bodies)).map((body) => new TextDecoder().decode(body))
    expect(second).toContain('It was open until noon.')
    expect(third).toBe(first)
  })

  test('the one for the first touch is kept as long as the form’s own', async () => {
    const proxy = await open()
    const [visit, form] = await Promise.all(['visit', 'form'].map((name) => proxy.fetch(at(`/v1/${name}.js`))))
    expect(await visit?.text()).toBe('/* visit */')
    expect(visit?.headers.get('cache-control')).toBe(form?.headers.get('cache-control'))
  })

  test.each(['/v1/assets/form.js', '/v1/assets/..%2fform.js', '/v1/assets/%2e%2e%2fembed.js', '/v1/form.js.map'])(
    '%s is not there',
    async (path) => {
      expect((await (await open()).fetch(at(path))).status).toBe(404)
    },
  )
})

describe('every answer', () => {
  // O2, O3
  test('carries the same careful headers, problems too', async () => {
    const proxy = await open()
    for (const path of ['/v1/forms/contato', '/v1/form.js', '/healthz', '/nowhere', '/v1/forms/nope']) {
      const { headers } = await proxy.fetch(at(path))
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-allow-credentials')).toBeNull()
      expect(headers.get('set-cookie')).toBeNull()
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    }
  })

  test('is the same below the path of the public URL and without it', async () => {
    const proxy = await open()
    for (const path of ['/forms/v1/forms/contato', '/v1/forms/contato']) {
      expect((await proxy.fetch(at(path))).status).toBe(200)
    }
    expect((await proxy.fetch(at('/forms/v1/forms/contato/submissions', { method: 'DELETE' }))).status).toBe(405)
  })

  // O2
  test('to a preflight is fixed, whatever it asks for', async () => {
    const headers = { 'access-control-request-headers': ' '.repeat(8_000), origin: 'https://evil.example' }
    const response = await (await open()).fetch(at('/v1/forms/contato/submissions', { method: 'OPTIONS', headers }))
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type')
    expect(response.headers.get('access-control-allow-methods')).toBe('POST')
  })

  test('to HEAD is that to GET without its body', async () => {
    const response = await (await open()).fetch(at('/v1/forms/contato', { method: 'HEAD' }))
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('')
  })
})

describe('when the store fails', () => {
  test('nobody gets a receipt, and is told to try again', async () => {
    const proxy = await open({
      outbox: {
        accepted: async () => undefined,
        put: async () => {
          throw new Error('disk full at /secret/path')
        },
      },
    })
    const response = await proxy.fetch(post(submission()))
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
    expect(await response.text()).not.toContain('secret')
    expect(JSON.stringify(proxy.log)).toContain('store-unavailable')
  })

  test('readiness says so, and liveness does not', async () => {
    const proxy = await open({ ready: async () => false })
    expect((await proxy.fetch(at('/readyz'))).status).toBe(503)
    expect((await proxy.fetch(at('/healthz'))).status).toBe(200)
  })
})

test('what nobody thought of is a 500 without a word of why, and a line in the log', async () => {
  const broken = {
    live: () => {
      throw new Error('secret detail')
    },
  }
  const proxy = await open({ forms: broken as unknown as ProxyDeps['forms'] })
  const response = await proxy.fetch(at('/v1/forms/contato'))
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('secret detail')
  expect(proxy.log).toContainEqual(expect.objectContaining({ event: 'unexpected', path: '/v1/forms/:id' }))
})

test('a receipt is given only after the store has it, and its log line has no answer', async () => {
  const proxy = await open()
  const sent = submission()
  const response = await proxy.fetch(post(sent))
  expect(response.status).toBe(202)
  const receipt = await response.json()
  expect(await proxy.outbox.get(sent.id)).toMatchObject({
    reference: receipt.reference,
    state: 'waiting',
    answers: { nome: 'Ana' },
  })
  expect(JSON.stringify(proxy.log)).not.toContain('Ana')
})
