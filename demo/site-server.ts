/**
 * The demo site's own server: its built pages, those of `demo/pages` as they were written, `/forms/` (the proxy, under
 * the site's own address) and `/arrived/bolten` and the like: what an emulated upstream received.
 */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { request as ask, createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

export interface SiteOptions {
  /** Where the build put the pages. */
  readonly folder: string
  /** Where the pages are that need no build. */
  readonly pages: string
  readonly port: number
  /** The proxy's address. */
  readonly proxy: string
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

const PAGES = '/demo/pages/'
const FORMS = '/forms/'

export async function serveSite(options: SiteOptions): Promise<{ stop(): Promise<void> }> {
  const { folder, pages, port, proxy, rewrite, upstreams } = options
  const server = createServer(async (request, response) => {
    try {
      const { pathname } = new URL(`http://site${request.url ?? '/'}`)
      if (pathname.startsWith(FORMS)) return forward(proxy, request, response)
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
    const written = pathname.startsWith(PAGES)
    const body = await readFile(
      written ? join(pages, normalize(pathname.slice(PAGES.length - 1))) : join(folder, normalize(pathname)),
    )
    const html = extname(pathname) === '.html' && (await included(proxy, body.toString('utf8')))
    // A page that was left may come back as it stood, which `no-store` forbids.
    response.writeHead(200, { 'content-type': type, 'cache-control': written ? 'no-cache' : 'no-store' })
    response.end(html ? rewrite(html) : body)
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

/** A reverse proxy as small as one can be: what comes below `/forms/` goes to Gatehouse, and its answer back. */
function forward(proxy: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(`/${(request.url ?? '').slice(FORMS.length)}`, proxy)
  const { host: _, ...headers } = request.headers
  const asked = ask(url, { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  asked.once('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()))
  request.pipe(asked)
}

/** Server-side includes of what stands below `/forms/`, written as nginx and Apache read them. */
async function included(proxy: string, html: string): Promise<string> {
  const [directive, path] = /<!--#include virtual="\/forms(\/[^"]+)" -->/.exec(html) ?? []
  if (!directive) return html
  const markup = await fetch(proxy + path)
  return html.replace(directive, await markup.text())
}
