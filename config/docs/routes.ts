/** The proxy's routes, as the router has them, with words for each. */
import { METHODS } from '../../proxy/app.ts'

export interface Route {
  readonly path: string
  readonly methods: string
  readonly does: string
}

const DOES: Readonly<Record<string, string>> = {
  '/v1/forms/{id}':
    'The public form of the live version, as JSON; `?locale=`, `?version=`; `?preview=` with a good token, for a preview, which no cache keeps.',
  '/v1/forms/{id}.html': 'The plain form to paste into a page; `?locale=`, `?version=`.',
  '/v1/forms/{id}/submissions':
    'Takes a submission, as JSON (also sent as `text/plain`) or multipart, and gives a receipt: 202.',
  '/v1/forms/{id}/challenge':
    'A form token, good once, and where the form asks for it a proof-of-work challenge in ALTCHA’s format; `?slow=1` for an easier one. Never cached.',
  '/v1/form.js': 'The element.',
  '/v1/visit.js': 'Remembers how a visit began.',
  '/v1/embed/{id}.js':
    'The one line: the form, to be filled at once, and the way to its element; `?locale=`, and `?target=` for the page.',
  '/v1/assets/{name}': 'Parts of the element, and styles; their names change with what is in them.',
  '/f/{id}': 'The form’s own page, which works without a script, and what it posts to.',
  '/healthz': 'Whether the process lives.',
  '/readyz': 'Whether submissions can be kept and the process goes on; an upstream that is down changes nothing.',
  '/status': 'Each connection, the ages of what waits, and drift; on the listener of `admin`, or under its token.',
}

/** Not in the router's table: it is there only when it is configured. */
const CONFIGURED = { '/status': 'GET' }

/** Every route; one without words is an error, and so are words without a route. */
export function routes(): readonly Route[] {
  const known = Object.entries({ ...METHODS, ...CONFIGURED }).map(([path, methods]) => ({ path: shown(path), methods }))
  const gone = Object.keys(DOES).filter((path) => !known.some((route) => route.path === path))
  if (gone.length > 0) throw new Error(`There is no route ${gone.join(', ')}, but words in config/docs/routes.ts.`)
  return known.map(({ path, methods }) => {
    const does = DOES[path]
    if (does === undefined) throw new Error(`What ${path} does is not said in config/docs/routes.ts.`)
    return { path, methods, does }
  })
}

/** `/v1/forms/:file{.+\.html}` → `/v1/forms/{id}.html`. */
const shown = (path: string): string => path.replace(/:\w+\{\.\+\\(\.\w+)\}/g, '{id}$1').replace(/:(\w+)/g, '{$1}')
