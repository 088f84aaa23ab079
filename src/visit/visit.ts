/**
 * `v1/visit.js`, for every page of a site: keeps how a visit began, in the tab's session storage and in no cookie, so that
 * a form on a later page can say it: campaign values, the page, and what led there.
 *
 * With `?consent=<event>` in its address, or `data-consent`, it keeps nothing before that event reaches the window.
 */
import { FIRST, lastTouch } from '../widget/visit.ts'

// Page optimisers run scripts in ways that leave `currentScript` empty; a consent that cannot be read is not given.
const script = document.currentScript ?? document.querySelector('script[src*="/v1/visit.js"]')

if (script instanceof HTMLScriptElement) {
  const consent = script.dataset.consent ?? new URL(script.src).searchParams.get('consent')
  const touch = JSON.stringify({ ...lastTouch(), page: location.href, referrer: document.referrer })
  const keep = () => {
    try {
      sessionStorage[FIRST] ??= touch
    } catch {}
  }
  if (consent) addEventListener(consent, keep, { once: true })
  else keep()
}
