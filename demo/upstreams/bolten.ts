/**
 * Bolten as far as anybody outside knows it, as a real HTTP server on the loopback: a key, a dynamic schema, envelopes,
 * pages, a pace, no search, and unknown labels that vanish without a word. Where the real one is not known there is a
 * switch, and faults can be ordered; both while it runs, see `/_emulator/switches`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ApiCall } from './bolten-api.ts'
import { answer, failure } from './bolten-api.ts'
import type { Arrival, PaceSeen } from './bolten-arrivals.ts'
import { Arrivals } from './bolten-arrivals.ts'
import type { Controlled, SchemaChange, ShownRecord } from './bolten-control.ts'
import { changeSchema, control, shownRecords } from './bolten-control.ts'
import type { Account, Field } from './bolten-data.ts'
import { solarAurora } from './bolten-data.ts'
import type { Reply } from './bolten-faults.ts'
import { send, strike, takeFault } from './bolten-faults.ts'
import type { Stored } from './bolten-records.ts'
import type { Switches } from './bolten-switches.ts'
import { usualSwitches } from './bolten-switches.ts'

const ORIGIN = 'http://bolten'

export interface BoltenEmulatorOptions {
  /** The keys that are let in, each with a pace of its own. */
  readonly keys: readonly string[]
  readonly account?: Account
  /** Ms since the epoch, for the times that records show. Default: this machine's. */
  readonly now?: () => number
}

export interface BoltenEmulator {
  /** 0: any free port. Resolves to the address, rejects when the port is taken. */
  listen(port: number): Promise<string>
  /** Cuts every connection; what was to happen later does not. */
  close(): Promise<void>
  /** Read at each call: change it at will. */
  readonly switches: Switches
  /** The newest first. */
  records(): readonly ShownRecord[]
  /** The oldest first. */
  arrivals(): readonly Arrival[]
  pace(): readonly PaceSeen[]
  changeSchema(change: SchemaChange): readonly Field[]
  /** Empties records and arrivals, and turns every switch back. Changes of the schema stay. */
  reset(): void
}

export function createBoltenEmulator({
  keys,
  account = solarAurora(),
  now = Date.now,
}: BoltenEmulatorOptions): BoltenEmulator {
  const switches = usualSwitches()
  const records: Stored[] = []
  const arrivals = new Arrivals()
  const timers = new Set<NodeJS.Timeout>()
  const emulator: Controlled = { account, switches, records, arrivals, reset }

  const server = createServer((request, response) => {
    const at = performance.now()
    const url = new URL(URL.canParse(request.url ?? '', ORIGIN) ? (request.url ?? '') : '/', ORIGIN)
    readBody(request).then(
      (body) => {
        if (url.pathname.startsWith('/_emulator/')) {
          send(response, control(emulator, request.method ?? 'GET', url.pathname, body))
        } else receive(request, response, url, body, at)
      },
      () => response.destroy(),
    )
  })

  function receive(request: IncomingMessage, response: ServerResponse, url: URL, body: string, at: number): void {
    const { authorization, ...headers } = request.headers
    const key = keys.findIndex((known) => authorization === `Bearer ${known}`) + 1
    const method = request.method ?? 'GET'
    const auth = key > 0 ? 'good' : authorization === undefined ? 'none' : 'bad'
    const path = url.pathname + url.search
    const arrival = arrivals.add({ at, method, path, auth, headers, body, ...(key > 0 && { key }) })
    response.once('finish', () => {
      arrival.status = response.statusCode
    })
    const call: ApiCall = {
      method,
      path: url.pathname,
      query: url.searchParams,
      body,
      now: now(),
      dropped: (labels) => {
        if (labels.length > 0) arrival.dropped = labels
      },
    }
    const waitMs = key === 0 ? 0 : arrivals.waitMs(key, at, switches.pace)
    if (key === 0) send(response, failure(call, 401, 'Invalid API key'))
    else if (waitMs > 0) send(response, tooFast(call, waitMs, switches))
    else work(call, response)
  }

  function work(call: ApiCall, response: ServerResponse): void {
    const commit = () => answer(emulator, call)
    const fault = takeFault(switches, call.method, call.path)
    if (fault) strike({ fault, response, commit, later })
    else send(response, commit())
  }

  function later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      run()
    }, ms)
    timers.add(timer)
  }

  function reset(): void {
    records.length = 0
    arrivals.clear()
    Object.assign(switches, usualSwitches())
  }

  return {
    switches,
    records: () => shownRecords(emulator),
    arrivals: () => arrivals.all,
    pace: () => arrivals.pace(),
    changeSchema: (change) => changeSchema(emulator, change),
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

function tooFast(call: ApiCall, waitMs: number, { retryAfter }: Switches): Reply {
  const seconds = Math.ceil(waitMs / 1_000)
  const headers = {
    none: {},
    seconds: { 'retry-after': String(seconds) },
    date: { 'retry-after': new Date(call.now + seconds * 1_000).toUTCString() },
  }
  return { ...failure(call, 429, 'Too many requests'), headers: headers[retryAfter] }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
