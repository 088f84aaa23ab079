/** Nothing that a request carries beside a submission gets further than the door, and nothing of an upstream gets back out. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { orderOf } from '../../proxy/delivery/order.ts'
import { publish } from '../../proxy/forms/publish.ts'
import type { Kept } from '../../proxy/outbox/outbox.ts'
import type { FormDefinition } from '../../src/contract/definition.ts'
import { contato, openHosted } from '../support/hosted.ts'
import { PAYLOADS } from '../support/payloads.ts'
import { schemas } from '../support/schemas.ts'

const SITE = 'https://example.com'
const FIXED: FormDefinition = {
  ...contato,
  fields: [
    ...(contato.fields === 'all' ? [] : contato.fields),
    { name: 'origem', to: 'Origem', value: 'Site' },
    { name: 'status', to: 'Status', value: 'Novo' },
  ],
}
const ANSWERS = { nome: 'Ana', email: 'ana@example.com' }

type Proxy = Awaited<ReturnType<typeof openHosted>>

const send = (proxy: Proxy, body: string, headers: Record<string, string> = {}) =>
  proxy.send('/v1/forms/contato/submissions', { method: 'POST', headers: { ...headers, origin: SITE }, body })

/** What an adapter would get of it, without what tells one submission from another. */
function ordered({ id: _id, reference: _reference, receivedAt: _at, ...kept }: Kept): string {
  const published = publish(FIXED, schemas)
  if (!published.ok) throw new Error(JSON.stringify(published.misfits))
  const of: Kept = { ...kept, id: 'id', reference: 'R', receivedAt: 0 }
  return JSON.stringify(orderOf(of, published.form, schemas, { resent: false }))
}

/** What could be taken for something of ours, the upstream's or the language's. */
const key = fc.oneof(
  fc.constantFrom(
    ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'owner', 'stage', 'Status', 'priority'],
    ...['Origem', 'value', 'form', 'connection', 'digest', 'state', 'held', 'doubts', 'sites', 'notes', 'marker', 'to'],
  ),
  fc.string({ maxLength: 12 }),
)
const extra = fc.dictionary(
  key.filter((name) => !/^(id|version|locale|answers|context|consent|amends|proof)$/.test(name)),
  fc.oneof(fc.string(), fc.boolean(), fc.jsonValue({ maxDepth: 2 }), fc.constant({ polluted: 'CANARY' })),
  { maxKeys: 6 },
)

/** JSON in which `__proto__` is a key like any other. */
const text = (parts: readonly (readonly [string, unknown])[]) =>
  `{${parts.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`

describe('a submission', () => {
  // C1, C2, K5
  test('goes upstream as if nothing had been sent beside it: no key, no header, no prototype', async () => {
    const proxy = await openHosted([FIXED])
    const globals = Object.getOwnPropertyNames(Object.prototype).sort()
    const body = (more: readonly (readonly [string, unknown])[] = []) =>
      text([['id', crypto.randomUUID()], ['answers', ANSWERS], ['context', {}], ...more])
    const newest = async () => {
      const [kept] = await proxy.outbox.list({ limit: 1 })
      if (!kept) throw new Error('Nothing was kept.')
      return kept
    }
    expect((await send(proxy, body())).status).toBe(202)
    const plain = ordered(await newest())
    expect(plain).toContain('Novo')
    const headers = fc.dictionary(
      fc.constantFrom(
        'x-api-key',
        'authorization',
        'cookie',
        'x-stage',
        'via',
        'accept-language',
        'x-http-method-override',
      ),
      fc.constantFrom('CANARY', 'DELETE', 'Bearer CANARY', 'a=CANARY'),
    )
    await fc.assert(
      fc.asyncProperty(extra, headers, async (more, given) => {
        const sent = body(Object.entries(more))
        // Nobody means that.
        expect((await send(proxy, sent, given)).status).toBe(sent.includes('"__proto__":') ? 400 : 202)
        const kept = await newest()
        expect(ordered(kept)).toBe(plain)
        expect(JSON.stringify(kept)).not.toContain('CANARY')
        expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(globals)
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
      }),
      { numRuns: 150 },
    )
  })

  // C1, C2
  test('with an answer for what no form asks is refused, whatever it is called; what is fixed stays', async () => {
    const proxy = await openHosted([FIXED])
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'origem', 'status', 'Origem', 'owner']) {
      const answers = text([...Object.entries(ANSWERS), [name, 'CANARY']])
      const response = await send(proxy, `{"id":"${crypto.randomUUID()}","answers":${answers}}`)
      expect([name, response.status]).toEqual([name, name === '__proto__' ? 400 : 422])
      expect(await response.text()).not.toContain('CANARY')
    }
    expect(await proxy.kept()).toEqual([])
  })
})

// K6
test('what an upstream says when it refuses reaches nobody who asks at the door', async () => {
  const proxy = await openHosted()
  const body = JSON.stringify({ id: crypto.randomUUID(), answers: ANSWERS })
  const receipt = await (await send(proxy, body)).text()
  const claim = await proxy.outbox.claim({
    owner: 'w',
    connections: ['crm'],
    now: Date.now() + 60_000,
    leaseMs: 60_000,
  })
  if (!claim) throw new Error('Nothing was due.')
  const words = `key-CANARY at Object.<anonymous> (/srv/api.js:1) ${PAYLOADS[0]}`
  expect(await proxy.outbox.settle(claim, { state: 'held', reason: 'refused', words }, Date.now())).toBe(true)
  expect((await proxy.outbox.get(claim.id))?.words).toContain('CANARY')
  expect(await (await send(proxy, body)).text()).toBe(receipt)
  const asked = [
    '/v1/forms/contato',
    '/v1/forms/contato.html',
    '/f/contato',
    '/forms/f/contato',
    '/healthz',
    '/readyz',
    '/status',
  ]
  for (const path of asked) expect(await (await proxy.get(path)).text()).not.toMatch(/CANARY|anonymous/)
  expect(JSON.stringify(proxy.log)).not.toContain('CANARY')
})

// A4
test('no line of the log holds an answer, whether it was accepted, refused, replayed or in conflict', async () => {
  const proxy = await openHosted()
  const canary = { nome: 'CANARY-1', email: 'canary-2@example.com', interesse: 'CANARY-3' }
  const id = crypto.randomUUID()
  const bodies = [
    { id, answers: { ...canary, interesse: 'Outro', mensagem: 'CANARY-4' } },
    { id, answers: { ...canary, interesse: 'Outro', mensagem: 'CANARY-4' } },
    { id, answers: { ...ANSWERS, nome: 'CANARY-5' } },
    { id: crypto.randomUUID(), answers: canary },
    { id: 'CANARY-6', answers: { 'CANARY-7': 'CANARY-8' } },
    { id: crypto.randomUUID(), answers: { ...ANSWERS, 'CANARY-9': { deep: 'CANARY-10' } } },
  ]
  const statuses: number[] = []
  for (const body of bodies)
    statuses.push((await send(proxy, JSON.stringify(body), { 'user-agent': 'CANARY-11' })).status)
  statuses.push((await send(proxy, '{"CANARY')).status)
  expect(statuses).toEqual([202, 202, 409, 422, 400, 400, 400])
  expect(proxy.log.length).toBeGreaterThan(0)
  expect(JSON.stringify(proxy.log)).not.toMatch(/canary/i)
})
