import type { FieldDefinition, FormDefinition } from '../../src/contract/definition.ts'
import type { Schema } from '../upstreams/upstream.ts'
import type { Mapping, ShownField } from './published.ts'
import type { Say } from './target.ts'
import { findField, mappingTo, noField, sayDoubles } from './target.ts'
import { zoneOf } from './zone.ts'

/** The linked contact is made from answers of the same form. */
export function contactMappings(
  definition: FormDefinition & { readonly fields: readonly FieldDefinition[] },
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
    const type = field?.type ?? 'text'
    const written = definition.fields.find((each) => each.name === name)
    // Whether a zone is out of place was said of the field itself.
    const zone = zoneOf(written, type, definition, () => {})
    // By it a person is known upstream: anything else than an address could name somebody else.
    if (target?.type === 'email' && type !== 'email')
      say(name, `"${target.label}" is the contact’s e-mail: give the field \`type: email\`.`)
    if (target) return [{ ...mappingTo(target, type, { answer: name }), ...zone }]
    say(name, noField(schema, to, '`to` below `contact`'))
    return []
  })
  sayDoubles(mappings, say)
  return mappings
}
