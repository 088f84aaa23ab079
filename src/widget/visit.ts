import type { Context, Touch } from '../contract/wire.ts'

const CAMPAIGN = /^(utm_\w+|gclid|gbraid|wbraid|fbclid|msclkid|ttclid|li_fat_id)$/

/** The campaign values in the page's own address. Read early: sites like to tidy their address soon after. */
export function lastTouch(): Touch {
  return Object.fromEntries([...new URLSearchParams(location.search)].filter(([name]) => CAMPAIGN.test(name)))
}

/** Where the visitor is as the submission leaves. */
export function contextOf(last: Touch): Context {
  return { page: location.href, referrer: document.referrer, last }
}
