import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isLoopback, isPrivate } from '../../../proxy/node/address.ts'
import type { Resolve } from '../../../proxy/node/http.ts'
import { createHttp } from '../../../proxy/node/http.ts'

/** What a resolver says cannot be arranged on a machine that merely runs tests. */
function resolver(addresses: readonly string[]) {
  const asked: string[] = []
  const resolve: Resolve = (hostname, _options, found) => {
    asked.push(hostname)
    found(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  return { asked, resolve }
}

/** Somebody on this machine who must not be called. */
async function trap() {
  const callers: Socket[] = []
  const server = createServer((socket) => {
    callers.push(socket)
    socket.on('error', () => {}).destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { callers, port: (server.address() as AddressInfo).port }
}

const call = (url: string) =>
  ({
    method: 'POST',
    url,
    headers: { authorization: 'Bearer x' },
    body: '{}',
    deadlineMs: 2_000,
    maxBytes: 1_000,
  }) as const

const notSent = (reason: string) => ({ kind: 'not-sent', reason })

describe('localhost', () => {
  test.each([
    [['203.0.113.7'], 'no-address'],
    [['203.0.113.7', '::ffff:203.0.113.7'], 'no-address'],
    [['203.0.113.7', '127.0.0.1'], 'no-address'],
    [[], 'no-address'],
    // Port 1 of this machine: somebody was asked, and it was nobody else.
    [['127.0.0.1'], 'connection-refused'],
  ])('that is %j leads to this machine or nowhere: %s', async (addresses, reason) => {
    const { resolve } = resolver(addresses)
    expect(await createHttp({ resolve })(call('http://localhost:1/'))).toEqual(notSent(reason))
  })
})

// K4: a name that is bound anew between the question and the connection leads nowhere either.
describe('any other name', () => {
  test.each([
    ['this machine', ['127.0.0.1']],
    ['this machine, written as IPv6', ['::ffff:127.0.0.1']],
    ['this machine by IPv6', ['::1']],
    ['every address', ['0.0.0.0']],
    ['a house', ['192.168.1.5']],
    ['an office', ['10.1.2.3']],
    ['a container', ['172.17.0.1']],
    ['a provider’s inside', ['100.64.0.1']],
    ['a cloud’s metadata', ['169.254.169.254']],
    ['a cloud’s metadata by IPv6', ['fd00:ec2::254']],
    ['the link', ['fe80::1%eth0']],
    ['an inside behind NAT64', ['64:ff9b::a00:1']],
    ['a public address first and this machine second', ['203.0.113.7', '127.0.0.1']],
  ])('that leads to %s is not connected to', async (_what, addresses) => {
    const { callers, port } = await trap()
    const { resolve, asked } = resolver(addresses)
    const url = `https://crm.example.com:${port}/`
    expect(await createHttp({ resolve })(call(url))).toEqual(notSent('private-address'))
    expect(callers).toEqual([])
    // Asked once: nobody can answer otherwise when it comes to connecting.
    expect(asked).toEqual(['crm.example.com'])
  })
})

// K4
describe('an address that was written as such', () => {
  test.each([
    'https://10.0.0.1/',
    'https://192.168.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[fd00:ec2::254]/',
    'https://[fe80::1]/',
    'https://0/',
    'https://0xa000001/',
    'https://[::ffff:10.0.0.1]/',
  ])('%s is not connected to', async (url) => {
    expect(await createHttp()(call(url))).toEqual(notSent('private-address'))
  })

  test('of this machine was meant: it is called', async () => {
    const { callers, port } = await trap()
    expect(await createHttp()(call(`http://127.0.0.1:${port}/`))).toMatchObject({ kind: 'unclear' })
    expect(callers).toHaveLength(1)
  })
})

test.each([
  // Address, loopback, private.
  ['127.0.0.1', true, true],
  ['127.255.255.254', true, true],
  ['::1', true, true],
  ['::ffff:127.0.0.1', true, true],
  ['::ffff:7f00:1', true, true],
  ['128.0.0.1', false, false],
  ['0.0.0.0', false, true],
  ['::', false, true],
  ['::7f00:1', false, true],
  ['::ffff:10.0.0.1', false, true],
  ['::ffff:8.8.8.8', false, false],
  ['64:ff9b::808:808', false, false],
  ['64:ff9b::c0a8:1', false, true],
  ['2002:7f00:1::', false, true],
  ['172.15.255.255', false, false],
  ['172.32.0.0', false, false],
  ['100.128.0.0', false, false],
  ['255.255.255.255', false, true],
  ['2606:4700::1111', false, false],
  ['fec0::1', false, true],
  ['ff02::1', false, true],
  ['localhost', false, false],
  ['', false, false],
])('%s is loopback: %s, private: %s', (address, loopback, inside) => {
  expect([isLoopback(address), isPrivate(address)]).toEqual([loopback, inside])
})
