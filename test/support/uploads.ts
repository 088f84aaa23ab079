/** A proxy that takes files, on a real socket, store and folder; and bodies as browsers, and others, write them. */

import { once } from 'node:events'
import { existsSync, readdirSync, statSync } from 'node:fs'
import type { Server } from 'node:http'
import { request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { onTestFinished } from 'vitest'
import type { ProxyDeps } from '../../proxy/app.ts'
import { createProxy } from '../../proxy/app.ts'
import type { Forms, FormVersion } from '../../proxy/forms/forms.ts'
import type { PublishedForm } from '../../proxy/forms/published.ts'
import type { LogEvent } from '../../proxy/log.ts'
import { nodeEnv } from '../../proxy/node/env.ts'
import { openUploadFolder, uploadsOf } from '../../proxy/node/upload-folder.ts'
import type { Outbox } from '../../proxy/outbox/outbox.ts'
import type { NewFile, UploadFolder } from '../../proxy/uploads/folder.ts'
import type { Limits } from '../../proxy/uploads/limits.ts'
import { USUAL_LIMITS } from '../../proxy/uploads/limits.ts'
import type { SuspectedFiles } from '../../proxy/uploads/suspected.ts'
import { matches } from '../../src/contract/check.ts'
import { openDoor } from './guards.ts'
import { freshFile, openStore } from './sqlite.ts'

export const TICKET: PublishedForm = {
  ...{ id: 'ticket', connection: 'desk', entity: 'ticket', sites: ['example.com'], locale: 'en' },
  fields: [
    { name: 'nome', type: 'text', label: 'Name' },
    { name: 'cv', type: 'file', label: 'CV' },
    { name: 'fotos', type: 'file', label: 'Pictures', multiple: true, accept: ['image/*', '.pdf'] },
    { name: 'extra', type: 'file', label: 'More', multiple: true, when: { field: 'nome', equals: 'Bia' } },
  ],
  mappings: { ticket: [] },
}

export interface Answered {
  readonly status: number
  readonly body: { readonly type?: string; readonly issues?: readonly object[] } & Record<string, unknown>
}

export interface UploadStage {
  readonly port: number
  readonly outbox: Outbox
  readonly uploads: UploadFolder
  readonly folder: string
  readonly lines: LogEvent[]
  /** What lies in the folder. */
  files(): readonly string[]
  bytesOnDisk(): number
  /** What the proxy has read from its sockets. */
  bytesRead(): number
  post(body: Uint8Array, type?: string): Promise<Answered>
  /** Sends the head of a request that says so long a body, or none, and leaves the rest to the test. */
  dial(bodyBytes?: number, path?: string): Promise<Socket>
}

export async function openUploads(
  more: Partial<ProxyDeps> & {
    readonly limits?: Partial<Limits>
    readonly kept?: readonly FormVersion[]
    /** How long the disk takes for a chunk more than it does. */
    readonly writeMs?: number
    /** Left out: suspected spam may use all the room. */
    readonly suspected?: (outbox: Outbox) => SuspectedFiles
  } = {},
): Promise<UploadStage> {
  const { limits, kept = [], writeMs = 0, suspected, ...overrides } = more
  const file = freshFile()
  const store = await openStore(file)
  const folder = uploadsOf(file)
  const uploads = slowed(openUploadFolder(folder, store.disk), writeMs)
  const lines: LogEvent[] = []
  const proxy = createProxy({
    forms: servedForms({ version: 'v1', form: TICKET }, kept),
    outbox: store.outbox,
    assets: { files: new Map(), embed: async () => new Uint8Array() },
    publicUrl: 'https://forms.example.net/',
    ...openDoor('https://forms.example.net'),
    secret: 'secret',
    matches,
    ready: async () => true,
    env: nodeEnv,
    log: (_level, event) => lines.push(event),
    accepted: () => {},
    uploads: {
      ...{ folder: uploads, limits: { ...USUAL_LIMITS, ...limits } },
      ...(suspected && { suspected: suspected(store.outbox) }),
    },
    ...overrides,
  })
  const server = createAdaptorServer({ fetch: (request) => proxy.fetch(request) }) as Server
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const sockets: Socket[] = []
  server.on('connection', (socket) => sockets.push(socket))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const files = () => (existsSync(folder) ? readdirSync(folder) : [])
  return {
    ...{ port, outbox: store.outbox, uploads, folder, lines, files },
    bytesOnDisk: () => files().reduce((sum, name) => sum + (sizeOf(join(folder, name)) ?? 0), 0),
    bytesRead: () => sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
    post: (body, type = `multipart/form-data; boundary=${BOUNDARY}`) => post(port, body, type),
    dial: (bodyBytes, path = PATH) => dial(port, path, bodyBytes),
  }
}

function slowed(uploads: UploadFolder, ms: number): UploadFolder {
  if (ms === 0) return uploads
  const slow = (file: NewFile): NewFile => ({
    ...file,
    write: (chunk) => nodeEnv.sleep(ms).then(() => file.write(chunk)),
  })
  return {
    ...uploads,
    async begin(room) {
      const upload = await uploads.begin(room)
      return upload && { ...upload, create: () => upload.create().then(slow) }
    },
  }
}

function servedForms(live: FormVersion, kept: readonly FormVersion[]): Forms {
  const all = [live, ...kept]
  return {
    live: (id) => (id === live.form.id ? live : undefined),
    version: async (_id, version) => all.find((each) => each.version === version),
    kept: async () => all,
    load: async () => {},
    publish: async () => {},
    drift: () => [],
  }
}

function post(port: number, body: Uint8Array, type: string): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': type, 'content-length': body.byteLength, origin: 'https://example.com' }
    const outgoing = request({ port, host: '127.0.0.1', method: 'POST', path: PATH, headers }, (incoming) => {
      let text = ''
      incoming.on('data', (chunk) => {
        text += chunk
      })
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: JSON.parse(text) }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function dial(port: number, path: string, bodyBytes?: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await new Promise<void>((resolve) => socket.once('connect', resolve))
  const length = bodyBytes === undefined ? 'transfer-encoding: chunked' : `content-length: ${bodyBytes}`
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\norigin: https://example.com\r\n${length}\r\ncontent-type: multipart/form-data; boundary=${BOUNDARY}\r\n\r\n`,
  )
  return socket
}

/** Writes until so many bytes are on their way, or the other side has answered, or is gone. How many it may have got. */
export async function pour(socket: Socket, bytes: number): Promise<number> {
  const chunk = new Uint8Array(65_536).fill(0x20)
  const [sent, stopped] = [{ bytes: 0 }, new AbortController()]
  for (const event of ['data', 'close']) socket.once(event, () => stopped.abort())
  while (sent.bytes < bytes && !stopped.signal.aborted) {
    sent.bytes += chunk.length
    if (!socket.write(chunk)) await once(socket, 'drain', stopped).catch(() => {})
  }
  return sent.bytes
}

/** All that comes until the other side is gone. */
export function reply(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.on('data', (data) => {
      text += data
    })
    socket.once('close', () => resolve(text))
  })
}

