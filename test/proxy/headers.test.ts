/** What every answer says beside itself: each route and each problem, in all their headers, these and no others. */
import { describe, expect, test } from 'vitest'
import { METHODS } from '../../proxy/app.ts'
import { createCounters } from '../../proxy/guards/counters.ts'
import { USUAL_DOUBTS } from '../../proxy/guards/doubts.ts'
import { createLimits } from '../../proxy/guards/limits.ts'
import { originGuard } from '../../proxy/guards/origin.ts'
import { USUAL_RATES } from '../../proxy/guards/rates.ts'
import { createSight } from '../../proxy/guards/sight.ts'
import { nodeEnv } from '../../proxy/node/env.ts'
import type { ProblemCode } from '../../src/contract/wire.ts'
import { PROBLEMS } from '../../src/contract/wire.ts'
import type { HostedProxy } from '../support/hosted.ts'
import { contato, hiddenOf, OWN, openHosted } from '../support/hosted.ts'
import { head, listening } from '../support/listening.ts'

const SITE = 'https://example.com'
const SUBMISSIONS = '/v1/forms/contato/submissions'
const POLICY = "default-src 'none'; frame-ancestors 'none'"

/** Every answer has them. */
const SHARED = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'retry-after',
  'content-security-policy': POLICY,
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}
const FORM_CACHE = 'public, max-age=30, stale-while-revalidate=30, stale-if-error=86400'
const FRESH = { 'cache-control': 'no-store' }
const JSON_TYPE = { 'content-type': 'application/json' }
const SCRIPT = { 'content-type': 'text/javascript; charset=utf-8', vary: 'accept-encoding', 'content-encoding': 'br' }
const PLAIN = { 'content-type': 'text/plain; charset=UTF-8', ...FRESH }
const TAGGED = { 'cache-control': FORM_CACHE, etag: expect.stringMatching(/^"[\w-]{16}"$/) }

/** A page's own, with the frames that may show it. */
const pageHeaders = (frames: string) => ({
  ...FRESH,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': expect.stringMatching(
    new RegExp(
      `^default-src 'none'; script-src ${OWN}; connect-src ${OWN}; style-src 'nonce-[\\w-]{16}'; base-uri 'none'; ` +
        `form-action ${OWN}; frame-ancestors ${frames}; require-trusted-types-for 'script'; trusted-types lit-html$`,
    ),
  ),
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'same-origin',
})
const PAGE = pageHeaders(`${OWN} https://example.com https://www.example.com`)
const SORRY = pageHeaders("'none'")

const bytes = new TextEncoder().encode('/* script */')
const script = { type: SCRIPT['content-type'], bodies: { br: bytes, gzip: bytes, identity: bytes } }
const assets = {
  files: new Map(['form.js', 'visit.js', 'assets/steps-489894f5.js'].map((name) => [name, script])),
  embed: async () => bytes,
}

type More = Parameters<typeof openHosted>[1]
const open = (more: More = {}) =>
  openHosted([contato, { ...contato, id: 'gone', connection: 'gone' }], { assets, ...more })
const sent = (answers: object = { nome: 'Ana', email: 'ana@example.com' }, id: string = crypto.randomUUID()) =>
  JSON.stringify({ id, answers })
const post = (proxy: HostedProxy, body: BodyInit, headers: Record<string, string> = {}) =>
  proxy.send(SUBMISSIONS, {
    ...{ method: 'POST', body, headers: { origin: SITE, 'content-type': 'text/plain', ...headers }, duplex: 'half' },
  } as RequestInit)

/** By header, what an answer says; the shared ones among them. */
const saysOf = ({ headers }: Response) => Object.fromEntries(headers)

