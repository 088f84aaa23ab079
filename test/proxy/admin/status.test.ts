import { describe, expect, test } from 'vitest'
import type { Parts } from '../../../proxy/admin/facts.ts'
import { alertFacts, connectionFacts, formFacts } from '../../../proxy/admin/facts.ts'
import { isSameSecret } from '../../../proxy/admin/secret.ts'
import type { StatusDeps } from '../../../proxy/admin/status.ts'
import { adminHandler, createStatus } from '../../../proxy/admin/status.ts'
import { alertBook } from '../../../proxy/alerts/book.ts'
import { causesOf } from '../../../proxy/alerts/causes.ts'
import type { Change } from '../../../proxy/forms/change.ts'
import type { PublishedForm } from '../../../proxy/forms/published.ts'
import type { LogEvent } from '../../../proxy/log.ts'
import { sqlBacklog } from '../../../proxy/outbox/backlog.ts'
import { createConnections } from '../../../proxy/upstreams/connection.ts'
import { settled } from '../../support/alerts.ts'
import { openBolten, schemaOf } from '../../support/bolten.ts'
import { FORM } from '../../support/delivery.ts'
import { openStore } from '../../support/sqlite.ts'
import { checked, reference } from '../../support/submission.ts'

const NOW = Date.UTC(2026, 0, 2)
const DRIFTED: Change = {
  ...{ code: 'field-gone', class: 'needs-person', entity: 'opportunity', key: 'Nome', field: 'nome' },
  message: 'The field Nome is gone.',
}
const ALONE: PublishedForm = { ...FORM, mappings: { opportunity: FORM.mappings.opportunity ?? [] } }
const WITH_CONTACT: PublishedForm = {
  ...ALONE,
  mappings: { ...ALONE.mappings, contact: ALONE.mappings.opportunity ?? [] },
}

/** Everything real but the network: the store, the book, the connections and Bolten's plan. */
async function openStatus(overrides: Partial<StatusDeps> = {}) {
  const sqlite = await openStore()
  const { upstream } = await openBolten()
  const schemas = {
    opportunity: await schemaOf(upstream, 'opportunity'),
    contact: await schemaOf(upstream, 'contact'),
  }
  const stoppedAt = new Map<string, number>()
  // Of the two paces for one key the slower.
  const slow = { spacingMs: 2_000 }
  const connections = createConnections(
    [
      { name: 'crm', upstream, keyId: 'one', queue: slow },
      { name: 'desk', upstream, keyId: 'one', queue: slow },
      { name: 'other', upstream, keyId: 'two', queue: { spacingMs: 1_050 } },
    ],
    (name, stopped) => (stopped ? stoppedAt.set(name, NOW - 60_000) : stoppedAt.delete(name)),
  )
  const parts: Parts = {
    definitions: [
      { id: 'contact', connection: 'crm' },
      { id: 'plain', connection: 'other' },
      { id: 'never', connection: 'other' },
    ],
    connections,
    catalog: { schemas: () => schemas },
    forms: {
      live: (id) =>
        id === 'never' ? 'unavailable' : { version: 'v1', form: id === 'plain' ? { ...ALONE, id } : WITH_CONTACT },
      drift: (id) => (id === 'contact' ? [DRIFTED] : []),
    },
    stoppedAt,
  }
  const book = alertBook(sqlite.store)
  const backlog = sqlBacklog(sqlite.store)
  const disk = { freeBytes: 2 ** 40, totalBytes: 2 ** 41, minFreeBytes: 2 ** 28 }
  let monotonic = 5_000
  const deps: StatusDeps = {
    ...{ version: '1.2.3', alerts: 'webhook', outbox: sqlite.outbox, backlog, book },
    connections: () => connectionFacts(parts),
    forms: () => formFacts(parts),
    blindness: () => undefined,
    store: () => ({ ...disk, fileBytes: 4_096 }),
    env: { now: () => NOW, monotonic: () => monotonic },
    ...overrides,
  }
  const lines: LogEvent[] = []
  const handler = adminHandler(createStatus(deps), (_level, event) => lines.push(event))
  const fetch = (path = '/status', init?: RequestInit) => handler.fetch(new Request(`http://admin${path}`, init))
  return {
    ...{ sqlite, parts, book, backlog, fetch, lines, disk },
    pass: (ms: number) => (monotonic += ms),
    report: async () => (await fetch()).json(),
  }
}

