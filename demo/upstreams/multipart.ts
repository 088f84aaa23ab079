/** Reads a `multipart/form-data` body as it streams by; of a file only its name, size and digest are kept. */
import type { Hash } from 'node:crypto'
import { createHash } from 'node:crypto'
import type { UploadedFile } from './arrivals.ts'

/** The boundary that a content type names; undefined for one that is not multipart. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  return /^multipart\/form-data\s*;.*?boundary=(?:"([^"]+)"|([^;\s]+))/i
    .exec(contentType ?? '')
    ?.slice(1)
    .find(Boolean)
}

/** Every part with a file name. @throws {Error} when the body ends within a part, or a part has no end to its headers. */
export async function readFiles(body: AsyncIterable<Buffer>, boundary: string): Promise<readonly UploadedFile[]> {
  const files: UploadedFile[] = []
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  // As if a line had ended before the body, so that the first delimiter looks like all others.
  let held = Buffer.from('\r\n')
  let part: Reading | undefined
  let state: 'content' | 'headers' | 'end' = 'content'
  for await (const chunk of body) {
    held = Buffer.concat([held, chunk])
    for (let more = true; more && state !== 'end'; ) {
      if (state === 'content') {
        const at = held.indexOf(delimiter)
        const ends = at < 0 ? Math.max(0, held.length - delimiter.length) : at
        // Whether it is the last one stands in the two bytes after it.
        more = at >= 0 && held.length >= at + delimiter.length + 2
        part?.take(held.subarray(0, ends))
        held = held.subarray(more ? at + delimiter.length : ends)
        if (!more) continue
        files.push(...(part?.file() ?? []))
        part = undefined
        state = held.toString('latin1', 0, 2) === '--' ? 'end' : 'headers'
      } else {
        const at = held.indexOf('\r\n\r\n')
        more = at >= 0
        if (!more && held.length > 16_384) throw new Error('a part has no end to its headers')
        if (!more) continue
        part = new Reading(held.toString('utf8', 0, at))
        held = held.subarray(at + 4)
        state = 'content'
      }
    }
  }
  if (state !== 'end') throw new Error('the body ends within a part')
  return files
}

class Reading {
  readonly #headers: string
  readonly #hash: Hash = createHash('sha256')
  #size = 0

  constructor(headers: string) {
    this.#headers = headers
  }

  take(bytes: Buffer): void {
    this.#hash.update(bytes)
    this.#size += bytes.length
  }

  /** None for a part that is a plain field. */
  file(): readonly UploadedFile[] {
    const disposition = /^content-disposition:(.*)$/im.exec(this.#headers)?.[1] ?? ''
    const name = fileName(disposition)
    if (name === undefined) return []
    const part = /[;\s]name="([^"]*)"/i.exec(disposition)?.[1] ?? ''
    const type = /^content-type:\s*(\S+)/im.exec(this.#headers)?.[1] ?? ''
    return [{ part, name, type, size: this.#size, sha256: this.#hash.digest('hex') }]
  }
}

function fileName(disposition: string): string | undefined {
  const extended = /[;\s]filename\*=utf-8''([^;\s]+)/i.exec(disposition)?.[1]
  if (extended !== undefined) return decodeURIComponent(extended)
  const plain = /[;\s]filename="((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1]
  return plain?.replace(/%22/g, '"').replace(/%0D/gi, '\r').replace(/%0A/gi, '\n')
}
