/**
 * Bolten: opportunities and their contacts. Fields are addressed by their labels, an unknown label vanishes without a
 * word, and nothing can be searched: so labels are sent as the schema spells them, and every record is read back.
 */
import { createCaution } from './bolten/caution.ts'
import type { BoltenClient, BoltenOptions } from './bolten/client.ts'
import { createBoltenClient } from './bolten/client.ts'
import { look } from './bolten/look.ts'
import { planSteps } from './bolten/plan.ts'
import type { Upstream } from './upstream.ts'

/** Bolten allows one call a second a key, judged over ten seconds; the rest is for networks that bunch calls up. */
export const BOLTEN_SPACING_MS = 1_050

export const BOLTEN_URL = 'https://app.bolten.io'

export interface Bolten extends Upstream, Pick<BoltenClient, 'list' | 'read'> {}

export function bolten(options: BoltenOptions): Bolten {
  const client = createBoltenClient(options)
  const caution = createCaution()
  return {
    entities: Object.keys(options.components),
    async schema(entity) {
      const reading = await client.schema(entity)
      if (reading.kind === 'done') caution.saw(reading.value)
      return reading
    },
    components: client.components,
    list: client.list,
    read: client.read,
    look: (sought, taken) => look(client, sought, taken),
    plan: (order) => planSteps({ client, doubtsReply: caution.take }, order),
  }
}
