/** BoldDesk's lists: pages, counts, and the wrappers that they come in. */

import type { Reply } from '../faults.ts'
import type { Switches } from './switches.ts'

/** Parameters as BoldDesk reads them: names in any case, each as often as it was given. */
export function parameters(query: URLSearchParams): (name: string) => readonly string[] {
  return (name) => [...query].flatMap(([given, value]) => (given.toLowerCase() === name.toLowerCase() ? [value] : []))
}

/** One page of a list. */
export function page(items: readonly unknown[], query: URLSearchParams, { maxPerPage, listKey }: Switches): Reply {
  const { rows, count } = cut(items, query, maxPerPage)
  return { status: 200, json: { [listKey]: rows, ...count } }
}

/** The same of fields, forms and lookups, whose wrapper nobody has seen. */
export function metadata(
  items: readonly unknown[],
  query: URLSearchParams,
  { maxPerPage, metadataIn }: Switches,
): Reply {
  const { rows, count } = cut(items, query, maxPerPage)
  return { status: 200, json: metadataIn === 'array' ? rows : { [metadataIn]: rows, ...count } }
}

function cut(items: readonly unknown[], query: URLSearchParams, maxPerPage: number) {
  const read = parameters(query)
  const number = Math.max(1, Number(read('Page')[0]) || 1)
  const perPage = Math.min(maxPerPage, Math.max(1, Number(read('PerPage')[0]) || Math.min(50, maxPerPage)))
  const counts = read('RequiresCounts')[0]?.toLowerCase() === 'true'
  const rows = items.slice((number - 1) * perPage, number * perPage)
  return { rows, count: counts ? { count: items.length } : {} }
}
