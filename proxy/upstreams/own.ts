/**
 * What a module of one's own is written against: `upstream: ./my-crm.js` loads it, and its default export is an
 * `OpenUpstream`. docs/adding-an-upstream.md explains it by example.
 */
import type { Env } from '../env.ts'
import type { Log } from '../log.ts'
import type { Queue } from './pace.ts'
import type { Secret } from './secret.ts'
import type { Upstream } from './upstream.ts'

export type { Answer, FieldType, Option } from '../../src/contract/form.ts'
export type { Env, Http, HttpCall, HttpResult } from '../env.ts'
export type { Log, LogEvent } from '../log.ts'
export type { Priority, Queue, Turn } from './pace.ts'
export type { Secret } from './secret.ts'
export type {
  Component,
  Listing,
  Notes,
  Order,
  OrderFile,
  Outcome,
  Owner,
  Reading,
  Role,
  Schema,
  SchemaField,
  Sighting,
  Sought,
  Step,
  StepResult,
  StepResults,
  Stop,
  Upstream,
  Value,
} from './upstream.ts'

/** Called once, when the proxy starts or is reloaded; calls nobody yet. */
export type OpenUpstream = (given: UpstreamOptions) => Upstream | Promise<Upstream>

export interface UpstreamOptions {
  /** The connection's. */
  readonly name: string
  /** As the configuration has it: https, or this machine. */
  readonly url?: string
  /** Asked before each call, since a key file may change; absent where the configuration names no key. */
  readonly key?: () => Secret
  /** Each call takes its turn here, so that the key's pace is kept. */
  readonly queue: Queue
  /** The clock and the network. `http` follows no redirect and calls no address inside a network. */
  readonly env: Pick<Env, 'now' | 'sleep' | 'http'>
  /** Never an answer, never a key. */
  readonly log: Log
  /** What stands below `options`, as it is. */
  readonly options: unknown
}
