/**
 * Looks for what unclear steps may have made: a ticket by the submission's id, which it carries, a contact by its e-mail, a
 * ticket's files by its list of them. `absent` only after a second look, since lists lag behind.
 */
import type { Env } from '../../env.ts'
import type { JsonObject } from '../json.ts'
import { firstOf } from '../json.ts'
import type { Reading, Sighting, Sought, Upstream } from '../upstream.ts'
import type { BoldDeskClient } from './client.ts'
import { LAG_MS, missingFrom } from './files.ts'
import { idIn, textIn } from './shapes.ts'
import { toSend } from './values.ts'

export interface LookDeps {
  readonly client: Pick<BoldDeskClient, 'findTickets' | 'ticket' | 'contactByEmail' | 'fileNames'>
  readonly env: Pick<Env, 'sleep'>
}

/** Each takes up to three calls, twice: more would outlive the claim that waits for them. */
const MAX_A_LOOK = 10
/** How far BoldDesk's clock and ours may be apart. */
const WINDOW_MS = 15 * 60_000
/** Of one person in half an hour: a full page is not known to be all. */
const MANY = 50

const UNKNOWN: Sighting = { kind: 'unknown' }
const ABSENT: Sighting = { kind: 'absent' }

export async function look(
  deps: LookDeps,
  sought: readonly Sought[],
  taken: Parameters<Upstream['look']>[1],
): Promise<Reading<ReadonlyMap<string, Sighting>>> {
  const sightings = new Map<string, Sighting>(sought.map(({ submissionId }) => [submissionId, UNKNOWN]))
  let left = sought.slice(0, MAX_A_LOOK)
  for (const isLast of [false, true]) {
    const absent: Sought[] = []
    for (const one of left) {
      const reading = await sight(deps, one, taken)
      if (reading.kind !== 'done') return reading
      if (reading.value.kind === 'absent') absent.push(one)
      if (isLast || reading.value.kind !== 'absent') sightings.set(one.submissionId, reading.value)
    }
    left = absent
    if (left.length === 0 || isLast) break
    await deps.env.sleep(LAG_MS)
  }
  return { kind: 'done', value: sightings }
}

type Sight = (deps: LookDeps, sought: Sought, taken: Parameters<Upstream['look']>[1]) => Promise<Reading<Sighting>>

const SIGHTS: Readonly<Record<string, Sight>> = { ticket: sightTicket, contact: sightContact, files: sightFiles }

async function sight(...given: Parameters<Sight>): Promise<Reading<Sighting>> {
  return (await SIGHTS[given[1].entity]?.(...given)) ?? { kind: 'done', value: UNKNOWN }
}

async function sightTicket({ client }: LookDeps, sought: Sought): Promise<Reading<Sighting>> {
  const { submissionId } = sought
  const rows = await client.findTickets([reference(submissionId)], 1)
  if (rows.kind !== 'done') return rows
  const [row] = rows.value ?? []
  if (rows.value && !row) return { kind: 'done', value: ABSENT }
  const id = idIn(row)
  if (row && id !== undefined) {
    if (carries(row, submissionId)) return { kind: 'done', value: { kind: 'found', id } }
    // A search that does not know what it is asked for answers with any ticket: with one for what nothing carries, too.
    const control = await client.findTickets([reference(crypto.randomUUID())], 1)
    if (control.kind !== 'done') return control
    if (control.value?.length === 0) return { kind: 'done', value: { kind: 'found', id } }
  }
  return sightNear(client, sought)
}

/** Among what the same person asked for at that time. */
async function sightNear(client: LookDeps['client'], sought: Sought): Promise<Reading<Sighting>> {
  const email = emailIn(sought, 'ticket', 'requesterEmailId') ?? emailIn(sought, 'contact', 'emailId')
  if (email === undefined) return { kind: 'done', value: UNKNOWN }
  const [from, to] = [-WINDOW_MS, WINDOW_MS].map((ms) => new Date(sought.begunAt + ms).toISOString())
  const questions = [`requesteremail:${JSON.stringify(email)}`, `createdon:${JSON.stringify({ from, to })}`]
  const near = await client.findTickets(questions, MANY)
  if (near.kind !== 'done') return near
  let isSure = near.value !== undefined && near.value.length < MANY
  for (const row of (near.value ?? []).filter((one) => isAlike(one, sought))) {
    const id = idIn(row)
    const reading = id === undefined ? NOT_THERE : await client.ticket(id)
    if (reading.kind === 'later') return reading
    const record = reading.kind === 'done' ? reading.value : row
    if (id !== undefined && carries(record, sought.submissionId)) return { kind: 'done', value: { kind: 'found', id } }
    // With the mark of another it is another's, however alike; without any, nobody can say.
    isSure &&= isMarked(record)
  }
  return { kind: 'done', value: isSure ? ABSENT : UNKNOWN }
}

const NOT_THERE = { kind: 'refused', reason: 'record-missing' } as const

function reference(id: string): string {
  return `externalreferenceids:${JSON.stringify([id])}`
}

function isAlike(row: JsonObject, { order }: Sought): boolean {
  const subject = order.values.ticket?.find(({ key }) => key === 'subject')?.value
  const title = textIn(firstOf(row, ['title', 'subject']))
  return subject === undefined || title === undefined || title.trim() === String(subject).trim()
}

function isMarked(record: JsonObject): boolean {
  return firstOf(record, ['externalReferenceId', 'description']) !== undefined
}

function carries(record: JsonObject, submissionId: string): boolean {
  const reference = textIn(firstOf(record, ['externalReferenceId']))
  const description = textIn(firstOf(record, ['description']))
  return reference?.toLowerCase() === submissionId.toLowerCase() || description?.includes(submissionId) === true
}

/** One that is another submission's is found again by the create itself, which the e-mail makes it safe to repeat. */
async function sightContact(
  { client }: LookDeps,
  sought: Sought,
  taken: Parameters<Upstream['look']>[1],
): Promise<Reading<Sighting>> {
  const email = emailIn(sought, 'contact', 'emailId')
  if (email === undefined) return { kind: 'done', value: UNKNOWN }
  const reading = await client.contactByEmail(email)
  if (reading.kind !== 'done') return reading
  const id = idIn(reading.value)
  const isFree = id !== undefined && !(await taken([id])).has(id)
  return { kind: 'done', value: isFree ? { kind: 'found', id } : ABSENT }
}

/** The ticket's id is its own record's: what stands for its files is called after it. */
async function sightFiles({ client }: LookDeps, { order, done }: Sought): Promise<Reading<Sighting>> {
  const id = done.ticket?.id
  if (id === undefined) return { kind: 'done', value: UNKNOWN }
  const reading = await client.fileNames(id, 'look')
  if (reading.kind !== 'done') return reading
  if (!reading.value) return { kind: 'done', value: UNKNOWN }
  const isWhole = missingFrom(order.files ?? [], reading.value).length === 0
  return { kind: 'done', value: isWhole ? { kind: 'found', id: `${id}-files` } : ABSENT }
}

function emailIn({ order }: Sought, entity: string, key: string): string | undefined {
  const value = toSend(order, entity).sent.find((sent) => sent.key === key)?.json
  return typeof value === 'string' ? value : undefined
}
