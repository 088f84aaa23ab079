/** `createProxy(deps)` → `{ fetch }`: the routes, the headers that every answer carries, and the one catch. */
import { Hono } from 'hono'
import type { Receipt } from '../src/contract/wire.ts'
import type { Status } from './admin/status.ts'
import type { Assets } from './assets/assets.ts'
import { findAsset } from './assets/assets.ts'
import { chosenCoding, encoded } from './assets/coding.ts'
import { SCRIPT } from './assets/media-types.ts'
import { cached, FORM_CACHE } from './cached.ts'
import { challengeFor } from './challenge.ts'
import type { Forms } from './forms/forms.ts'
import { servedVersion } from './forms/served.ts'
import { shownForm } from './forms/shown.ts'
import type { Limits } from './guards/limits.ts'
import type { Tokens } from './guards/tokens.ts'
import type { Work } from './guards/work.ts'
import { plainStyles } from './hosted/looks.ts'
import { plainForm } from './hosted/one-line.ts'
import { hostedRoutes } from './hosted/routes.ts'
import type { IntakeDeps } from './intake.ts'
import { takeSubmission } from './intake.ts'
import type { Log } from './log.ts'
import { formFor } from './preview.ts'
import { Problem } from './problem.ts'

export interface ProxyDeps extends IntakeDeps {
  readonly forms: Forms
  readonly assets: Assets
  /** The address that browsers reach the proxy at, ending in a slash. */
  readonly publicUrl: string
  readonly tokens: Tokens
  readonly work: Pick<Work, 'order'>
  /** Whether submissions can be kept and the process is not draining. */
  readonly ready: () => Promise<boolean>
  readonly log: Log
  /** Stands for the visitor's address in counters; undefined where it cannot be told. Left out: nobody's is known. */
  readonly clientOf?: (peer: string | undefined, headers: Headers) => string | undefined
  /** Left out: as many form tokens are given as are asked for. */
  readonly admitChallenge?: Limits['challenge']
  /** Where `/status` is asked for on this listener, under its token. */
  readonly status?: Status
}

export interface Handler {
  /** `peer`: address of whoever opened the connection, as the socket has it. */
  fetch(request: Request, peer?: string): Promise<Response>
}

/** What goes with a request besides itself. */
export interface Beside {
  /** Stands for the visitor's address; see `Sender`. */
  readonly client?: string
}

const SCRIPT_CACHE = 'public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400'
/** What a receipt is answered with. */
const STATUS: Readonly<Record<Receipt['status'], number>> = { accepted: 202, previewed: 200 }
const LASTING_CACHE = 'public, max-age=31536000, immutable'

