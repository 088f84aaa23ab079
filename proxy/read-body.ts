/**
 * From a request to JSON or to a form's controls, within limits that hold whatever its headers say: bytes are counted as they arrive, and
 * nesting and keys are counted before anything is parsed (`JSON.parse` takes 200,000 nested arrays; walkers do not).
 */
import { MAX_BODY_BYTES } from '../src/contract/wire.ts'
import type { Env } from './env.ts'
import { Problem } from './problem.ts'

/** `text/plain` is what the widget sends: no preflight, and it survives a closing tab. */
const TAKEN = ['application/json', 'text/plain']
const FORM = 'application/x-www-form-urlencoded'
const DEADLINE_MS = 10_000
/** Read on and thrown away: a sender that is cut off while it writes never reads why. */
const MAX_DRAINED_BYTES = 16 * 2 ** 20
const MAX_DEPTH = 8
const MAX_KEYS = 400

export async function readJson(request: Request, env: Pick<Env, 'sleep'>): Promise<unknown> {
  return parseJson(await readText(request, TAKEN, env))
}

/** What a page's own form posts: names and values, in their order. */
export async function readControls(request: Request, env: Pick<Env, 'sleep'>): Promise<URLSearchParams> {
  const text = await readText(request, [FORM], env)
  if (text.split('&', MAX_KEYS + 1).length > MAX_KEYS) {
    throw new Problem('bad-request', { detail: `More than ${MAX_KEYS} controls.` })
  }
  return new URLSearchParams(text)
}

async function readText(request: Request, taken: readonly string[], env: Pick<Env, 'sleep'>): Promise<string> {
  const [mediaType = ''] = (request.headers.get('content-type') ?? '').toLowerCase().split(';')
  if (!taken.includes(mediaType.trim())) {
    throw new Problem('unsupported-media-type', { detail: `Send it as ${taken.join(' or ')}.` })
  }
  const coding = request.headers.get('content-encoding')
  if (coding !== null && coding.toLowerCase() !== 'identity') {
    throw new Problem('unsupported-media-type', { detail: 'Send the body without a content encoding.' })
  }
  return decode(await readBytes(request, env))
}

async function readBytes(request: Request, env: Pick<Env, 'sleep'>): Promise<Uint8Array> {
  const reader = request.body?.getReader()
  if (!reader) throw new Problem('bad-request', { detail: 'The body is empty; send a submission.' })
  const done = new AbortController()
  const late = env.sleep(DEADLINE_MS, done.signal).then(() => 'late' as const)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for (;;) {
      const next = await Promise.race([reader.read(), late])
      if (next === 'late') throw new Problem('timeout', { headers: { connection: 'close' } })
      if (next.done && size > MAX_BODY_BYTES) throw tooLarge()
      if (next.done) return join(chunks, size)
      size += next.value.byteLength
      if (size <= MAX_BODY_BYTES) chunks.push(next.value)
      else if (size > MAX_DRAINED_BYTES) throw tooLarge()
    }
  } catch (error) {
    // Not awaited: a sender that never ends would never let it finish.
    reader.cancel().catch(() => {})
    if (error instanceof Problem) throw error
    throw new Problem('bad-request', { detail: 'The body ended early.', cause: error })
  } finally {
    done.abort()
  }
}

function tooLarge(): Problem {
  const detail = `A submission has at most ${MAX_BODY_BYTES} bytes.`
  return new Problem('too-large', { detail, headers: { connection: 'close' } })
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Problem('bad-request', { detail: 'The body is not UTF-8.' })
  }
}

/** JSON within limits. Exported for tests that throw everything at it. */
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
