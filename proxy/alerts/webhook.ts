/**
 * A post that its receiver can trust: signed as Standard Webhooks has it, with one id through every retry.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
import type { Env, HttpResult } from '../env.ts'
import { keyedDigest } from '../forms/digest.ts'
import { retryAfterMs } from '../upstreams/retry-after.ts'
import type { Message, Sent } from './message.ts'

/** As calls to upstreams: a stop waits for the one under way. */
const DEADLINE_MS = 8_000
const MAX_REPLY_BYTES = 2 ** 20
const PREFIX = 'whsec_'

/** @param secret `whsec_…`; see `parseSecret` */
export async function postWebhook(
  env: Pick<Env, 'http' | 'now'>,
  url: string,
  secret: string,
  message: Message,
): Promise<Sent> {
  const { id, type, timestamp, text, data } = message
  const body = JSON.stringify({ type, timestamp: new Date(timestamp).toISOString(), text, data })
  const seconds = Math.floor(env.now() / 1_000)
  const result = await env.http({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Gatehouse',
      'webhook-id': id,
      'webhook-timestamp': `${seconds}`,
      'webhook-signature': await sign(secret, id, seconds, body),
    },
    body,
    deadlineMs: DEADLINE_MS,
    maxBytes: MAX_REPLY_BYTES,
  })
  return sentOf(result, env.now())
}

/** `v1,` and the HMAC-SHA-256 over id, timestamp and body, in base64. */
export async function sign(secret: string, id: string, seconds: number, body: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', parseSecret(secret), algorithm, false, ['sign'])
  const signed = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${id}.${seconds}.${body}`))
  return `v1,${btoa(String.fromCharCode(...new Uint8Array(signed)))}`
}

/** The key's 24 to 64 bytes. @throws {Error} with the mend, never with the value */
export function parseSecret(secret: string): Uint8Array<ArrayBuffer> {
  const base64 = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : ''
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(base64) && base64.length % 4 === 0) {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
    if (bytes.length >= 24 && bytes.length <= 64) return bytes
  }
  throw new Error(
    'A webhook’s secret is `whsec_` and 24 to 64 bytes in base64. Make one: echo whsec_$(openssl rand -base64 32)',
  )
}

/** One a receiver, so that none can sign in another's name. */
export async function derivedSecret(storeSecret: string, url: string): Promise<string> {
  const base64 = (await keyedDigest(storeSecret, `webhook:${url}`)).replaceAll('-', '+').replaceAll('_', '/')
  return PREFIX + base64.padEnd(Math.ceil(base64.length / 4) * 4, '=')
}

function sentOf(result: HttpResult, now: number): Sent {
  if (result.kind !== 'reply') return { kind: 'failed', reason: result.reason }
  const { status, headers } = result
  if (status >= 200 && status < 300) return { kind: 'sent' }
  if (status === 410) return { kind: 'gone' }
  const afterMs = retryAfterMs(headers, now)
  return { kind: 'failed', reason: `status-${status}`, ...(afterMs !== undefined && { afterMs }) }
}
