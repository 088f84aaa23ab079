/**
 * Looks for records that unclear steps may have made. Bolten cannot search, so its lists are walked once for all of them.
 * `found` and `absent` are only said of what is sure; whatever might be meant and is not plainly it makes it `unknown`.
 */
import { lostLabels, textOf, valueAt } from '../../delivery/verify.ts'
import type { Reading, Sighting, Sought, Upstream } from '../upstream.ts'
import type { BoltenClient } from './client.ts'
import type { Scan } from './scan.ts'
import { scan, timeOf } from './scan.ts'
import type { BoltenRecord } from './schema.ts'
import { lostFrom, sentFor } from './sent.ts'

/** Of all lists that are walked for one look. */
const MAX_PAGES = 20
/** How far Bolten's clock may be behind this one. If it is ahead, its records look newer, which does no harm. */
const SKEW_MS = 5 * 60_000

export async function look(
  client: Pick<BoltenClient, 'list'>,
  sought: readonly Sought[],
  taken: Parameters<Upstream['look']>[1],
): Promise<Reading<ReadonlyMap<string, Sighting>>> {
  const sightings = new Map<string, Sighting>()
  const entities = [...new Set(sought.map(({ entity }) => entity))]
  for (const entity of entities) {
    const wanted = sought.filter((one) => one.entity === entity).sort((one, other) => one.begunAt - other.begunAt)
    const reading = await scan({
      list: (page) => client.list(entity, page),
      since: Math.min(...wanted.map(({ begunAt }) => begunAt)) - SKEW_MS,
      maxPages: Math.max(1, Math.floor(MAX_PAGES / entities.length)),
      enough: (records) => wanted.every((one) => records.some((record) => carriesId(one, record) === 'its own')),
    })
    if (reading.kind !== 'done') return reading
    for (const [id, sighting] of await judge(wanted, reading.value, taken)) sightings.set(id, sighting)
  }
  return { kind: 'done', value: sightings }
}

/** Each record is at most one submission's: of several that are alike, the one that was begun first has the oldest. */
async function judge(
  sought: readonly Sought[],
  { records, complete }: Scan,
  taken: Parameters<Upstream['look']>[1],
): Promise<ReadonlyMap<string, Sighting>> {
  const near = records.filter((record) => sought.some((one) => likeness(one, record) !== 'other'))
  const gone = new Set(near.length > 0 ? await taken(near.map(({ id }) => id)) : [])
  const oldestFirst = [...near].sort((one, other) => timeOf(one) - timeOf(other))
  const left = () => oldestFirst.filter(({ id }) => !gone.has(id))
  const found = new Map<string, Sighting>()
  for (const one of sought) {
    const same = left().find((record) => likeness(one, record) === 'same')
    if (!same) continue
    gone.add(same.id)
    found.set(one.submissionId, { kind: 'found', id: same.id })
  }
  const unfound = sought.filter(({ submissionId }) => !found.has(submissionId))
  const missed = unfound.map((one): [string, Sighting] => {
    const isAbsent = complete && left().every((record) => likeness(one, record) === 'other')
    return [one.submissionId, { kind: isAbsent ? 'absent' : 'unknown' }]
  })
  return new Map([...found, ...missed])
}

/** `perhaps`: it could be the record after something was lost of it; nobody can say. */
type Likeness = 'same' | 'perhaps' | 'other'

function likeness(sought: Sought, record: BoltenRecord): Likeness {
  const id = carriesId(sought, record)
  if (id === 'its own') return 'same'
  const time = timeOf(record)
  if (id === 'another' || time < sought.begunAt - SKEW_MS) return 'other'
  const byValues = sameValues(sought, record)
  // A record with a marker field would carry the id: without it, or at an unknown time, it may be anybody's.
  return byValues === 'same' && (id === 'none' || Number.isNaN(time)) ? 'perhaps' : byValues
}

/** What a marker field says; undefined where the order has none for this entity. */
function carriesId(
  { submissionId, entity, order }: Sought,
  { attributes }: BoltenRecord,
): 'its own' | 'another' | 'none' | undefined {
  if (order.marker === undefined || entity !== order.entity) return undefined
  const value = attributes && valueAt(attributes, order.marker)
  const text = value === undefined || value === null ? '' : textOf(value).trim().toLowerCase()
  if (text === '') return 'none'
  return text === submissionId.toLowerCase() ? 'its own' : 'another'
}

/** Values by which people tell each other apart. */
const TELLING: ReadonlySet<string> = new Set(['email', 'tel'])

function sameValues({ entity, order, done }: Sought, { attributes }: BoltenRecord): Likeness {
  if (!attributes) return 'perhaps'
  const contactId = done.contact?.id
  if (lostFrom(order, entity, contactId, attributes).length === 0) return 'same'
  const isSame = (value: (typeof sent)[number]) => lostLabels([value], attributes).length === 0
  const isMissing = (key: string) => (valueAt(attributes, key) ?? '') === ''
  const sent = sentFor(order, entity, contactId).filter(({ key }) => key !== order.marker && key !== order.notes?.key)
  if (sent.some((value) => TELLING.has(value.type) && isSame(value))) return 'perhaps'
  return sent.every((value) => isSame(value) || isMissing(value.key)) ? 'perhaps' : 'other'
}
