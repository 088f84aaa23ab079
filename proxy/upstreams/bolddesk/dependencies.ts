/**
 * Which options stand beside which of another field: told by the options themselves, or by a dependency apart from them,
 * whose place in a reply is not settled. Pure.
 */

import { asObject, firstOf, own } from '../json.ts'
import type { ReadChoice } from './choices.ts'
import type { Draft } from './fields.ts'
import { listIn, textIn } from './shapes.ts'

export const DEPENDENCIES = ['/field_dependencies/config']

/** Those that stand in a form beside its fields. */
export function dependenciesIn(reply: unknown): readonly unknown[] {
  const inner =
    firstOf(reply, ['fieldDependencies', 'dependencies']) ??
    own(firstOf(reply, ['result', 'data']), 'fieldDependencies')
  return listIn(inner) ?? []
}

/** Name or id of the field that decides what this one offers. */
export function parentOf(draft: Draft, dependencies: readonly unknown[]): string | undefined {
  const dependency = dependencyOf(draft, dependencies)
  return nameOf(own(dependency, 'parentField')) ?? textIn(own(draft.entry, 'parentFieldId'))
}

/** Ids of the parent's options beside which a choice stands. */
export function parentIdsOf(draft: Draft, choice: ReadChoice, dependencies: readonly unknown[]): readonly string[] {
  const mapping = listIn(own(dependencyOf(draft, dependencies), 'dependencyMapping')) ?? []
  if (mapping.length === 0) return choice.parentIds ?? []
  const beside = mapping.filter((row) =>
    [own(row, 'childFieldOptionId')].flat().some((id) => textIn(id) === String(choice.id)),
  )
  return beside.flatMap((row) => textIn(own(row, 'parentFieldOptionId')) ?? [])
}

function dependencyOf({ entry, apiName }: Draft, dependencies: readonly unknown[]): unknown {
  const isMine = (dependency: unknown) => {
    const child = own(dependency, 'childField')
    const names = [nameOf(child), textIn(own(child, 'fieldId'))]
    return names.includes(apiName) || names.includes(textIn(own(entry, 'fieldId')) ?? apiName)
  }
  const inside = firstOf(entry, ['fieldDependency', 'dependency'])
  const found = asObject(inside) ?? dependencies.find(isMine)
  return found ?? (own(entry, 'dependencyMapping') === undefined ? undefined : entry)
}

/** A field as a dependency names it: an object, an API name or an id. */
function nameOf(field: unknown): string | undefined {
  return textIn(firstOf(field, ['apiName', 'fieldId']) ?? field)
}
