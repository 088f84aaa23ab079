/** When a form is offered and where it leads: the parts that only make sense beside each other. */
import type { SuccessDefinition } from './definition.ts'
import type { Fault } from './fault.ts'
import { parseSite } from './site.ts'

/** The parts that are well-formed in themselves. */
export interface Offer {
  readonly sites?: readonly string[] | undefined
  readonly opens?: string | undefined
  readonly closes?: string | undefined
  readonly success?: SuccessDefinition | undefined
}

export function offerFaults({ sites, opens, closes, success }: Offer): readonly Fault[] {
  return [
    ...(opens !== undefined && closes !== undefined && Date.parse(opens) >= Date.parse(closes)
      ? [{ path: ['closes'], message: 'It closes before it opens.' }]
      : []),
    ...successFaults(success, sites),
  ]
}

/** A visitor is led nowhere but to a page of the sites, or of a host that was listed for it: everybody goes there. */
function successFaults(success: SuccessDefinition | undefined, sites: readonly string[] | undefined): readonly Fault[] {
  if (!success) return []
  const { message, redirect, hosts = [] } = success
  if ((message === undefined) === (redirect === undefined)) {
    return [{ path: ['success'], message: 'Write either `message` or `redirect`.' }]
  }
  if (redirect === undefined) {
    return hosts.length > 0
      ? [{ path: ['success', 'hosts'], message: 'These are for a `redirect`. Take them out.' }]
      : []
  }
  const { origin } = new URL(redirect)
  if (!sites || [...sites, ...hosts].some((site) => parseSite(site)?.(origin))) return []
  const mend = 'Lead to one of them, or list it in `hosts` beside it'
  return [{ path: ['success', 'redirect'], message: `${origin} is none of the form’s \`sites\`. ${mend}.` }]
}
