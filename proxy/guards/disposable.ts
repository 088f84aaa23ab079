/** Addresses that are thrown away. A kept list of their domains, loaded with the first address; those below them too. */
import type { HallGuard } from './guard.ts'
import { doubtful, PASS } from './verdict.ts'

export function disposableGuard(): HallGuard {
  let loading: Promise<ReadonlySet<string>> | undefined
  return async ({ emails }) => {
    const domains = emails.map((email) => email.slice(email.lastIndexOf('@') + 1).toLowerCase())
    if (domains.length === 0) return PASS
    loading ??= load()
    const listed = await loading
    return domains.some((domain) => withParents(domain).some((each) => listed.has(each)))
      ? doubtful('disposable-address')
      : PASS
  }
}

async function load(): Promise<ReadonlySet<string>> {
  try {
    const { disposableEmailBlocklistSet } = await import('disposable-email-domains-js')
    return disposableEmailBlocklistSet()
  } catch {
    // An update took the file away under the running process. Nobody's submission fails for that.
    return new Set()
  }
}

/** `a.b.c` → `a.b.c`, `b.c`; a top-level domain alone is nobody's. */
function withParents(domain: string): readonly string[] {
  const labels = domain.split('.')
  return labels.slice(0, -1).map((_, from) => labels.slice(from).join('.'))
}
