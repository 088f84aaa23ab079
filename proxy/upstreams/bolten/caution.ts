/** After a schema change a create's own answer is not believed for a while: the record itself is read. */
import { canonical } from '../../forms/digest.ts'
import type { Schema } from '../upstream.ts'

/** So many creates of an entity are read back after its schema has changed. */
export const READ_BACK_AFTER_CHANGE = 20

export interface Caution {
  /** Hears of every reading of a schema. */
  saw(schema: Schema): void
  /** Counts one create of an entity. True: its record is to be read. */
  take(entity: string): boolean
}

export function createCaution(): Caution {
  const known = new Map<string, string>()
  const left = new Map<string, number>()
  return {
    saw(schema) {
      const { entity } = schema
      const [before, now] = [known.get(entity), canonical(schema)]
      known.set(entity, now)
      if (before !== undefined && before !== now) left.set(entity, READ_BACK_AFTER_CHANGE)
    },
    take(entity) {
      const count = left.get(entity) ?? 0
      left.set(entity, Math.max(0, count - 1))
      return count > 0
    },
  }
}
