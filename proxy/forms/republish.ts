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

/** By the upstream's key, what the form calls each field that goes there. */
function acceptedFields({ entity, mappings }: PublishedForm): ReadonlyMap<string, string> {
  const shown = mappings[entity] ?? []
  return new Map(shown.flatMap(({ key, source }) => ('answer' in source ? [[key, source.answer]] : [])))
}
