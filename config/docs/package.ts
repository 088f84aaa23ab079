/** What the package exports, with words for each. */
import { code, table } from './markdown.ts'

const MEANS: Readonly<Record<string, string>> = {
  '.': 'Defines the element, and has all that `gatehouse/element` has. A bundle does not know which proxy it belongs to: `GatehouseForm.endpoint`, set in the module that imports it, says it for all forms, the attribute `endpoint` for one; where nobody says it, it is the root of the page’s own origin. On a server it defines nothing.',
  './element':
    'The class, its events and their types, for those who define it themselves; the same class that `gatehouse` defines.',
  './react': 'Types of the element in JSX, for React 19.',
  './vue': 'Types of the element in Vue’s templates.',
  './upstream': 'Types for an upstream of one’s own.',
  './themes/*.css': 'The themes: `line`, `soft`.',
  './schemas/*.json': 'JSON Schemas of the files: `gatehouse.schema`, `form.schema`.',
  './custom-elements.json': 'The custom elements manifest.',
  './package.json': '',
}

/** An export without words is an error. */
export function packageTable(exported: Readonly<Record<string, unknown>>): string {
  const rows = Object.keys(exported).map((path) => {
    const means = MEANS[path]
    if (means === undefined) throw new Error(`What ${path} exports is not said in config/docs/package.ts.`)
    return [code(path.replace(/^\./, 'gatehouse')), means]
  })
  return table(['import', 'has'], rows)
}
