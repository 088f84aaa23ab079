/**
 * `gatehouse.yaml` and the environment → `Config`, once. Everything that is wrong is named at once, each with its line,
 * its key and the mend; a secret's value is named nowhere.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import type { z } from 'zod'
import type { Beside, ConnectionConfig, KeySource } from './config/connection.ts'
import { connectionOf, keyBeside } from './config/connection.ts'
import { shapeFaults } from './config/shape-faults.ts'
import { configShape } from './config-shape.ts'
import type { DoubtTable } from './guards/doubts.ts'
import type { RateTable } from './guards/rates.ts'
import type { Fault, Path } from './node/yaml-file.ts'
import { parseYaml } from './node/yaml-file.ts'

export type { ConnectionConfig, KeySource } from './config/connection.ts'

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

/** Where Cloudflare is asked about visitors. */
export interface TurnstileConfig {
  readonly siteKey: string
  readonly secret: KeySource
  readonly url: string
}

/** By state, how long a settled submission keeps its answers, in ms. */
export type Retention = Readonly<Record<'delivered' | 'held' | 'failed' | 'rejected', number>>

/** How much of what visitors attach is taken, in bytes. `total`: of all that is not delivered yet. */
export type UploadSizes = Readonly<Record<'perFile' | 'perSubmission' | 'total', number>>

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
  readonly uploads: UploadSizes
  /** What makes a submission look like spam, and how much each weighs. */
  readonly doubts: DoubtTable
  /** Networks of the proxies in front, whose word on a visitor's address is taken: CIDRs, and names of some. */
  readonly trustedProxies: readonly string[]
  /** How much is taken in a time. */
  readonly limits: RateTable
  readonly turnstile?: TurnstileConfig
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
  const config = toConfig(file, (name) => resolve(dirname(path), name), parsed.data)
  const faults = missing(config).map(({ at, message }) => yaml.fault(at, message))
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: config }
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

/** What one setting needs elsewhere: another one, or a file. */
function missing({
  alerts,
  smtp,
  connections,
  limits,
  uploads,
}: Config): readonly { readonly at: Path; readonly message: string }[] {
  const mail = alerts?.email !== undefined && !smtp ? [{ at: ['alerts', 'email'], message: needsSmtp }] : []
  const modules = connections.flatMap((connection) =>
    connection.upstream !== 'own' || existsSync(connection.module)
      ? []
      : [{ at: ['connections', connection.name, 'upstream'], message: `There is no file ${connection.module}.` }],
  )
  const files = limits.uploads.some(({ most }) => most < uploads.perSubmission)
    ? [
        {
          at: ['limits', 'uploads'],
          message: 'One submission may bring more: raise it, or lower `uploads.perSubmission`.',
        },
      ]
    : []
  return [...modules, ...mail, ...files]
}

function inOrder(faults: readonly Fault[]): readonly Fault[] {
  return [...faults].sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
}

type Data = z.infer<typeof configShape>

function toConfig(file: string, beside: Beside, data: Data): Config {
  const { host, port } = data.listen
  return {
    file,
    connections: Object.entries(data.connections).map(([name, connection]) => connectionOf(name, connection, beside)),
    database: beside(data.database),
    forms: beside(data.forms),
    listen: { host, port },
    publicUrl: data.publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}/`,
    ...(data.secret && { secret: keyBeside(data.secret, beside) }),
    ...(data.alerts !== 'none' && { alerts: alertsOf(data.alerts, beside) }),
    ...(data.smtp && { smtp: { url: keyBeside(data.smtp.url, beside), from: data.smtp.from } }),
    ...(data.admin && { admin: adminOf(data.admin, beside) }),
    retention: data.retention,
    uploads: data.uploads,
    doubts: data.doubts,
    trustedProxies: data.trustedProxies,
    limits: data.limits,
    ...(data.turnstile && { turnstile: { ...data.turnstile, secret: keyBeside(data.turnstile.secret, beside) } }),
  }
}

function alertsOf({ webhook, email, secret, oldest }: Exclude<Data['alerts'], 'none'>, beside: Beside): AlertsConfig {
  return {
    ...(webhook !== undefined && { webhook }),
    ...(email !== undefined && { email }),
    ...(secret && { secret: keyBeside(secret, beside) }),
    oldestMs: oldest,
  }
}

function adminOf({ host = '127.0.0.1', port, token }: NonNullable<Data['admin']>, beside: Beside): AdminConfig {
  return {
    ...(port !== undefined && { listen: { host, port } }),
    ...(token && { token: keyBeside(token, beside) }),
  }
}
