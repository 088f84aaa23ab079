/**
 * Which pages may submit a form. `Origin` limits casual reuse, nothing more: a script outside a browser can send any.
 */
import { parseSite } from '../../src/contract/site.ts'
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

/** What a stranger sent, cut and cleaned for an error's text. */
function shown(origin: string): string {
  return origin.replace(/[^\x21-\x7e]/g, '').slice(0, 100)
}
