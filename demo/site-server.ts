/** The demo site's own server: its built pages, and `/arrived/bolten` and the like: what an emulated upstream received. */
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

export interface SiteOptions {
  /** Where the build put the pages. */
  readonly folder: string
  readonly port: number
  /** Puts the addresses in use into a page. */
  readonly rewrite: (html: string) => string
  /** Addresses of the emulated upstreams, by name. */
  readonly upstreams: Readonly<Record<string, string>>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

export async function serveSite({ folder, port, rewrite, upstreams }: SiteOptions): Promise<{ stop(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    try {
      const { pathname } = new URL(`http://site${request.url ?? '/'}`)
      const upstream = Object.entries(upstreams).find(([name]) => pathname === `/arrived/${name}`)?.[1]
      if (upstream !== undefined) await arrived(upstream, response)
      else await page(pathname === '/' ? '/index.html' : pathname, response)
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not here.')
    }
  })

  async function page(pathname: string, response: ServerResponse): Promise<void> {
    const type = TYPES[extname(pathname)]
    if (type === undefined) throw new Error('no such page')
    const body = await readFile(join(folder, normalize(pathname)))
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' })
    response.end(extname(pathname) === '.html' ? rewrite(body.toString('utf8')) : body)
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function arrived(upstream: string, response: ServerResponse): Promise<void> {
  const records = await fetch(`${upstream}/_emulator/records`)
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(await records.text())
}
