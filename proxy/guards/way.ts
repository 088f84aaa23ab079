/**
 * What the browser says of the way (https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header) beside the
 * page that it names. Both are easily forged; who forges one carelessly is seen. An old browser sends none, which is fine.
 */
import { parseSite } from '../../src/contract/site.ts'
import type { DoorGuard } from './guard.ts'
import { doubtful, PASS } from './verdict.ts'

/** By the header's word, whether the page is one of the proxy's own. */
const IS_OWN: Readonly<Record<string, boolean>> = { 'same-origin': true, 'same-site': false, 'cross-site': false }

/** `own`: the proxy's own origin. */
export function wayGuard(own: string): DoorGuard {
  return ({ sender: { origin, fetchSite, way }, form: { sites } }) => {
    // A person began it without any page: so may a page be opened, and a browser repeat a post; no script fetches so.
    if (fetchSite === 'none') return way === 'element' ? doubtful('way-contradicts') : PASS
    const isOwn = IS_OWN[fetchSite ?? '']
    if (isOwn === undefined || origin === null || origin === 'null') return PASS
    if (isOwn === (origin === own)) return PASS
    // Below a path of a site the proxy has that site's origin, with `www` or without.
    return isOwn && sites.some((site) => parseSite(site)?.(origin)) ? PASS : doubtful('way-contradicts')
  }
}
