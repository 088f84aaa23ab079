import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { turnstileGuard } from '../../../proxy/guards/turnstile.ts'
import { createHttp } from '../../../proxy/node/http.ts'
import { openTurnstileKey } from '../../../proxy/turnstile-key.ts'
import type { Sight } from '../../support/seen.ts'
import { sight } from '../../support/seen.ts'

const SECRET = 'sk_turnstile_CANARY_0/+=?&'
const OWN = 'https://forms.example.net'
const good = { success: true, hostname: 'example.com', action: 'contato', 'error-codes': [] }

let reply: { status: number; body: string } | 'never'
let asked: { method: string | undefined; type: string | undefined; body: URLSearchParams }[]
let logged: unknown[]
let server: ReturnType<typeof createServer>
let port: number

beforeEach(async () => {
  asked = []
  logged = []
  reply = { status: 200, body: JSON.stringify(good) }
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      asked.push({ method: request.method, type: request.headers['content-type'], body: new URLSearchParams(body) })
      if (reply !== 'never') response.writeHead(reply.status).end(reply.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function judged(given: Sight = {}, secret = () => SECRET, response: string | undefined = 'XXXX.DUMMY') {
  const seen = sight(given)
  const http = createHttp()
  const guard = turnstileGuard(
    {
      ...{ secret, url: `http://127.0.0.1:${port}/siteverify` },
      http: (call) => http({ ...call, deadlineMs: Math.min(call.deadlineMs, 300) }),
      log: (_level, entry) => logged.push(entry),
    },
    OWN,
  )
  const verdict = await guard({
    ...seen,
    form: {
      ...seen.form,
      id: 'contato',
      sites: ['example.com', 'http://localhost:5173', '*.shop.example'],
      turnstile: true,
    },
    submission: { ...seen.submission, proof: { ...(response !== undefined && { turnstile: response }) } },
  })
  return verdict.kind === 'doubt' ? verdict.doubt : verdict.kind
}

const says = (changes: object) => {
  reply = { status: 200, body: JSON.stringify({ ...good, ...changes }) }
}

describe('a response that Cloudflare vouches for passes', () => {
  test('and is asked about once, with the secret in the body alone, and without the visitor’s address', async () => {
    expect(await judged()).toBe('pass')
    expect(asked).toHaveLength(1)
    expect(asked[0]?.method).toBe('POST')
    expect(asked[0]?.type).toBe('application/x-www-form-urlencoded')
    expect([...(asked[0]?.body ?? [])]).toEqual([
      ['secret', SECRET],
      ['response', 'XXXX.DUMMY'],
    ])
  })

  test.each(['www.example.com', 'localhost', 'a.b.shop.example', 'forms.example.net'])('from %s', async (hostname) => {
    says({ hostname })
    expect(await judged()).toBe('pass')
  })
})

describe('one that it does not vouch for is a doubt', () => {
  test.each<[string, object]>([
    ['no success', { success: false, 'error-codes': ['invalid-input-response'] }],
    ['used or old', { success: false, 'error-codes': ['timeout-or-duplicate'] }],
    ['of another site', { hostname: 'example.com.evil.example' }],
    ['of the site above', { hostname: 'shop.example' }],
    ['of no site', { hostname: undefined }],
    ['for another form', { action: 'other' }],
    ['for no form', { action: '' }],
  ])('%s', async (_what, changes) => {
    says(changes)
    expect(await judged()).toBe('turnstile-bad')
  })
})

describe('where there is no opinion that is another doubt, which alone holds nothing', () => {
  test('no response came: nobody is asked', async () => {
    const seen = sight({})
    const guard = turnstileGuard({ secret: () => SECRET, url: '', http: createHttp(), log: () => {} }, OWN)
    const form = { ...seen.form, turnstile: true as const }
    expect(await guard({ ...seen, form })).toEqual({ kind: 'doubt', doubt: 'turnstile-missing' })
  })

  test.each<[string, () => void]>([
    ['it is down', () => (reply = { status: 503, body: '' })],
    ['it speaks HTML', () => (reply = { status: 200, body: '<!doctype html><title>Just a moment…</title>' })],
    ['it says something else', () => (reply = { status: 200, body: '{"ok":true}' })],
    ['it never answers', () => (reply = 'never')],
    ['it answers without an end', () => (reply = { status: 200, body: `{"x":"${'x'.repeat(20_000)}"}` })],
    ['nobody is there', () => server.close()],
    ['the secret is wrong', () => says({ success: false, 'error-codes': ['invalid-input-secret'] })],
    ['it has a fault of its own', () => says({ success: false, 'error-codes': ['internal-error'] })],
  ])('%s: said in the log, without the secret and without the response', async (_what, happens) => {
    happens()
    expect(await judged()).toBe('turnstile-missing')
    expect(logged).toHaveLength(1)
    expect(logged[0]).toMatchObject({ event: 'turnstile-unavailable', form: 'contato' })
    expect(JSON.stringify(logged)).not.toMatch(/CANARY|DUMMY/)
  })

  test('the secret cannot be read any more', async () => {
    const gone = () => {
      throw new Error('no such file')
    }
    expect(await judged({}, gone)).toBe('turnstile-missing')
    expect(asked).toEqual([])
  })
})

test('a form that does not ask for it is not judged by it', async () => {
  const guard = turnstileGuard({ secret: () => SECRET, url: '', http: createHttp(), log: () => {} }, OWN)
  expect(await guard(sight({}))).toEqual({ kind: 'pass' })
})

describe('its secret', () => {
  const turnstile = { siteKey: '0x4A', secret: { env: 'TURNSTILE_SECRET' }, url: 'https://example.net/' }

  test('is read from where the configuration says', () => {
    const key = openTurnstileKey({ file: 'gatehouse.yaml', turnstile }, { TURNSTILE_SECRET: SECRET }, [])
    expect(key.ok && key.value?.read()).toBe(SECRET)
    expect(key.ok && key.value?.seen.has(SECRET)).toBe(true)
  })

  test('that is missing is named, and so is a form that wants what is not configured', () => {
    const missing = openTurnstileKey({ file: 'gatehouse.yaml', turnstile }, {}, [])
    expect(missing).toMatchObject({ ok: false, faults: [{ key: 'turnstile.secret' }] })
    const wanting = openTurnstileKey({ file: 'gatehouse.yaml' }, {}, [
      { id: 'contato', turnstile: true },
      { id: 'other' },
    ])
    expect(wanting).toMatchObject({ ok: false, faults: [{ key: 'turnstile', message: /^The form contato wants it/ }] })
    expect(openTurnstileKey({ file: 'gatehouse.yaml' }, {}, [])).toEqual({ ok: true, value: undefined })
  })
})
