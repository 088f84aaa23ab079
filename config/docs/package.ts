/** What the package exports, with words for each. */
import { code, table } from './markdown.ts'

const MEANS: Readonly<Record<string, string>> = {
  '.': 'Defines the element. Say the proxy’s address by `endpoint`: a bundle does not know where it came from.',
  './element':
    'The class, its events and their types; defines nothing. `GatehouseForm.endpoint` is the proxy of all that say none.',
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
