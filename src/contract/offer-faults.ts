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

/** A visitor is led nowhere but to a page of the sites: what is filled in here is where everybody goes. */
function successFaults(success: SuccessDefinition | undefined, sites: readonly string[] | undefined): readonly Fault[] {
  if (!success) return []
  const { message, redirect } = success
  if ((message === undefined) === (redirect === undefined)) {
    return [{ path: ['success'], message: 'Write either `message` or `redirect`.' }]
  }
  if (redirect === undefined || !sites) return []
  const { origin } = new URL(redirect)
  if (sites.some((site) => parseSite(site)?.(origin))) return []
  return [{ path: ['success', 'redirect'], message: `${origin} is none of the form’s \`sites\`. Lead to one of them.` }]
}
