/** What the replies of every upstream have in common: what is unsure, and how much of its words is kept. Pure. */
import { scrub } from '../log.ts'
import { asObject } from './json.ts'
import type { Outcome } from './upstream.ts'

/** What a call that is not answered as it should be came to. */
export type Failure = Exclude<Outcome, { kind: 'done' }>

/** The whole queue of the key has to wait. */
export const RATE_LIMITED = 'rate-limited'

/** The most of an upstream's words that is kept, in bytes. */
const MAX_WORDS_BYTES = 2_048

/** A safe call is done again; of any other nobody knows whether it had an effect. */
export function unsure({ safe }: { readonly safe: boolean }, reason: string, afterMs?: number): Failure {
  if (!safe) return { kind: 'unclear', reason }
  return { kind: 'later', reason, ...(afterMs !== undefined && { afterMs }) }
}

/** Parts of a reply as one line for the operator, without the key, cut. Empty when nothing is said. */
export function keptWords(parts: readonly unknown[], key: string): string {
  const said = parts.map(spoken).filter((part) => part !== '')
  return cut(scrub(said.join(' · '), [key]))
}

/** Data as a line that people read: `email: is taken; phone: too short`. */
function spoken(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map(spoken).join('; ')
  const object = asObject(value)
  if (!object) return String(value)
  return Object.entries(object)
    .map(([name, inner]) => `${name}: ${spoken(inner)}`)
    .join('; ')
}

function cut(text: string): string {
  const bytes = new TextEncoder().encode(text)
  if (bytes.length <= MAX_WORDS_BYTES) return text
  // A character that the cut goes through is left out.
  return new TextDecoder().decode(bytes.subarray(0, MAX_WORDS_BYTES - 3), { stream: true })
}
