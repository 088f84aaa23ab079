/** Goes through submissions page by page, so that no command holds a whole store in memory. */
import type { Filter, Kept, Outbox } from '../../outbox/outbox.ts'

const PAGE = 500

/** All that fit, the newest first, each once; what is received after the first page is left out. */
export async function* pages(
  outbox: Pick<Outbox, 'list'>,
  filter: Omit<Filter, 'limit'>,
  size = PAGE,
): AsyncGenerator<readonly Kept[]> {
  let { before } = filter
  let limit = size
  let seen: ReadonlySet<string> = new Set()
  for (;;) {
    const page = await outbox.list({ ...filter, ...(before !== undefined && { before }), limit })
    const fresh = page.filter(({ id }) => !seen.has(id))
    if (fresh.length > 0) yield fresh
    const last = page.at(-1)
    if (!last || page.length < limit) return
    // Others of the same millisecond may follow: the next page begins with that millisecond again.
    const next = last.receivedAt + 1
    seen = new Set(page.filter(({ receivedAt }) => receivedAt === last.receivedAt).map(({ id }) => id))
    limit = next === before ? limit * 2 : size
    before = next
  }
}
