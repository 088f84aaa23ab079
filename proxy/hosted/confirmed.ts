import type { Receipt } from '../../src/contract/wire.ts'
import type { DoorGuard } from '../guards/guard.ts'
import { PASS } from '../guards/verdict.ts'
import type { IntakeDeps, Received } from '../intake.ts'
import { takeAmending } from './amend.ts'

/** The page that it was sent from is too old, or not one of ours: it is one more click away. */
class Unconfirmed extends Error {}

/**
 * As `takeAmending`; undefined where a form token is missing or not good any more, and nothing was taken. What was taken
 * before is recognised all the same. @throws {Problem}
 */
export async function takeConfirmed(received: Received, form: string, deps: IntakeDeps): Promise<Receipt | undefined> {
  const guards = { ...deps.guards, door: [...deps.guards.door, confirmed] }
  try {
    return await takeAmending(received, form, { ...deps, guards })
  } catch (error) {
    if (error instanceof Unconfirmed) return undefined
    throw error
  }
}

/** The last at the door: what the others refuse is refused. */
const confirmed: DoorGuard = ({ worth }) => {
  if (worth.kind !== 'good') throw new Unconfirmed()
  return PASS
}
