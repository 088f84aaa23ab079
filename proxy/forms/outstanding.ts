/** What drifted and still waits, by form. Each change is said once, for as long as it lasts. */
import type { Log } from '../log.ts'
import type { Change } from './change.ts'
import { identity, needsPerson } from './change.ts'

/** Hears of each form whose outstanding changes are others than before. */
export type Drifted = (form: string, changes: readonly Change[]) => void

export interface Outstanding {
  of(form: string): readonly Change[]
  /** `changes`: what was found; `left`: what of it stays so. */
  found(form: string, changes: readonly Change[], left?: readonly Change[]): void
}

export function createOutstanding(log: Log, drifted: Drifted = () => {}): Outstanding {
  const standing = new Map<string, readonly Change[]>()

  function tell(form: string, changes: readonly Change[]): void {
    try {
      drifted(form, changes)
    } catch (cause) {
      log('error', { event: 'listener-failed', form, cause })
    }
  }

  return {
    of: (form) => standing.get(form) ?? [],

    found(form, changes, left = changes) {
      const before = new Set(standing.get(form)?.map(identity))
      for (const change of changes) {
        if (before.has(identity(change))) continue
        log(needsPerson(change) ? 'warn' : 'info', { event: 'schema-drift', form, ...change })
      }
      standing.set(form, left)
      const after = left.map(identity)
      if (after.length === before.size && after.every((change) => before.has(change))) return
      if (after.length === 0) log('info', { event: 'schema-drift-over', form })
      tell(form, left)
    },
  }
}
