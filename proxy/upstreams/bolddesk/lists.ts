/**
 * What an account is set up with, read from paths of which nobody knows which the tenant has: each is tried once where the
 * one before it does not exist, and the one that answered is asked from then on.
 */

import { own } from '../json.ts'
import type { Reading } from '../upstream.ts'
import type { Call, CallSort } from './call.ts'
import { listIn } from './shapes.ts'

export interface Lists {
  /** Every entry of the list, page by page; undefined where none of these paths exists. */
  every(paths: readonly string[]): Promise<Reading<readonly unknown[] | undefined>>
  /** One reply, where `parse` can make something of it; undefined where no path gives such a one. */
  one<T>(paths: readonly string[], parse: (reply: unknown) => T | undefined): Promise<Reading<T | undefined>>
}

const READS: CallSort = {
  ...{ method: 'GET', safe: true, scope: 'account', priority: 'schema' },
  ...{ maxBytes: 2 * 1_048_576, deadlineMs: 8_000 },
}
const PER_PAGE = 100
/** Enough for 2,000 of a kind, and an end to a list that repeats itself. */
const MAX_PAGES = 20
/** What a page may have been cut to: another number of entries is all there are. */
const PAGE_SIZES = [10, 20, 25, 30, 50, PER_PAGE]

export function createLists(call: Call): Lists {
  const worked = new Map<string, string>()

  /** Tries paths in their order, the one that worked before first. */
  async function first<T>(
    paths: readonly string[],
    read: (path: string) => Promise<Reading<T | typeof NO_SUCH_PATH>>,
  ): Promise<Reading<T | undefined>> {
    const name = paths.join(' ')
    const known = worked.get(name)
    for (const path of known === undefined ? paths : [known, ...paths.filter((other) => other !== known)]) {
      const reading = await read(path)
      if (reading.kind !== 'done') return reading
      const { value } = reading
      if (value === NO_SUCH_PATH) continue
      worked.set(name, path)
      return { kind: 'done', value }
    }
    return { kind: 'done', value: undefined }
  }

  const get = <T>(path: string, parse: (reply: unknown) => T | typeof NO_SUCH_PATH | undefined) =>
    call<T | typeof NO_SUCH_PATH>(READS, path, {
      good: parse,
      refused: ({ status }) => (status === 404 || status === 405 ? NO_SUCH_PATH : undefined),
    })

  async function everyPage(path: string): Promise<Reading<readonly unknown[] | typeof NO_SUCH_PATH>> {
    const gathered: unknown[] = []
    const seen = new Set<string>()
    for (let page = 1; page <= MAX_PAGES; page++) {
      const reading = await get(`${path}?Page=${page}&PerPage=${PER_PAGE}&RequiresCounts=true`, (reply) => {
        const items = listIn(reply, FIELDS)
        return items && { items, count: own(reply, 'count') }
      })
      if (reading.kind !== 'done') return reading
      if (reading.value === NO_SUCH_PATH) return page === 1 ? { kind: 'done', value: NO_SUCH_PATH } : all()
      const { items, count } = reading.value
      const start = JSON.stringify(items[0])
      if (items.length === 0 || seen.has(start)) return all()
      seen.add(start)
      gathered.push(...items)
      const isEnd = typeof count === 'number' ? gathered.length >= count : !PAGE_SIZES.includes(items.length)
      if (isEnd) return all()
    }
    return all()

    function all() {
      return { kind: 'done', value: gathered } as const
    }
  }

  return {
    every: (paths) => first(paths, everyPage),
    one: (paths, parse) => first(paths, (path) => get(path, (reply) => parse(reply) ?? NO_SUCH_PATH)),
  }
}

/** What lists of fields come in, beside the usual wrappers. */
const FIELDS = ['fields', 'ticketFields', 'contactFields']

const NO_SUCH_PATH = Symbol('no such path')
