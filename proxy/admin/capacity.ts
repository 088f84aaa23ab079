/** What an upstream's pace lets through. */
import type { PublishedForm } from '../forms/published.ts'
import type { Order, Schema, Upstream, Value } from '../upstreams/upstream.ts'

const HOUR_MS = 3_600_000

/** The leads an hour that a key can bring in at most, when each needs so many calls and nothing else is called. */
export function leadsAnHour(spacingMs: number, callsPerLead: number): number {
  return Math.floor(HOUR_MS / (spacingMs * Math.max(callsPerLead, 1)))
}

/** The calls that each lead needs: those that change the upstream. Reading back is mostly spared by the create's reply. */
export function callsPerLead(
  upstream: Pick<Upstream, 'plan'>,
  form: PublishedForm,
  schemas: Readonly<Record<string, Schema>>,
): number {
  const values = Object.entries(form.mappings).map(([entity, mappings]): [string, readonly Value[]] => [
    entity,
    mappings.map(({ key, label, type }) => ({ key, label, type, value: 'x' })),
  ])
  const order: Order = { submissionId: '', entity: form.entity, values: Object.fromEntries(values), schemas }
  try {
    return Math.max(1, upstream.plan(order).filter(({ safe }) => !safe).length)
  } catch {
    // An adapter that cannot plan delivers nothing either; that is said elsewhere.
    return 1
  }
}
