/** Publishes the definition that a version was made from once more, against the schema as it is at this moment. */
import type { FormDefinition } from '../../src/contract/definition.ts'
import type { Schema } from '../upstreams/upstream.ts'
import type { Publishing } from './publish.ts'
import { publish } from './publish.ts'
import type { PublishedForm } from './published.ts'

/** With `fields: all`, what the upstream gained since `before` stays hidden until a person accepts it. */
export function republish(
  definition: FormDefinition,
  schemas: Readonly<Record<string, Schema>>,
  before: PublishedForm,
): Publishing {
  return publish(definition, schemas, acceptedFields(before))
}

/** By the upstream's key, what the form calls each field that goes there, in the form's order. */
function acceptedFields({ entity, mappings, fields }: PublishedForm): ReadonlyMap<string, string> {
  const keyOf = (name: string) =>
    mappings[entity]?.find(({ source, role }) =>
      'listing' in source ? source.lead === name : 'answer' in source && source.answer === name && !role,
    )?.key
  return new Map(fields.flatMap(({ name }) => [keyOf(name) ?? []].flat().map((key): [string, string] => [key, name])))
}
