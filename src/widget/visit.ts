import { CAMPAIGN } from '../contract/campaign.ts'
import type { Context, Touch } from '../contract/wire.ts'
import { recall } from './session.ts'

/** Where the session's storage has the first touch, on sites that include `v1/visit.js`. */
export const FIRST = 'gatehouse:first'

/** The campaign values in the page's own address. Read early: sites like to tidy their address soon after. */
export function lastTouch(): Touch {
  return Object.fromEntries([...new URLSearchParams(location.search)].filter(([name]) => CAMPAIGN.test(name)))
}

/** Where the visitor is as the submission leaves, and where they came from. */
export function contextOf(last: Touch): Context {
  const first = recall<Touch>(FIRST)
  return { page: location.href, referrer: document.referrer, ...(first && { first }), last }
}
