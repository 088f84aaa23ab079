/**
 * What browsers load, read once at start: the files that the build made with their compressed copies, and the one-line
 * script, which comes with one form in a single response.
 */
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { PublicForm } from '../../src/contract/form.ts'
import type { Embed, PlainForm } from '../../src/contract/plain.ts'
import type { Coding } from './coding.ts'
import { CODINGS } from './coding.ts'
import { COMPILE_HINT } from './compile-hint.ts'
import { MEDIA_TYPES } from './media-types.ts'

type Bytes = Uint8Array<ArrayBuffer>

export interface Asset {
  /** Media type. */
  readonly type: string
  readonly bodies: Readonly<Record<Coding, Bytes>>
}

export interface Assets {
  /** By path below the widget's folder, e.g. `form.js`. Nothing else can be asked for. */
  readonly files: ReadonlyMap<string, Asset>
  /** The response of `/v1/embed/{id}.js`. `plain` is asked for its form as it is shown until the element is there, once. */
  embed(form: PublicForm, endpoint: string, plain: () => PlainForm | undefined, coding: Coding): Promise<Bytes>
}

/** A file of the widget, and whether it is what its name says for ever. */
export interface Found {
  readonly asset: Asset
  readonly isLasting: boolean
}

/**
 * The file of this name below `assets/`. A part of the widget is found by the digest of any other release too: an element
 * that a browser has kept, or a site has built in, goes on with the part that there is (`Kit` says what that takes).
 */
export function findAsset({ files }: Pick<Assets, 'files'>, name: string): Found | undefined {
  const exact = files.get(`assets/${name}`)
  const [, part] = PART.exec(name) ?? []
  if (exact) return { asset: exact, isLasting: part !== undefined }
  const isSamePart = (path: string) => part !== undefined && PART.exec(path.replace('assets/', ''))?.[1] === part
  const present = [...files].find(([path]) => isSamePart(path))
  return present && { asset: present[1], isLasting: false }
}

/** As the build names parts: `steps-489894f5.js`. */
const PART = /^(\w+)-[\da-f]{8}\.js$/

const SUFFIX: Readonly<Record<Coding, string>> = { br: '.br', gzip: '.gz', identity: '' }
const MAX_EMBEDS = 200

const compress: Readonly<Record<Coding, (body: Bytes) => Promise<Bytes>>> = {
  br: async (body) => copy(await promisify(brotliCompress)(body)),
  gzip: async (body) => copy(await promisify(gzip)(body, { level: 9 })),
  identity: async (body) => body,
}

/** `folder` is where the build put the widget. */
export async function loadAssets(folder: string): Promise<Assets> {
  const files = new Map<string, Asset>()
  for (const entry of await readdir(folder, { recursive: true })) {
    const path = entry.replaceAll('\\', '/')
    const type = MEDIA_TYPES[extname(path)]
    if (type === undefined) continue
    const bodies = await Promise.all(CODINGS.map((coding) => readFile(join(folder, path + SUFFIX[coding])).then(copy)))
    const [br, gz, identity] = bodies as [Bytes, Bytes, Bytes]
    files.set(path, { type, bodies: { br, gzip: gz, identity } })
  }
  const script = files.get('embed.js')
  if (!script) throw new Error(`${folder} has no embed.js: run \`npm run build\` first.`)
  return { files, embed: embedder(new TextDecoder().decode(script.bodies.identity)) }
}

/** Keeps the newest responses: compressing one costs as much as thousands of requests. */
function embedder(script: string): Assets['embed'] {
  const made = new Map<string, Promise<Bytes>>()
  return (form, endpoint, plain, coding) => {
    const key = [coding, endpoint, JSON.stringify(form)].join(' ')
    const ready = made.get(key)
    if (ready) return ready
    const given: Parameters<Embed> = [form, endpoint, plain()]
    const call = `embed(${given.map((each) => JSON.stringify(each)).join()})`
    // Inside a function of its own, so that the page gets no global.
    const text = `${COMPILE_HINT}(()=>{${script};${call}})()`
    const body = compress[coding](copy(new TextEncoder().encode(text)))
    made.set(key, body)
    const [oldest] = made.keys()
    if (made.size > MAX_EMBEDS && oldest !== undefined) made.delete(oldest)
    return body
  }
}

/** Off Node's shared pool, as a response's body wants it. */
function copy(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes)
}
