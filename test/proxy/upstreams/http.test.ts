import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import type { HttpCall } from '../../../proxy/env.ts'
import { createHttp } from '../../../proxy/node/http.ts'
import { LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from '../../support/localhost-tls.ts'

const SECRET = 'Bearer sk_CANARY_0123456789'
const opened: Server[] = []

afterEach(async () => {
  for (const server of opened.splice(0)) {
    if ('closeAllConnections' in server) (server as ReturnType<typeof createHttpServer>).closeAllConnections()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
})

describe('a call that gets its reply', () => {
  test('carries exactly its own headers, and asks for no connection to be kept and nothing compressed', async () => {
    const seen: unknown[] = []
    const url = await serve((request, response) => {
      seen.push(request.method, request.url, request.headers)
      request.on('data', (chunk) => seen.push(String(chunk))).on('end', () => response.end('{"ok":true}'))
    })
    const result = await createHttp()(post(`${url}/a/b?c=d`, '{"é":1}'))
    expect(result).toMatchObject({ kind: 'reply', status: 200, body: '{"ok":true}' })
    expect(seen).toEqual([
      'POST',
      '/a/b?c=d',
      {
        authorization: SECRET,
        host: new URL(url).host,
        connection: 'close',
        'accept-encoding': 'identity',
        'content-length': '8',
      },
      '{"é":1}',
    ])
  })

  // K3
  test.each([300, 301, 302, 303, 304, 305, 307, 308, 399])(
    'a %i is a reply: nobody goes where it points',
    async (status) => {
      let visits = 0
      const elsewhere = await serve((_request, response) => {
        visits++
        response.end()
      })
      const url = await serve((_request, response) => response.writeHead(status, { location: `${elsewhere}/x` }).end())
      expect(await createHttp()(post(url))).toMatchObject({
        kind: 'reply',
        status,
        headers: { location: `${elsewhere}/x` },
      })
      expect(visits).toBe(0)
    },
  )

  test('over TLS, when the certificate is one that is trusted', async () => {
    const url = await serveTls((_request, response) => response.end('hello'))
    expect(await createHttp({ ca: LOCALHOST_CERTIFICATE })(get(url))).toMatchObject({ kind: 'reply', body: 'hello' })
  })

  test('may be just as long as allowed', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(1_000)))
    expect(await createHttp()({ ...get(url), maxBytes: 1_000 })).toMatchObject({ kind: 'reply' })
  })

  test('a name in several header lines is one text', async () => {
    const url = await serve((_request, response) => response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end())
    expect(await createHttp()(get(url))).toMatchObject({ headers: { 'set-cookie': 'a=1,b=2' } })
  })
})

describe('what certainly never left this machine', () => {
  test('an unknown name', async () => {
    // Too long a label for any name: no resolver has to be asked.
    const url = `https://${'a'.repeat(64)}.test/`
    expect(await createHttp()(get(url))).toEqual({ kind: 'not-sent', reason: 'no-address' })
  })

  test('a port where nobody listens', async () => {
    const server = createServer()
    const url = await listen(server)
    await new Promise((resolve) => server.close(resolve))
    expect(await createHttp()(get(url))).toEqual({ kind: 'not-sent', reason: 'connection-refused' })
  })

  test.each([
    ['not a url', 'bad-url'],
    ['ftp://127.0.0.1/', 'insecure-url'],
    ['http://user:pass@127.0.0.1/', 'bad-url'],
    ['http://example.com/', 'insecure-url'],
    ['http://10.0.0.1/', 'insecure-url'],
    ['http://127.0.0.1.example.com/', 'insecure-url'],
    ['http://localhost.example.com/', 'insecure-url'],
    ['http://[::ffff:10.0.0.1]/', 'insecure-url'],
    ['http://0.0.0.0/', 'insecure-url'],
    ['http://169.254.169.254/', 'insecure-url'],
  ])('%s is not called', async (url, reason) => {
    expect(await createHttp()(get(url))).toEqual({ kind: 'not-sent', reason })
  })

  test('a certificate that nobody trusts, and one of another name: not a byte of the request arrives', async () => {
    let requests = 0
    const url = await serveTls((_request, response) => {
      requests++
      response.end()
    })
    expect(await createHttp()(post(url))).toEqual({ kind: 'not-sent', reason: 'tls-failed' })
    const otherName = await serveTls((_request, response) => response.end(), '127.0.0.2')
    expect(await createHttp({ ca: LOCALHOST_CERTIFICATE })(post(otherName))).toEqual({
      kind: 'not-sent',
      reason: 'tls-failed',
    })
    expect(requests).toBe(0)
  })

  test('a server that speaks no TLS, or hangs up in the middle of it', async () => {
    const plain = await serve((_request, response) => response.end())
    const rude = await listen(createServer((socket) => socket.destroy()))
    expect(await createHttp()(post(secure(plain)))).toEqual({ kind: 'not-sent', reason: 'tls-failed' })
    expect(await createHttp()(post(secure(rude)))).toEqual({ kind: 'not-sent', reason: 'tls-failed' })
  })

  test('a server that takes the connection and never finishes TLS: the first bytes are no request', async () => {
    let heard = ''
    const url = await listen(
      createServer((socket) => socket.on('data', (chunk) => (heard += chunk.toString('latin1')))),
    )
    const result = await createHttp({ connectMs: 100 })(post(secure(url), 'answers'))
    expect(result).toEqual({ kind: 'not-sent', reason: 'connect-timeout' })
    expect(heard).not.toMatch(/answers|POST|CANARY/)
  })

  test('a header that no request can carry', async () => {
    const url = await serve((_request, response) => response.end())
    const call = { ...get(url), headers: { authorization: `${SECRET}\r\nx: y` } }
    expect(await createHttp()(call)).toEqual({ kind: 'not-sent', reason: 'bad-request' })
  })
})

