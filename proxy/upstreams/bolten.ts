/**
 * Bolten: opportunities and their contacts. Fields are addressed by their labels, an unknown label vanishes without a
 * word, and nothing can be searched: so labels are sent as the schema spells them, and every record is read back.
 */
import type { Sent } from '../delivery/verify.ts'
import { lostLabels } from '../delivery/verify.ts'
import type { BoltenClient, BoltenOptions } from './bolten-client.ts'
import { createBoltenClient } from './bolten-client.ts'
import { contactLink } from './bolten-schema.ts'
import { bodyOf, toSend } from './bolten-values.ts'
import type { Order, Outcome, Step, StepResult, StepResults, Upstream } from './upstream.ts'

/** Bolten allows one call a second a key, judged over ten seconds; the rest is for networks that bunch calls up. */
export const BOLTEN_SPACING_MS = 1_050

export const BOLTEN_URL = 'https://app.bolten.io'

export interface Bolten extends Upstream, Pick<BoltenClient, 'list' | 'read'> {}

export function bolten(options: BoltenOptions): Bolten {
  const client = createBoltenClient(options)
  return {
    entities: Object.keys(options.components),
    schema: client.schema,
    components: client.components,
    list: client.list,
    read: client.read,
    plan: (order) => planSteps(client, order),
  }
}

/**
 * An opportunity with a contact: the contact, the opportunity with its `Contato`, read back. Where the schema has no such
 * field, a link step follows the opportunity. The schema may change between two attempts of one order: `linked` tells
 * what was really done.
 */
function planSteps(client: BoltenClient, order: Order): readonly Step[] {
  const main = order.entity
  const contact = toSend(order.values.contact ?? [], order.schemas.contact)
  const withContact = main === 'opportunity' && contact.length > 0
  const linkField = withContact ? contactLink(order.schemas.opportunity) : undefined

  const sentOf = (entity: string, contactId: string | undefined): readonly Sent[] => {
    const sent = toSend(order.values[entity] ?? [], order.schemas[entity])
    if (entity !== main || !linkField || contactId === undefined) return sent
    const { key, label } = linkField
    return [...sent.filter((value) => value.key !== key), { key, label, type: 'record', value: contactId }]
  }

  const create = (entity: string): Step => ({
    name: entity,
    safe: false,
    async run(finished) {
      const linked = entity === main && linkField !== undefined
      const sent = sentOf(entity, finished.contact?.id)
      if (sent.length === 0) return { kind: 'refused', reason: 'nothing-to-send' }
      const reading = await client.create(entity, bodyOf(sent))
      if (reading.kind !== 'done') return reading
      const { id, attributes } = reading.value
      const seen = attributes !== undefined && lostLabels(sent, attributes).length === 0
      return done({ id, seen, ...(linked && { linked }) })
    },
  })

  const link: Step = {
    name: 'link',
    safe: false,
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
      const lost: string[] = []
      for (const entity of entities) {
        const { id, seen, linked } = finished[entity] ?? {}
        if (id === undefined || seen) continue
        const reading = await client.read(entity, id)
        if (reading.kind !== 'done') return reading
        const sent = sentOf(entity, linked ? finished.contact?.id : undefined)
        lost.push(...lostLabels(sent, reading.value.attributes ?? {}))
      }
      if (withContact && !isTied(finished, main)) lost.push(linkField?.label ?? 'Contato')
      return done({ seen: true, ...(lost.length > 0 && { lost: [...new Set(lost)] }) })
    },
  }

  return [...entities.map(create), ...(withContact && !linkField ? [link] : []), readBack]
}

function isTied(finished: StepResults, main: string): boolean {
  return finished[main]?.linked === true || finished.link !== undefined
}

function done(result: StepResult): Outcome {
  return { kind: 'done', result }
}
