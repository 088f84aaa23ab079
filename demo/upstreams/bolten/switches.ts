/** How the emulated Bolten behaves where nobody outside knows how the real one does, and what goes wrong. */
import type { Pace } from '../arrivals.ts'
import type { Fault } from '../faults.ts'

export interface Switches {
  createStatus: 200 | 201
  /** The envelope; without attributes; below `data`; with attributes and no id. */
  createReply: 'record' | 'id-only' | 'wrapped' | 'no-id'
  schemaWrapper: 'attributes' | 'array' | 'items'
  options: 'strings' | 'objects'
  /** What happens to a choice that the field does not have. */
  badOption: 'reject' | 'drop' | 'store'
  /** The name under which the schema tells a required field; `none`: it does not tell. */
  requiredKey: 'none' | 'required' | 'is_required' | 'mandatory'
  requiredEnforced: boolean
  /** How a linked contact is shown in an opportunity. */
  contactShown: 'with-id' | 'labels-only'
  /** Labels that are taken and never kept. */
  forgets: string[]
  retryAfter: 'seconds' | 'date' | 'none'
  /** `by-id`: in no order that a time could tell. */
  order: 'newest' | 'oldest' | 'updated' | 'by-id'
  maxLimit: number
  /** What a list says of itself beside its items. */
  pageTells: 'all' | 'no-limit' | 'no-total' | 'nothing'
  /** A new record is missing from lists for so long. */
  listDelayMs: number
  /** More calls than this in a sliding window are answered with 429. */
  pace: Pace
  /** The first that fits a call is used, and used up. */
  faults: Fault[]
}

export function usualSwitches(): Switches {
  return {
    createStatus: 201,
    createReply: 'record',
    schemaWrapper: 'attributes',
    options: 'strings',
    badOption: 'reject',
    requiredKey: 'required',
    requiredEnforced: false,
    contactShown: 'with-id',
    forgets: [],
    retryAfter: 'seconds',
    order: 'newest',
    maxLimit: 100,
    pageTells: 'all',
    listDelayMs: 0,
    pace: { requests: 10, windowMs: 10_000 },
    faults: [],
  }
}
