/** Digests by WebCrypto, so that the core runs wherever `fetch` does. */

/** JSON with keys in order at every depth: the same content gives the same text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

/** A published form's version: 96 bits of SHA-256 as base64url. */
export async function versionOf(value: unknown): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical(value)))
  return base64url(new Uint8Array(digest).subarray(0, 12))
}

/** HMAC-SHA-256 under the store's secret: says “the same again” without saying what it was. */
export async function keyedDigest(secret: string, text: string): Promise<string> {
  const digest = await crypto.subtle.sign(HMAC, await hmacKey(secret), new TextEncoder().encode(text))
  return base64url(new Uint8Array(digest))
}

/** Whether that is the keyed digest of this text. Compared in constant time. */
export async function isKeyedDigest(secret: string, text: string, digest: string): Promise<boolean> {
  const bytes = fromBase64url(digest)
  return bytes !== undefined && crypto.subtle.verify(HMAC, await hmacKey(secret), bytes, new TextEncoder().encode(text))
}

/** A key of its own for one purpose: what is signed for another is worth nothing under it. */
export function keyFor(secret: string, purpose: string): Promise<string> {
  return keyedDigest(secret, `key:${purpose}`)
}

const HMAC = 'HMAC'

function hmacKey(secret: string) {
  const algorithm = { name: HMAC, hash: 'SHA-256' }
  return crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign', 'verify'])
}

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

/** Undefined for what `base64url` does not write: each text stands for one content, and each content for one text. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
    return base64url(bytes) === text ? bytes : undefined
  } catch {
    return undefined
  }
}
