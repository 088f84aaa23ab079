/** Clients that hold on to connections, beside normal traffic: threat S7. `SIEGE=full`: 500 of them. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { adminHandler } from '../../proxy/admin/status.ts'
import type { Handler, ProxyDeps } from '../../proxy/app.ts'
import { openListener } from '../../proxy/node/listener.ts'
import { openUploadFolder, uploadsOf } from '../../proxy/node/upload-folder.ts'
import { USUAL_LIMITS } from '../../proxy/uploads/limits.ts'
import { contato, openHosted } from '../support/hosted.ts'
import { freshFile } from '../support/sqlite.ts'
import { until } from '../support/stage.ts'

const SLOW = process.env.SIEGE === 'full' ? 500 : 100
/** What the promise says. */
const GONE_WITHIN_MS = 20_000

/** A listener as the proxy has them, and who holds a connection to it, by the port that they come from. */
async function open(fetch: Handler['fetch']) {
  const { server, port } = await openListener(fetch, { host: '127.0.0.1', port: 0 }, () => {})
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  // Looked at here: a client that does not read would not notice that it is gone.
  const came = new Map<number | undefined, { isHere: boolean; readonly gone: Promise<void> }>()
  server.on('connection', (socket: Socket) => {
    const connection = { isHere: true, gone: new Promise<void>((resolve) => socket.once('close', () => resolve())) }
    void connection.gone.then(() => {
      connection.isHere = false
    })
    came.set(socket.remotePort, connection)
  })
  return { port, came }
}

const post = (bytes: number, path = '/v1/forms/contato/submissions') =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\norigin: https://example.com\r\ncontent-type: text/plain\r\ncontent-length: ${bytes}\r\n\r\n`
const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`

/** What each says at once, and what it then says over and over, a byte at a time. */
const KINDS: Readonly<Record<string, { readonly first: string; readonly over: string; readonly unread?: true }>> = {
  'says nothing': { first: '', over: '' },
  'never ends its headers': { first: 'GET /healthz HTTP/1.1\r\nx: ', over: 'x' },
  'begins a request with empty lines': { first: '', over: '\r\n' },
  'never ends its body': { first: post(50_000), over: 'x' },
  'never ends a body that nobody reads': { first: post(50_000, '/v1/forms/nope/submissions'), over: 'x' },
  'never ends the body of what has none': {
    first: get('/healthz').replace('\r\n\r\n', '\r\ncontent-length: 50000\r\n\r\n'),
    over: 'x',
  },
  'never ends a chunk': {
    first: post(1).replace('content-length: 1', 'transfer-encoding: chunked').concat('ffff\r\n'),
    over: 'x',
  },
  'never ends a file': {
    first: post(50_000)
      .replace('text/plain', 'multipart/form-data; boundary=x')
      .concat('--x\r\ncontent-disposition: form-data; name="submission"\r\n\r\n'),
    over: 'x',
  },
  'keeps a connection that it does not use': { first: get('/healthz'), over: '' },
  'keeps one and begins the next request': { first: get('/healthz'), over: 'G' },
  'asks for a script and reads nothing': { first: get('/v1/form.js'), over: '', unread: true },
  'asks again and again and reads nothing': {
    first: get('/v1/form.js').repeat(20),
    over: '',
    unread: true,
  },
}

/** One that no socket's buffer takes in one go. */
async function largeScript(): Promise<ProxyDeps['assets']> {
  const bytes = new Uint8Array(12 * 2 ** 20)
  const bodies = { br: bytes, gzip: bytes, identity: bytes }
  return { files: new Map([['form.js', { type: 'text/javascript', bodies }]]), embed: async () => bytes }
}

/** A client of this kind, connected and under way. */
async function hold(port: number, kind: string): Promise<Socket> {
  const { first, over, unread } = KINDS[kind] ?? { first: '', over: '' }
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  if (!unread) socket.resume()
  socket.write(first)
  const drip = setInterval(() => socket.writable && socket.write(over), 1_000)
  socket.once('close', () => clearInterval(drip))
  return socket
}

test(`${SLOW} slow clients are gone in 20 s, and every normal request beside them is answered (S7)`, async () => {
  const proxy = await openHosted([contato], {
    assets: await largeScript(),
    uploads: { folder: openUploadFolder(uploadsOf(freshFile())), limits: USUAL_LIMITS },
  })
  const main = await open(proxy.fetch)
  const admin = await open(adminHandler({ respond: async () => new Response('well') }, () => {}).fetch)
  const kinds = Object.keys(KINDS)
  const slow = await Promise.all(
    Array.from({ length: SLOW }, async (_, index) => {
      const kind = kinds[index % kinds.length] ?? ''
      const { port, came } = index % 5 === 0 ? admin : main
      const { localPort } = await hold(port, kind)
      await until(() => came.has(localPort))
      return { kind, connection: came.get(localPort) }
    }),
  )

  let isOver = false
  const answers: number[] = []
  const visitors = Array.from({ length: 3 }, async () => {
    while (!isOver) {
      const id = crypto.randomUUID()
      const body = JSON.stringify({ id, answers: { nome: 'Ana', email: `${id}@example.com` } })
      const init = { method: 'POST', headers: { origin: 'https://example.com', 'content-type': 'text/plain' }, body }
      const form = await fetch(`http://127.0.0.1:${main.port}/v1/forms/contato`)
      const sent = await fetch(`http://127.0.0.1:${main.port}/v1/forms/contato/submissions`, init)
      answers.push(form.status, sent.status)
    }
  })
  const late = new AbortController()
  const limit = setTimeout(() => late.abort(), GONE_WITHIN_MS)
  const gone = Promise.all(slow.map(({ connection }) => connection?.gone))
  await Promise.race([gone, once(late.signal, 'abort')])
  clearTimeout(limit)
  isOver = true
  const left = slow.filter(({ connection }) => connection?.isHere !== false).map(({ kind }) => kind)
  await Promise.all(visitors)

  expect(left).toEqual([])
  expect(answers.length).toBeGreaterThan(10)
  expect(answers.filter((status) => status !== 200 && status !== 202)).toEqual([])
  expect((await proxy.outbox.counts()).waiting).toBe(answers.length / 2)
})
