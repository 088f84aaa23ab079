/** From what is kept of a submission to what an adapter gets: values under the upstream's own keys. Pure. */

import type { CapturedName } from '../../src/contract/definition.ts'
import type { Answer } from '../../src/contract/form.ts'
import type { Touch } from '../../src/contract/wire.ts'
import type { PublishedForm, Source } from '../forms/published.ts'
import type { Kept } from '../outbox/outbox.ts'
import type { Order, Schema, Value } from '../upstreams/upstream.ts'

export interface Ordered {
  readonly order: Order
  /** Labels of what the visitor gave and this order cannot carry: a person must see to it. */
  readonly lost: readonly string[]
}

/** `schemas`: the last known one of each entity that has one. */
export function orderOf(kept: Kept, form: PublishedForm, schemas: Readonly<Record<string, Schema>>): Ordered {
  const lost: string[] = []
  const values: Record<string, readonly Value[]> = {}
  for (const [entity, mappings] of Object.entries(form.mappings)) {
    const spelling = spellingsOf(schemas[entity])
    values[entity] = mappings.flatMap((mapping): Value[] => {
      const value = taken(mapping.source, kept)
      if (isEmpty(value)) return []
      const key = spelling(mapping.key)
      if (key === undefined) {
        lost.push(mapping.label)
        return []
      }
      return [{ key, label: mapping.label, type: mapping.type, value }]
    })
  }
  // Given to a version that this store does not know: only the form's own names are left to call them by.
  for (const [name, value] of Object.entries(kept.leftovers)) if (!isEmpty(value)) lost.push(name)
  return { order: { submissionId: kept.id, entity: form.entity, values, schemas }, lost: [...new Set(lost)] }
}

/** The schema's spelling of a key, matched by NFC; the key itself where no schema was ever read. */
function spellingsOf(schema: Schema | undefined): (key: string) => string | undefined {
  if (!schema) return (key) => key
  const exact = new Set(schema.fields.map(({ key }) => key))
  const byName = new Map(schema.fields.map(({ key }) => [key.normalize('NFC'), key]))
  return (key) => (exact.has(key) ? key : byName.get(key.normalize('NFC')))
}

function taken(source: Source, kept: Kept): Answer | undefined {
  if ('value' in source) return source.value
  return 'answer' in source ? kept.answers[source.answer] : capturedOf(source.from, kept)
}

function capturedOf(from: CapturedName, { context, locale, reference }: Kept): string | undefined {
  const [visit, ...rest] = from.split('.')
  // Where the site keeps no first touch, the last one is the first that is known.
  if (visit === 'first') return touched(context.first ?? context.last, rest.join('.'))
  if (visit === 'last') return touched(context.last, rest.join('.'))
  const { page, referrer } = context
  return new Map(Object.entries({ page, referrer, locale, reference })).get(from)
}

function touched(touch: Touch | undefined, name: string): string | undefined {
  return touch && Object.hasOwn(touch, name) ? touch[name] : undefined
}

/** `false` is a value: a box that was left open says something. */
function isEmpty(value: Answer | undefined): value is undefined {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}
