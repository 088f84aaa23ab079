/** Answers that caches may keep and ask for again by their tag. */
import { versionOf } from './forms/digest.ts'

/** A publish is live everywhere within a minute; a copy outlives a proxy that is down by a day. */
export const FORM_CACHE = 'public, max-age=30, stale-while-revalidate=30, stale-if-error=86400'

/** The body, or that it is the one that the request has already. */
export async function cached(
  request: Request,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const tag = `"${await versionOf(body)}"`
  const all = { ...headers, etag: tag }
  if (matchesTag(request.headers.get('if-none-match'), tag)) return new Response(null, { status: 304, headers: all })
  return new Response(body, { headers: all })
}

/** RFC 9110, 13.1.2: weak comparison with any tag of the list. */
function matchesTag(header: string | null, tag: string): boolean {
  return header?.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag) ?? false
}
