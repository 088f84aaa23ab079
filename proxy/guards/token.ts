/**
 * A form token: `v1.<payload>.<signature>`. It says which form was asked for, from where, by which way and when, and is
 * signed, so that whoever has one has asked. HMAC-SHA-256 over all that stands before the last dot.
 */
import { base64url, fromBase64url, isKeyedDigest, keyedDigest } from '../forms/digest.ts'
import type { Sender } from './guard.ts'

export interface FormToken {
  readonly form: string
  /** Origin of the page that asked; '' for the proxy's own and for one that says none. */
  readonly site: string
  /** Who may send it: one of a form's own page is worth nothing to a script, nor the other way round. */
  readonly way: Sender['way']
  /** Ms since the epoch. */
  readonly issuedAt: number
  /** Random: what is remembered of it once it was used. */
  readonly id: string
}

export async function mintToken(key: string, { form, site, way, issuedAt, id }: FormToken): Promise<string> {
  const payload = delimited([form, site, way, `${issuedAt}`, id])
  const signed = `${VERSION}.${base64url(new TextEncoder().encode(payload))}`
  return `${signed}.${await keyedDigest(key, signed)}`
}

/** Undefined for whatever was not minted under this key, down to the last bit. */
export async function readToken(key: string, text: string): Promise<FormToken | undefined> {
  const dot = text.lastIndexOf('.')
  const signed = text.slice(0, dot)
  if (!(await isKeyedDigest(key, signed, text.slice(dot + 1)))) return
  const payload = fromBase64url(signed.slice(VERSION.length + 1))
  const [form, site, way, issuedAt, id] = payload ? parts(new TextDecoder().decode(payload)) : []
  if (form === undefined || site === undefined || id === undefined) return
  return { form, site, way: way === 'page' ? way : 'element', issuedAt: Number(issuedAt), id }
}

const VERSION = 'v1'

/** Each part with its length before it: no two lists give the same text, whatever a page calls itself. */
const delimited = (texts: readonly string[]): string => texts.map((text) => `${text.length}:${text}`).join('')

function parts(text: string): readonly string[] {
  const found: string[] = []
  for (let at = 0; at < text.length; ) {
    const colon = text.indexOf(':', at)
    const end = colon + 1 + Number(text.slice(at, colon))
    found.push(text.slice(colon + 1, end))
    at = end
  }
  return found
}
