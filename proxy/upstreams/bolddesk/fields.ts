/**
 * BoldDesk's fields in our shape. Every key of an entry may be missing; what an agent must fill is required, since the key
 * is an agent's. Pure; no input makes it throw.
 */
import type { FieldType } from '../../../src/contract/form.ts'
import { asObject, own } from '../json.ts'
import type { Schema, SchemaField } from '../upstream.ts'
import type { Choice, ReadChoice } from './choices.ts'
import { besideEach, inlineChoices, named, optionsOf } from './choices.ts'
import { conditionIn } from './condition.ts'
import { parentIdsOf, parentOf } from './dependencies.ts'
import type { Kind } from './kinds.ts'
import { kindOf, wordOf } from './kinds.ts'
import { listIn, textIn } from './shapes.ts'
import type { SystemField } from './system.ts'
import { optionsPath, STOOD_FOR, SYSTEM_FIELDS } from './system.ts'

/** A field on its way into a schema. */
export interface Draft {
  readonly key: string
  /** As lists and rules call it. */
  readonly apiName: string
  readonly label: string
  readonly kind: Kind | undefined
  readonly system?: SystemField
  /** As it came; absent where no list shows the field. */
  readonly entry?: unknown
  /** Paths of its choices, where it has some. */
  readonly choices?: readonly string[]
}

/** The fields of a list, or of the form in it that is used by default. Undefined where there are none. */
export function entriesIn(reply: unknown): readonly unknown[] | undefined {
  const list = listIn(reply, ['fields', 'formFields', 'ticketFields', 'contactFields'])
  if (list?.some((entry) => own(entry, 'apiName') !== undefined)) return list
  const form = list?.find((entry) => own(entry, 'isDefault') === true) ?? list?.[0]
  return asObject(form) && listIn(own(form, 'fields'))?.length ? entriesIn(own(form, 'fields')) : undefined
}

export function draftsOf(entity: string, entries: readonly unknown[]): readonly Draft[] {
  const systems = SYSTEM_FIELDS[entity] ?? []
  const listed = entries.flatMap((entry) => {
    const apiName = textIn(own(entry, 'apiName'))
    return apiName === undefined || isOut(entry, apiName) ? [] : [draftOf(apiName, entry, systems)]
  })
  const isListed = ({ key }: SystemField) => listed.some((draft) => draft.key === key)
  const others = systems.filter((system) => (system.always || system.choices) && !isListed(system))
  const added = others.map((system): Draft => ({ ...basics(system), apiName: system.key }))
  // Two names of one field: the first is it.
  return [...new Map([...added, ...listed].toReversed().map((draft) => [draft.key, draft])).values()].toReversed()
}

function draftOf(apiName: string, entry: unknown, systems: readonly SystemField[]): Draft {
  const system = systems.find(({ names }) => names.includes(apiName.toLowerCase()))
  const label = textIn(own(entry, 'labelForCustomerPortal')) ?? textIn(own(entry, 'labelForAgentPortal'))
  if (system) return { ...basics(system), apiName, entry, label: label ?? system.label }
  const kind = isOwn(entry, apiName) ? kindOf(entry) : 'link'
  const hasChoices = kind === 'select' || kind === 'checkboxes'
  return {
    ...{ key: apiName, apiName, entry, kind, label: label ?? apiName },
    ...(hasChoices && { choices: [optionsPath(apiName)] }),
  }
}

function basics(system: SystemField) {
  const { key, label, type: kind, choices } = system
  return { key, label, kind, system, ...(choices && { choices }) }
}

/** Not used any more, or not on the form of something new. */
function isOut(entry: unknown, apiName: string): boolean {
  const is = (key: string) => own(entry, key) === true
  const isInactive = own(entry, 'isActive') === false || is('isDeactivated') || is('isDeleted')
  return isInactive || is('hideInCreateFormAgentPortal') || STOOD_FOR.includes(apiName.toLowerCase())
}

/** Made by the tenant; BoldDesk's own fields that are not in our table are for agents. */
function isOwn(entry: unknown, apiName: string): boolean {
  return apiName.startsWith('cf_') || (own(entry, 'isDefaultField') ?? own(entry, 'isDefaultSystemField')) === false
}

