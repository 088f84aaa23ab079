/** The way from a form's own page back to the site that it belongs to. Nobody is led to a page that the form's `sites` do not vouch for. */
import { parseSite, sourcesOf } from '../../src/contract/site.ts'

/** Where the visitor may have begun, the likeliest first. Browsers say it, or whoever wrote the address. */
export type Began = readonly (string | undefined)[]

export interface Whereabouts {
  /** The form's. */
  readonly sites: readonly string[]
  /** The proxy's base address, ending in a slash: its own pages are no site. */
  readonly endpoint: string
}

/** The page where the visitor began, else where the first of the sites begins whose address is written out, if there is one. */
export function wayBack(began: Began, { sites, endpoint }: Whereabouts): URL | undefined {
  const home = sites.flatMap(sourcesOf).find((source) => source.startsWith('https://') && !source.includes('*'))
  return beganAt([...began, home], { sites, endpoint })
}

/** The first of the addresses that is a page of one of the sites. `*` is no site: it takes everybody's pages, and knows none. */
export function beganAt(began: Began, { sites, endpoint }: Whereabouts): URL | undefined {
  const isOfSite = sites.filter((site) => site !== '*').flatMap((site) => parseSite(site) ?? [])
  return began
    .flatMap((address) => (address !== undefined && URL.canParse(address) ? [new URL(address)] : []))
    .find(
      ({ href, protocol, origin, username, password }) =>
        // A `blob:` has its maker's origin.
        /^https?:$/.test(protocol) &&
        `${username}${password}` === '' &&
        // It goes into the address of the page that thanks, and so through headers, which many servers in front keep short.
        href.length <= MAX_ADDRESS &&
        !href.startsWith(endpoint) &&
        isOfSite.some((holds) => holds(origin)),
    )
}

const MAX_ADDRESS = 1_000
