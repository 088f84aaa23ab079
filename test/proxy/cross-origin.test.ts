/** What other sites get: nothing that they could ride on, and nothing that says more than they asked. */
import { describe, expect, test } from 'vitest'
import type { HostedProxy } from '../support/hosted.ts'
import { openHosted } from '../support/hosted.ts'
import { head, listening } from '../support/listening.ts'

const SITE = 'https://example.com'
const SUBMISSIONS = '/v1/forms/contato/submissions'

const sent = () => JSON.stringify({ id: crypto.randomUUID(), answers: { nome: 'Ana', email: 'ana@example.com' } })
const post = (proxy: HostedProxy, headers: Record<string, string>) =>
  proxy.send(SUBMISSIONS, { method: 'POST', headers, body: sent() })
const saysOf = ({ headers }: Response) => Object.fromEntries(headers)

// O1
test.each([
  ['the listed one first', [SITE, 'https://evil.example']],
  ['the listed one last', ['https://evil.example', SITE]],
  ['the listed one twice', [SITE, SITE]],
  ['none beside the listed one', ['null', SITE]],
])('two Origin headers, %s, are nobody’s: nothing is taken', async (_what, origins) => {
  const proxy = await openHosted()
  const say = await listening(proxy.fetch)
  const body = sent()
  const request = (given: readonly string[]) =>
    head(
      `POST ${SUBMISSIONS}`,
      ...given.map((origin) => `origin: ${origin}`),
      ...['content-type: text/plain', `content-length: ${body.length}`],
    ) + body
  expect(await say(request(origins))).toMatch(/^HTTP\/1\.1 403 [\s\S]*origin-not-allowed/)
  expect(await proxy.kept()).toEqual([])
  expect(await say(request([SITE]))).toMatch(/^HTTP\/1\.1 202 /)
})

// O2
describe('a preflight', () => {
  const ask = (...headers: readonly string[]) => head(`OPTIONS ${SUBMISSIONS}`, ...headers)
  const withoutDate = (answer: string) => answer.replace(/^date: .*\r\n/im, '')

  test('is answered alike whatever it asks for, and not at all beyond what headers may hold', async () => {
    const say = await listening((await openHosted()).fetch)
    const plain = withoutDate(await say(ask()))
    expect(plain).toMatch(/^HTTP\/1\.1 204 /)
    for (const asked of [
      'x-a',
      ' '.repeat(15_000),
      `${'a,'.repeat(7_000)}`,
      `${', '.repeat(7_000)}x`,
      '"'.repeat(15_000),
    ])
      expect(withoutDate(await say(ask(`access-control-request-headers: ${asked}`)))).toBe(plain)
    for (const filler of [' ', ',', 'a,', ', '])
      expect(await say(ask(`access-control-request-headers: x${filler.repeat(65_536 / filler.length)}y`))).toMatch(
        /^HTTP\/1\.1 431 /,
      )
  })

  test('and what is read is the same for every site, so that a cache may give one’s copy to another', async () => {
    const say = await listening((await openHosted()).fetch)
    const origins = [[], [`origin: ${SITE}`], ['origin: null'], ['origin: https://evil.example']]
    for (const line of [`OPTIONS ${SUBMISSIONS}`, 'GET /v1/forms/contato', 'GET /v1/form.js', 'GET /v1/forms/nope']) {
      const answers = await Promise.all(origins.map(async (headers) => withoutDate(await say(head(line, ...headers)))))
      expect([line, new Set(answers).size]).toEqual([line, 1])
      expect(answers[0]).not.toMatch(/allow-credentials|set-cookie/i)
    }
  })
})

// O3: whatever another site makes a browser send, there is nothing in it that a person was let in by.
test('no answer sets a cookie, and one that comes along changes nothing', async () => {
  const proxy = await openHosted()
  const cookie = { cookie: 'session=1; __Host-studio=2' }
  for (const path of ['/v1/forms/contato', '/healthz', '/v1/forms/nope', '/nowhere'])
    expect([path, saysOf(await proxy.get(path, cookie))]).toEqual([path, saysOf(await proxy.get(path))])
  const evil = { origin: 'https://evil.example' }
  for (const headers of [evil, { ...evil, ...cookie }]) {
    expect((await post(proxy, headers)).status).toBe(403)
    expect((await proxy.post('contato', { f1: 'Ana', f2: 'ana@example.com' }, headers)).status).toBe(200)
  }
  expect(await proxy.kept()).toEqual([])
})

// O7
test('forms that there are not are all the same, to the byte, wherever they are asked for', async () => {
  const proxy = await openHosted()
  const ids = Array.from({ length: 100 }, () => crypto.randomUUID().slice(0, 7 + Math.floor(Math.random() * 20)))
  const routes: readonly ((id: string) => Promise<Response>)[] = [
    (id) => proxy.get(`/v1/forms/${id}`),
    (id) => proxy.get(`/v1/forms/${id}/challenge`),
    (id) => proxy.get(`/v1/embed/${id}.js`),
    (id) => proxy.get(`/v1/forms/${id}.html`),
    (id) => proxy.send(`/v1/forms/${id}/submissions`, { method: 'POST', headers: { origin: SITE }, body: sent() }),
  ]
  for (const ask of routes) {
    const answers = await Promise.all(
      ids.map(async (id) => {
        const answer = await ask(id)
        return JSON.stringify([answer.status, saysOf(answer), await answer.text()])
      }),
    )
    expect(new Set(answers)).toEqual(new Set([answers[0]]))
    expect(answers[0]).toContain('unknown-form')
  }
  for (const path of ['/v1/forms', '/v1/forms/', '/f', '/f/', '/v1/', '/'])
    expect(await (await proxy.get(path)).text()).not.toContain('contato')
})
