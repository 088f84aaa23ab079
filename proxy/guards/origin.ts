/**
 * Which pages may submit a form. `Origin` limits casual reuse, nothing more: a script outside a browser can send any.
 */
import { parseSite } from '../../src/contract/site.ts'
import { Problem } from '../problem.ts'
import type { DoorGuard } from './guard.ts'
import { doubtful, PASS } from './verdict.ts'

/** `own`: the proxy's own origin, whose pages may always. */
export function originGuard(own: string): DoorGuard {
  return ({ sender: { origin }, form: { sites } }) => {
    if (origin === null || origin === 'null') return doubtful('origin-missing')
    if (origin === own || sites.some((site) => parseSite(site)?.(origin))) return PASS
    const detail = `Pages of ${shown(origin)} may not submit this form. Add that site to \`sites\` in the form's file.`
    return { kind: 'refuse', problem: new Problem('origin-not-allowed', { detail }) }
  }
}

/** What a stranger sent, cut and cleaned for an error's text. */
function shown(origin: string): string {
  return origin.replace(/[^\x21-\x7e]/g, '').slice(0, 100)
}
