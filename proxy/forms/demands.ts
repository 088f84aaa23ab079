/** What the upstream requires of a record: the form asks for it, fixes it, or is told that it cannot be satisfied. Pure. */
import type { FieldDefinition, FormDefinition } from '../../src/contract/definition.ts'
import type { Role, Schema, SchemaField } from '../upstreams/upstream.ts'
import { inOwnNames } from './dependent.ts'
import type { Mapping, PublishedForm, ShownField, Source } from './published.ts'
import type { Say } from './target.ts'
import { findField } from './target.ts'

export interface DemandFacts {
  readonly definition: FormDefinition
  readonly mappings: PublishedForm['mappings']
  readonly schemas: Readonly<Record<string, Schema>>
  /** How many of the form's fields name one that is not there: it may be just the one that is missing. */
  readonly lost: number
}

/** The shown fields, those required that the upstream requires. */
export function withDemands(
  shown: readonly ShownField[],
  { definition, mappings, schemas, lost }: DemandFacts,
  say: Say,
): readonly ShownField[] {
  const own = definition.fields === 'all' ? [] : definition.fields
  const demanded = new Set<string>()
  for (const [entity, filled] of Object.entries(mappings)) {
    const schema = schemas[entity]
    for (const field of schema?.fields.filter(isDemanded) ?? []) {
      const source = filled.find(({ key }) => key === field.key)?.source
      if (!source) {
        if (schema && lost === 0 && couldBeNeeded(field, schema, filled, shown))
          say(undefined, unsatisfied(field, entity, entity === definition.entity))
      } else if ('answer' in source) demand(field, source.answer)
    }
  }
  return shown.map((field) => (demanded.has(field.name) ? { ...field, required: true } : field))

  function demand({ label, when }: SchemaField, name: string): void {
    const field = shown.find((each) => each.name === name)
    // Nobody could fill what nobody sees.
    if (!field || field.type === 'hidden') return
    const written = own.find((each: FieldDefinition) => each.name === name)
    demanded.add(name)
    if (written?.required === false) say(name, `The upstream requires "${label}". Take \`required: false\` out.`)
    if (written?.when && !when) say(name, `The upstream requires "${label}" every time. Take \`when\` out.`)
  }
}

/** Whether a record may have to have this field, although the form has nothing for it. */
export function couldBeNeeded(
  { required, role, when, parent }: SchemaField,
  schema: Schema,
  mappings: readonly Mapping[],
  shown: readonly ShownField[],
): boolean {
  if (!required || (role !== undefined && OWN_WORDS.has(role))) return false
  if (when && inOwnNames(when, mappings) === false) return false
  const source = parent && mappings.find(({ key }) => key === findField(schema, parent.key)?.key)?.source
  if (!parent || !source) return true
  const possible = possibleValues(source, shown)
  return possible === undefined || possible.some((one) => hasChoices(parent, one))
}

/** Nobody answers a ticket of nobody. */
function isDemanded({ required, role }: SchemaField): boolean {
  return required === true || role === 'requester-name' || role === 'requester-email'
}

/** Of these the form is told by the word that it has for them. */
const OWN_WORDS: ReadonlySet<Role> = new Set<Role>(['requester-name', 'requester-email', 'subject', 'description'])

/** What a source can come to; undefined where nobody knows. */
function possibleValues(source: Source, shown: readonly ShownField[]): readonly string[] | undefined {
  if ('value' in source) return [source.value].flat().map(String)
  const field = 'answer' in source ? shown.find(({ name }) => name === source.answer) : undefined
  return field?.options?.map(({ value }) => value)
}

function hasChoices({ options }: NonNullable<SchemaField['parent']>, beside: string): boolean {
  return Object.hasOwn(options, beside) && (options[beside]?.length ?? 0) > 0
}

function unsatisfied({ key, label, role }: SchemaField, entity: string, isMain: boolean): string {
  const said = `${entity} requires "${label}", and the form has nothing for it.`
  if (!isMain) return `${said} Name a field that goes there below \`${entity}\`.`
  const ask = role === undefined ? 'Ask' : `Write \`${role}\` in the form, or ask`
  return `${said} ${ask} for it by a field with \`to: ${key}\`, or fix it by its \`value\`.`
}
