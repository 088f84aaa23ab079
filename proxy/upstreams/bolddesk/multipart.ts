/** A file on its way to BoldDesk: one multipart part, read as it is sent, its length known before. */
import type { OrderFile } from '../upstream.ts'

export interface Multipart {
  readonly type: string
  /** In bytes. */
  readonly length: number
  readonly body: AsyncIterable<Uint8Array>
  /** The file could not be read to its end, or is not as long as it was: nothing but the file is to blame. */
  broke(): boolean
}

export function multipart(file: OrderFile, boundary: string): Multipart {
  const head = bytes(
    `--${boundary}\r\ncontent-disposition: form-data; name="uploadFiles"; filename="${quoted(file.name)}"\r\n` +
      `content-type: ${mediaType(file.type)}\r\n\r\n`,
  )
  const tail = bytes(`\r\n--${boundary}--\r\n`)
  let broken = false

  async function* parts(): AsyncGenerator<Uint8Array> {
    yield head
    let left = file.bytes
    try {
      for await (const chunk of file.open()) {
        left -= chunk.length
        if (left < 0) break
        yield chunk
      }
      if (left !== 0) throw new Error('The file is not as long as it was.')
    } catch (error) {
      broken = true
      throw error
    }
    yield tail
  }

  return {
    type: `multipart/form-data; boundary=${boundary}`,
    length: head.length + file.bytes + tail.length,
    body: parts(),
    broke: () => broken,
  }
}

/** As browsers write it. */
function quoted(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')
}

function mediaType(type: string): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream'
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
