/** What a page's script asks for before it sends: threats O5 and S3. */
import { describe, expect, test } from 'vitest'
import type { Challenge } from '../../src/contract/wire.ts'
import { openDoors } from '../support/doors.ts'
import { contato, hiddenOf, OWN, openHosted } from '../support/hosted.ts'
import { worked } from '../support/solver.ts'

const PATH = '/v1/forms/contato/challenge'
const SITE = 'https://example.com'

const open = (...definitions: Parameters<typeof openHosted>[0] & object) =>
  openHosted(definitions.length > 0 ? definitions : [contato], openDoors(OWN, 'secret'))
type Proxy = Awaited<ReturnType<typeof open>>

const asked = async (proxy: Proxy, headers: Record<string, string> = { origin: SITE }, path = `${PATH}?slow=1`) =>
  (await (await proxy.get(path, headers)).json()) as Challenge

async function send(proxy: Proxy, proof: object, { origin = SITE, id = crypto.randomUUID(), nome = 'Ana Souza' } = {}) {
  const body = JSON.stringify({ id, answers: { nome, email: 'ana@example.com' }, proof: { typedMs: 9_000, ...proof } })
  const response = await proxy.send('/v1/forms/contato/submissions', { method: 'POST', headers: { origin }, body })
  const kept = await proxy.outbox.get(id)
  return { id, status: response.status, receipt: await response.json(), state: kept?.state, doubts: kept?.doubts ?? [] }
}

const proven = async ({ token, proof }: Challenge) => ({ token, ...(proof && { work: await worked(proof) }) })

describe('a challenge', () => {
  test('is a token, how long it is good, and work; no cache keeps it', async () => {
    const response = await (await open()).get(PATH, { origin: SITE })
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.has('set-cookie')).toBe(false)
    expect(await response.json()).toEqual({
      token: expect.stringMatching(/^v1\.[\w-]+\.[\w-]{43}$/),
      lastsMs: 900_000,
      proof: { parameters: expect.objectContaining({ algorithm: 'PBKDF2/SHA-256' }), signature: expect.any(String) },
    })
  })

  test('is another one each time', async () => {
    const proxy = await open()
    const [one, other] = await Promise.all([asked(proxy), asked(proxy)])
    expect(one.token).not.toBe(other.token)
    expect(one.proof?.parameters.nonce).not.toBe(other.proof?.parameters.nonce)
  })

  test('has no work where the form asks for none', async () => {
    const proxy = await open({ ...contato, proof: false })
    const challenge = await asked(proxy)
    expect(Object.keys(challenge)).toEqual(['token', 'lastsMs'])
    expect(await send(proxy, { token: challenge.token })).toMatchObject({ status: 202, state: 'waiting', doubts: [] })
  })

  test('tells a page that is not listed nothing: it is told when it posts', async () => {
    const proxy = await open()
    const origin = 'https://evil.example'
    const challenge = await asked(proxy, { origin })
    expect(Object.keys(challenge)).toEqual(Object.keys(await asked(proxy)))
    expect(await send(proxy, await proven(challenge), { origin })).toMatchObject({ status: 403, state: undefined })
    expect(await send(proxy, await proven(challenge))).toMatchObject({
      state: 'held',
      doubts: ['token-bad', 'work-bad'],
    })
  })

  test('is for forms that there are, by GET and HEAD', async () => {
    const proxy = await open()
    const nowhere = await proxy.get('/v1/forms/nope/challenge')
    expect([nowhere.status, ((await nowhere.json()) as { type: string }).type]).toEqual([404, '/problems/unknown-form'])
    const head = await proxy.send(PATH, { method: 'HEAD' })
    expect([head.status, await head.text(), head.headers.get('cache-control')]).toEqual([200, '', 'no-store'])
    const post = await proxy.send(PATH, { method: 'POST' })
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    expect((await proxy.send(PATH, { method: 'OPTIONS' })).status).toBe(204)
  })
})

