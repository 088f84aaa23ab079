/**
 * One call to an upstream over a connection of its own. Two parts that cannot be mixed up: while `connect` works, nothing
 * of the request exists on the wire; once `exchange` begins, whatever goes wrong is unclear.
 * No error object leaves this file: Node's may carry the request's headers.
 */
import type { LookupAddress, LookupOptions } from 'node:dns'
import { lookup } from 'node:dns'
import { request } from 'node:http'
import type { LookupFunction, Socket } from 'node:net'
import { connect as connectPlain } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { connect as connectTls } from 'node:tls'
import type { Http, HttpCall, HttpResult } from '../env.ts'
import { isAddress, isLoopback, isPrivate } from './address.ts'

export interface HttpOptions {
  /** How long a name, a connection and its TLS may take together. */
  readonly connectMs?: number
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: string
  /** Who is asked for the addresses of a name; the system, if not said. */
  readonly resolve?: Resolve
}

/** As `dns.lookup` with `all`. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  found: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

export function createHttp({ connectMs = 4_000, ca, resolve = lookup }: HttpOptions = {}): Http {
  return async (call) => {
    const endsAt = performance.now() + call.deadlineMs
    const target = parseTarget(call.url)
    if (typeof target === 'string') return { kind: 'not-sent', reason: target }
    const socket = await connect(target, { limitMs: Math.min(connectMs, call.deadlineMs), ca, resolve })
    if (typeof socket === 'string') return { kind: 'not-sent', reason: socket }
    try {
      const leftMs = endsAt - performance.now()
      if (leftMs <= 0) return { kind: 'not-sent', reason: 'connect-timeout' }
      return await exchange(socket, target, call, leftMs)
    } catch {
      // Node throws only while it puts the request together, before a byte of it left.
      return { kind: 'not-sent', reason: 'bad-request' }
    } finally {
      socket.destroy()
    }
  }
}

/** The address, or why it is not called. Plain http is for this machine only: the key would be readable on the way. */
function parseTarget(text: string): URL | 'bad-url' | 'insecure-url' {
  if (!URL.canParse(text)) return 'bad-url'
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return 'bad-url'
  if (url.protocol === 'https:') return url
  return url.protocol === 'http:' && (url.hostname === 'localhost' || isLoopback(bare(url))) ? url : 'insecure-url'
}

interface Way {
  readonly limitMs: number
  readonly ca: string | undefined
  readonly resolve: Resolve
}

/** Whatever a name's owner answers, a key is not sent into a network. */
const PRIVATE = 'private-address'

/** A connection that is ready for the first byte, or the reason why there is none. */
function connect(url: URL, { limitMs, ca, resolve: ask }: Way): Promise<Socket | string> {
  const host = bare(url)
  if (isPrivate(host) && !isLoopback(host)) return Promise.resolve(PRIVATE)
  const secure = url.protocol === 'https:'
  const port = Number(url.port || (secure ? 443 : 80))
  const lookup =
    host === 'localhost' ? only(isLoopback, 'ENOTFOUND', ask) : only((address) => !isPrivate(address), PRIVATE, ask)
  return new Promise((resolve) => {
    const socket = secure
      ? connectTls({ host, port, lookup, servername: isAddress(host) ? '' : host, ...(ca !== undefined && { ca }) })
      : connectPlain({ host, port, lookup })
    const end = (result: Socket | string) => {
      clearTimeout(timer)
      if (typeof result === 'string') socket.destroy()
      resolve(result)
    }
    const timer = setTimeout(end, limitMs, 'connect-timeout')
    // The listener stays: an error after a timeout must find one.
    socket.on('error', (error) => end(reasonOf(error, NOT_CONNECTED, secure ? 'tls-failed' : 'not-connected')))
    socket.once('close', () => end('not-connected'))
    socket.once(secure ? 'secureConnect' : 'connect', () => end(socket))
  })
}

function exchange(socket: Socket, url: URL, call: HttpCall, limitMs: number): Promise<HttpResult> {
  return new Promise((resolve) => {
    const outgoing = request({
      createConnection: () => socket,
      method: call.method,
      path: url.pathname + url.search,
      headers: {
        ...call.headers,
        host: url.host,
        connection: 'close',
        'accept-encoding': 'identity',
        ...(typeof call.body === 'string' && { 'content-length': Buffer.byteLength(call.body) }),
      },
    })
    const end = (result: HttpResult) => {
      clearTimeout(timer)
      resolve(result)
    }
    const unclear = (reason: string) => end({ kind: 'unclear', reason })
    const timer = setTimeout(unclear, limitMs, 'timeout')
    outgoing.on('error', (error) => unclear(reasonOf(error, BROKEN, 'broken')))
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = []
      let bytes = 0
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes <= call.maxBytes) return void chunks.push(chunk)
        unclear('too-large')
        socket.destroy()
      })
      incoming.on('error', () => unclear('cut-short'))
      incoming.on('end', () => {
        const headers = Object.fromEntries(
          Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
        )
        end({ kind: 'reply', status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString('utf8') })
      })
    })
    if (call.body === undefined || typeof call.body === 'string') outgoing.end(call.body)
    // What cannot be read to its end never arrives whole: the length that was said is not reached.
    else pipeline(call.body, outgoing).catch(() => unclear('cut-short'))
  })
}

const NOT_CONNECTED: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no-address',
  [PRIVATE]: PRIVATE,
  EAI_AGAIN: 'no-address',
  ECONNREFUSED: 'connection-refused',
  ETIMEDOUT: 'connect-timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
}

const BROKEN: Readonly<Record<string, string>> = { ECONNRESET: 'reset', EPIPE: 'reset' }

function reasonOf(error: NodeJS.ErrnoException, known: Readonly<Record<string, string>>, other: string): string {
  if (error.code?.startsWith('HPE_')) return 'not-http'
  return known[error.code ?? ''] ?? other
}

/**
 * A lookup whose every address has to be one of these: `localhost` must not lead off this machine, nor any other name to
 * it or into a network, whatever a resolver says. What it gives is what is connected to; nobody asks a second time.
 */
function only(isGood: (address: string) => boolean, otherwise: string, resolve: Resolve): LookupFunction {
  return (hostname, options, found) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      if (error || !first) return found(error ?? withCode('ENOTFOUND'), [])
      if (!addresses.every(({ address }) => isGood(address))) return found(withCode(otherwise), [])
      if (options.all) found(null, addresses)
      else found(null, first.address, first.family)
    })
  }
}

function withCode(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code })
}

/** IPv6 addresses stand in brackets in a URL. */
function bare(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}
