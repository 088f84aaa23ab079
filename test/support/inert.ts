/** Whether anything happens in a page that shows hostile texts: a script that runs, or a request that is tried. */

declare global {
  /** What the payloads call. */
  var pwned: (() => void) | undefined
}

/** Nothing is fetched on account of a text; each attempt is an event. It holds for as long as the document does. */
const POLICY =
  "img-src data:; media-src 'none'; object-src 'none'; frame-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** Begins to watch. `happened` waits until all that was drawn had its chance, and tells all of it. */
export function watchPage(): { happened(): Promise<readonly string[]> } {
  const seen: string[] = []
  globalThis.pwned = () => void seen.push('a script ran')
  const meta = document.head.appendChild(document.createElement('meta'))
  Object.assign(meta, { httpEquiv: 'Content-Security-Policy', content: POLICY })
  const refused = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent) => {
    if (!blockedURI.endsWith(LAST)) seen.push(`${effectiveDirective}: ${blockedURI}`)
  }
  document.addEventListener('securitypolicyviolation', refused)
  return {
    async happened() {
      await afterAll()
      document.removeEventListener('securitypolicyviolation', refused)
      globalThis.pwned = undefined
      meta.remove()
      return seen
    },
  }
}

const LAST = '/the-last-of-all'

/** An image that is asked for after everything else: by the time it is refused, so was all before it. */
function afterAll(): Promise<void> {
  return new Promise((done) => {
    const image = new Image()
    image.onerror = () => setTimeout(done, 0)
    image.src = LAST
  })
}