describe('a submission of the element', () => {
  test('with what it was asked for is delivered without a doubt', async () => {
    const proxy = await open()
    expect(await send(proxy, await proven(await asked(proxy)))).toMatchObject({
      status: 202,
      state: 'waiting',
      doubts: [],
    })
  })

  test('from a page of the proxy’s own, or of one that hides where it is, too', async () => {
    const proxy = await open()
    const own = await proven(await asked(proxy, { 'sec-fetch-site': 'same-origin' }))
    expect(await send(proxy, own, { origin: OWN })).toMatchObject({ state: 'waiting', doubts: [] })
    const hidden = await proven(await asked(proxy, { origin: 'null' }))
    expect(await send(proxy, hidden, { origin: 'null' })).toMatchObject({
      state: 'waiting',
      doubts: ['origin-missing'],
    })
  })

  test.each([
    ['nothing', {}, ['token-missing', 'work-missing']],
    ['a token of somebody’s making', { token: 'v1.e30.AAAA' }, ['token-bad', 'work-missing']],
    ['work that is none', { work: 'e30=' }, ['token-missing', 'work-bad']],
  ])('with %s is held, and gets the same receipt as any', async (_what, proof, doubts) => {
    const proxy = await open()
    const sent = await send(proxy, proof)
    expect(sent).toMatchObject({ status: 202, state: 'held', doubts })
    expect(Object.keys(sent.receipt as object)).toEqual(['id', 'reference', 'status'])
  })

  test('with the token alone, without the work, is held', async () => {
    const proxy = await open()
    const { token } = await asked(proxy)
    expect(await send(proxy, { token })).toMatchObject({ state: 'held', doubts: ['work-missing'] })
  })

  test('with the proof of another is held; the same again gets its receipt', async () => {
    const proxy = await open()
    const proof = await proven(await asked(proxy))
    const first = await send(proxy, proof)
    expect(first.state).toBe('waiting')
    expect(await send(proxy, proof, { nome: 'Bia Lima' })).toMatchObject({
      ...{ status: 202, state: 'held' },
      doubts: ['token-spent'],
    })
    expect((await send(proxy, proof, { id: first.id })).receipt).toEqual(first.receipt)
    expect((await send(proxy, {}, { id: first.id })).receipt).toEqual(first.receipt)
    expect(await proxy.kept()).toHaveLength(2)
  })

  test('that many send at once with one token is delivered once', async () => {
    const proxy = await open()
    const proof = await proven(await asked(proxy))
    const names = Array.from({ length: 20 }, (_, at) => `Ana ${at}`)
    const sent = await Promise.all(names.map((nome) => send(proxy, proof, { nome })))
    expect(sent.map(({ status }) => status)).toEqual(names.map(() => 202))
    expect(sent.filter(({ state }) => state === 'waiting')).toHaveLength(1)
    expect(sent.filter(({ doubts }) => doubts.includes('token-spent'))).toHaveLength(19)
  })

  test('is looked at once, however many ask what its token is worth', async () => {
    const doors = openDoors(OWN, 'secret')
    const shown: (string | undefined)[] = []
    const worth: typeof doors.tokens.worth = (given) => {
      shown.push(given.token)
      return doors.tokens.worth(given)
    }
    const proxy = await openHosted([contato], { ...doors, tokens: { ...doors.tokens, worth } })
    const proof = await proven(await asked(proxy))
    expect(await send(proxy, proof)).toMatchObject({ state: 'waiting', doubts: [] })
    expect(shown).toEqual([proof.token])
    const hidden = hiddenOf(await (await proxy.get('/f/contato')).text())
    await proxy.post('contato', { ...hidden, f1: 'Ana', f2: 'ana@example.com', f3: 'Residencial' })
    expect(shown).toEqual([proof.token, hidden.token])
    expect(await proxy.kept()).toHaveLength(2)
  })

  test('typed faster than people do is doubted, and delivered when all else is well', async () => {
    const proxy = await open()
    const proof = await proven(await asked(proxy))
    expect(await send(proxy, { ...proof, typedMs: 20 })).toMatchObject({ state: 'waiting', doubts: ['too-fast'] })
  })
})