describe('every route says in its headers what it is, and nothing more', () => {
  const accepts = { 'accept-encoding': 'br, gzip' }
  const routes: Record<keyof typeof METHODS, readonly [path: string, own: object]> = {
    '/v1/forms/:file{.+\\.html}': ['/v1/forms/contato.html', { 'content-type': 'text/html; charset=utf-8', ...TAGGED }],
    '/v1/forms/:id': ['/v1/forms/contato', { ...JSON_TYPE, ...TAGGED }],
    '/v1/forms/:id/submissions': [SUBMISSIONS, { ...JSON_TYPE, ...FRESH }],
    '/v1/forms/:id/challenge': ['/v1/forms/contato/challenge', { ...JSON_TYPE, ...FRESH }],
    '/v1/form.js': ['/v1/form.js', { ...SCRIPT, 'cache-control': expect.stringMatching(/^public, max-age=300,/) }],
    '/v1/visit.js': ['/v1/visit.js', { ...SCRIPT, 'cache-control': expect.stringMatching(/^public, max-age=300,/) }],
    '/v1/embed/:file{.+\\.js}': ['/v1/embed/contato.js', { ...SCRIPT, 'cache-control': FORM_CACHE }],
    '/v1/assets/:name': [
      '/v1/assets/steps-489894f5.js',
      { ...SCRIPT, 'cache-control': 'public, max-age=31536000, immutable' },
    ],
    '/f/:id': ['/f/contato', PAGE],
    '/healthz': ['/healthz', PLAIN],
    '/readyz': ['/readyz', PLAIN],
  }

  test('there is a row for each of them', () => {
    expect(Object.keys(routes).sort()).toEqual(Object.keys(METHODS).sort())
  })

  test.each(Object.entries(routes))('%s', async (route, [path, own]) => {
    const proxy = await open()
    const isRead = METHODS[route] !== 'POST'
    const answer = isRead ? await proxy.get(path, accepts) : await post(proxy, sent())
    expect(answer.status).toBe(isRead ? 200 : 202)
    expect(saysOf(answer)).toEqual({ ...SHARED, ...own })

    const asked = await proxy.send(path, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } })
    expect([asked.status, saysOf(asked)]).toEqual([
      204,
      {
        ...SHARED,
        'access-control-allow-headers': 'content-type',
        'access-control-allow-methods': METHODS[route],
        'access-control-max-age': '86400',
      },
    ])
    const refused = await proxy.send(path, { method: 'DELETE' })
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, `${METHODS[route]}, OPTIONS`])
  })

  test('the thanks of a form that was sent, and its page as it comes back', async () => {
    const proxy = await open()
    const hidden = hiddenOf(await (await proxy.get('/f/contato')).text())
    const controls = { ...hidden, f1: 'Ana', f2: 'ana@example.com' }
    const wrong = await proxy.post('contato', { ...controls, f2: '' })
    expect([wrong.status, saysOf(wrong)]).toEqual([422, { ...SHARED, ...PAGE }])
    const thanks = await proxy.post('contato', controls)
    const location = thanks.headers.get('location') ?? ''
    expect([thanks.status, saysOf(thanks)]).toEqual([303, { ...SHARED, ...FRESH, location }])
    expect(saysOf(await proxy.get(new URL(location).pathname + new URL(location).search))).toEqual({
      ...SHARED,
      ...PAGE,
    })
  })
})

