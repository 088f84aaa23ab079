/**
 * The upstream's dependencies in the form's own names: which choices stand beside which answer, and when a field is shown.
 * What a field depends on is asked for by the form too, or fixed by it; else that is said. Pure.
 */
import { reaches } from '../../src/contract/condition-faults.ts'
import type { Answer, Condition } from '../../src/contract/form.ts'
import { holds } from '../../src/contract/when.ts'
import type { Schema, SchemaField } from '../upstreams/upstream.ts'
import type { Mapping, ShownField, ShownOption, Source } from './published.ts'
import type { Say } from './target.ts'
import { findField } from './target.ts'

/** `mappings`: of the entity; `listed`: names of the fields whose options the form lists itself. */
export interface DependencyFacts {
  readonly schema: Schema
  readonly mappings: readonly Mapping[]
  readonly listed: ReadonlySet<string>
}

export function withDependencies(
  shown: readonly ShownField[],
  { schema, mappings, listed }: DependencyFacts,
  say: Say,
): readonly ShownField[] {
  const settled = new Map<string, ShownField>()
  for (const { source, key } of mappings) if ('value' in source) sayAlone(key, source.value)
  const all = shown.map(settle)
  for (const field of all.filter(isCircular))
    say(field.name, 'Whether it is shown depends on itself. Break the circle.')
  return all

  function settle(field: ShownField): ShownField {
    const known = settled.get(field.name)
    if (known) return known
    settled.set(field.name, field)
    const target = targetOf(field)
    const done = target ? conditioned(narrowed(field, target), target) : field
    settled.set(field.name, done)
    return done
  }

  function targetOf({ name }: ShownField): SchemaField | undefined {
    const own = mappings.find(({ source, role }) => !role && 'answer' in source && source.answer === name)
    return own && findField(schema, own.key)
  }

  /** With the choices that can stand beside what the form fixes or asks of the field above it. */
  function narrowed(field: ShownField, { parent }: SchemaField): ShownField {
    const above = parent && findField(schema, parent.key)
    if (!parent || !above || !field.options) return field
    const source = sourceOf(mappings, above.key)
    if (!source || !('answer' in source || 'value' in source)) {
      say(field.name, `Its choices depend on "${above.label}". ${mendFor(above)}`)
      return field
    }
    const asked = 'answer' in source ? source.answer : undefined
    const parents = asked === undefined ? valuesOf(source) : choicesOf(asked, Object.keys(parent.options))
    const options = field.options.flatMap((option): readonly ShownOption[] => {
      const beside = parents.filter((value) => isBeside(parent, value, option.value))
      if (beside.length === 0) return []
      return [asked === undefined ? option : { ...option, parents: beside }]
    })
    const lost = field.options.filter(({ value }) => !options.some((option) => option.value === value))
    const where = asked === undefined ? `"${above.label}" as the form fixes it` : `any choice of \`${asked}\``
    if (options.length === 0) say(field.name, `There is nothing to choose beside ${where}. Take the field out.`)
    else if (listed.has(field.name))
      for (const { value } of lost) say(field.name, `"${value}" does not stand beside ${where}. Take it out.`)
    return { ...field, options, ...(asked !== undefined && { parent: asked }) }
  }

  function choicesOf(name: string, all: readonly string[]): readonly string[] {
    const field = shown.find((each) => each.name === name)
    return (field && settle(field).options?.map(({ value }) => value)) ?? all
  }

  /** The form's own condition has the last word. */
  function conditioned(field: ShownField, target: SchemaField): ShownField {
    if (field.when || !target.when) return field
    const unknown = new Set<string>()
    const when = inOwnNames(target.when, mappings, (key) => unknown.add(key))
    for (const key of unknown) {
      const above = findField(schema, key)
      say(field.name, `Whether it is shown depends on "${above?.label ?? key}". ${mendFor(above)}`)
    }
    if (when === false && unknown.size === 0)
      say(field.name, 'The upstream never shows it beside what the form fixes. Take the field out.')
    return typeof when === 'boolean' ? field : { ...field, when }
  }

  /** A fixed choice must be there beside whatever the field above it can be. */
  function sayAlone(key: string, value: Answer): void {
    const target = findField(schema, key)
    const above = target?.parent && findField(schema, target.parent.key)
    if (!target?.parent || !above) return
    const { parent, label } = target
    const source = sourceOf(mappings, above.key)
    if (!source || !('answer' in source || 'value' in source)) {
      say(undefined, `The choices of "${label}" depend on "${above.label}". ${mendFor(above)}`)
      return
    }
    const parents = 'answer' in source ? choicesOf(source.answer, Object.keys(parent.options)) : valuesOf(source)
    for (const choice of valuesOf({ value })) {
      const alone = parents.find((one) => !isBeside(parent, one, choice))
      if (alone !== undefined)
        say(undefined, `"${choice}" of "${label}" does not stand beside "${alone}" of "${above.label}". Name another.`)
    }
  }

  function isCircular({ name }: ShownField): boolean {
    const condition = needs(name)
    return condition !== undefined && reaches(condition, name, needs)
  }

  /** What a field depends on, as one condition. */
  function needs(name: string): Condition | undefined {
    const field = settled.get(name)
    const parts = [field?.when, field?.parent === undefined ? undefined : { field: field.parent, in: [] }]
    const all = parts.filter((part) => part !== undefined)
    return all.length > 0 ? { all } : undefined
  }
}

/**
 * A condition over the upstream's keys as one over the form's names; true or false where the form leaves nothing open. A
 * field that has nothing certain is `unknown`, and counts as empty.
 */
export function inOwnNames(
  condition: Condition,
  mappings: readonly Mapping[],
  unknown: (key: string) => void = () => {},
): Condition | boolean {
  const own = (part: Condition) => inOwnNames(part, mappings, unknown)
  if ('not' in condition) {
    const part = own(condition.not)
    return typeof part === 'boolean' ? !part : { not: part }
  }
  if ('all' in condition) {
    const open = condition.all.map(own).filter((part) => part !== true)
    if (open.includes(false)) return false
    return joined(open, (all) => ({ all })) ?? true
  }
  if ('any' in condition) {
    const open = condition.any.map(own).filter((part) => part !== false)
    if (open.includes(true)) return true
    return joined(open, (any) => ({ any })) ?? false
  }
  const source = sourceOf(mappings, condition.field)
  if (source && 'answer' in source) return { ...condition, field: source.answer }
  const value = source && 'value' in source ? source.value : undefined
  if (value === undefined) unknown(condition.field)
  return holds(condition, () => value)
}

/** Whether the upstream has this choice beside that one of the field above. */
export function isBeside({ options }: NonNullable<SchemaField['parent']>, above: string, choice: string): boolean {
  return Object.hasOwn(options, above) && options[above]?.includes(choice) === true
}

function joined(parts: readonly (Condition | boolean)[], join: (parts: readonly Condition[]) => Condition) {
  const open = parts.filter((part) => typeof part !== 'boolean')
  return open.length > 1 ? join(open) : open[0]
}

function sourceOf(mappings: readonly Mapping[], key: string): Source | undefined {
  return mappings.find((mapping) => mapping.key === key)?.source
}

function valuesOf(source: Source): readonly string[] {
  return 'value' in source ? [source.value].flat().map(String) : []
}

function mendFor(above: SchemaField | undefined): string {
  return above
    ? `Show that too, with \`to: ${above.key}\`, or fix it by \`value\`.`
    : 'Say in its `when` when it is shown.'
}
