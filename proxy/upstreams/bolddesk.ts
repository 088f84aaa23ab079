/**
 * BoldDesk: tickets and contacts. Its own fields have fixed keys and a tenant's begin with `cf_`; choices are sent by id, a
 * ticket carries the submission's id and is found by it, and files are uploaded before the ticket that names them.
 */
import type { Log } from '../log.ts'
import type { BoldDeskAccess } from './bolddesk/call.ts'
import { createCall } from './bolddesk/call.ts'
import { createBoldDeskClient } from './bolddesk/client.ts'
import { createLists } from './bolddesk/lists.ts'
import { look } from './bolddesk/look.ts'
import { ownerOf } from './bolddesk/owner.ts'
import { planSteps } from './bolddesk/plan.ts'
import { createSetup } from './bolddesk/setup.ts'
import { createTagsKey } from './bolddesk/tags.ts'
import type { Upstream } from './upstream.ts'

/** 40 calls a minute, until the upstream's own headers tell its quota. */
export const BOLDDESK_SPACING_MS = 1_500

export interface BoldDeskOptions extends BoldDeskAccess {
  /** Tickets are of this brand unless their form says another. */
  readonly brand?: number
  /** Under which key a create hears tags. Left out: found out. */
  readonly tags?: 'tag' | 'tags'
  readonly log?: Log
}

export function bolddesk({ brand, tags, log, ...access }: BoldDeskOptions): Upstream {
  const { baseUrl, env } = access
  const call = createCall(access)
  const client = createBoldDeskClient(call)
  const lists = createLists(call)
  const settings = { ...(brand !== undefined && { brand }), ...(log && { log }) }
  const setup = createSetup({ ...settings, lists, host: new URL(baseUrl).host })
  const planned = { ...settings, client, env, tags: createTagsKey(tags, log) }
  return {
    entities: ['ticket', 'contact'],
    looksFor: ['files'],
    takesFiles: ['ticket'],
    schema: setup.schema,
    components: setup.brands,
    whoami: () => ownerOf(lists),
    look: (sought, taken) => look({ client, env }, sought, taken),
    plan: (order) => planSteps(planned, order),
  }
}
