import { describe, expect, onTestFinished, test } from 'vitest'
import { createBoldDeskEmulator } from '../../demo/upstreams/bolddesk.ts'
import type { BoldDeskConnection, BoltenConnection } from '../../proxy/config/connection.ts'
import { openConnections } from '../../proxy/connections.ts'
import { nodeEnv } from '../../proxy/node/env.ts'

const DESK: BoldDeskConnection = {
  ...{ name: 'desk', upstream: 'bolddesk', url: '', key: { env: 'K' }, lookAfterMs: 1, triesMs: 1 },
}
const CRM: BoltenConnection = {
  ...{ name: 'crm', upstream: 'bolten', components: {}, key: { env: 'K' }, lookAfterMs: 1, triesMs: 1 },
}

async function openAll(connections: readonly (BoldDeskConnection | BoltenConnection)[]) {
  return openConnections({
    connections,
    keys: new Map(
      connections.map(({ name, key }) => [name, { read: () => ('env' in key ? key.env : ''), seen: new Set() }]),
    ),
    ...{ env: nodeEnv, log: () => {}, signal: new AbortController().signal, changed: () => {} },
  })
}

/** A BoldDesk that tells so many calls a minute. */
async function deskTelling(requests: number): Promise<string> {
  const emulator = createBoldDeskEmulator({ keys: ['K'] })
  onTestFinished(() => emulator.close())
  emulator.switches.pace = { requests, windowMs: 60_000 }
  return emulator.listen(0)
}

describe('the pace of a connection', () => {
  test('is its upstream’s own where the operator wrote none', async () => {
    const all = await openAll([CRM, { ...DESK, key: { env: 'L' }, url: 'http://127.0.0.1:1' }])
    expect([...all.values()].map(({ spacingMs }) => spacingMs)).toEqual([1_050, 1_500])
  })

  test('is what the upstream told, once it did', async () => {
    const all = await openAll([{ ...DESK, url: await deskTelling(6_000) }])
    const desk = all.get('desk')
    expect(desk?.spacingMs).toBe(1_500)
    expect((await desk?.upstream.components())?.kind).toBe('done')
    expect(desk?.spacingMs).toBe(10)
  })

  test.each([
    [6_000, 100],
    [300, 200],
  ])(
    'that the operator wrote is kept where the upstream tells %i a minute: one in %i ms',
    async (requests, expected) => {
      const all = await openAll([{ ...DESK, url: await deskTelling(requests), spacingMs: 100 }])
      await all.get('desk')?.upstream.components()
      expect(all.get('desk')?.spacingMs).toBe(expected)
    },
  )

  test('is the slower one’s of those with one key, whatever the upstream tells', async () => {
    const url = await deskTelling(6_000)
    const all = await openAll([
      { ...DESK, url, spacingMs: 10 },
      { ...DESK, url, name: 'slow', spacingMs: 200 },
    ])
    await all.get('desk')?.upstream.components()
    expect([...all.values()].map(({ spacingMs }) => spacingMs)).toEqual([200, 200])
  })
})
