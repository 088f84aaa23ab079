/** The keys of a file that people write, as a table. */
import type { FileSchema, JsonSchema } from '../schemas/json-schema.ts'
import { isKeySource, isText } from '../schemas/json-schema.ts'
import { code, table } from './markdown.ts'

/** A key that is there twice, in kinds of the same thing, stands there once. A key without words is an error, and so are words without a key. */
export function keysTable({ keys, words }: FileSchema): string {
  const inConditions = (path: string) => /\.(when|not)\b./.test(path)
  const paths = [...new Set(keys.map(({ path }) => path))].filter((path) => !inConditions(path))
  const unsaid = paths.filter((path) => words[path] === undefined)
  const gone = Object.keys(words).filter((path) => !paths.includes(path))
  if (unsaid.length + gone.length > 0)
    throw new Error(`Words are missing for ${unsaid.join(', ') || 'none'}; there is no ${gone.join(', ') || 'other'}.`)
  const rows = paths.map((path) => {
    const all = keys.filter((key) => key.path === path)
    const kinds = [...new Set(all.map(({ schema }) => kind(schema)))].join(', or ')
    return [code(path), kinds, all.every(({ isRequired }) => isRequired) ? 'yes' : '', words[path] ?? '']
  })
  return table(['key', 'is', 'needed', 'means'], rows)
}

/** What may be written. */
function kind(schema: JsonSchema): string {
  if (isKeySource(schema)) return '`{ env: … }` or `{ file: … }`'
  if (isText(schema)) return 'text, or one a language'
  if (schema.$ref) return 'condition'
  if (schema.const !== undefined) return code(`${schema.const}`)
  if (schema.enum) return schema.enum.map(code).join(', ')
  if (schema.anyOf) return [...new Set(schema.anyOf.map(kind))].join(', or ')
  const usual =
    schema.default !== undefined && typeof schema.default !== 'object' ? `; ${code(`${schema.default}`)}` : ''
  if (schema.items) return `list: ${kind(schema.items)}`
  return (
    [schema.type ?? 'string']
      .flat()
      .map((type) => KINDS[type] ?? type)
      .join(' or ') + usual
  )
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: '`true` or `false`',
  object: 'keys below it',
}
