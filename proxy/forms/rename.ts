/** Whether a field that is gone and one that is new are probably the same under another name. A guess, for a person to judge. */
import { edits, plain } from '../../src/contract/nearest.ts'
import type { SchemaField } from '../upstreams/upstream.ts'

/**
 * By the key of a field that is gone, the new one that it probably became: of the same type, with the same choices, with
 * a similar name. Only where each is the other's single candidate.
 */
export function renames(gone: readonly SchemaField[], fresh: readonly SchemaField[]): ReadonlyMap<string, SchemaField> {
  const pairs = gone.flatMap((from) => fresh.filter((to) => couldBe(from, to)).map((to) => ({ from, to })))
  const single = pairs.filter(
    ({ from, to }) => pairs.filter((pair) => pair.from === from || pair.to === to).length === 1,
  )
  return new Map(single.map(({ from, to }) => [from.key, to]))
}

/** Names that share their words, or are a few letters apart: `Nome` and `Nome completo`, but not `Nome` and `Sobrenome`. */
export function similar(one: string, other: string): boolean {
  const [few = [], many = []] = [words(one), words(other)].sort((a, b) => a.length - b.length)
  if (few.length === 0) return false
  if (few.some((word) => word.length > 2) && few.every((word) => many.some((candidate) => alike(word, candidate))))
    return true
  const [from, to] = [few.join(' '), many.join(' ')]
  return edits(from, to) <= Math.max(from.length, to.length) / 3
}

function couldBe(from: SchemaField, to: SchemaField): boolean {
  const sameType =
    from.upstreamType !== undefined && to.upstreamType !== undefined
      ? from.upstreamType === to.upstreamType
      : from.type === to.type
  return sameType && choices(from) === choices(to) && similar(from.label, to.label)
}

function choices({ options }: SchemaField): string {
  return JSON.stringify(options?.map(({ value }) => value.normalize('NFC')).sort())
}

/** `E-mail` is the one word `email`. */
function words(label: string): readonly string[] {
  return plain(label)
    .replace(/[-'’.]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** One letter in five may differ: a plural is the same word. */
function alike(word: string, other: string): boolean {
  return edits(word, other) <= Math.floor(word.length / 5)
}
