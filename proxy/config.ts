/**
 * `gatehouse.yaml` and the environment → `Config`, once. Everything that is wrong is named at once, each with its line,
 * its key and the mend; a secret's value is named nowhere.
 */
import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import type { z } from 'zod'
import { didYouMean } from '../src/contract/nearest.ts'
import { configShape } from './config-shape.ts'
import type { Fault, Path, YamlFile } from './node/yaml-file.ts'
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
  /** How long after it was received a submission is still tried. */
  readonly triesMs: number
  readonly url?: string
}

/** Who is told when a lead needs a person: exactly one of `webhook` and `email`. */
export interface AlertsConfig {
  readonly webhook?: string
  /** Signs the webhook; left out, it is made from the store's own secret. */
  readonly secret?: KeySource
  readonly email?: string
  /** How old the oldest undelivered submission may get before somebody is told. */
  readonly oldestMs: number
}

export interface SmtpConfig {
  /** `smtp://` or `smtps://`, with user and password. */
  readonly url: KeySource
  readonly from: string
}

/** Where `/status` is: a listener of its own, or the main one, where a token is always asked for. */
export interface AdminConfig {
  readonly listen?: { readonly host: string; readonly port: number }
  readonly token?: KeySource
}

/** By state, how long a settled submission keeps its answers, in ms. */
export type Retention = Readonly<Record<'delivered' | 'held' | 'failed' | 'rejected', number>>

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
  /** Undefined: nobody is told, and that was written. */
  readonly alerts?: AlertsConfig
  readonly smtp?: SmtpConfig
  readonly admin?: AdminConfig
  readonly retention: Retention
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
  if (!parsed.success) return { ok: false, faults: inOrder(shapeFaults(yaml, parsed.error.issues)).map(blame) }
  const { alerts, smtp } = parsed.data
  if (alerts !== 'none' && alerts.email !== undefined && !smtp) {
    return { ok: false, faults: [yaml.fault(['alerts', 'email'], needsSmtp)] }
  }
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

/** The mend where mail is wanted without a server. */
export const needsSmtp =
  'Mail needs a server: `smtp: { url: { env: SMTP_URL }, from: forms@example.com }`, with SMTP_URL such as `smtps://user:password@mail.example.com`.'

type Issues = readonly z.core.$ZodIssue[]

function shapeFaults(yaml: YamlFile, issues: Issues, parent: Path = []): readonly Fault[] {
  return issues.flatMap((issue) => {
    const path = [...parent, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))]
    // Of choices without words of their own, the last is the one that can be wrong in more than one way.
    if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
      return shapeFaults(yaml, issue.errors.at(-1) ?? [], path)
    }
    if (issue.code !== 'unrecognized_keys') return [yaml.fault(path, issue.message)]
    return issue.keys.map((key) => yaml.fault([...path, key], unknownKey(key, path)))
  })
}

function unknownKey(key: string, path: Path): string {
  return `There is no setting "${key}" here.${didYouMean(key, knownKeys(path))}`
}

/** The keys that stand at this depth: the file's own, a connection's, or those of one setting. */
function knownKeys(path: Path): readonly string[] {
  if (path.length === 0) return Object.keys(configShape.shape)
  return (path[0] === 'connections' ? SETTINGS.connection : SETTINGS[`${path[0]}`]) ?? []
}

const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  connection: Object.keys(configShape.shape.connections.valueType.shape),
  listen: ['host', 'port'],
  alerts: ['webhook', 'secret', 'email', 'oldest'],
  smtp: ['url', 'from'],
  admin: ['host', 'port', 'token'],
  retention: ['delivered', 'held', 'failed', 'rejected'],
}

function inOrder(faults: readonly Fault[]): readonly Fault[] {
  return [...faults].sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
}

type Data = z.infer<typeof configShape>

function toConfig(file: string, folder: string, data: Data): Config {
  const { host, port } = data.listen
  return {
    file,
    connections: Object.entries(data.connections).map(([name, connection]) => ({
      name,
      upstream: connection.upstream,
      components: connection.components ?? {},
      key: keyBeside(folder, connection.key),
      ...(connection.pace !== undefined && { spacingMs: connection.pace }),
      lookAfterMs: connection.lookAfter,
      triesMs: connection.tries,
      ...(connection.url !== undefined && { url: connection.url }),
    })),
    database: resolve(folder, data.database),
    forms: resolve(folder, data.forms),
    listen: { host, port },
    publicUrl: data.publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}/`,
    ...(data.secret && { secret: keyBeside(folder, data.secret) }),
    ...(data.alerts !== 'none' && { alerts: alertsOf(folder, data.alerts) }),
    ...(data.smtp && { smtp: { url: keyBeside(folder, data.smtp.url), from: data.smtp.from } }),
    ...(data.admin && { admin: adminOf(folder, data.admin) }),
    retention: data.retention,
  }
}

function alertsOf(folder: string, { webhook, email, secret, oldest }: Exclude<Data['alerts'], 'none'>): AlertsConfig {
  return {
    ...(webhook !== undefined && { webhook }),
    ...(email !== undefined && { email }),
    ...(secret && { secret: keyBeside(folder, secret) }),
    oldestMs: oldest,
  }
}

function adminOf(folder: string, { host = '127.0.0.1', port, token }: NonNullable<Data['admin']>): AdminConfig {
  return {
    ...(port !== undefined && { listen: { host, port } }),
    ...(token && { token: keyBeside(folder, token) }),
  }
}

function keyBeside(folder: string, key: KeySource): KeySource {
  return 'file' in key ? { file: resolve(folder, key.file) } : key
}
