/** Choices that can be sent, by what the upstream has at this moment: it may refuse a whole record for one that it has not. Pure. */
import type { Answer } from '../../src/contract/form.ts'
import type { Schema, SchemaField, Value } from '../upstreams/upstream.ts'

/** Of a field to choose from, the choices that it has, and those that it has no more. */
export function byChoice(
  value: Answer,
  field: SchemaField | undefined,
): { readonly kept?: Answer; readonly gone?: Answer } {
  const { options = [] } = field ?? {}
  if (options.length === 0 || typeof value === 'boolean') return { kept: value }
  const has = (choice: string) =>
    options.some((option) => sameChoice(option.value, choice) || sameChoice(option.label, choice))
  if (typeof value === 'string') return has(value) ? { kept: value } : { gone: value }
  return { kept: value.filter(has), gone: value.filter((choice) => !has(choice)) }
}

function sameChoice(one: string, other: string): boolean {
  return one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase()
}

/** Those that stand beside the choice that is sent for the field above them, and those that stand beside nothing. */
export function byParent<V extends Value>(values: readonly V[], schema: Schema | undefined) {
  const isAlone = ({ key, value }: V): boolean => {
    const parent = schema?.fields.find((field) => field.key === key)?.parent
    if (!parent || typeof value === 'boolean') return false
    const above = values.find((other) => other.key === parent.key)
    const beside = above ? [above.value].flat().flatMap((choice) => choicesBeside(parent.options, `${choice}`)) : []
    return ![value].flat().every((choice) => beside.some((other) => sameChoice(other, choice)))
  }
  return { fits: values.filter((value) => !isAlone(value)), alone: values.filter(isAlone) }
}

function choicesBeside(options: Readonly<Record<string, readonly string[]>>, above: string): readonly string[] {
  return Object.entries(options).flatMap(([choice, beside]) => (sameChoice(choice, above) ? beside : []))
}
