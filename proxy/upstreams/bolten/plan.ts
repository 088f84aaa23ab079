/** The steps of one order at Bolten. Each is recorded before the next starts, so none is ever done twice. */
import { lostLabels } from '../../delivery/verify.ts'
import type { Order, Outcome, Step, StepResult, StepResults } from '../upstream.ts'
import type { BoltenClient } from './client.ts'
import { addNotes } from './notes.ts'
import { hasContact, linkField, lostFrom, sentFor } from './sent.ts'
import { bodyOf } from './values.ts'

export interface PlanDeps {
  readonly client: BoltenClient
  /** Asked once a create: whether what it answered is not to be believed, so that the record is read. */
  readonly doubtsReply: (entity: string) => boolean
}

/**
 * An opportunity with a contact: the contact, or a look at the one that was made before; the opportunity with its
 * `Contato`; read back; and what is lost into the notes. Where the schema has no such field, a link step follows the
 * opportunity. The schema may change between two attempts of one order: `linked` tells what was really done.
 */
export function planSteps({ client, doubtsReply }: PlanDeps, order: Order): readonly Step[] {
  const main = order.entity
  const withContact = hasContact(order)
  const linkedBy = linkField(order)
  const { contactId } = order

  const checkContact = (id: string): Step => ({
    name: 'contact-check',
    safe: true,
    async run(finished) {
      if (finished.contact) return done({})
      const reading = await client.read('contact', id, 'urgent')
      if (reading.kind === 'refused' && reading.reason === 'record-missing') return done({ gone: true })
      if (reading.kind !== 'done') return reading
      if (reading.value.discarded) return done({ gone: true })
      const differs = lostLabels(sentFor(order, 'contact'), reading.value.attributes ?? {})
      return done({ id: reading.value.id, reused: true, ...(differs.length > 0 && { differs }) })
    },
  })

  const create = (entity: string): Step => ({
    name: entity,
    safe: false,
    async run(finished) {
      const reused = entity === 'contact' ? finished['contact-check']?.id : undefined
      if (reused !== undefined) return done({ id: reused, reused: true })
      const linked = entity === main && linkedBy !== undefined
      const contact = finished.contact?.id
      const sent = sentFor(order, entity, contact)
      if (sent.length === 0) return { kind: 'refused', reason: 'nothing-to-send' }
      const reading = await client.create(entity, bodyOf(sent))
      if (reading.kind !== 'done') return reading
      const { id, attributes } = reading.value
      const shown = attributes !== undefined && lostFrom(order, entity, contact, attributes).length === 0
      return done({ id, seen: !doubtsReply(entity) && shown, ...(linked && { linked }) })
    },
  })

  const link: Step = {
    name: 'link',
    safe: true,
    async run(finished) {
      const [opportunity, person] = [finished[main], finished.contact]
      if (opportunity?.linked) return done({})
      if (!opportunity?.id || !person?.id) return { kind: 'refused', reason: 'nothing-to-link' }
      const reading = await client.link(opportunity.id, person.id)
      return reading.kind === 'done' ? done({}) : reading
    },
  }

  const entities = withContact ? ['contact', main] : [main]

  /** Whatever a create's reply did not show may still have been kept: only the record itself tells. */
  const readBack: Step = {
    name: 'read-back',
    safe: true,
    async run(finished) {
      const lost = order.notes ? [] : [...unsaid(order, finished)]
      for (const entity of entities) {
        const { id, seen, reused } = finished[entity] ?? {}
        if (id === undefined || seen || reused) continue
        const reading = await client.read(entity, id)
        if (reading.kind !== 'done') return reading
        lost.push(...lostFrom(order, entity, finished.contact?.id, reading.value.attributes ?? {}))
      }
      // Made when the schema had no such field: what its reply showed says nothing of it.
      if (linkedBy && finished[main]?.seen && !isTied(finished, main)) lost.push(linkedBy.label)
      return done({ seen: true, ...(lost.length > 0 && { lost: [...new Set(lost)] }) })
    },
  }

  const notes: Step = { name: 'notes', safe: true, run: (finished) => addNotes(client, order, finished) }

  return [
    ...(withContact && contactId !== undefined ? [checkContact(contactId)] : []),
    ...entities.map(create),
    ...(withContact && !linkedBy ? [link] : []),
    readBack,
    ...(order.notes ? [notes] : []),
  ]
}

/** Labels of answers that a reused contact has otherwise and the main record does not carry either. */
function unsaid({ entity, values }: Order, finished: StepResults): readonly string[] {
  const carried = new Set(values[entity]?.map(({ value }) => String(value)))
  const differs = finished['contact-check']?.differs ?? []
  const isCarried = (label: string) =>
    (values.contact ?? []).every((value) => value.label !== label || carried.has(String(value.value)))
  return differs.filter((label) => !isCarried(label))
}

function isTied(finished: StepResults, main: string): boolean {
  return finished[main]?.linked === true || finished.link !== undefined
}

function done(result: StepResult): Outcome {
  return { kind: 'done', result }
}
