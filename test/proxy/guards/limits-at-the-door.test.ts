/** Limits where they hold: in front of real routes and a real store. Threats S5 and S8. */
import { describe, expect, test } from 'vitest'
import { createCounters } from '../../../proxy/guards/counters.ts'
import { USUAL_DOUBTS } from '../../../proxy/guards/doubts.ts'
import { createLimits } from '../../../proxy/guards/limits.ts'
import { originGuard } from '../../../proxy/guards/origin.ts'
import { USUAL_RATES } from '../../../proxy/guards/rates.ts'
import { createSight } from '../../../proxy/guards/sight.ts'
import { openClients } from '../../../proxy/node/client.ts'
import { createDayHash } from '../../../proxy/node/day-hash.ts'
import { nodeEnv } from '../../../proxy/node/env.ts'
import { Problem } from '../../../proxy/problem.ts'
import type { Arrival } from '../../../proxy/uploads/receive.ts'
import { receiving } from '../../../proxy/uploads/receiving.ts'
import { contato, openHosted } from '../../support/hosted.ts'
import { statuses } from '../../support/statuses.ts'

const SITE = 'https://example.com'
const OWN = 'https://forms.example.net'
const VISITOR = '203.0.113.7'
const hash = createDayHash(nodeEnv)

/** As behind a proxy on the same machine, which is trusted, with an hour for what is usually a minute: nothing ends meanwhile. */
async function open() {
  const sight = createSight(() => {})
  const slow = Object.fromEntries(
    Object.entries(USUAL_RATES).map(([of, rates]) => [
      of,
      rates.map(({ most, perMs }) => ({ most, perMs: Math.max(perMs, 3_600_000) })),
    ]),
  ) as unknown as typeof USUAL_RATES
  const limits = createLimits({ rates: slow, counters: createCounters(nodeEnv), sight, hash })
  const clientOf = openClients({ trustedProxies: ['loopback'], hash, sight })
  const proxy = await openHosted([contato], {
    guards: { door: [limits.address, originGuard(OWN)], hall: [limits.busy, limits.email] },
    doubts: USUAL_DOUBTS,
    clientOf: (_peer, headers) => clientOf('127.0.0.1', headers),
    admitChallenge: limits.challenge,
  })
  const send = (
    from: string,
    { id = crypto.randomUUID(), email = `${id}@example.com` }: { id?: string; email?: string } = {},
  ) =>
    proxy.send('/v1/forms/contato/submissions', {
      method: 'POST',
      headers: { origin: SITE, 'x-forwarded-for': from },
      body: JSON.stringify({ id, answers: { nome: 'Ana', email } }),
    })
  return { ...proxy, send }
}

describe('a flood from one address', () => {
  test('is refused beyond what a person could do, whatever else it claims to be; others are served', async () => {
    const { send, outbox } = await open()
    const spoofed = (turn: number) => send(`198.51.100.${turn % 250}, ${VISITOR}`)
    expect(await statuses(80, spoofed)).toEqual({ 202: 60, 429: 20 })
    const refused = await send(VISITOR)
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
    expect((await refused.json()).type).toBe('/problems/rate-limited')
    expect((await send('203.0.113.8')).status).toBe(202)
    expect((await outbox.counts()).waiting).toBe(61)
  })

  test('of one /64 is one flood', async () => {
    const { send } = await open()
    const from = (turn: number) => send(`2001:db8:1:2:${turn.toString(16)}::1`)
    expect(await statuses(70, from)).toEqual({ 202: 60, 429: 10 })
  })

  test('does not keep what is already stored from its receipt', async () => {
    const { send } = await open()
    const first = { id: crypto.randomUUID() }
    const receipt = await (await send(VISITOR, first)).json()
    expect(await statuses(70, () => send(VISITOR))).toEqual({ 202: 59, 429: 11 })
    const again = await send(VISITOR, first)
    expect([again.status, await again.json()]).toEqual([202, receipt])
  })

  test('gets 600 form tokens, asked for in whatever way', async () => {
    const { get } = await open()
    const ask = (from: string) => get('/v1/forms/contato/challenge?slow=1', { origin: SITE, 'x-forwarded-for': from })
    expect(await statuses(605, () => ask(VISITOR))).toEqual({ 200: 600, 429: 5 })
    expect((await ask('203.0.113.8')).status).toBe(200)
  })
})

test('50 submissions with one address are all received, 3 are delivered, and the rest waits for a person (S8)', async () => {
  const { send, outbox, kept } = await open()
  const bodies: object[] = []
  for (let turn = 0; turn < 50; turn++) {
    const response = await send(`198.51.100.${turn}`, {
      email: turn % 2 ? 'victim@example.com' : 'Victim+x@example.com',
    })
    expect(response.status).toBe(202)
    bodies.push(await response.json())
  }
  expect(await outbox.counts()).toMatchObject({ waiting: 3, held: 47 })
  const held = (await kept()).filter(({ state }) => state === 'held')
  for (const { doubts, reason } of held) expect([doubts, reason]).toEqual([['many-for-address'], 'suspected-spam'])
  // Nothing tells the sender which.
  expect(new Set(bodies.map((body) => Object.keys(body).join())).size).toBe(1)
})

test('files that are too much are refused before a byte of them is read', async () => {
  let pulled = 0
  const body = new ReadableStream<Uint8Array>({ pull: () => void pulled++ }, { highWaterMark: 0 })
  const request = new Request('http://x', {
    ...{ method: 'POST', body, duplex: 'half' },
    headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': '24000000' },
  })
  const asked: unknown[] = []
  const arrival: Arrival = { texts: new URLSearchParams(), files: [] }
  const how = {
    ...{ env: nodeEnv, client: 'a', spareBytes: 0, layout: () => undefined },
    limits: { perFile: 10e6, perSubmission: 25e6, files: 10, total: 2e9 },
    folder: { begin: () => Promise.reject(new Error('There is no room to ask for.')) },
    admit: async (...given: unknown[]) => {
      asked.push(given)
      throw new Problem('rate-limited')
    },
  } as unknown as Parameters<typeof receiving>[2]
  await expect(receiving(request, arrival, how, async () => 'used')).rejects.toMatchObject({ code: 'rate-limited' })
  expect(asked).toEqual([['a', 24e6]])
  expect(pulled).toBe(0)
})
