/** One connection as it was configured, told apart by the kind of its upstream. */
import type { ConnectionData } from './connection-shape.ts'

export type KeySource = { readonly env: string } | { readonly file: string }

interface AnyConnection {
  readonly name: string
  /** Only an upstream of one's own can do without. */
  readonly key?: KeySource
  /** Smallest gap between the starts of two calls with this key; undefined: the upstream's default. */
  readonly spacingMs?: number
  readonly lookAfterMs: number
  /** How long after it was received a submission is still tried. */
  readonly triesMs: number
}

export interface BoltenConnection extends AnyConnection {
  readonly upstream: 'bolten'
  readonly key: KeySource
  /** Component ids by entity; empty while a person is still looking for them with `gatehouse schema`. */
  readonly components: Readonly<Record<string, string>>
  readonly url?: string
}

export interface BoldDeskConnection extends AnyConnection {
  readonly upstream: 'bolddesk'
  readonly key: KeySource
  readonly url: string
  /** Id of the brand that tickets are of unless their form says another. */
  readonly brand?: number
  /** Under which name the tenant takes tags; undefined: found out. */
  readonly tags?: 'tag' | 'tags'
}

export interface OwnConnection extends AnyConnection {
  readonly upstream: 'own'
  /** Absolute path of the module. */
  readonly module: string
  readonly url?: string
  /** As the file has it; the module says what it means. */
  readonly options?: unknown
}

/** A path of the file's as an absolute one. */
export type Beside = (path: string) => string

export type ConnectionConfig = BoltenConnection | BoldDeskConnection | OwnConnection

export function connectionOf(name: string, data: ConnectionData, beside: Beside): ConnectionConfig {
  const { pace: spacingMs, lookAfter: lookAfterMs, tries: triesMs, ...given } = data
  const common = { name, lookAfterMs, triesMs, ...(spacingMs !== undefined && { spacingMs }) }
  if (given.upstream !== 'own') return { ...given, ...common, key: keyBeside(given.key, beside) }
  const { key, ...own } = given
  return { ...own, ...common, module: beside(own.module), ...(key && { key: keyBeside(key, beside) }) }
}

export function keyBeside(key: KeySource, beside: Beside): KeySource {
  return 'file' in key ? { file: beside(key.file) } : key
}
