/** What a form's page may do, where it may lead, and who may show it in a frame. */
import { sourcesOf } from '../../src/contract/site.ts'
import type { Setting } from './page.ts'

export interface Reach {
  /** Where its form leads once it is accepted. */
  readonly redirect?: string | undefined
  /** The pages that may show it in a frame: the form's `sites`. */
  readonly sites?: readonly string[] | undefined
}

/**
 * Content Security Policy of a page: it runs the proxy's script, talks to the proxy, and has one style.
 * https://www.w3.org/TR/CSP3/
 */
export function pagePolicy(
  { endpoint, nonce }: Pick<Setting, 'endpoint' | 'nonce'>,
  { redirect, sites = [] }: Reach,
): string {
  const { origin } = new URL(endpoint)
  const goals = redirect === undefined ? [] : goalsOf(redirect)
  const frames = sites.flatMap(sourcesOf)
  return Object.entries({
    'default-src': ["'none'"],
    'script-src': [origin],
    'connect-src': [origin],
    'style-src': [`'nonce-${nonce}'`],
    'base-uri': ["'none'"],
    'form-action': [origin, ...goals],
    'frame-ancestors': frames.length > 0 ? [origin, ...frames] : ["'none'"],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ['lit-html'],
  })
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ')
}

/** A browser asks again at each step of a redirect: sites lead from `example.com` to `www.example.com`, or back. */
function goalsOf(redirect: string): readonly string[] {
  const { origin, protocol, host } = new URL(redirect)
  const base = host.replace(/^www\./, '')
  return protocol === 'https:' ? [`https://${base}`, `https://*.${base}`] : [origin]
}