describe('/status', () => {
  test('says how each connection is, what its pace lets through and what waits for it', async () => {
    const { sqlite, parts, report } = await openStatus()
    await sqlite.outbox.put(checked({ connection: 'other' }), reference(), NOW - 90_000)
    await sqlite.outbox.put(checked({ connection: 'other' }), reference(), NOW - 10_000)
    await sqlite.outbox.put(checked({ held: 'no-origin' }), reference(), NOW)
    parts.connections.get('crm')?.stop('key', 'key-refused', 'CANARY words of the upstream')
    const { connections } = await report()
    const stopped = { state: 'stopped', reason: 'key-refused', since: '2026-01-01T23:59:00.000Z' }
    expect(connections).toEqual([
      {
        ...{ name: 'crm', ...stopped, queue: { length: 0 } },
        // A contact and an opportunity; both connections draw on one key, at the slower one's pace.
        pace: { spacingMs: 2_000, callsPerLead: 2, leadsAnHour: 900, sharesKeyWith: ['desk'] },
      },
      {
        ...{ name: 'desk', ...stopped, queue: { length: 0 } },
        pace: { spacingMs: 2_000, callsPerLead: 1, leadsAnHour: 1_800, sharesKeyWith: ['crm'] },
      },
      {
        ...{ name: 'other', state: 'running', queue: { length: 2, oldestAgeMs: 90_000 } },
        pace: { spacingMs: 1_050, callsPerLead: 1, leadsAnHour: 3_428, sharesKeyWith: [] },
      },
    ])
  })

  test('says how many are in each state and how long delivery took', async () => {
    const { sqlite, report } = await openStatus()
    await settled(sqlite, { state: 'delivered' }, NOW)
    await settled(sqlite, { state: 'held', reason: 'refused' }, NOW)
    const { submissions, latency } = await report()
    expect(submissions).toMatchObject({ delivered: 1, held: 1, waiting: 0, failed: 0 })
    expect(latency).toEqual({ count: 1, medianMs: expect.any(Number), p95Ms: expect.any(Number) })
  })

  test('says drift, alerts, store, version and since when it runs', async () => {
    const { book, parts, backlog, sqlite, disk, pass, report } = await openStatus()
    const room = { disk: () => disk, uploads: async () => disk }
    const facts = await alertFacts({ ...{ ...parts, backlog, outbox: sqlite.outbox }, ...room }, 0)
    expect(facts.drift[0]).toEqual({ form: 'contact', changes: [DRIFTED] })
    await book.keep(causesOf(facts, { oldestMs: 1 }, NOW), NOW)
    pass(65_000)
    expect(await report()).toMatchObject({
      ...{ version: '1.2.3', at: '2026-01-02T00:00:00.000Z', upSeconds: 65 },
      forms: [
        { form: 'contact', version: 'v1', drift: [{ code: 'field-gone', class: 'needs-person', field: 'nome' }] },
        { form: 'plain', version: 'v1', drift: [] },
        { form: 'never', drift: [] },
      ],
      alerts: { to: 'webhook', open: [{ cause: 'drift:contact', failedTries: 0 }] },
      store: { fileBytes: 4_096, freeBytes: 2 ** 40 },
    })
  })

  test('says whether visitors can be told apart, and the line to add where they cannot', async () => {
    expect((await (await openStatus()).report()).visitors).toEqual({ toldApart: true })
    const blindness = { reason: 'untrusted-proxy', add: 'trustedProxies: [private]' } as const
    const { visitors } = await (await openStatus({ blindness: () => blindness })).report()
    expect(visitors).toEqual({ toldApart: false, ...blindness })
  })

  test('says nothing personal: no answer, no word of an upstream’s, no reference', async () => {
    const { sqlite, parts, fetch } = await openStatus()
    const answers = { nome: 'CANARY', email: 'canary@example.com' }
    const id = await settled(sqlite, { state: 'held', reason: 'refused', words: 'CANARY' }, NOW, { answers })
    parts.connections.get('crm')?.stop('key', 'key-refused', 'CANARY')
    const kept = await sqlite.outbox.get(id)
    const text = await (await fetch()).text()
    expect(text).not.toMatch(/canary/i)
    expect(text).not.toContain(id)
    expect(text).not.toContain(kept?.reference)
  })

  test('is not to be kept by anybody, and its listener has nothing else', async () => {
    const { fetch } = await openStatus()
    const response = await fetch()
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-type')).toBe('application/json')
    expect((await fetch('/')).status).toBe(404)
    expect((await fetch('/status/x')).status).toBe(404)
    expect((await fetch('/status', { method: 'POST' })).status).toBe(405)
  })

  test('that cannot be made is a 500 with a line in the log, and without the reason', async () => {
    const { fetch, lines } = await openStatus({
      store: () => {
        throw new Error('CANARY')
      },
    })
    const response = await fetch()
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('CANARY')
    expect(lines.map(({ event }) => event)).toEqual(['status-failed'])
  })
})