/** Something that could not be said in our shape, for the log. */
export interface Unsaid {
  readonly event: 'choices-shared' | 'choices-missing' | 'condition-not-said'
  readonly field: string
  readonly labels?: readonly string[]
}

/**
 * `choices`: of each draft that has some, by its key. `dependencies`: which options stand beside which, where that is told
 * apart from the options.
 */
export function schemaOf(
  entity: string,
  drafts: readonly Draft[],
  choices: ReadonlyMap<string, readonly ReadChoice[]>,
  dependencies: readonly unknown[],
): { readonly schema: Schema; readonly unsaid: readonly Unsaid[] } {
  const unsaid: Unsaid[] = []
  const find = (name: string) =>
    drafts.find((draft) => draft.apiName === name || draft.key === name || idIn(draft) === name)
  const readOf = (draft: Draft) => choices.get(draft.key) ?? inlineChoices(draft.entry)
  const resolved = new Map<Draft, { readonly choices: readonly Choice[]; readonly parent?: Draft }>()
  for (const draft of drafts) {
    if (!draft.choices) continue
    const parent = find(parentOf(draft, dependencies) ?? '')
    const read = readOf(draft).map((one) => withParents(one, parentIdsOf(draft, one, dependencies)))
    const isTold = parent !== undefined && read.some(({ parentIds }) => parentIds)
    const { choices: left, shared } = named(read, isTold ? readOf(parent) : undefined)
    if (shared.length > 0) unsaid.push({ event: 'choices-shared', field: draft.key, labels: shared })
    resolved.set(draft, { choices: left, ...(isTold && { parent }) })
  }

  const ruled = (name: string) => {
    const draft = find(name)
    if (!draft) return undefined
    return { key: draft.key, isBox: draft.kind === 'checkbox', choices: resolved.get(draft)?.choices ?? [] }
  }

  const fields = drafts.flatMap((draft): SchemaField[] => {
    const { key, label, kind, system, entry } = draft
    const { choices: own = [], parent } = resolved.get(draft) ?? { choices: [] }
    if (draft.choices && own.length === 0) {
      // Without its choices it can be neither shown nor fixed.
      unsaid.push({ event: 'choices-missing', field: key })
      if (!entry || system) return []
    }
    const when = conditionIn(entry, ruled)
    if (when === null) unsaid.push({ event: 'condition-not-said', field: key })
    const type = typeOf(kind)
    const word = wordOf(entry)
    const beside = parent && { key: parent.key, options: besideEach(own, resolved.get(parent)?.choices ?? []) }
    return [
      {
        ...{ key, label },
        ...(type && { type }),
        ...(word !== undefined && { upstreamType: word }),
        ...(isRequired(draft) && { required: true }),
        ...(own.length > 0 && { options: optionsOf(own) }),
        ...(system?.role && { role: system.role }),
        ...(beside && { parent: beside }),
        ...(when && { when }),
        ...(isInternal(draft) && { internal: true }),
        raw: { ...asObject(entry), ...(own.length > 0 && { options: own }) },
      },
    ]
  })
  return { schema: { entity, fields }, unsaid }
}

function withParents({ id, name }: ReadChoice, parentIds: readonly string[]): ReadChoice {
  return { id, name, ...(parentIds.length > 0 && { parentIds }) }
}

function idIn({ entry }: Draft): string | undefined {
  return textIn(own(entry, 'fieldId'))
}

function typeOf(kind: Kind | undefined): FieldType | undefined {
  return kind === 'link' ? undefined : kind
}

/** New tickets have a status by themselves. */
const FILLED_BY_ITSELF = ['status', 'statusid']

function isRequired({ system, entry, apiName }: Draft): boolean {
  const hasDefault =
    textIn(own(entry, 'defaultValue')) !== undefined || FILLED_BY_ITSELF.includes(apiName.toLowerCase())
  return system?.required === true || (own(entry, 'isMandatoryForSubmittingFormInAgentPortal') === true && !hasDefault)
}

function isInternal({ system, entry, kind }: Draft): boolean {
  return system?.internal === true || kind === 'link' || own(entry, 'hideInCreateFormCustomerPortal') === true
}