// K7
describe('what may have arrived', () => {
  const afterRequest = (act: (socket: Socket) => void) =>
    listen(createServer((socket) => socket.once('data', () => act(socket)).on('error', () => {})))

  test.each<[string, (socket: Socket) => void, string]>([
    ['silence', () => {}, 'timeout'],
    ['a reset', (socket) => socket.resetAndDestroy(), 'reset'],
    ['a closed connection', (socket) => socket.end(), 'reset'],
    ['half a status line, then nothing', (socket) => void socket.write('HTTP/1.1 20'), 'timeout'],
    ['something else than HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'), 'not-http'],
    [
      'a body shorter than its length',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"id'),
      'cut-short',
    ],
    [
      'chunks without an end',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n{"id\r\n'),
      'cut-short',
    ],
    ['headers of 20 KB', (socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`), 'not-http'],
  ])('%s is unclear', async (_name, act, reason) => {
    const url = await afterRequest(act)
    const deadlineMs = reason === 'timeout' ? 400 : 8_000
    expect(await createHttp()({ ...post(url), deadlineMs })).toEqual({ kind: 'unclear', reason })
  })

  test('a reply that grows too large is cut off, and so is the sender', async () => {
    let closed: Promise<unknown> | undefined
    let sentBytes = 0
    const url = await serve((_request, response) => {
      closed = once(response, 'close')
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384))) sentBytes += 16_384
        response.once('drain', pour)
      }
      pour()
    })
    expect(await createHttp()({ ...post(url), maxBytes: 50_000 })).toEqual({ kind: 'unclear', reason: 'too-large' })
    await closed
    expect(sentBytes).toBeLessThan(16 * 1_048_576)
  })

  test('a body that drips ends with the deadline', async () => {
    const url = await serve((_request, response) => {
      const drip = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(drip))
    })
    expect(await createHttp()({ ...post(url), deadlineMs: 200 })).toEqual({ kind: 'unclear', reason: 'timeout' })
  })

  test('a compressed body is not unpacked, whatever is in it', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.from('1f8b0800', 'hex')),
    )
    const result = await createHttp()(post(url))
    expect(result.kind === 'reply' && result.body.length).toBeLessThanOrEqual(4)
  })
})

test('no result holds the key, however the call ended', async () => {
  const echo = await listen(
    createServer((socket) => socket.on('data', (chunk) => socket.end(chunk)).on('error', () => {})),
  )
  const calls = [
    post(echo),
    post(secure(echo)),
    post('http://example.com'),
    { ...post(echo), headers: { authorization: `${SECRET}\n` } },
  ]
  for (const call of calls) expect(inspect(await createHttp()(call), { depth: 9 })).not.toContain('CANARY')
})

function get(url: string): HttpCall {
  return { method: 'GET', url, headers: { authorization: SECRET }, deadlineMs: 8_000, maxBytes: 65_536 }
}

function post(url: string, body = '{}'): HttpCall {
  return { ...get(url), method: 'POST', body }
}

function secure(url: string): string {
  return url.replace('http:', 'https:')
}

async function listen(server: Server, host = '127.0.0.1'): Promise<string> {
  opened.push(server)
  server.listen(0, host)
  await once(server, 'listening')
  return `http://${host}:${(server.address() as AddressInfo).port}`
}

function serve(handle: RequestListener): Promise<string> {
  return listen(createHttpServer(handle))
}

async function serveTls(handle: RequestListener, host = '127.0.0.1'): Promise<string> {
  const server = createHttpsServer({ key: LOCALHOST_KEY, cert: LOCALHOST_CERTIFICATE }, handle)
  server.on('tlsClientError', () => {})
  return secure(await listen(server, host)).replace('127.0.0.1', 'localhost')
}
