/** One submission as a row of a table. */
import type { Answer, Answers } from '../../../src/contract/form.ts'
import type { Kept } from '../../outbox/outbox.ts'
import { time, upstreamRecords } from './story.ts'

/** The columns that every row has. Which answers there are differs by form and version. */
const FIXED = {
  id: ({ id }) => id,
  reference: ({ reference }) => reference,
  form: ({ form }) => form,
  version: ({ version }) => version,
  state: ({ state }) => state,
  reason: ({ reason }) => reason,
  doubts: ({ doubts }) => doubts?.join(' '),
  received: ({ receivedAt }) => time(receivedAt),
  settled: ({ settledAt }) => (settledAt === undefined ? undefined : time(settledAt)),
  upstream: (kept) => upstreamRecords(kept).join(', '),
  amends: ({ amends }) => amends,
  page: ({ context }) => context.page,
  referrer: ({ context }) => context.referrer,
} as const satisfies Record<string, (kept: Kept) => string | undefined>

export const FIXED_COLUMNS: readonly string[] = Object.keys(FIXED)

/** By column, the fixed ones first. */
export function cellsOf(kept: Kept): ReadonlyMap<string, string> {
  const { first = {}, last = {} } = kept.context
  const cells = new Map(Object.entries(FIXED).map(([column, of]) => [column, of(kept) ?? '']))
  const add = (group: string, values: Answers) => {
    for (const [name, value] of Object.entries(values)) cells.set(`${group}.${name}`, text(value))
  }
  add('answers', kept.answers)
  add('leftovers', kept.leftovers)
  add('first', first)
  add('last', last)
  return cells
}

function text(answer: Answer): string {
  return Array.isArray(answer) ? answer.join(', ') : String(answer)
}
