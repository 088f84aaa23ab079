/** A customer's site, compressed as well as the proxy compresses. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync } from 'node:zlib'

export interface Site {
  readonly url: string
  close(): Promise<void>
}

/** `files`: by path, pages and scripts; they may be added to while it runs. */
export async function openSite(files: Readonly<Record<string, string>>): Promise<Site> {
  /** By text: no visitor waits for it, as little as for the proxy's. */
  const compressed = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    const text = files[request.url ?? '']
    if (text === undefined) return void response.writeHead(404).end()
    const body = compressed.get(text) ?? brotliCompressSync(text)
    compressed.set(text, body)
    const type = request.url?.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8'
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'br' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
