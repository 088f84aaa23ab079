/** What can go wrong on the way to and from an emulated upstream, each as it looks on a real socket. */
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

export interface Fault {
  readonly kind: FaultKind
  /** Only calls of this method, and with this in their path. */
  readonly method?: string
  readonly path?: string
  /** How often it strikes; once, if not said. */
  readonly times?: number
  /** The call does its work before it goes wrong. Truncated, slow, compressed replies always come after the work. */
  readonly afterCommit?: boolean
  readonly status?: number
  /** `status`: the JSON of the error. `text`: the body as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** `late-commit`: when the work is done. `slow`: between two bytes. */
  readonly delayMs?: number
  readonly bytes?: number
}

export const FAULT_KINDS = [
  'status',
  'text',
  'html',
  'redirect',
  'reset',
  'hang',
  'late-commit',
  'slow',
  'truncated',
  'gzip',
  'huge',
] as const

export type FaultKind = (typeof FAULT_KINDS)[number]

export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Absent: no body at all. */
  readonly json?: unknown
}

export interface Struck {
  readonly fault: Fault
  readonly response: ServerResponse
  /** Does the call's work and gives the reply that it deserves. */
  commit(): Reply
  /** Runs later, unless the emulator is closed before. */
  later(ms: number, run: () => void): void
}

/** The fault that strikes this call, if one does; a used up one is gone. */
export function takeFault(faults: Fault[], method: string, path: string): Fault | undefined {
  const at = faults.findIndex((fault) => (fault.method ?? method) === method && path.includes(fault.path ?? ''))
  const fault = faults[at]
  if (!fault) return undefined
  const left = (fault.times ?? 1) - 1
  faults.splice(at, 1, ...(left > 0 ? [{ ...fault, times: left }] : []))
  return fault
}

export function strike(struck: Struck): void {
  const { fault, commit } = struck
  if (fault.afterCommit && !MANGLED.has(fault.kind)) commit()
  STRIKES[fault.kind](struck)
}

export function send(response: ServerResponse, { status, headers, json }: Reply): void {
  const body = json === undefined ? '' : JSON.stringify(json)
  response.writeHead(status, { ...(body !== '' && { 'content-type': 'application/json' }), ...headers }).end(body)
}

/** These do the work themselves: it is its reply that suffers. */
const MANGLED: ReadonlySet<FaultKind> = new Set(['slow', 'truncated', 'gzip'])

const STRIKES: { readonly [K in FaultKind]: (struck: Struck) => void } = {
  status: ({ fault, response }) =>
    send(response, {
      status: fault.status ?? 500,
      headers: fault.headers ?? {},
      json: fault.body ?? { code: 'error', message: `Emulated ${fault.status ?? 500}` },
    }),
  text: ({ fault, response }) => {
    response.writeHead(fault.status ?? 200, fault.headers ?? {}).end(String(fault.body ?? ''))
  },
  html: ({ fault, response }) => {
    response
      .writeHead(fault.status ?? 502, { 'content-type': 'text/html' })
      .end('<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>')
  },
  redirect: ({ fault, response }) => {
    response.writeHead(fault.status ?? 307, fault.headers ?? {}).end()
  },
  reset: ({ response }) => {
    response.socket?.resetAndDestroy()
  },
  hang: () => {},
  'late-commit': ({ fault, commit, later }) => later(fault.delayMs ?? 100, commit),
  slow: ({ fault, response, commit, later }) => {
    const { status, bytes } = written(commit())
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length })
    const sendFrom = (at: number) => {
      if (response.destroyed) return
      response.write(bytes.subarray(at, at + 1))
      if (at + 1 < bytes.length) later(fault.delayMs ?? 100, () => sendFrom(at + 1))
      else response.end()
    }
    sendFrom(0)
  },
  truncated: ({ response, commit }) => {
    const { status, bytes } = written(commit())
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length })
    response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.end())
  },
  gzip: ({ response, commit }) => {
    const { status, bytes } = written(commit())
    response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync(bytes))
  },
  huge: ({ fault, response }) => {
    const piece = Buffer.alloc(65_536, 'x')
    let left = fault.bytes ?? 8 * 1_048_576
    response.writeHead(fault.status ?? 200, { 'content-type': 'application/json' })
    response.write('{"id":"')
    const pour = () => {
      while (left > 0 && !response.destroyed) {
        left -= piece.length
        if (!response.write(piece)) return void response.once('drain', pour)
      }
      response.end('"}')
    }
    pour()
  },
}

function written({ status, json }: Reply): { readonly status: number; readonly bytes: Buffer } {
  return { status, bytes: Buffer.from(JSON.stringify(json ?? {})) }
}
