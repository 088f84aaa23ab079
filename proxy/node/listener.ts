/** Listens on Node, within limits that hold whoever connects: of time, of size, of how many. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Http2Bindings, HttpBindings } from '@hono/node-server'
import { createAdaptorServer } from '@hono/node-server'
import type { Handler } from '../app.ts'
import type { Log } from '../log.ts'
import { dropSlowReaders } from './slow-readers.ts'

/** Slow senders are let go: of headers here, of bodies where they are read, since a large file takes its time. */
const SLOWEST = {
  requestTimeout: 0,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 5_000,
}

const MOST = {
  maxHeaderSize: 16_384,
  /** Their size is the limit. A count would leave the last ones out unsaid, and those are what proxies append. */
  maxHeadersCount: 0,
  /** Those after them are closed as they come. */
  maxConnections: 4_096,
}

/**
 * So many requests, and then a connection is opened anew, so that none is for ever. Node's own count of them says 503 to
 * what comes after and leaves the connection open.
 */
const PER_CONNECTION = 1_000

/** A request that was answered before its body ended, such as a GET that has one, which nobody reads. */
const ENDS_WITHIN_MS = 5_000

/** The operator is told at most so often that there were too many connections. */
const TOLD_EVERY_MS = 60_000

/** Resolves once it listens. @param at port 0: any that is free */
export function openListener(
  fetch: Handler['fetch'],
  at: { readonly host: string; readonly port: number },
  log: Log,
): Promise<{ readonly server: Server; readonly port: number }> {
  const { maxHeaderSize, ...counts } = MOST
  const server = createAdaptorServer({
    fetch: (request, { incoming }: HttpBindings | Http2Bindings) => fetch(request, incoming.socket.remoteAddress),
    serverOptions: { ...SLOWEST, maxHeaderSize },
  }) as Server
  Object.assign(server, counts)
  dropSlowReaders(server)
  const served = new WeakMap<Socket, number>()
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const count = (served.get(request.socket) ?? 0) + 1
    served.set(request.socket, count)
    if (count >= PER_CONNECTION) response.shouldKeepAlive = false
    response.once('finish', () => {
      if (!request.complete) setTimeout(() => request.complete || request.destroy(), ENDS_WITHIN_MS).unref()
    })
  })
  let toldAt = Number.NEGATIVE_INFINITY
  server.on('drop', () => {
    if (performance.now() - toldAt < TOLD_EVERY_MS) return
    toldAt = performance.now()
    log('warn', { event: 'too-many-connections', most: MOST.maxConnections })
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, () => {
      server.off('error', reject)
      resolve({ server, port: (server.address() as AddressInfo).port })
    })
  })
}
