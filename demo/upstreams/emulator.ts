/**
 * What every emulated upstream is: a real HTTP server on the loopback that knows its keys, keeps a pace, notes every
 * arrival, lets ordered faults strike, and is steered below `/_emulator` while it runs. What it answers is its own.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Admission, Arrival, Pace, PaceSeen, UploadedFile } from './arrivals.ts'
import { Arrivals } from './arrivals.ts'
import { control } from './control.ts'
import type { Fault, Reply } from './faults.ts'
import { send, strike, takeFault } from './faults.ts'
import { boundaryOf, readFiles } from './multipart.ts'

/** One call, once it has been read. */
export interface Call {
  readonly method: string
  /** Without its query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Of a multipart body, what was read of it; undefined for one that cannot be read. */
  readonly files?: readonly UploadedFile[] | undefined
  /** Ms since the epoch. */
  readonly now: number
  /** Hears which keys were dropped. */
  dropped(keys: readonly string[]): void
}

export interface CommonSwitches {
  pace: Pace
  /** The first that fits a call is used, and used up. */
  faults: Fault[]
}

/** What one upstream is made of. */
export interface Emulated<S extends CommonSwitches> {
  readonly keys: readonly string[]
  /** The header that carries the key, and what stands before it there. */
  readonly auth: { readonly header: string; readonly prefix: string }
  readonly now: () => number
  readonly switches: S
  readonly usual: () => S
  answer(call: Call): Reply
  readonly refusals: {
    unknownKey(call: Call): Reply
    tooFast(call: Call, admission: Admission): Reply
  }
  /** What stands on every reply to a good key, a fault's too. */
  headers?(call: Call, admission: Admission): Readonly<Record<string, string>>
  /** The newest first. */
  shown(): readonly unknown[]
  clear(): void
  readonly actions?: Readonly<Record<string, (body: unknown) => unknown>>
}

export interface Emulator<S extends CommonSwitches> {
  /** 0: any free port. Resolves to the address, rejects when the port is taken. */
  listen(port: number): Promise<string>
  /** Cuts every connection; what was to happen later does not. */
  close(): Promise<void>
  /** Read at each call: change it at will. */
  readonly switches: S
  /** The oldest first. */
  arrivals(): readonly Arrival[]
  pace(): readonly PaceSeen[]
  /** Empties records and arrivals, and turns every switch back. Changes of the schema stay. */
  reset(): void
}

const ORIGIN = 'http://upstream'

export function createEmulator<S extends CommonSwitches>(emulated: Emulated<S>): Emulator<S> {
  const { switches, auth, keys } = emulated
  const arrivals = new Arrivals()
  const timers = new Set<NodeJS.Timeout>()
  const steered = { ...emulated, arrivals, reset }

  const server = createServer((request, response) => {
    const at = performance.now()
    const { pathname, search, searchParams } = urlOf(request)
    const method = request.method ?? 'GET'
    read(request).then(
      ({ body, files }) => {
        if (pathname.startsWith('/_emulator/')) return send(response, control(steered, method, pathname, body))
        const { [auth.header]: shown, ...headers } = request.headers
        const key = keys.findIndex((known) => shown === auth.prefix + known) + 1
        const arrival = arrivals.add({
          ...{ at, method, path: pathname + search, headers, body },
          auth: key > 0 ? 'good' : shown === undefined ? 'none' : 'bad',
          ...(files && { files }),
          ...(key > 0 && { key }),
        })
        response.once('finish', () => {
          arrival.status = response.statusCode
        })
        const call: Call = {
          ...{ method, path: pathname, query: searchParams, headers, body, files, now: emulated.now() },
          dropped: (unknown) => {
            if (unknown.length > 0) arrival.dropped = unknown
          },
        }
        if (key === 0) return send(response, emulated.refusals.unknownKey(call))
        const admission = arrivals.admit(key, at, switches.pace)
        for (const [name, value] of Object.entries(emulated.headers?.(call, admission) ?? {}))
          response.setHeader(name, value)
        if (admission.waitMs > 0) return send(response, emulated.refusals.tooFast(call, admission))
        const commit = () => emulated.answer(call)
        const fault = takeFault(switches.faults, method, pathname)
        if (fault) strike({ fault, response, commit, later })
        else send(response, commit())
      },
      () => response.destroy(),
    )
  })

  function later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      run()
    }, ms)
    timers.add(timer)
  }

  function reset(): void {
    emulated.clear()
    arrivals.clear()
    Object.assign(switches, emulated.usual())
  }

  return {
    switches,
    arrivals: () => arrivals.all,
    pace: () => arrivals.pace(),
    reset,
    listen: (port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject)
          resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
        })
      }),
    close: () =>
      new Promise((resolve) => {
        for (const timer of timers) clearTimeout(timer)
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function urlOf({ url = '/' }: IncomingMessage): URL {
  return new URL(URL.canParse(url, ORIGIN) ? url : '/', ORIGIN)
}

async function read(request: IncomingMessage): Promise<{ body: string; files?: readonly UploadedFile[] | undefined }> {
  const boundary = boundaryOf(request.headers['content-type'])
  if (boundary !== undefined) {
    const files = await readFiles(request, boundary).catch(() => undefined)
    return { body: '', files }
  }
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return { body: Buffer.concat(chunks).toString('utf8') }
}

/** Undefined for what is no JSON object. */
export function jsonObject(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
