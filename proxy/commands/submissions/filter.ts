/** Which submissions a line means, in the outbox's words. */
import { didYouMean } from '../../../src/contract/nearest.ts'
import type { Config } from '../../config.ts'
import type { Filter, State } from '../../outbox/outbox.ts'
import { STATES } from '../../outbox/outbox.ts'
import type { Sqlite } from '../../outbox/sqlite/open.ts'
import { personHash } from '../../person.ts'
import type { Invocation } from '../invocation.ts'
import { Misuse } from '../invocation.ts'
import { secretOf } from '../open-store.ts'

/** @throws {Misuse} for a state that there is not, or one that does not go here. */
export function stateOf({ state, held }: Invocation, among: readonly State[] = STATES): State | undefined {
  if (held && state !== undefined && state !== 'held') throw new Misuse('--held and --state say different things.')
  const wanted = held ? 'held' : state
  if (wanted === undefined) return undefined
  const known = among.find((each) => each === wanted)
  if (!known) throw new Misuse(`--state is one of: ${among.join(', ')}.${didYouMean(wanted, among)}`)
  return known
}

/** @throws {Misuse} for a time or a number that is none. */
export function rangeOf({ before, limit }: Invocation): Pick<Filter, 'before' | 'limit'> {
  const at = before === undefined ? undefined : Date.parse(before)
  if (Number.isNaN(at)) throw new Misuse(`--before is a time such as 2026-01-31 or 2026-01-31T12:00Z, not "${before}".`)
  const count = limit === undefined ? 50 : Number(limit)
  if (!Number.isSafeInteger(count) || count < 1) throw new Misuse(`--limit is a whole number from 1, not "${limit}".`)
  return { limit: count, ...(at !== undefined && { before: at }) }
}

/** The keyed hash under which a person's submissions are kept; undefined where this store never kept one. */
export async function personOf(store: Sqlite, config: Config, email: string): Promise<string | undefined> {
  const secret = await secretOf(store, config)
  return secret === undefined ? undefined : personHash(secret, email)
}
