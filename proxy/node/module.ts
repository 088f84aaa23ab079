/** A module of the operator's own, loaded while the proxy runs. */
import { statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { scrub } from '../log.ts'
import { inTime, LATE } from '../upstreams/in-time.ts'
import type { OpenUpstream, UpstreamOptions } from '../upstreams/own.ts'
import type { Upstream } from '../upstreams/upstream.ts'

/**
 * A file that has changed is loaded anew, as a reload expects; what it imports itself is not.
 * @throws {Error} with what is wrong, never with the key
 */
export async function openModule(path: string, given: UpstreamOptions): Promise<Upstream> {
  const open = await load(path, given)
  const upstream: unknown = await inTime(given.env, OPEN_MS, () => open(given)).catch((error) => {
    throw new Error(`The module ${path} failed: ${wordsOf(error, given)}`)
  })
  if (upstream === LATE)
    throw new Error(
      `The module ${path} makes no upstream within ${OPEN_S} s: its default export must not wait for anybody.`,
    )
  const misfits = misfitsOf(upstream)
  if (misfits.length > 0) throw new Error(`What the module ${path} makes is no upstream: ${misfits.join('; ')}.`)
  return upstream as Upstream
}

const OPEN_S = 10
const OPEN_MS = OPEN_S * 1_000

async function load(path: string, given: UpstreamOptions): Promise<OpenUpstream> {
  const url = pathToFileURL(path)
  let module: { readonly default?: unknown } | typeof LATE
  try {
    url.searchParams.set('changed', String(statSync(path).mtimeMs))
    module = await inTime(given.env, OPEN_MS, () => import(/* @vite-ignore */ url.href))
  } catch (error) {
    throw new Error(`The module ${path} cannot be loaded: ${wordsOf(error, given)}`)
  }
  if (module === LATE)
    throw new Error(
      `The module ${path} is not loaded within ${OPEN_S} s: what it awaits at its top level does not come.`,
    )
  if (typeof module.default === 'function') return module.default as OpenUpstream
  throw new Error(
    `The module ${path} has no function as its default export: \`export default function open(given) { … }\`.`,
  )
}

/** What of the `Upstream` type can be seen before it is used, as things to mend. */
function misfitsOf(upstream: unknown): readonly string[] {
  if (upstream === null || typeof upstream !== 'object') return ['it is no object']
  const parts = upstream as Readonly<Record<string, unknown>>
  const { entities } = parts
  const wrong = (kind: string, of: readonly string[]) => of.map((name) => `\`${name}\` ${kind}`)
  return [
    ...(isNames(entities) && entities.length > 0 ? [] : ['`entities` is no list of the names that it can create']),
    ...wrong(
      'is no list of names',
      NAMES.filter((name) => parts[name] !== undefined && !isNames(parts[name])),
    ),
    ...wrong(
      'is missing',
      FUNCTIONS.filter((name) => parts[name] === undefined),
    ),
    ...wrong(
      'is no function',
      [...FUNCTIONS, ...OPTIONAL].filter((name) => !['function', 'undefined'].includes(typeof parts[name])),
    ),
  ]
}

function isNames(names: unknown): names is readonly string[] {
  return Array.isArray(names) && names.every((name) => typeof name === 'string')
}

const FUNCTIONS = ['schema', 'components', 'look', 'plan'] as const satisfies readonly (keyof Upstream)[]
const NAMES = ['looksFor', 'takesFiles'] as const satisfies readonly (keyof Upstream)[]
const OPTIONAL = ['whoami'] as const satisfies readonly (keyof Upstream)[]

function wordsOf(error: unknown, given?: UpstreamOptions): string {
  const [line = ''] = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).split('\n', 1)
  return given?.key ? scrub(line, [given.key().reveal()]) : line
}
