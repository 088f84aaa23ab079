import { expect, onTestFinished, test } from 'vitest'
import { createCatalog } from '../../../proxy/forms/catalog.ts'
import { watchSchemas } from '../../../proxy/forms/watch-schemas.ts'
import type { LogEvent } from '../../../proxy/log.ts'
import { createConnections } from '../../../proxy/upstreams/connection.ts'
import type { Reading, Schema, Upstream } from '../../../proxy/upstreams/upstream.ts'
import { opportunity } from '../../support/schemas.ts'
import { virtualClock } from '../../support/virtual-clock.ts'

const MINUTE = 60_000
const START = 1_000_000

/** A watch over one connection, whose upstream answers what a test says. */
async function watched() {
  const clock = virtualClock(START)
  const readAt: number[] = []
  const published: string[] = []
  const lines: LogEvent[] = []
  const saved: Schema[] = []
  const stage = { answer: { kind: 'done', value: opportunity } as Reading<Schema> }
  const schema: Upstream['schema'] = async () => {
    readAt.push(clock.now() - START)
    return stage.answer
  }
  const upstream = { entities: ['opportunity'], schema } as Partial<Upstream> as Upstream
  const connections = createConnections([{ name: 'crm', upstream, keyId: 'one' }], () => {})
  const env = { ...clock, random: () => 0.5 }
  const log = (_level: string, event: LogEvent) => lines.push(event)
  const store = {
    schema: async () => undefined,
    saveSchema: async (_connection: string, _entity: string, one: Schema) => void saved.push(one),
  }
  const needed = new Map([['crm', new Set(['opportunity'])]])
  const catalog = createCatalog({ connections, needed, store, env, log })
  const forms = { publish: async (connection: string) => void published.push(connection) }
  const stopping = new AbortController()
  const watching = watchSchemas({ connections, catalog, forms, env, log }, stopping.signal)
  onTestFinished(async () => {
    stopping.abort()
    await watching
  })
  await clock.advance(0)
  return { ...{ clock, readAt, published, lines, saved, stage, catalog }, connection: connections.get('crm') }
}

test('schemas are read at once, then every ten minutes', async () => {
  const { clock, readAt, published } = await watched()
  await clock.advance(25 * MINUTE)
  expect(readAt).toEqual([0, 10 * MINUTE, 20 * MINUTE])
  expect(published).toHaveLength(3)
})

test('a suspicious outcome has them read soon', async () => {
  const { clock, readAt, catalog } = await watched()
  await clock.advance(4 * MINUTE)
  catalog.refreshSoon('crm')
  await clock.advance(0)
  expect(readAt).toEqual([0, 4 * MINUTE])
  await clock.advance(10 * MINUTE)
  expect(readAt).toEqual([0, 4 * MINUTE, 14 * MINUTE])
})

test('many suspicious outcomes have them read once a minute, and the last of them is not forgotten', async () => {
  const { clock, readAt, catalog } = await watched()
  for (let second = 0; second < 150; second++) {
    catalog.refreshSoon('crm')
    await clock.advance(1_000)
  }
  expect(readAt).toEqual([0, MINUTE, 2 * MINUTE])
  await clock.advance(11 * MINUTE)
  expect(readAt).toEqual([0, MINUTE, 2 * MINUTE, 3 * MINUTE, 13 * MINUTE])
})

test('nobody is asked for a connection that there is not', async () => {
  const { clock, readAt, catalog } = await watched()
  catalog.refreshSoon('another')
  await clock.advance(5 * MINUTE)
  expect(readAt).toEqual([0])
})

test('a stopped connection is probed every five minutes, whatever is asked, and runs again once it answers', async () => {
  const { clock, readAt, stage, catalog, connection } = await watched()
  stage.answer = { kind: 'refused', reason: 'key-refused', stops: 'key' }
  await clock.advance(10 * MINUTE)
  expect(connection?.stopped()?.reason).toBe('key-refused')
  for (let minute = 0; minute < 10; minute++) {
    catalog.refreshSoon('crm')
    await clock.advance(MINUTE)
  }
  expect(readAt).toEqual([0, 10 * MINUTE, 15 * MINUTE, 20 * MINUTE])
  stage.answer = { kind: 'done', value: opportunity }
  await clock.advance(5 * MINUTE)
  expect(connection?.stopped()).toBeUndefined()
})

test('what an upstream counts in its entries is no change', async () => {
  const { clock, stage, lines, saved } = await watched()
  for (let reading = 0; reading < 3; reading++) {
    const fields = opportunity.fields.map((field) => ({ ...field, raw: { used: reading } }))
    stage.answer = { kind: 'done', value: { ...opportunity, fields } }
    await clock.advance(10 * MINUTE)
  }
  expect(lines.map(({ event }) => event)).toEqual(['schema-read'])
  expect(saved).toHaveLength(1)
})
