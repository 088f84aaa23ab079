import type { FormDefinition } from '../../src/contract/definition.ts'
import type { Schema } from '../upstreams/upstream.ts'
import type { Mapping, ShownField } from './published.ts'
import type { Say } from './target.ts'
import { findField, mappingTo, noField, sayDoubles } from './target.ts'

/** The linked contact is made from answers of the same form. */
export function contactMappings(
  definition: FormDefinition,
  shown: readonly ShownField[],
  schema: Schema | undefined,
  say: Say,
): readonly Mapping[] {
  if (!schema) {
    say(undefined, 'The fields of contact were never read.')
    return []
  }
  if (definition.contact?.reuse && !shown.some(({ type }) => type === 'email')) {
    say(undefined, 'A contact is found again by its e-mail: ask for one, or take `reuse` out of `contact`.')
  }
  const mappings = (definition.contact?.fields ?? []).flatMap(({ name, to }) => {
    const target = findField(schema, to)
    const field = shown.find((candidate) => candidate.name === name)
    if (target) return [mappingTo(target, field?.type ?? 'text', { answer: name })]
    say(name, noField(schema, to, '`to` below `contact`'))
    return []
  })
  sayDoubles(mappings, say)
  return mappings
}
