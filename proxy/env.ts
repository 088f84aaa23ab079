/**
 * What the proxy takes from outside itself, handed in so that delivery runs under a test's clock, dice and network.
 * `node/env.ts` is the real one; no other file asks the system for the time or for chance.
 */
export interface Env {
  /** Wall time in ms since the epoch: for people, for rows, for `dueAt`. */
  now(): number
  /** Milliseconds that never jump: for leases, pace and deadlines. */
  monotonic(): number
  /** From 0 up to, not including, 1. */
  random(): number
  /** Resolves after `ms`, or at once when the signal aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  http: Http
}

/** One call to an upstream. Redirects are never followed; the reply is bounded in size and time. */
export type Http = (call: HttpCall) => Promise<HttpResult>

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Chunks are sent as they come; `content-length` is then among the headers. */
  readonly body?: string | AsyncIterable<Uint8Array>
  /** From the start of the call to the last byte in. */
  readonly deadlineMs: number
  readonly maxBytes: number
}

export type HttpResult =
  | {
      readonly kind: 'reply'
      readonly status: number
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  /** Certainly never left this machine: no address, refused, no connection in time, TLS failed. `reason` is a code. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** Anything else that went wrong: the upstream may have acted. `reason` is a code. */
  | { readonly kind: 'unclear'; readonly reason: string }
