/** The steps of one order at BoldDesk. Each is recorded before the next starts, so none is ever done twice. */
import type { Env } from '../../env.ts'
import type { Log } from '../../log.ts'
import type { JsonObject } from '../json.ts'
import { firstOf } from '../json.ts'
import type { Order, Outcome, Reading, Step, StepResult, StepResults, Value } from '../upstream.ts'
import type { BoldDeskClient, Created } from './client.ts'
import { LAG_MS, placesOf, upload, uploadsEnd } from './files.ts'
import { addMissing, seeMissing } from './files-steps.ts'
import { isListed, missingIn } from './read-back.ts'
import { RECORD_MISSING } from './reply.ts'
import { idIn } from './shapes.ts'
import type { TagsKey } from './tags.ts'
import { ticketBody } from './ticket.ts'
import type { Sent } from './values.ts'
import { bodyOf, toSend } from './values.ts'

export interface PlanDeps {
  readonly client: BoldDeskClient
  readonly env: Pick<Env, 'monotonic' | 'sleep'>
  readonly tags: TagsKey
  /** Where neither the form nor an answer names one. */
  readonly brand?: number
  readonly log?: Log
}

/**
 * A ticket: its contact where the form has one, the ticket with its files, read back; the files that it came to be
 * without, seen in their turn. A contact by itself: made or found, read back.
 */
export function planSteps(deps: PlanDeps, order: Order): readonly Step[] {
  const { entity, files = [] } = order
  const hasContact = toSend(order, 'contact').sent.length > 0
  return [
    ...(hasContact ? [contact(deps, order)] : []),
    ...(entity === 'ticket' ? [ticket(deps, order)] : []),
    readBack(deps, order),
    ...(entity === 'ticket' && files.length > 0 ? [addMissing(deps, order), seeMissing(deps, order)] : []),
  ]
}

/** Whoever is known by this e-mail is taken as they are: what they gave otherwise now stands in the ticket's listing. */
function contact({ client }: PlanDeps, order: Order): Step {
  return {
    name: 'contact',
    safe: false,
    async run() {
      const { sent } = toSend(order, 'contact')
      const name = sent.find(({ key }) => key === 'contactName')?.json
      const shownAs = sent.some(({ key }) => key === 'contactDisplayName') || name === undefined
      const body = bodyOf([...sent, ...(shownAs ? [] : [{ key: 'contactDisplayName', json: name }])])
      const made = await client.createContact(body)
      if (made.kind === 'done') return done({ id: made.value.id })
      const email = sent.find(({ key }) => key === 'emailId')?.json
      // What refuses an e-mail twice is told by no type that could be relied on: whether somebody has it, is.
      if (made.kind !== 'refused' || made.stops === 'key' || typeof email !== 'string') return made
      const known = await client.contactByEmail(email)
      if (known.kind !== 'done') return known
      const id = idIn(known.value)
      if (!known.value || id === undefined) return made
      const differs = labelsOf(missingIn(known.value, sent))
      return done({ id, reused: true, ...(differs.length > 0 && { differs }) })
    },
  }
}

function ticket({ client, env, tags, brand }: PlanDeps, order: Order): Step {
  return {
    name: 'ticket',
    safe: false,
    async run(finished, endsAt) {
      const { files = [] } = order
      const create = (tokens: readonly string[]) => {
        const parts = { tokens, tagsKey: tags.key(), brand, contactId: finished.contact?.id }
        return client.createTicket(ticketBody(order, parts), endsAt)
      }
      const until = uploadsEnd(env, endsAt)
      let uploaded = await upload(client, files, until)
      let reading = await create(uploaded.tokens)
      if (reading.kind === 'done' && reading.value === 'expired') {
        uploaded = await upload(client, files, until)
        reading = await create(uploaded.tokens)
      }
      // A lead is worth more than its files: those are added once it is there.
      const without = reading.kind === 'done' && reading.value === 'expired'
      if (without) reading = await create([])
      if (reading.kind !== 'done') return reading
      if (reading.value === 'expired') return { kind: 'refused', reason: 'rejected' }
      const { id, filesTaken }: Created = reading.value
      if (files.length === 0) return done({ id })
      const left = without || !filesTaken ? files : uploaded.left.map(({ file }) => file)
      return done({ id, ...(left.length > 0 ? { attached: false, left: placesOf(left, files) } : { attached: true }) })
    },
  }
}

function readBack(deps: PlanDeps, order: Order): Step {
  const { client, env } = deps
  const main = order.entity
  return {
    name: 'read-back',
    safe: true,
    async run(finished) {
      const id = finished[main]?.id
      if (id === undefined) return { kind: 'refused', reason: 'nothing-to-read' }
      const read = () => (main === 'ticket' ? client.ticket(id) : contactRecord(client, id))
      let reading = await read()
      // What was made a moment ago may not be everywhere yet.
      if (reading.kind === 'refused' && reading.reason === RECORD_MISSING) {
        await env.sleep(LAG_MS)
        reading = await read()
      }
      if (reading.kind !== 'done') return reading
      return main === 'ticket'
        ? ticketSeen(deps, order, finished, id, reading.value)
        : contactSeen(order, finished, reading.value)
    },
  }
}

async function contactRecord(client: BoldDeskClient, id: string): Promise<Reading<JsonObject>> {
  const reading = await client.contact(id)
  if (reading.kind !== 'done') return reading
  return reading.value ? { kind: 'done', value: reading.value } : { kind: 'refused', reason: RECORD_MISSING }
}

function contactSeen(order: Order, finished: StepResults, record: JsonObject): Outcome {
  const { sent, dropped } = toSend(order, 'contact')
  // One that was there already is not written over: what differs is told.
  const missing = finished.contact?.reused ? (finished.contact.differs ?? []) : labelsOf(missingIn(record, sent))
  return seen([...missing, ...labelsOf(dropped)])
}

async function ticketSeen(
  { client, log, tags }: PlanDeps,
  order: Order,
  finished: StepResults,
  id: string,
  record: JsonObject,
): Promise<Outcome> {
  const { sent, dropped } = toSend(order, 'ticket')
  let missing = missingIn(record, finished.contact ? sent.filter(({ key }) => !key.startsWith('requester')) : sent)
  const tagged = missing.find(({ key }) => key === 'tags')
  if (tagged) {
    const reading = await client.tags(id)
    if (reading.kind !== 'done') return reading
    if (missingIn({ tags: reading.value }, [tagged]).length === 0) missing = missing.filter((one) => one !== tagged)
    else tags.notKept()
  }
  const unsaid = [...missing, ...dropped.map(asSent)].filter((value) => !isListed(value, order))
  const listed = missing.filter((value) => !unsaid.includes(value))
  if (listed.length > 0)
    log?.('warn', { event: 'values-only-listed', submission: order.submissionId, labels: labelsOf(listed) })
  const count = firstOf(record, ['attachmentCount'])
  const files = order.files?.length ?? 0
  const attached = finished.ticket?.attached === true && (typeof count !== 'number' || count >= files)
  return seen(labelsOf(unsaid), files > 0 ? { attached } : {})
}

function seen(lost: readonly string[], more: StepResult = {}): Outcome {
  return done({ seen: true, ...more, ...(lost.length > 0 && { lost: [...new Set(lost)] }) })
}

/** A choice without an id was never sent. */
function asSent({ key, label, type, value }: Value): Sent {
  return { key, label, type, said: value, json: '' }
}

function labelsOf(values: readonly { readonly label: string }[]): readonly string[] {
  return [...new Set(values.map(({ label }) => label))]
}

function done(result: StepResult): Outcome {
  return { kind: 'done', result }
}
