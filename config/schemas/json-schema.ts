/** The files that people write, as JSON Schemas: from the shapes that read them, with words for every key. */
import { z } from 'zod'
import { configShape } from '../../proxy/config-shape.ts'
import { formDefinition } from '../../src/contract/schema/form.ts'
import { CONFIG_KEYS } from './config-keys.ts'
import { FORM_KEYS } from './form-keys.ts'

/** What is used of JSON Schema here. */
export interface JsonSchema {
  description?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly string[]
  readonly default?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly propertyNames?: JsonSchema
  readonly additionalProperties?: JsonSchema | boolean
  readonly required?: readonly string[]
  readonly $ref?: string
}

/** A key by where it stands: `fields[].name`, `connections.*.pace`. */
export interface Key {
  readonly path: string
  readonly schema: JsonSchema
  readonly isRequired: boolean
}

export interface FileSchema {
  readonly schema: JsonSchema
  readonly keys: readonly Key[]
  /** By path. */
  readonly words: Readonly<Record<string, string>>
}

/** `forms/*.yaml`. */
export const formSchema = (): FileSchema => fileSchema(formDefinition, FORM_KEYS)

/** `gatehouse.yaml`. */
export const configSchema = (): FileSchema => fileSchema(configShape, CONFIG_KEYS)

/** A key of the environment or of a file: the same wherever it stands. */
export const isKeySource = ({ anyOf }: JsonSchema): boolean =>
  anyOf?.length === 2 && anyOf.every(({ properties = {} }) => /^(env|file)$/.test(Object.keys(properties).join()))

/** A text, or one for each language. */
export const isText = ({ anyOf }: JsonSchema): boolean =>
  anyOf?.length === 2 && anyOf[0]?.type === 'string' && anyOf[1]?.propertyNames !== undefined

function fileSchema(shape: z.ZodType, words: FileSchema['words']): FileSchema {
  const schema = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any', override: leaveOutUnbuilt }) as JsonSchema
  const keys = keysOf(schema)
  for (const key of keys) {
    const said = words[key.path]
    if (said !== undefined) key.schema.description = said
  }
  return { schema, keys, words }
}

/** What has to be left out of a file is no key of it. */
function leaveOutUnbuilt({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes
  jsonSchema: z.core.JSONSchema.BaseSchema
}) {
  if (zodSchema._zod.def.type !== 'object') return
  for (const [name, value] of Object.entries(zodSchema._zod.def.shape)) {
    if (value._zod.values?.has(undefined) && value._zod.values.size === 1) delete jsonSchema.properties?.[name]
  }
}

function keysOf(schema: JsonSchema, path = ''): readonly Key[] {
  if (isKeySource(schema) || isText(schema)) return []
  const { properties = {}, required = [], anyOf = [], items, additionalProperties: rest } = schema
  const keys = [
    ...Object.entries(properties).flatMap(([name, inner]) => {
      const at = path === '' ? name : `${path}.${name}`
      return [{ path: at, schema: inner, isRequired: required.includes(name) }, ...keysOf(inner, at)]
    }),
    ...anyOf.flatMap((inner) => keysOf(inner, path)),
    ...(items ? keysOf(items, `${path}[]`) : []),
    ...(typeof rest === 'object' ? keysOf(rest, `${path}.*`) : []),
  ]
  return keys
}
