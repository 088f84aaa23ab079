/**
 * A bounded walk through one of Bolten's lists, whose order nobody knows: from both ends, until what was made lately has
 * been seen. It says whether it has seen all of that, and says so only where it can be shown.
 */

import type { Reading } from '../upstream.ts'
import type { RecordPage } from './client.ts'
import { PAGE_SIZE } from './client.ts'
import type { BoltenRecord } from './schema.ts'

export interface ScanOptions {
  readonly list: (page: number) => Promise<Reading<RecordPage>>
  /** Records that are older are of no interest, ms since the epoch. */
  readonly since: number
  /** The most pages that are read. */
  readonly maxPages: number
  /** Whether there is nothing left to look for. */
  readonly enough: (records: readonly BoltenRecord[]) => boolean
}

export interface Scan {
  readonly records: readonly BoltenRecord[]
  /** Every record that is in the list and not older than `since` is among them. */
  readonly complete: boolean
}

/** A list that changed under the walk is walked anew, as often as this. */
const WALKS = 3

export async function scan({ list, since, maxPages, enough }: ScanOptions): Promise<Reading<Scan>> {
  const records = new Map<string, BoltenRecord>()
  const seenAll = (complete: boolean): Reading<Scan> => ({
    kind: 'done',
    value: { records: [...records.values()], complete },
  })
  let left = maxPages
  for (let walk = 0; walk < WALKS; walk++) {
    const seen: Seen = new Map<number, RecordPage>()
    while (isSteady(seen)) {
      const page = nextPage(seen, since)
      if (page === undefined) return seenAll(true)
      if (left-- === 0 || enough([...records.values()])) return seenAll(false)
      const reading = await list(page)
      if (reading.kind !== 'done') return reading
      seen.set(page, reading.value)
      for (const record of reading.value.items) records.set(record.id, record)
    }
  }
  return seenAll(false)
}

/** Pages by their number, from 1. */
type Seen = Map<number, RecordPage>

/** How many records a page has. */
function limitOf(seen: Seen): number {
  const { items = [], limit, total } = seen.get(1) ?? {}
  // What Bolten made of the limit that was asked for shows in the number of items too.
  const shown = total !== undefined && items.length < total ? items.length : PAGE_SIZE
  return Math.max(1, limit ?? shown)
}

/** The last page; undefined where Bolten does not tell how many records there are. */
function lastOf(seen: Seen): number | undefined {
  const total = seen.get(1)?.total
  return total === undefined ? undefined : Math.max(1, Math.ceil(total / limitOf(seen)))
}

/** The pages belong together: every total and length is as the first page says, no record is there twice, none unreadable. */
function isSteady(seen: Seen): boolean {
  const limit = limitOf(seen)
  const total = seen.get(1)?.total
  const ids = [...seen.values()].flatMap(({ items }) => items.map(({ id }) => id))
  const asExpected = [...seen].every(([number, page]) => {
    const length = total === undefined ? undefined : Math.min(limit, Math.max(0, total - (number - 1) * limit))
    return page.total === total && page.unreadable === 0 && (length === undefined || page.items.length === length)
  })
  return asExpected && new Set(ids).size === ids.length
}

/** The page that tells the most; undefined when all that matters has been seen. */
function nextPage(seen: Seen, since: number): number | undefined {
  if (seen.size === 0) return 1
  const last = lastOf(seen)
  const front = runFrom(seen, 1, 1)
  // A short page may be one that was cut shorter than it was asked for: only an empty one is the end.
  if (last === undefined) return seen.get(front)?.items.length === 0 ? undefined : front + 1
  const back = seen.has(last) ? runFrom(seen, last, -1) : last + 1
  if (front >= back - 1) return undefined
  const pages = [...seen].sort(([one], [other]) => one - other).map(([, page]) => page)
  const direction = directionOf(pages.flatMap(({ items }) => items))
  const isPast = (end: readonly BoltenRecord[]) => {
    const record = end.length < OLD_ONES ? undefined : end.at(-OLD_ONES)
    return record !== undefined && timeOf(record) < since
  }
  const run = (from: number, to: number) => pages.slice(from, to).flatMap(({ items }) => items)
  if (direction === 'newest') return isPast(run(0, front)) ? undefined : front + 1
  if (direction === 'oldest')
    return isPast(run(pages.length - (last - back + 1), pages.length).reverse()) ? undefined : back - 1
  return last - back < front ? back - 1 : front + 1
}

/** So many old ones in a row are the end of what is new: a single one may stand there by accident. */
const OLD_ONES = 5

/** The last page of an unbroken run. */
function runFrom(seen: Seen, start: number, step: 1 | -1): number {
  let page = start
  while (seen.has(page + step)) page += step
  return page
}

/** So many moments in a row are no accident: of lists in no order, one in millions looks like this. */
const MOMENTS = 11

/** By which end the newest stand, where the list is plainly in the order of its records' times. */
function directionOf(records: readonly BoltenRecord[]): 'newest' | 'oldest' | undefined {
  const times = records.map(timeOf)
  if (times.some(Number.isNaN) || new Set(times).size < MOMENTS) return undefined
  const pairs = times.slice(1).map((time, index) => Math.sign(time - (times[index] ?? time)))
  if (pairs.every((sign) => sign <= 0)) return 'newest'
  return pairs.every((sign) => sign >= 0) ? 'oldest' : undefined
}

/** Ms since the epoch; NaN where it is not told. */
export function timeOf({ createdAt }: BoltenRecord): number {
  return createdAt === undefined ? Number.NaN : Date.parse(createdAt)
}