describe('its token', () => {
  const TOKEN = 'a-token-of-some-length'
  const asking = async (authorization?: string) => {
    const { fetch } = await openStatus({ token: () => TOKEN })
    return fetch('/status', authorization === undefined ? {} : { headers: { authorization } })
  }

  test('opens it', async () => {
    expect((await asking(`Bearer ${TOKEN}`)).status).toBe(200)
    expect((await asking(`bearer ${TOKEN}`)).status).toBe(200)
  })

  test.each([
    ['none', undefined],
    ['another', 'Bearer a-token-of-some-lengtH'],
    ['a part of it', `Bearer ${TOKEN.slice(0, -1)}`],
    ['more than it', `Bearer ${TOKEN}x`],
    ['an empty one', 'Bearer '],
    ['another scheme', `Basic ${btoa(TOKEN)}`],
  ])('with %s there is nothing here, as anywhere else', async (_what, authorization) => {
    const response = await asking(authorization)
    const { fetch } = await openStatus()
    expect(response.status).toBe(404)
    expect(await response.text()).toBe(await (await fetch('/nowhere')).text())
  })

  test('is compared by digests of one length, whatever is given', async () => {
    const lengths: number[] = []
    const { digest } = crypto.subtle
    crypto.subtle.digest = async (...given) => {
      const made = await digest.apply(crypto.subtle, given)
      lengths.push(made.byteLength)
      return made
    }
    try {
      expect(await isSameSecret('', TOKEN)).toBe(false)
      expect(await isSameSecret('x'.repeat(10_000), TOKEN)).toBe(false)
      expect(await isSameSecret(TOKEN, TOKEN)).toBe(true)
    } finally {
      crypto.subtle.digest = digest
    }
    expect(lengths).toEqual([32, 32, 32, 32, 32, 32])
  })
})

describe('the facts for those who are told', () => {
  test('are counted by state, form and reason, and how many came since somebody was told', async () => {
    const { sqlite, backlog } = await openStatus()
    await settled(sqlite, { state: 'held', reason: 'refused' }, NOW - 2)
    await settled(sqlite, { state: 'held', reason: 'refused' }, NOW)
    await settled(sqlite, { state: 'failed', reason: 'tries-used' }, NOW)
    await sqlite.outbox.put(checked({ form: 'other', held: 'no-origin' }), reference(), NOW)
    expect(await backlog.stuck(NOW - 1)).toEqual([
      { state: 'failed', form: 'contact', reason: 'tries-used', count: 1, fresh: 1, lastAt: NOW },
      { state: 'held', form: 'contact', reason: 'refused', count: 2, fresh: 1, lastAt: NOW },
      { state: 'held', form: 'other', reason: 'no-origin', count: 1, fresh: 1, lastAt: NOW },
    ])
  })

  test('hold stopped connections and the oldest undelivered, and do without a disk and a folder that cannot be asked', async () => {
    const { sqlite, parts, backlog } = await openStatus()
    await sqlite.outbox.put(checked(), reference(), NOW - 5)
    parts.connections.get('other')?.stop('component', 'component-gone')
    const disk = () => {
      throw new Error('ENOENT')
    }
    const uploads = async () => disk()
    const facts = await alertFacts({ ...{ ...parts, backlog, outbox: sqlite.outbox }, disk, uploads }, 0)
    expect(facts).not.toHaveProperty('disk')
    expect(facts).not.toHaveProperty('uploads')
    expect(facts).toMatchObject({
      oldestAt: NOW - 5,
      connections: [{ name: 'crm' }, { name: 'desk' }, { name: 'other', stopped: { reason: 'component-gone' } }],
    })
  })
})
