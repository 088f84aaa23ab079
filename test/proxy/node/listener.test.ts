import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import type { Handler } from '../../../proxy/app.ts'
import type { LogEvent } from '../../../proxy/log.ts'
import { visitorAddress } from '../../../proxy/node/client-address.ts'
import { openListener } from '../../../proxy/node/listener.ts'
import { trusting } from '../../../proxy/node/trusted.ts'
import { until } from '../../support/stage.ts'

async function open(fetch: Handler['fetch'] = async () => new Response('well')) {
  const lines: LogEvent[] = []
  const { server, port } = await openListener(fetch, { host: '127.0.0.1', port: 0 }, (_, event) => lines.push(event))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const dial = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    await once(socket, 'connect')
    return socket
  }
  return { server, lines, dial }
}

const request = (...headers: readonly string[]) => ['GET / HTTP/1.1', 'host: x', ...headers, '', ''].join('\r\n')

// S7
test('a connection that is used on and on is closed after 1,000 requests, none of them answered with an error', async () => {
  const { dial } = await open()
  const socket = await dial()
  // More at once than are answered.
  socket.write(request().repeat(1_100))
  const answers = (await text(socket)).match(/HTTP\/1\.1 \d{3}/g) ?? []
  expect(answers).toHaveLength(1_000)
  expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 200']))
})

test.each([50, 3_000])('after %i other headers, what a proxy appended is still seen (S5)', async (count) => {
  const { dial } = await open(
    async ({ headers }, peer) => new Response(visitorAddress(peer, headers, trusting(['loopback']))),
  )
  const socket = await dial()
  const many = Array.from({ length: count }, () => 'a:')
  const appended = ['x-forwarded-for: 198.51.100.66', ...many, 'x-forwarded-for: 203.0.113.7', 'connection: close']
  socket.write(request(...appended))
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 [\s\S]*\b203\.0\.113\.7\b/)
})

// S7
test('headers of more than 16 KiB are refused', async () => {
  const { dial } = await open()
  const socket = await dial()
  socket.write(request(`x: ${'x'.repeat(17_000)}`))
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 431 /)
})

// S7
test('more connections than it can have are closed as they come, and the operator is told once', async () => {
  const { server, lines, dial } = await open()
  server.maxConnections = 3
  const kept = await Promise.all([dial(), dial(), dial()])
  const refused = await Promise.all([dial(), dial()])
  await Promise.all(
    refused.map((socket) => socket.resume() && new Promise((gone) => socket.on('error', () => {}).once('close', gone))),
  )
  expect(lines).toEqual([{ event: 'too-many-connections', most: 4_096 }])
  for (const socket of kept) {
    socket.write(request('connection: close'))
    expect(await text(socket)).toContain('well')
  }
  await until(() => new Promise((is) => server.getConnections((_error, count) => is(count === 0))))
  const next = await dial()
  next.write(request('connection: close'))
  expect(await text(next)).toContain('well')
})

test('a port that is taken is said', async () => {
  const { server } = await open()
  const { port } = server.address() as { port: number }
  const again = openListener(
    async () => new Response(),
    { host: '127.0.0.1', port },
    () => {},
  )
  await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
