/**
 * A `multipart/form-data` body as a row of parts, one after the other: a part is read at the pace of whoever takes it, and
 * the sender waits. The parser is loaded when the first such body comes.
 */
import { Problem } from '../problem.ts'

export interface Part {
  /** Empty where the sender left it out. */
  readonly name: string
  /** As the sender wrote it. `filename*`, which RFC 7578 forbids, counts where it stands alone. */
  readonly filename?: string
  readonly chunks: AsyncIterable<Uint8Array>
}

/** Boundaries, headers, and what stands before the first part: bytes that are in no part. */
const MAX_BYTES_BETWEEN = 256 * 1_024
const HEADERS = { headerPairs: 16, headerSize: 8_192 }
const CHUNK_BYTES = 65_536

/**
 * Hands each part to `take` and waits for it; once it returns or throws, nothing is handed on any more.
 * @param maxParts with one more, those before it are handed on, and the rest is not read
 * @throws {Problem} `bad-request`, `too-large`; and whatever `body` or `take` throw
 */
export async function readParts(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  maxParts: number,
  take: (part: Part) => Promise<void>,
): Promise<void> {
  const parser = await openParser(contentType, maxParts)
  const streams: { destroy(): void }[] = []
  let taken: Promise<void> = Promise.resolve()
  let [bytes, bytesInParts, areTooMany] = [0, 0, false]
  const broken = new Promise<never>((_, reject) => {
    parser.once('partsLimit', () => {
      areTooMany = true
    })
    parser.on('error', (cause) => reject(new Problem('bad-request', { detail: CUT, cause })))
    parser.on('file', (name, stream, filename) => {
      streams.push(stream)
      // The part's reader hears of an error; but its turn may come later, or never.
      stream.on('error', () => {})
      const part = { name: name ?? '', ...(filename !== undefined && { filename }), chunks: counted(stream) }
      taken = taken.then(() => take(part))
      taken.catch(reject)
    })
  })
  broken.catch(() => {})
  const finished = new Promise<void>((resolve) => parser.once('finish', resolve))

  async function* counted(stream: AsyncIterable<Uint8Array>) {
    for await (const chunk of stream) {
      bytesInParts += chunk.byteLength
      yield chunk
    }
  }

  try {
    for await (const chunk of body) {
      await Promise.race([new Promise((resolve) => parser.write(chunk, resolve)), broken])
      if (areTooMany) {
        await taken
        throw new Problem('too-large', { detail: PARTS, headers: { connection: 'close' } })
      }
      bytes += chunk.byteLength
      if (bytes - bytesInParts > MAX_BYTES_BETWEEN) throw new Problem('bad-request', { detail: BETWEEN })
    }
    parser.end()
    await Promise.race([finished, broken])
    await taken
  } finally {
    for (const stream of streams) stream.destroy()
    await taken.catch(() => {})
    parser.destroy()
  }
}

async function openParser(contentType: string, maxParts: number) {
  const { Busboy } = await import('@fastify/busboy')
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: { ...HEADERS, parts: maxParts },
      isPartAFile: () => true,
      preservePath: true,
      fileHwm: CHUNK_BYTES,
    })
  } catch (cause) {
    throw new Problem('bad-request', { detail: 'The content type names no usable boundary.', cause })
  }
}

const CUT = 'The body is no whole multipart/form-data: it ends before its last boundary, or has none.'
const PARTS = 'The body has too many parts.'
const BETWEEN = 'The body holds too much that is in none of its parts.'
