/** Choices of a form against those that the upstream has. What does not fit is said, with the nearest one. */
import type { FieldDefinition } from '../../src/contract/definition.ts'
import type { Answer, Option } from '../../src/contract/form.ts'
import { didYouMean } from '../../src/contract/nearest.ts'
import { isObject } from '../../src/contract/received.ts'
import type { SchemaField } from '../upstreams/upstream.ts'
import type { ShownOption } from './published.ts'

type Say = (message: string) => void

/** A subset of the upstream's choices in the form's order, or all of them; the form's own where the upstream has none. */
export function offeredOptions(
  field: FieldDefinition,
  target: SchemaField | undefined,
  say: Say,
): readonly ShownOption[] {
  const upstream = target?.options
  if (field.options === undefined) {
    if (upstream && upstream.length > 0) return upstream
    say('A field to choose from needs `options`: the upstream has none for it.')
    return []
  }
  if (upstream === undefined) return field.options
  return field.options.flatMap(({ value, label }) => {
    const found = find(upstream, value)
    if (found === undefined) say(noSuchChoice(value, upstream))
    return found === undefined ? [] : [{ value: found, label }]
  })
}

/** A value that the form fixes, by name or by id, as the upstream spells it. */
export function fixedValue(value: Answer, target: SchemaField | undefined, say: Say): Answer {
  const upstream = target?.options
  if (upstream === undefined || typeof value === 'boolean') return value
  const spelled = (wanted: string) => {
    const found = find(upstream, wanted) ?? byId(target?.raw, upstream, wanted)
    if (found === undefined) say(noSuchChoice(wanted, upstream))
    return found ?? wanted
  }
  return typeof value === 'string' ? spelled(value) : value.map(spelled)
}

function find(options: readonly Option[], wanted: string): string | undefined {
  const same = (text: string) => text.normalize('NFC') === wanted.normalize('NFC')
  return options.find(({ value, label }) => same(value) || same(label))?.value
}

function noSuchChoice(wanted: string, options: readonly Option[]): string {
  const labels = options.map(({ label }) => label)
  return `The upstream has no choice "${wanted}".${didYouMean(wanted, labels)}`
}

/** The option that has this id in the upstream's own list of `{ id, name }`. */
function byId(raw: unknown, options: readonly Option[], id: string): string | undefined {
  const listed = isObject(raw) && Array.isArray(raw.options) ? raw.options : []
  const entry = listed.find((each) => isObject(each) && `${each.id}` === id)
  return entry === undefined ? undefined : find(options, `${entry.name}`)
}
