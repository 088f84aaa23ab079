/**
 * `gatehouse.yaml` and the environment → `Config`, once. Everything that is wrong is named at once, each with its line,
 * its key and the mend; a secret's value is named nowhere.
 */
import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import type { z } from 'zod'
import { didYouMean } from '../src/contract/nearest.ts'
import { configShape } from './config-shape.ts'
import type { Fault, YamlFile } from './node/yaml-file.ts'
import { parseYaml } from './node/yaml-file.ts'

export type KeySource = { readonly env: string } | { readonly file: string }

export interface ConnectionConfig {
  readonly name: string
  readonly upstream: 'bolten'
  /** Component ids by entity; empty while a person is still looking for them with `gatehouse schema`. */
  readonly components: Readonly<Record<string, string>>
  readonly key: KeySource
  /** Smallest gap between the starts of two calls with this key; undefined: the upstream's default. */
  readonly spacingMs?: number
  readonly lookAfterMs: number
  readonly url?: string
}

export interface Config {
  /** The file it was read from, for messages. */
  readonly file: string
  readonly connections: readonly ConnectionConfig[]
  /** Absolute path of the SQLite file. */
  readonly database: string
  /** Absolute path of the folder with the forms. */
  readonly forms: string
  readonly listen: { readonly host: string; readonly port: number }
  /** Ends in a slash. */
  readonly publicUrl: string
  readonly secret?: KeySource
}

export type Loaded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** @param env `PORT` and `DATABASE_URL` override the file. */
export function loadConfig(path: string, env: Readonly<Record<string, string | undefined>>): Loaded<Config> {
  const file = relative('.', path) || path
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    const message = 'This file cannot be read. `gatehouse init` writes one to begin with.'
    return { ok: false, faults: [{ file, key: '', message }] }
  }
  const yaml = parseYaml(file, text)
  if (yaml.faults.length > 0) return { ok: false, faults: yaml.faults }
  const overridden = override(yaml.value, env)
  const parsed = configShape.safeParse(overridden)
  /** What a variable overrides is the variable's fault. */
  const blame = (fault: Fault): Fault => {
    const variable = OVERRIDES[fault.key]
    return variable && env[variable] ? { file: variable, key: '', message: fault.message } : fault
  }
  if (!parsed.success) return { ok: false, faults: inOrder(shapeFaults(yaml, parsed.error)).map(blame) }
  return { ok: true, value: toConfig(file, dirname(resolve(path)), parsed.data) }
}

/** By the key that it overrides, the variable. */
const OVERRIDES: Readonly<Record<string, string>> = { 'listen.port': 'PORT', database: 'DATABASE_URL' }

function override(value: unknown, env: Readonly<Record<string, string | undefined>>): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  const given = value as { listen?: object; database?: unknown }
  return {
    ...given,
    ...(env.PORT ? { listen: { ...given.listen, port: Number(env.PORT) } } : {}),
    ...(env.DATABASE_URL ? { database: env.DATABASE_URL } : {}),
  }
}

function shapeFaults(yaml: YamlFile, error: z.ZodError): readonly Fault[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
    if (issue.code !== 'unrecognized_keys') return [yaml.fault(path, issue.message)]
    return issue.keys.map((key) => yaml.fault([...path, key], unknownKey(key, path)))
  })
}

function unknownKey(key: string, path: readonly (string | number)[]): string {
  return `There is no setting "${key}" here.${didYouMean(key, knownKeys(path))}`
}

/** The keys that stand at this depth: the file's own, or a connection's. */
function knownKeys(path: readonly (string | number)[]): readonly string[] {
  if (path.length === 0) return Object.keys(configShape.shape)
  if (path.length === 2 && path[0] === 'connections') return Object.keys(configShape.shape.connections.valueType.shape)
  return path[0] === 'listen' ? ['host', 'port'] : []
}

function inOrder(faults: readonly Fault[]): readonly Fault[] {
  return [...faults].sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
}

function toConfig(file: string, folder: string, data: z.infer<typeof configShape>): Config {
  const { host, port } = data.listen
  return {
    file,
    connections: Object.entries(data.connections).map(([name, connection]) => ({
      name,
      upstream: connection.upstream,
      components: connection.components ?? {},
      key: keyBeside(folder, connection.key),
      ...(connection.pace === undefined ? {} : { spacingMs: connection.pace }),
      lookAfterMs: connection.lookAfter,
      ...(connection.url === undefined ? {} : { url: connection.url }),
    })),
    database: resolve(folder, data.database),
    forms: resolve(folder, data.forms),
    listen: { host, port },
    publicUrl: data.publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}/`,
    ...(data.secret === undefined ? {} : { secret: keyBeside(folder, data.secret) }),
  }
}

function keyBeside(folder: string, key: KeySource): KeySource {
  return 'file' in key ? { file: resolve(folder, key.file) } : key
}
