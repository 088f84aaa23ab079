/**
 * Which pages a form's `sites` mean. One grammar, for the one who writes them and for the guard that reads them.
 *
 *   example.com            https, with and without www
 *   *.example.com          https, any subdomain
 *   http://localhost:5173  that origin
 *   *                      every page
 */

/** A site as a question about an origin; undefined where the text is no site. */
export function parseSite(site: string): ((origin: string) => boolean) | undefined {
  if (site === '*') return () => true
  if (site.includes('://')) {
    const origin = originOf(site)
    return origin === undefined ? undefined : (given) => given === origin
  }
  if (site.startsWith('*.')) {
    const base = hostOf(site.slice(2))
    return base === undefined ? undefined : (given) => isSubdomain(given, base)
  }
  const host = hostOf(site)
  return host === undefined ? undefined : (given) => given === `https://${host}` || given === `https://www.${host}`
}

/** The same pages as a policy's sources (https://www.w3.org/TR/CSP3/#source-lists); none where the text is no site. */
export function sourcesOf(site: string): readonly string[] {
  if (site === '*') return ['*']
  if (site.includes('://')) return sound([originOf(site)])
  if (site.startsWith('*.')) return sound([hostOf(site.slice(2))].map((base) => base && `https://*.${base}`))
  const host = hostOf(site)
  return sound(host === undefined ? [] : [`https://${host}`, `https://www.${host}`])
}

/** A host may have characters that would end a source, or a directive. */
function sound(sources: readonly (string | undefined)[]): readonly string[] {
  return sources.filter((source) => source !== undefined).filter((source) => /^[\w.:/*[\]-]+$/.test(source))
}

/** An origin written out: scheme, host and port, nothing behind them. */
function originOf(text: string): string | undefined {
  if (/[\s\\*]/.test(text) || !URL.canParse(text)) return undefined
  const { origin, protocol, pathname, search, hash, username } = new URL(text)
  const bare = pathname === '/' && search === '' && hash === '' && username === ''
  return bare && (protocol === 'https:' || protocol === 'http:') ? origin : undefined
}

/** A host with its port, as a browser writes it in an origin: lower case, IDN in punycode. */
function hostOf(text: string): string | undefined {
  if (!/^[^\s/?#@\\*]+$/.test(text)) return undefined
  return originOf(`https://${text}`)?.slice('https://'.length)
}

function isSubdomain(origin: string, base: string): boolean {
  if (!origin.startsWith('https://')) return false
  const host = origin.slice('https://'.length)
  return host.endsWith(`.${base}`) && hostOf(host) === host
}
