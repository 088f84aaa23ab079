/**
 * Choices of BoldDesk's fields. People and forms say names, a create takes ids: which id a name has may hang on the answer
 * of another field. Pure.
 */
import type { Option } from '../../../src/contract/form.ts'
import { firstOf, own } from '../json.ts'
import type { SchemaField } from '../upstream.ts'
import { listIn, textIn } from './shapes.ts'

/** As it is kept in a schema field's `raw.options`. */
export interface Choice {
  readonly id: number | string
  readonly name: string
  /** Names of the parent's options beside which it stands; absent where it stands beside every one. */
  readonly parents?: readonly string[]
}

/** A choice as it was read: its parents are ids still. */
export interface ReadChoice {
  readonly id: number | string
  readonly name: string
  readonly parentIds?: readonly string[]
}

const IDS = ['id', 'brandId', 'groupId', 'optionId', 'fieldOptionId', 'value']
const NAMES = ['name', 'brandName', 'groupName', 'label', 'text', 'description', 'value']
const PARENTS = ['parentOptionId', 'parentFieldOptionId', 'parentOptionIds', 'parentId']

/** Those that may be chosen for something new. */
export function choicesIn(list: readonly unknown[]): readonly ReadChoice[] {
  return list.flatMap((entry) => {
    if (typeof entry === 'string' && entry !== '') return [{ id: entry, name: entry }]
    const id = firstOf(entry, IDS)
    const name = textIn(firstOf(entry, NAMES))
    if ((typeof id !== 'number' && typeof id !== 'string') || name === undefined || isClosed(entry)) return []
    const parentIds = [firstOf(entry, PARENTS) ?? []].flat().flatMap((parent) => textIn(parent) ?? [])
    return [{ id, name, ...(parentIds.length > 0 && { parentIds }) }]
  })
}

/** Of one field's entry, where its choices stand in it. */
export function inlineChoices(entry: unknown): readonly ReadChoice[] {
  return choicesIn(listIn(firstOf(entry, ['options', 'fieldOptions', 'dropdownItems'])) ?? [])
}

function isClosed(entry: unknown): boolean {
  const closed = ['isReadOnly', 'isPrivate', 'isDeactivated', 'isDeleted'].some((key) => own(entry, key) === true)
  return closed || own(entry, 'isActive') === false
}

export interface Named {
  readonly choices: readonly Choice[]
  /** Names that two of them share: nobody can say which is meant, so neither is there. */
  readonly shared: readonly string[]
}

/** Choices with their parents by name. `parentOf`: what stands beside each of the parent's options, by id. */
export function named(read: readonly ReadChoice[], parents: readonly ReadChoice[] | undefined): Named {
  const all = read.map(({ id, name, parentIds }): Choice => {
    if (!parents) return { id, name }
    const beside = parents.filter((parent) => parentIds?.includes(String(parent.id)))
    return { id, name, parents: [...new Set(beside.map((parent) => parent.name))] }
  })
  const shared = [...new Set(all.filter((one) => all.some((other) => clash(one, other))).map(({ name }) => name))]
  return { choices: all.filter(({ name }) => !shared.includes(name)), shared }
}

/** Two that look the same to people beside the same answer of the parent. */
function clash(one: Choice, other: Choice): boolean {
  if (one === other || !sameName(one.name, other.name)) return false
  return !one.parents || !other.parents || one.parents.some((parent) => other.parents?.includes(parent))
}

/** What a form offers: each name once, in the upstream's order. */
export function optionsOf(choices: readonly Choice[]): readonly Option[] {
  return [...new Set(choices.map(({ name }) => name))].map((name) => ({ value: name, label: name }))
}

/** By each option of the parent, the names that stand beside it. */
export function besideEach(
  choices: readonly Choice[],
  parents: readonly Choice[],
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    parents.map(({ name }) => [
      name,
      choices.filter((choice) => choice.parents?.includes(name)).map((one) => one.name),
    ]),
  )
}

/** The id under which a name is sent, beside this answer of its parent; undefined where there is none. */
export function idOf(field: SchemaField, name: string, parent: string | undefined): Choice['id'] | undefined {
  const choices = (listIn(own(field.raw, 'options')) ?? []) as readonly Choice[]
  const same = choices.filter((choice) => sameName(choice.name, name))
  const beside = same.find(({ parents }) => parents === undefined || parents.some((one) => sameName(one, parent ?? '')))
  return (beside ?? (same.length === 1 ? same[0] : undefined))?.id
}

export function sameName(one: string, other: string): boolean {
  return one.normalize('NFC').trim().toLowerCase() === other.normalize('NFC').trim().toLowerCase()
}
