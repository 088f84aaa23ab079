/**
 * Looks upstream for what steps may have made whose end is not known: one scan serves all of a connection that are due,
 * and what it saw is kept for those whose turn comes later.
 */
import type { Env } from '../env.ts'
import type { Catalog } from '../forms/catalog.ts'
import type { Forms } from '../forms/forms.ts'
import { phonesFor } from '../forms/phone.ts'
import type { Log } from '../log.ts'
import type { Claim, Outbox, Unclear } from '../outbox/outbox.ts'
import type { Connection } from '../upstreams/connection.ts'
import type { Reading, Sighting, Sought } from '../upstreams/upstream.ts'
import { reusedContact } from './contact.ts'
import { ADAPTER_FAULT, faultOf } from './fault.ts'
import type { FileDeps } from './files.ts'
import { fileFacts } from './files.ts'
import { orderOf } from './order.ts'

export interface LookDeps extends FileDeps {
  readonly outbox: Pick<Outbox, 'unclear' | 'takenRecords'>
  readonly forms: Pick<Forms, 'version' | 'live'>
  readonly catalog: Pick<Catalog, 'schemas'>
  readonly env: Pick<Env, 'now'>
  readonly log: Log
}

export interface Lookout {
  /**
   * Whether the record of a claim's open step is there. Only of a step whose time to be looked up has come. Rejects only
   * when the store does.
   */
  sight(claim: Claim & { readonly openStep: string }): Promise<Reading<Sighting>>
}

const UNKNOWN: Sighting = { kind: 'unknown' }

export function createLookout(deps: LookDeps, connection: Connection): Lookout {
  const { outbox, forms, catalog, env, log } = deps
  let seen = new Map<string, Sighting>()
  const taken = (ids: readonly string[]) => outbox.takenRecords(connection.name, ids)

  /** Two that are alike may be shown the same record: whoever finishes first has it. */
  async function isFree(sighting: Sighting): Promise<boolean> {
    return sighting.kind !== 'found' || (await taken([sighting.id])).size === 0
  }

  async function soughtOf(unclear: Unclear): Promise<Sought | undefined> {
    const { id, form, version, openStep, results, begunAt, resent } = unclear
    const found = await forms.version(form, version)
    if (!found) return undefined
    const contactId = reusedContact(results)
    try {
      const phones = await phonesFor(found.form.fields)
      const facts = {
        ...{ resent, ...fileFacts(deps, connection, found.form.entity) },
        ...(contactId !== undefined && { contactId }),
        ...(phones && { phones }),
      }
      const { order } = orderOf(unclear, found.form, catalog.schemas(connection.name), facts)
      // A step that makes a record is called by its entity; what another one did cannot be seen.
      if (!Object.hasOwn(order.values, openStep) && !connection.upstream.looksFor?.includes(openStep)) return undefined
      return { submissionId: id, entity: openStep, order, done: results, begunAt }
    } catch (error) {
      log('error', { event: 'adapter-fault', submission: id, step: 'look', ...faultOf(error) })
      return undefined
    }
  }

  async function look(sought: readonly Sought[]): Promise<Reading<ReadonlyMap<string, Sighting>>> {
    try {
      return await connection.upstream.look(sought, taken)
    } catch (error) {
      log('error', { event: 'adapter-fault', step: 'look', ...faultOf(error) })
      return ADAPTER_FAULT
    }
  }

  async function scan(claim: Unclear): Promise<Reading<ReadonlyMap<string, Sighting>>> {
    const begun = env.now()
    const others = (await outbox.unclear(connection.name, begun)).filter(({ id }) => id !== claim.id)
    const due = [claim, ...others].filter(({ doubtedAt }) => doubtedAt + connection.lookAfterMs <= begun)
    const sought = (await Promise.all(due.map(soughtOf))).flatMap((one) => one ?? [])
    const reading = sought.length === 0 ? NOTHING : await look(sought)
    if (reading.kind !== 'done') return reading
    return { kind: 'done', value: new Map(due.map((one) => [keyOf(one), reading.value.get(one.id) ?? UNKNOWN])) }
  }

  return {
    async sight(claim) {
      const { begunAt = claim.receivedAt, doubtedAt = begunAt } = claim
      const unclear = { ...claim, begunAt, doubtedAt }
      const key = keyOf(unclear)
      const known = seen.get(key)
      // Each is told once: whoever asks again wants to know anew.
      seen.delete(key)
      if (known && (await isFree(known))) return { kind: 'done', value: known }
      const reading = await scan(unclear)
      if (reading.kind !== 'done') return reading
      seen = new Map(reading.value)
      const sighting = seen.get(key) ?? UNKNOWN
      seen.delete(key)
      return { kind: 'done', value: (await isFree(sighting)) ? sighting : UNKNOWN }
    },
  }
}

const NOTHING: Reading<ReadonlyMap<string, Sighting>> = { kind: 'done', value: new Map() }

/** A step that is begun again is looked up anew. */
function keyOf({ id, openStep, begunAt }: Unclear): string {
  return `${id} ${openStep} ${begunAt}`
}
