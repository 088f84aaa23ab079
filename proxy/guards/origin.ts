/**
 * Which pages may submit a form. `Origin` limits casual reuse, nothing more: a script outside a browser can send any.
 *
 *   example.com            https, with and without www
 *   *.example.com          https, any subdomain
 *   http://localhost:5173  that origin
 *   *                      every page
 */
import { Problem } from '../problem.ts'
import type { Verdict } from './verdict.ts'

export interface OriginQuestion {
  /** The request's `Origin` header; null where there is none. */
  readonly origin: string | null
  /** The form's `sites`. */
  readonly sites: readonly string[]
  /** The proxy's own origin. */
  readonly own: string
}

export function checkOrigin({ origin, sites, own }: OriginQuestion): Verdict {
  if (origin === null || origin === 'null') return { kind: 'doubt', reason: 'origin-missing' }
  if (origin === own || sites.some((site) => parseSite(site)?.(origin))) return { kind: 'pass' }
  const detail = `Pages of ${shown(origin)} may not submit this form. Add that site to \`sites\` in the form's file.`
  return { kind: 'refuse', problem: new Problem('origin-not-allowed', { detail }) }
}

/** A site as a question about an origin; undefined where the text is no site. */
export function parseSite(site: string): ((origin: string) => boolean) | undefined {
  if (site === '*') return () => true
  if (site.includes('://')) {
    const origin = originOf(site)
    return origin === undefined ? undefined : (given) => given === origin
  }
  if (site.startsWith('*.')) {
    const base = hostOf(site.slice(2))
    return base === undefined ? undefined : (given) => isSubdomain(given, base)
  }
  const host = hostOf(site)
  return host === undefined ? undefined : (given) => given === `https://${host}` || given === `https://www.${host}`
}

/** An origin written out: scheme, host and port, nothing behind them. */
function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { origin, protocol, pathname, search, hash, username } = new URL(text)
  const bare = pathname === '/' && search === '' && hash === '' && username === ''
  return bare && (protocol === 'https:' || protocol === 'http:') ? origin : undefined
}

/** A host with its port, as a browser writes it in an origin: lower case, IDN in punycode. */
function hostOf(text: string): string | undefined {
  if (!/^[^\s/?#@\\*]+$/.test(text)) return undefined
  return originOf(`https://${text}`)?.slice('https://'.length)
}

function isSubdomain(origin: string, base: string): boolean {
  if (!origin.startsWith('https://')) return false
  const host = origin.slice('https://'.length)
  return host.endsWith(`.${base}`) && hostOf(host) === host
}

/** What a stranger sent, cut and cleaned for an error's text. */
function shown(origin: string): string {
  return origin.replace(/[^\x21-\x7e]/g, '').slice(0, 100)
}