const PATH = '/v1/forms/ticket/submissions'
export const BOUNDARY = '----GatehouseTestBoundary7MA4YWxk'

export interface SentFile {
  readonly field: string
  readonly name: string
  readonly content: Uint8Array | string
}

/** A submission with these files, listed in its answers. */
export function submissionWith(files: readonly SentFile[], more: Record<string, unknown> = {}) {
  const answers: Record<string, unknown> = { nome: 'Ana' }
  for (const { field } of files) answers[field] = files.filter((each) => each.field === field).map(({ name }) => name)
  return { id: crypto.randomUUID() as string, version: 'v1', answers, ...more }
}

/** The body that a browser makes of it. */
export async function bodyOf(submission: object, files: readonly SentFile[]): Promise<Uint8Array> {
  const parts = [head('submission'), JSON.stringify(submission), '\r\n']
  const all = files.flatMap(({ field, name, content }) => [head(field, name), content, '\r\n'])
  return new Uint8Array(await new Blob([...parts, ...all, END] as BlobPart[]).arrayBuffer())
}

export const END = `--${BOUNDARY}--\r\n`

/** What stands before a part. A browser writes quotes and line breaks of a name otherwise. */
export function head(field: string, filename?: string): string {
  const name = filename?.replace(/\n/g, '%0A').replace(/\r/g, '%0D').replace(/"/g, '%22')
  const file = name === undefined ? '' : `; filename="${name}"\r\ncontent-type: application/octet-stream`
  return `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${field}"${file}\r\n\r\n`
}

/** Beginnings of real files. */
export const CONTENT = {
  png: bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01'),
  jpeg: bytes('\xff\xd8\xff\xe0\0\x10JFIF\0'),
  gif: bytes('GIF89a\x01\0\x01\0\0\0\0'),
  pdf: bytes('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\0'),
  exe: bytes('MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff'),
} as const

/** One byte a character. */
export function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0))
}

/** Of this size, beginning as this does. */
export function filled(size: number, start: Uint8Array = CONTENT.pdf): Uint8Array {
  const content = new Uint8Array(size).fill(0x20)
  content.set(start.subarray(0, size))
  return content
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size
}
