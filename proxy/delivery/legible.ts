/**
 * What goes upstream of a text that somebody typed. The store keeps it as it was given; but in a record, a control may end
 * the text for whoever reads it or work on his terminal, and a mark that turns the direction of writing may turn what the
 * upstream puts behind it. Where they come in, they were mostly pasted along with a telephone number.
 */
import type { PublishedForm } from '../forms/published.ts'
import type { Kept } from '../outbox/outbox.ts'

/** What was chosen stays as the upstream spells it. */
export function legible(kept: Kept, { fields }: PublishedForm): Kept {
  const chosen = Object.entries(kept.answers).filter(([name]) => fields.some((one) => one.name === name && one.options))
  const { answers, leftovers, context } = kept
  return {
    ...kept,
    answers: Object.assign(cleaned(answers), Object.fromEntries(chosen)),
    leftovers: cleaned(leftovers),
    context: cleaned(context),
  }
}

/** Every text in it, at any depth. */
function cleaned<Part>(part: Part): Part
function cleaned(part: unknown): unknown {
  if (typeof part === 'string') return part.replace(UNSEEN, '')
  if (Array.isArray(part)) return part.map(cleaned)
  if (typeof part !== 'object' || part === null) return part
  // Without a prototype, as it came: a field may be called `constructor`.
  const bare: Record<string, unknown> = Object.create(null)
  for (const [name, inner] of Object.entries(part)) bare[name] = cleaned(inner)
  return bare
}

const UNSEEN = /(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu
