/** What of the upstream's schema a published form uses, and where its file says so. */
import type { FormDefinition } from '../../src/contract/definition.ts'
import type { FieldType } from '../../src/contract/form.ts'
import type { Role } from '../upstreams/upstream.ts'
import type { Mapping, PublishedForm, ShownField } from './published.ts'
import { sameName } from './target.ts'

export interface Use {
  readonly entity: string
  readonly key: string
  readonly type: FieldType
  /** What goes there: an answer, what the form fixes or captures, the submission's id, or what has no field of its own. */
  readonly as: 'answer' | 'given' | 'marker' | 'notes'
  /** The form finds the field by this, whatever its key. */
  readonly role?: Role
  /** The form's own name of the field. */
  readonly field?: string
  /** The field that is shown for it. */
  readonly shown?: ShownField
  /** Choices that can be sent. */
  readonly choices: readonly string[]
  /** There is a value for it in each submission. */
  readonly filled: boolean
  /** Where in the form's file the upstream's field is named, in words; absent with `fields: all`. And by which key. */
  readonly place?: string
  readonly line: 'to' | 'notes'
}

/** `definition`, which the form was published from, tells the names of fields that are not shown. */
export function usesOf(form: PublishedForm, definition?: FormDefinition): readonly Use[] {
  const mapped = Object.entries(form.mappings).flatMap(([entity, mappings]) =>
    mappings.map((mapping) => useOf(mapping, entity, form, definition)),
  )
  if (!form.notes) return mapped
  const { entity, notes } = form
  const leftovers: Use = {
    ...{ entity, key: notes.key, type: 'textarea', as: 'notes', choices: [], filled: false },
    ...{ place: 'the form', line: 'notes' },
  }
  return [...mapped, leftovers]
}

function useOf(
  { key, type, source, role }: Mapping,
  entity: string,
  form: PublishedForm,
  definition?: FormDefinition,
): Use {
  const at = { entity, key, type, line: 'to', ...(role && { role }) } as const
  if ('id' in source) return { ...at, as: 'marker', choices: [], filled: true, place: '`reference`' }
  if ('consent' in source) {
    return { ...at, as: 'given', choices: [], filled: form.consent?.required === true, place: '`consent`' }
  }
  if ('listing' in source) return { ...at, as: 'notes', choices: [], filled: true, place: '`description`' }
  if ('answer' in source) {
    const field = source.answer
    const shown = form.fields.find(({ name }) => name === field)
    return {
      ...{ ...at, as: 'answer', field, ...(shown && { shown }) },
      choices: shown?.options?.map(({ value }) => value) ?? [],
      filled: shown?.required === true && shown.when === undefined,
      ...(role ? { place: '`requester`' } : placeOf(field, entity === form.entity ? undefined : entity, definition)),
    }
  }
  if (role) {
    const choices = 'value' in source ? [source.value].flat().map(String) : []
    return { ...at, as: 'given', choices, filled: true, place: `\`${role}\`` }
  }
  const field = nameOf(key, definition)
  return {
    ...{ ...at, as: 'given', ...(field !== undefined && { field }) },
    choices: 'value' in source && typeof source.value !== 'boolean' ? [source.value].flat() : [],
    filled: 'value' in source,
    place: field === undefined ? `the field that goes to "${key}"` : `the field with \`name: ${field}\``,
  }
}

function placeOf(field: string, below: string | undefined, definition: FormDefinition | undefined): Pick<Use, 'place'> {
  if (below !== undefined) return { place: `the field with \`name: ${field}\` below \`${below}\`` }
  return definition?.fields === 'all' ? {} : { place: `the field with \`name: ${field}\`` }
}

/** Of a field that is not shown, only its definition knows the name. */
function nameOf(key: string, definition: FormDefinition | undefined): string | undefined {
  if (!definition || definition.fields === 'all') return undefined
  const given = definition.fields.filter(({ value, from }) => value !== undefined || from !== undefined)
  return given.find(({ name, to = name }) => to !== false && sameName(to, key))?.name
}
