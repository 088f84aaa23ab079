/**
 * When BoldDesk shows a field: JSON within JSON, rules over the answers of other fields, choices by id. Said as our
 * condition over the schema's keys, with names; whatever cannot be said so is told, and the field is always shown. Pure.
 */
import type { Condition } from '../../../src/contract/form.ts'
import { firstOf, own, readJson } from '../json.ts'
import type { Choice } from './choices.ts'
import { plainWord, textIn } from './shapes.ts'

/** A field that a rule may be about. */
export interface Ruled {
  readonly key: string
  readonly isBox: boolean
  readonly choices: readonly Choice[]
}

/** `find`: by the name or id under which rules know fields. Null where there is a condition that cannot be said. */
export function conditionIn(entry: unknown, find: (name: string) => Ruled | undefined): Condition | null | undefined {
  const given = firstOf(entry, ['displayCondition'])
  if (given === undefined || given === '') return undefined
  const read = typeof given === 'string' ? readJson(given)?.value : given
  return read === undefined || read === null ? null : group(read, find)
}

function group(given: unknown, find: (name: string) => Ruled | undefined): Condition | null | undefined {
  const rules = own(given, 'rules')
  if (!Array.isArray(rules)) return null
  const said = rules.map((one) => (Array.isArray(own(one, 'rules')) ? group(one, find) : rule(one, find)))
  const parts = said.flatMap((part) => part ?? [])
  // Half of a condition would be another one.
  if (said.includes(null)) return null
  if (parts.length < 2) return parts[0]
  return plainWord(own(given, 'condition')) === 'or' ? { any: parts } : { all: parts }
}

/** Whether it wants one of its values, or none of them. */
const WANTS: Readonly<Record<string, boolean>> = {
  ...{ in: true, equal: true, equals: true, is: true, contains: true, containsany: true },
  ...{ notin: false, notequal: false, notequals: false, isnot: false, notcontains: false },
}

function rule(given: unknown, find: (name: string) => Ruled | undefined): Condition | null {
  const field = find(textIn(own(given, 'field')) ?? '')
  const wants = WANTS[plainWord(own(given, 'operator'))]
  const values = [own(given, 'value')]
    .flat()
    .flatMap((value) => textIn(typeof value === 'boolean' ? `${value}` : value) ?? [])
  if (!field || wants === undefined || values.length === 0) return null
  const condition = field.isBox ? box(field.key, values) : choice(field, values)
  return condition && !wants ? { not: condition } : condition
}

function box(key: string, values: readonly string[]): Condition | null {
  const [value = '', ...more] = values.map((one) => one.toLowerCase())
  return more.length === 0 && /^(true|false)$/.test(value) ? { field: key, equals: value === 'true' } : null
}

function choice({ key, choices }: Ruled, values: readonly string[]): Condition | null {
  const names = values.flatMap((value) => choices.filter(({ id }) => String(id) === value).map(({ name }) => name))
  const [name, ...more] = [...new Set(names)]
  // An option that nobody can choose any more is never the answer; with none left, it cannot be said.
  if (name === undefined) return null
  return more.length === 0 ? { field: key, equals: name } : { field: key, in: [name, ...more] }
}
