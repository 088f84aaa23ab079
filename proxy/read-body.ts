/**
 * From a request to JSON or to a form's controls, within limits that hold whatever its headers say: bytes are counted as
 * they arrive, and nesting and keys are counted before anything is parsed (`JSON.parse` takes 200,000 nested arrays; walkers do not).
 */
import { MAX_BODY_BYTES } from '../src/contract/wire.ts'
import type { Env } from './env.ts'
import { Problem } from './problem.ts'

/** `text/plain` is what the widget sends: no preflight, and it survives a closing tab. */
const TAKEN = ['application/json', 'text/plain']
const WITH_FILES = 'multipart/form-data'
const FORM = 'application/x-www-form-urlencoded'
/** Read on and thrown away: a sender that is cut off while it writes never reads why. */
const MAX_DRAINED_BYTES = 16 * 2 ** 20
const MAX_DEPTH = 8
const MAX_KEYS = 400
/** How many values a page's own form may post. */
export const MAX_CONTROLS = 400

/** So many bytes have to arrive in each such time, until the body ends. */
export interface Patience {
  readonly bytes: number
  readonly ms: number
}

/** A body that fits into one go. */
const AT_ONCE: Patience = { bytes: Infinity, ms: 10_000 }
/** A large one over a slow line: 50 kbit/s, with breaks. */
export const STEADILY: Patience = { bytes: 98_304, ms: 15_000 }

export async function readJson(request: Request, env: Pick<Env, 'sleep'>): Promise<unknown> {
  return parseJson(await readText(request, TAKEN, env))
}

/** What a page's own form posts: names and values, in their order. */
export async function readControls(request: Request, env: Pick<Env, 'sleep'>): Promise<URLSearchParams> {
  const text = await readText(request, [FORM], env)
  if (text.split('&', MAX_CONTROLS + 1).length > MAX_CONTROLS) {
    throw new Problem('bad-request', { detail: `More than ${MAX_CONTROLS} controls.` })
  }
  return new URLSearchParams(text)
}

async function readText(request: Request, taken: readonly string[], env: Pick<Env, 'sleep'>): Promise<string> {
  if (!taken.includes(mediaTypeOf(request))) {
    throw new Problem('unsupported-media-type', { detail: `Send it as ${taken.join(' or ')}.` })
  }
  return decode(await readBytes(request, env))
}

/** Whether it is sent as what has files is. */
export function hasFiles(request: Request): boolean {
  return mediaTypeOf(request) === WITH_FILES
}

/**
 * The body as it arrives. Whoever stops before its end has the rest, up to a limit, read and thrown away.
 * @throws {Problem} where there is none, where it is packed, late or cut off
 */
export async function* arriving(
  request: Request,
  env: Pick<Env, 'sleep'>,
  patience: Patience,
): AsyncGenerator<Uint8Array, void, void> {
  const coding = request.headers.get('content-encoding')
  if (coding !== null && coding.toLowerCase() !== 'identity') {
    throw new Problem('unsupported-media-type', { detail: 'Send the body without a content encoding.' })
  }
  const reader = request.body?.getReader()
  if (!reader) throw new Problem('bad-request', { detail: 'The body is empty; send a submission as JSON.' })
  const cancel = () => void reader.cancel().catch(() => {})
  const ended = new AbortController()
  let [arrivedBytes, isLate, isWhole] = [0, false, false]

  const watch = async () => {
    while (!ended.signal.aborted) {
      const before = arrivedBytes
      await env.sleep(patience.ms, ended.signal)
      isLate = !ended.signal.aborted && arrivedBytes - before < patience.bytes
      if (isLate) return cancel()
    }
  }
  const next = async () => {
    const read = await reader.read().catch((cause) => {
      throw new Problem('bad-request', { detail: 'The body ended early.', cause })
    })
    if (isLate) throw new Problem('timeout', { headers: { connection: 'close' } })
    arrivedBytes += read.value?.byteLength ?? 0
    isWhole = read.done
    return read.value
  }

  void watch()
  try {
    for (let chunk = await next(); chunk; chunk = await next()) yield chunk
  } finally {
    const most = arrivedBytes + MAX_DRAINED_BYTES
    while (!isWhole && arrivedBytes < most && (await next().catch(() => undefined)));
    ended.abort()
    // Not awaited: a sender that never ends would never let it finish.
    cancel()
  }
}

async function readBytes(request: Request, env: Pick<Env, 'sleep'>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of arriving(request, env, AT_ONCE)) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return joined(chunks)
}

function tooLarge(): Problem {
  const detail = `A submission has at most ${MAX_BODY_BYTES} bytes.`
  return new Problem('too-large', { detail, headers: { connection: 'close' } })
}

export function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}

function mediaTypeOf(request: Request): string {
  const [mediaType = ''] = (request.headers.get('content-type') ?? '').toLowerCase().split(';')
  return mediaType.trim()
}

/** @throws {Problem} for what is no UTF-8 */
export function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Problem('bad-request', { detail: 'The body is not UTF-8.' })
  }
}

/** JSON within limits. @throws {Problem} */
export function parseJson(text: string): unknown {
  checkShape(text)
  try {
    // Refused wherever it stands: copied into an object it would become its prototype.
    return JSON.parse(text, (key, value) => {
      if (key === '__proto__') throw new Problem('bad-request', { detail: '`__proto__` is no name for anything here.' })
      return value
    })
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('bad-request', { detail: 'The body is not JSON.' })
  }
}

/** Counts nesting and keys outside strings, in one pass and without recursion. */
function checkShape(text: string): void {
  let depth = 0
  let keys = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (inString) {
      if (char === BACKSLASH) i++
      else if (char === QUOTE) inString = false
    } else if (char === QUOTE) inString = true
    else if (char === OPEN_BRACE || char === OPEN_BRACKET) depth++
    else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) depth--
    else if (char === COLON) keys++
    if (depth > MAX_DEPTH) throw new Problem('bad-request', { detail: `Nested deeper than ${MAX_DEPTH}.` })
    if (keys > MAX_KEYS) throw new Problem('bad-request', { detail: `More than ${MAX_KEYS} keys.` })
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
