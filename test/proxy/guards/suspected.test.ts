/** Suspected spam is kept, but cannot fill the store: before real routes and a real store. Threat S5. */
import { expect, test } from 'vitest'
import { createCounters } from '../../../proxy/guards/counters.ts'
import { createLimits } from '../../../proxy/guards/limits.ts'
import type { Rate } from '../../../proxy/guards/rates.ts'
import { USUAL_RATES } from '../../../proxy/guards/rates.ts'
import { createSight } from '../../../proxy/guards/sight.ts'
import { nodeEnv } from '../../../proxy/node/env.ts'
import { openHosted } from '../../support/hosted.ts'
import { statuses } from '../../support/statuses.ts'

const HOUR_MS = 3_600_000
const [usual, usualByAll] = [USUAL_RATES.suspected, USUAL_RATES.suspectedByAll]
const wide: readonly Rate[] = [{ most: 1e9, perMs: HOUR_MS }]

/** Each with a text of 60,000 bytes; without an origin it is held. */
async function open(rates: Partial<typeof USUAL_RATES>) {
  const limits = createLimits({
    ...{ rates: { ...USUAL_RATES, ...rates }, counters: createCounters(nodeEnv) },
    ...{ sight: createSight(() => {}), hash: (text) => text },
  })
  let client: string | undefined
  const definition = {
    ...{ id: 'contato', connection: 'crm', entity: 'opportunity', sites: ['example.com'], locale: 'pt-BR' },
    fields: [{ name: 'nome' }, { name: 'mensagem', to: 'Observação', type: 'textarea' as const, maxLength: 30_000 }],
  }
  const proxy = await openHosted([definition], { clientOf: () => client, admitSuspected: limits.suspected })
  const text = 'é'.repeat(30_000)
  const send = (from: string | undefined, origin?: string, id: string = crypto.randomUUID()) => {
    client = from
    const headers = { ...(origin !== undefined && { origin }) }
    const body = JSON.stringify({ id, answers: { nome: 'Bot', mensagem: text } })
    return proxy.send('/v1/forms/contato/submissions', { method: 'POST', headers, body })
  }
  return { ...proxy, send }
}

test('one address is told to wait beyond 2 MB an hour of it; others, and what is not suspected, are taken', async () => {
  expect(usual).toEqual([{ most: 2e6, perMs: HOUR_MS }])
  const { send, outbox } = await open({})
  const first = crypto.randomUUID()
  expect((await send('a', undefined, first)).status).toBe(202)
  // 33 of somewhat more than 60,000 bytes are the last that fit into 2,000,000.
  expect(await statuses(60, () => send('a'))).toEqual({ 202: 32, 429: 28 })
  const refused = await send('a')
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_000)
  expect((await refused.json()).type).toBe('/problems/rate-limited')
  expect((await send('b')).status).toBe(202)
  expect((await send('a', undefined, first)).status).toBe(202)
  expect(await statuses(5, () => send('a', 'https://example.com'))).toEqual({ 202: 5 })
  expect(await outbox.counts()).toMatchObject({ held: 34, waiting: 5 })
})

test('all together, those too who cannot be told apart, are told to wait beyond 64 MB a day of it', async () => {
  expect(usualByAll).toEqual([{ most: 64e6, perMs: 24 * HOUR_MS }])
  const { send, outbox } = await open({ suspected: wide, suspectedByAll: [{ most: 300_000, perMs: 24 * HOUR_MS }] })
  expect(await statuses(8, (turn) => send(turn % 2 ? undefined : `a${turn}`))).toEqual({ 202: 4, 429: 4 })
  expect(await statuses(3, () => send('a', 'https://example.com'))).toEqual({ 202: 3 })
  expect(await outbox.counts()).toMatchObject({ held: 4, waiting: 3 })
})

test('what one address has too much of is not counted against all', async () => {
  const { send, outbox } = await open({
    suspected: [{ most: 130_000, perMs: HOUR_MS }],
    suspectedByAll: [{ most: 200_000, perMs: HOUR_MS }],
  })
  expect(await statuses(20, () => send('a'))).toEqual({ 202: 2, 429: 18 })
  expect((await send('b')).status).toBe(202)
  expect((await outbox.counts()).held).toBe(3)
})