describe('every problem says in its headers what it is, and nothing more', () => {
  const silent = () => new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) })
  const broken = () => {
    throw new Error('secret detail')
  }
  const id = crypto.randomUUID()
  /** How each of them comes about at a proxy that has all its parts; `more`: where one of them has to fail. */
  const ways: {
    readonly [K in ProblemCode]: {
      readonly more?: () => More
      readonly ask: (proxy: HostedProxy) => Promise<Response>
      readonly own?: Readonly<Record<string, string>>
    }
  } = {
    'bad-request': { ask: (proxy) => post(proxy, '{') },
    'origin-not-allowed': { ask: (proxy) => post(proxy, sent(), { origin: 'https://evil.example' }) },
    'unknown-form': { ask: (proxy) => proxy.get('/v1/forms/nope') },
    'not-found': { ask: (proxy) => proxy.get('/v1/assets/nope.js') },
    'method-not-allowed': {
      ask: (proxy) => proxy.send('/healthz', { method: 'PUT' }),
      own: { allow: 'GET, HEAD, OPTIONS' },
    },
    timeout: {
      more: () => ({ env: { ...nodeEnv, sleep: async () => {} } }),
      ask: (proxy) => post(proxy, silent()),
      own: { connection: 'close' },
    },
    'submission-conflict': {
      async ask(proxy) {
        await post(proxy, sent(undefined, id))
        return post(proxy, sent({ nome: 'Bia', email: 'bia@example.com' }, id))
      },
    },
    'too-large': { ask: (proxy) => post(proxy, `"${'x'.repeat(70_000)}"`), own: { connection: 'close' } },
    'unsupported-media-type': { ask: (proxy) => post(proxy, sent(), { 'content-type': 'text/html' }) },
    'invalid-answers': { ask: (proxy) => post(proxy, sent({ nome: '' })) },
    'rate-limited': {
      more: limited,
      ask: (proxy) => post(proxy, sent()),
      own: { 'retry-after': expect.stringMatching(/^[1-9]\d*$/) },
    },
    unexpected: {
      more: () => ({ assets: { ...assets, embed: broken } }),
      ask: (proxy) => proxy.get('/v1/embed/contato.js'),
    },
    'form-unavailable': { ask: (proxy) => proxy.get('/v1/forms/gone'), own: { 'retry-after': expect.any(String) } },
    'store-unavailable': {
      more: () => ({ outbox: { accepted: async () => undefined, put: broken } }),
      ask: (proxy) => post(proxy, sent()),
      own: { 'retry-after': '5' },
    },
  }

  test.each(Object.entries(ways))('%s', async (code, { more, ask, own }) => {
    const answer = await ask(await open(more?.()))
    expect(answer.status).toBe(PROBLEMS[code as ProblemCode])
    expect(saysOf(answer)).toEqual({ ...SHARED, 'content-type': 'application/problem+json', ...FRESH, ...own })
    const body = await answer.json()
    expect(body).toMatchObject({ type: `/problems/${code}`, status: answer.status })
    expect(JSON.stringify(body)).not.toContain('secret')
  })

  test.each([
    ['no such form', '/f/nope', 404],
    ['a form that cannot be shown', '/f/gone', 503],
  ])('%s, as a page that nobody may frame', async (_what, path, status) => {
    const answer = await (await open()).get(path)
    const { 'retry-after': _wait, ...says } = saysOf(answer)
    expect([answer.status, says]).toEqual([status, { ...SHARED, ...SORRY }])
  })

  function limited(): More {
    const limits = createLimits({
      rates: { ...USUAL_RATES, address: [{ most: 0, perMs: 60_000 }] },
      ...{ counters: createCounters(nodeEnv), sight: createSight(() => {}), hash: (text) => text },
    })
    return {
      ...{ guards: { door: [limits.address, originGuard(OWN)], hall: [] }, doubts: USUAL_DOUBTS },
      clientOf: () => 'a',
    }
  }
})

describe('only what is certain is promised', () => {
  test.each([
    ['https://forms.example.net/', 'max-age=31536000'],
    // It would speak for a whole site that is not the proxy's.
    ['https://www.example.net/forms/', undefined],
    ['http://localhost:8787/', undefined],
  ])('at %s Strict-Transport-Security is %s', async (publicUrl, said) => {
    const proxy = await open({ publicUrl })
    for (const path of ['/v1/forms/contato', '/f/contato', '/nowhere', '/healthz']) {
      expect([path, saysOf(await proxy.get(path))['strict-transport-security']]).toEqual([path, said])
    }
  })

  test('over the wire there is no word of what it is made of', async () => {
    const say = await listening((await open()).fetch)
    for (const line of ['GET /v1/forms/contato', 'GET /nowhere', 'POST /f/contato', 'OPTIONS /v1/form.js']) {
      const answer = await say(head(line))
      expect(answer).toMatch(/^HTTP\/1\.1 \d{3} /)
      expect(answer).not.toMatch(/^(server|x-powered-by|via):|hono|node\.js/im)
    }
  })
})
