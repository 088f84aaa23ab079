import { expect, test, vi } from 'vitest'
import { createHttp } from '../../../proxy/node/http.ts'

// What a resolver says cannot be arranged on a machine that merely runs tests.
const answers = vi.hoisted(() => ({ addresses: [] as { address: string; family: number }[] }))
vi.mock('node:dns', () => ({
  lookup: (_name: string, _options: object, found: (error: null, addresses: object[]) => void) =>
    found(null, answers.addresses),
}))

test.each([
  [['203.0.113.7'], 'no-address'],
  [['203.0.113.7', '::ffff:203.0.113.7'], 'no-address'],
  [[], 'no-address'],
  // Port 1 of this machine: somebody was asked, and it was nobody else.
  [['203.0.113.7', '127.0.0.1'], 'connection-refused'],
])('where localhost is %j, only this machine is called: %s', async (addresses, reason) => {
  answers.addresses = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  const call = { method: 'GET', url: 'http://localhost:1/', headers: {}, deadlineMs: 8_000, maxBytes: 1_000 } as const
  expect(await createHttp()(call)).toEqual({ kind: 'not-sent', reason })
})
