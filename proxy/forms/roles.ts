/**
 * What a form says of a ticket in words of its own (`priority`, `subject`, `requester` …). Each fills the field of the
 * schema that has this role, whatever its key.
 */
import type { FormDefinition } from '../../src/contract/definition.ts'
import { didYouMean } from '../../src/contract/nearest.ts'
import { namesInTemplate } from '../../src/contract/template.ts'
import { requesterFault } from '../../src/contract/ticket-faults.ts'
import type { Role, Schema, SchemaField } from '../upstreams/upstream.ts'
import { fixedValue } from './choices.ts'
import type { Mapping, ShownField, Source } from './published.ts'
import type { Say } from './target.ts'
import { mappingTo } from './target.ts'

/** `mapped`: what the form's fields fill already; `leads`: those that go to the text that everything stands in. */
export interface RoleFacts {
  readonly definition: FormDefinition
  readonly schema: Schema
  readonly shown: readonly ShownField[]
  readonly mapped: readonly Mapping[]
  readonly leads: readonly string[]
}

export function roleMappings(facts: RoleFacts, say: Say): readonly Mapping[] {
  return [...fixedOnes(facts, say), ...subjectOf(facts, say), ...listingOf(facts, say), ...requesterOf(facts, say)]
}

export function fieldOfRole(schema: Schema, role: Role): SchemaField | undefined {
  return schema.fields.find((field) => field.role === role)
}

const FIXED = ['brand', 'priority', 'category', 'type', 'group', 'tags'] as const

function fixedOnes({ definition, schema, mapped }: RoleFacts, say: Say): readonly Mapping[] {
  return FIXED.flatMap((word) => {
    const written = definition[word]
    if (written === undefined) return []
    const target = fieldOfRole(schema, word)
    if (!target || isTaken(target, mapped)) return sayUseless(word, schema, target, say)
    const value = fixedValue(written, target, (message) => say(undefined, `\`${word}\`: ${message}`))
    return [filled(target, word, { value })]
  })
}

/** Left out, it is the form's title: what a template without a word comes to. */
function subjectOf({ definition, schema, shown, mapped }: RoleFacts, say: Say): readonly Mapping[] {
  const { subject: template } = definition
  const target = fieldOfRole(schema, 'subject')
  const taken = target !== undefined && isTaken(target, mapped)
  if (template === undefined) return target && !taken ? [filled(target, 'subject', { template: '' })] : []
  if (!target || taken) return sayUseless('subject', schema, target, say)
  sayStrangers('subject', template, shown, say)
  return [filled(target, 'subject', { template })]
}

function listingOf({ definition, schema, shown, leads: [lead, ...others] }: RoleFacts, say: Say): readonly Mapping[] {
  const { description: template } = definition
  const target = fieldOfRole(schema, 'description')
  if (!target) return template === undefined ? [] : sayUseless('description', schema, target, say)
  if (template !== undefined) sayStrangers('description', template, shown, say)
  for (const name of others)
    say(name, `\`${lead}\` begins "${target.label}" already. Write \`to: false\`: it stands there all the same.`)
  const source = {
    listing: true,
    ...(lead !== undefined && { lead }),
    ...(template !== undefined && { template }),
  } as const
  return [filled(target, 'description', source)]
}

const PARTS = ['name', 'email'] as const

function requesterOf({ definition, schema, shown, mapped }: RoleFacts, say: Say): readonly Mapping[] {
  const { requester } = definition
  if (requester && !PARTS.some((part) => fieldOfRole(schema, `requester-${part}`)))
    return sayUseless('requester', schema, undefined, say)
  const missing: string[] = []
  const found = PARTS.flatMap((part) => {
    const target = fieldOfRole(schema, `requester-${part}`)
    if (!target) return []
    if (isTaken(target, mapped)) return requester ? sayUseless('requester', schema, target, say) : []
    const field = requester ? shown.find(({ name }) => name === requester[part]) : likely(part, shown)
    if (!field && requester) say(undefined, `\`requester\`: ${noSuchField(requester[part], shown)}`)
    else if (!field) missing.push(target.label)
    if (!field) return []
    const fault = requesterFault(part, field.type)
    if (fault) say(field.name, fault)
    return [{ ...filled(target, `requester-${part}`, { answer: field.name }), type: field.type }]
  })
  if (missing.length > 0) {
    const mend = 'Write `requester: { name: <field>, email: <field> }` with fields of this form.'
    say(undefined, `Nobody can tell who asks: there is nothing for ${missing.join(' and ')}. ${mend}`)
  }
  return found
}

/** The field that asks for it, where the form does not say. */
function likely(part: 'name' | 'email', shown: readonly ShownField[]): ShownField | undefined {
  if (part === 'email') return shown.find(({ type }) => type === 'email')
  const fitting = shown.filter(({ type }) => requesterFault('name', type) === undefined)
  return fitting.find(({ autocomplete }) => autocomplete === 'name') ?? fitting.find(({ name }) => name === 'name')
}

function filled(target: SchemaField, role: Role, source: Source): Mapping {
  return { ...mappingTo(target, target.type ?? 'text', source), role }
}

function isTaken({ key }: SchemaField, mapped: readonly Mapping[]): boolean {
  return mapped.some((mapping) => mapping.key === key)
}

function sayUseless(word: string, { entity }: Schema, target: SchemaField | undefined, say: Say): readonly [] {
  say(
    undefined,
    target
      ? `\`${word}\` and a field of the form both go to "${target.label}". Take one of them out.`
      : `\`${word}\`: there is no such thing in ${entity}. Take \`${word}\` out.`,
  )
  return []
}

function sayStrangers(word: string, template: string, shown: readonly ShownField[], say: Say): void {
  const answered = shown.filter(({ type }) => type !== 'text-block')
  for (const name of namesInTemplate(template)) {
    if (!answered.some((field) => field.name === name)) say(undefined, `\`${word}\`: ${noSuchField(name, answered)}`)
  }
}

function noSuchField(name: string, shown: readonly ShownField[]): string {
  const names = shown.map((field) => field.name)
  return `This form asks for no field \`${name}\`.${didYouMean(name, names)}`
}