export function createProxy(deps: ProxyDeps): Handler {
  const { publicUrl } = deps
  const base = new URL(publicUrl).pathname
  const styles = plainStyles(deps.assets)
  const app = new Hono<{ Bindings: Beside }>({ getPath: (request) => pathBelow(base, new URL(request.url).pathname) })

  const shared = sharedHeaders(publicUrl)
  const hosted = hostedRoutes(app, deps)

  app.get('/v1/forms/:id', async (c) => {
    const wanted = c.req.query()
    const form = await formFor(await servedVersion(deps.forms, c.req.param('id'), wanted.version), wanted, deps)
    const cache = form.preview ? 'no-store' : FORM_CACHE
    return cached(c.req.raw, JSON.stringify(form), { 'content-type': 'application/json', 'cache-control': cache })
  })

  app.post('/v1/forms/:id/submissions', async (c) => {
    const receipt = await takeSubmission(c.req.raw, c.req.param('id'), deps, c.env.client)
    return Response.json(receipt, { status: STATUS[receipt.status], headers: { 'cache-control': 'no-store' } })
  })

  app.get('/v1/forms/:id/challenge', async (c) => {
    await deps.admitChallenge?.(c.env.client)
    return Response.json(await challengeFor(c.req.raw, c.req.param('id'), deps), {
      headers: { 'cache-control': 'no-store' },
    })
  })

  for (const name of ['form.js', 'visit.js']) {
    app.get(`/v1/${name}`, (c) => {
      const script = deps.assets.files.get(name)
      if (!script) throw new Problem('not-found')
      const coding = chosenCoding(c.req.header('accept-encoding'))
      return encoded(script.bodies[coding], coding, { 'content-type': script.type, 'cache-control': SCRIPT_CACHE })
    })
  }

  app.get('/v1/embed/:file{.+\\.js}', async (c) => {
    const served = await servedVersion(deps.forms, c.req.param('file').slice(0, -'.js'.length))
    const form = await shownForm(served, c.req.query('locale'), deps)
    const coding = chosenCoding(c.req.header('accept-encoding'))
    const script = await deps.assets.embed(form, publicUrl, () => plainForm(form, publicUrl, styles), coding)
    return encoded(script, coding, { 'content-type': SCRIPT, 'cache-control': FORM_CACHE })
  })

  app.get('/v1/assets/:name', (c) => {
    const found = findAsset(deps.assets, c.req.param('name'))
    if (!found) throw new Problem('not-found')
    const { asset, isLasting } = found
    const coding = chosenCoding(c.req.header('accept-encoding'))
    const cache = isLasting ? LASTING_CACHE : SCRIPT_CACHE
    return encoded(asset.bodies[coding], coding, { 'content-type': asset.type, 'cache-control': cache })
  })

  app.get('/healthz', (c) => c.text('ok', 200, { 'cache-control': 'no-store' }))

  app.get('/readyz', async (c) => {
    const ready = await deps.ready()
    return c.text(ready ? 'ready' : 'not ready', ready ? 200 : 503, { 'cache-control': 'no-store' })
  })

  const { status } = deps
  if (status) app.get('/status', (c) => status.respond(c.req.raw))

  for (const [path, methods] of Object.entries(METHODS)) {
    app.options(path, () => new Response(null, { status: 204, headers: preflight(methods) }))
    app.all(path, () => {
      throw new Problem('method-not-allowed', { headers: { allow: `${methods}, OPTIONS` } })
    })
  }

  app.notFound(() => new Problem('not-found').toResponse())
  app.onError((error, c) => {
    const problem = error instanceof Problem ? error : new Problem('unexpected', { cause: error })
    if (problem.options.cause !== undefined) {
      deps.log('error', { event: problem.code, path: c.req.routePath, cause: problem.options.cause })
    }
    return c.req.path.startsWith('/f/') ? hosted.refuse(problem, c) : problem.toResponse()
  })

  return {
    async fetch(request, peer) {
      const client = deps.clientOf?.(peer, request.headers)
      const response = await app.fetch(request, { ...(client !== undefined && { client }) })
      for (const [name, value] of Object.entries(shared)) {
        if (!response.headers.has(name)) response.headers.set(name, value)
      }
      return response
    },
  }
}

/** By path, what it answers to besides `OPTIONS`. */
export const METHODS: Readonly<Record<string, string>> = {
  '/v1/forms/:file{.+\\.html}': 'GET, HEAD',
  '/v1/forms/:id': 'GET, HEAD',
  '/v1/forms/:id/submissions': 'POST',
  '/v1/forms/:id/challenge': 'GET, HEAD',
  '/v1/form.js': 'GET, HEAD',
  '/v1/visit.js': 'GET, HEAD',
  '/v1/embed/:file{.+\\.js}': 'GET, HEAD',
  '/v1/assets/:name': 'GET, HEAD',
  '/f/:id': 'GET, HEAD, POST',
  '/healthz': 'GET, HEAD',
  '/readyz': 'GET, HEAD',
}

/**
 * Every page may read every answer: there is no cookie to ride on and nothing secret in them, and a page that is not
 * listed has to be told so. Who may submit is the origin guard's to say, by status.
 */
const SHARED_HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  // Else a page could not obey it.
  'access-control-expose-headers': 'retry-after',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** Below a path it would speak for a whole site that is not the proxy's. https://www.rfc-editor.org/rfc/rfc6797 */
function sharedHeaders(publicUrl: string): Readonly<Record<string, string>> {
  const { protocol, pathname } = new URL(publicUrl)
  const isOwnHost = protocol === 'https:' && pathname === '/'
  return isOwnHost ? { ...SHARED_HEADERS, 'strict-transport-security': 'max-age=31536000' } : SHARED_HEADERS
}

/** Fixed, whatever was asked for. */
function preflight(methods: string): Record<string, string> {
  return {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': 'content-type',
    'access-control-max-age': '86400',
  }
}

/** Behind a site's own path the proxy gets its paths with that prefix or without: both work. */
function pathBelow(base: string, path: string): string {
  return path.startsWith(base) ? path.slice(base.length - 1) : path
}
