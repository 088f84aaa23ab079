/** `createProxy(deps)` → `{ fetch }`: the routes, the headers that every answer carries, and the one catch. */
import { Hono } from 'hono'
import type { Status } from './admin/status.ts'
import type { Assets } from './assets/assets.ts'
import { chosenCoding, encoded } from './assets/coding.ts'
import { SCRIPT } from './assets/media-types.ts'
import { base64url, versionOf } from './forms/digest.ts'
import type { Forms, FormVersion } from './forms/forms.ts'
import { publicForm } from './forms/public.ts'
import { servedForm } from './forms/served.ts'
import { hostedPage, hostedPolicy } from './hosted/page.ts'
import type { IntakeDeps } from './intake.ts'
import { takeSubmission } from './intake.ts'
import type { Log } from './log.ts'
import { Problem } from './problem.ts'

export interface ProxyDeps extends IntakeDeps {
  readonly forms: Forms
  readonly assets: Assets
  /** The address that browsers reach the proxy at, ending in a slash. */
  readonly publicUrl: string
  /** Whether submissions can be kept and the process is not draining. */
  readonly ready: () => Promise<boolean>
  readonly log: Log
  /** Where `/status` is asked for on this listener, under its token. */
  readonly status?: Status
}

export interface Handler {
  fetch(request: Request): Promise<Response>
}

/** A publish is live everywhere within a minute; a copy outlives a proxy that is down by a day. */
const FORM_CACHE = 'public, max-age=30, stale-while-revalidate=30, stale-if-error=86400'
const SCRIPT_CACHE = 'public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400'

export function createProxy(deps: ProxyDeps): Handler {
  const base = new URL(deps.publicUrl).pathname
  const shown = deps.uploads ? { uploads: deps.uploads.limits } : {}
  const app = new Hono({ getPath: (request) => pathBelow(base, new URL(request.url).pathname) })

  app.get('/v1/forms/:id', async (c) => {
    const { version } = c.req.query()
    const form = await formVersion(deps.forms, c.req.param('id'), version)
    const body = JSON.stringify(publicForm(form.form, form.version, c.req.query('locale'), shown))
    const tag = `"${await versionOf(body)}"`
    const headers = { 'content-type': 'application/json', 'cache-control': FORM_CACHE, etag: tag }
    if (matchesTag(c.req.header('if-none-match'), tag)) return new Response(null, { status: 304, headers })
    return new Response(body, { headers })
  })

  app.post('/v1/forms/:id/submissions', async (c) =>
    Response.json(await takeSubmission(c.req.raw, c.req.param('id'), deps), {
      status: 202,
      headers: { 'cache-control': 'no-store' },
    }),
  )

  app.get('/v1/form.js', (c) => {
    const script = deps.assets.files.get('form.js')
    if (!script) throw new Problem('not-found')
    const coding = chosenCoding(c.req.header('accept-encoding'))
    return encoded(script.bodies[coding], coding, { 'content-type': script.type, 'cache-control': SCRIPT_CACHE })
  })

  app.get('/v1/embed/:file{.+\\.js}', async (c) => {
    const form = await formVersion(deps.forms, c.req.param('file').slice(0, -'.js'.length))
    const body = publicForm(form.form, form.version, c.req.query('locale'), shown)
    const coding = chosenCoding(c.req.header('accept-encoding'))
    const script = await deps.assets.embed(body, deps.publicUrl, coding)
    return encoded(script, coding, { 'content-type': SCRIPT, 'cache-control': FORM_CACHE })
  })

  app.get('/v1/assets/:name', (c) => {
    const file = deps.assets.files.get(`assets/${c.req.param('name')}`)
    if (!file) throw new Problem('not-found')
    const coding = chosenCoding(c.req.header('accept-encoding'))
    const cache = 'public, max-age=31536000, immutable'
    return encoded(file.bodies[coding], coding, { 'content-type': file.type, 'cache-control': cache })
  })

  app.get('/f/:id', async (c) => {
    const form = await formVersion(deps.forms, c.req.param('id'))
    const nonce = base64url(crypto.getRandomValues(new Uint8Array(12)))
    const page = hostedPage(publicForm(form.form, form.version, c.req.query('locale'), shown), deps.publicUrl, nonce)
    return c.html(page, 200, {
      'cache-control': 'no-store',
      'content-security-policy': hostedPolicy(deps.publicUrl, nonce),
    })
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
    return problem.toResponse()
  })

  return {
    async fetch(request) {
      const response = await app.fetch(request)
      for (const [name, value] of Object.entries(SHARED_HEADERS)) {
        if (!response.headers.has(name)) response.headers.set(name, value)
      }
      return response
    },
  }
}

const METHODS: Readonly<Record<string, string>> = {
  '/v1/forms/:id': 'GET, HEAD',
  '/v1/forms/:id/submissions': 'POST',
  '/v1/form.js': 'GET, HEAD',
  '/v1/embed/:file{.+\\.js}': 'GET, HEAD',
  '/v1/assets/:name': 'GET, HEAD',
  '/f/:id': 'GET, HEAD',
  '/healthz': 'GET, HEAD',
  '/readyz': 'GET, HEAD',
}

/**
 * Every page may read every answer: there is no cookie to ride on and nothing secret in them, and a page that is not
 * listed has to be told so. Who may submit is the origin guard's to say, by status.
 */
const SHARED_HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
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

async function formVersion(forms: Forms, id: string, version?: string): Promise<FormVersion> {
  const live = servedForm(forms, id)
  // A store that cannot say takes no form away.
  const named = version === undefined ? undefined : await forms.version(id, version).catch(() => undefined)
  return named ?? live
}

/** RFC 9110, 13.1.2: weak comparison with any tag of the list. */
function matchesTag(header: string | undefined, tag: string): boolean {
  return header?.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag) ?? false
}
