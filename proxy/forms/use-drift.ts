/** How the schema drifted from one use that a published form makes of it. Pure. */
import type { Role, Schema, SchemaField } from '../upstreams/upstream.ts'
import type { Change } from './change.ts'
import { changeOf } from './change.ts'
import { canonical } from './digest.ts'
import type { PublishedForm } from './published.ts'
import { findField, sameName } from './target.ts'
import type { Use } from './uses.ts'
import { yamlLine } from './yaml-line.ts'

export interface World {
  readonly form: PublishedForm
  /** The use's entity as it is, and as the form knows it. */
  readonly now: Schema
  readonly before: Schema | undefined
  /** What the same definition would give today, where it fits. */
  readonly next: PublishedForm | undefined
  /** There are notes that take what has no field of its own. */
  readonly keeps: boolean
  /** By the key of a field that is gone, what it probably became. */
  readonly renamed: ReadonlyMap<string, SchemaField>
}

export function driftOf(use: Use, world: World): readonly Change[] {
  const { now, before } = world
  const field = findField(now, use.key)
  const was = before && findField(before, use.key)
  if (!field) return [gone(use, was, world)]
  return [
    ...shift(use, world),
    ...(was ? [...retype(use, was, field, world), ...demand(use, was, field, world), ...relabel(use, was, field)] : []),
    ...(was ? depend(use, was, field, world) : []),
    ...choices(use, was, field, world),
  ]
}

const HARMLESS = { class: 'harmless' } as const

/** Of a form with `fields: all`, whose file has no line for one field. */
const MEND_ALL =
  'List the fields in the form, or change anything that it says (its title will do) to publish it with the fields as they are.'

function gone(use: Use, was: SchemaField | undefined, { now, keeps, renamed, next }: World): Change {
  const { key, as, place, line } = use
  if (use.role) return unfound(use, use.role, { now, next, keeps })
  const to = was && renamed.get(was.key)
  const said = [`${now.entity} has no field "${key}" any more.`, meanwhile(use, keeps)]
  const otherwise = as === 'answer' && keeps ? ', or write `to: $notes` there' : ''
  if (!to) {
    return changeOf('field-gone', use, [
      ...said,
      place ? `Name another in \`${line}\` of ${place}${otherwise}.` : MEND_ALL,
    ])
  }
  const guess = `Probably it is called "${to.key}" by now.`
  if (!place) return changeOf('field-renamed', use, [...said, guess, MEND_ALL])
  const proposal = { place, line: yamlLine(line, to.key) }
  return changeOf('field-renamed', use, [...said, guess, `If so, write \`${proposal.line}\` in ${place}.`], {
    proposal,
  })
}

/** What the form finds by its role is found under another key too, as long as there is one. */
function unfound(use: Use, role: Role, { now, next, keeps }: Pick<World, 'now' | 'next' | 'keeps'>): Change {
  const to = now.fields.find((field) => field.role === role)
  const said = `${now.entity} has no field "${use.key}" any more.`
  if (to && next) return changeOf('field-renamed', use, [said, `The form takes "${to.key}" for it.`], HARMLESS)
  const mend = `Take ${use.place} out of the form, or let the upstream have such a field again.`
  return changeOf('field-gone', use, [said, meanwhile(use, keeps), mend])
}

/** What becomes of a value whose field is gone. */
function meanwhile({ as, field }: Use, keeps: boolean): string {
  if (as === 'given') return 'What the form puts there has no field to go to.'
  if (as === 'marker') return 'Records can no longer be told by their submission.'
  if (as === 'notes') return 'What has no field of its own is held for a person.'
  return keeps ? `Answers to \`${field}\` go to the notes.` : `Submissions with an answer to \`${field}\` are held.`
}

/** The form's own name for it finds another field than it did, or none. */
function shift(use: Use, { form, next }: World): readonly Change[] {
  const { field, entity, key, place } = use
  if (!next || use.as !== 'answer' || use.role || entity !== form.entity) return []
  const mappings = next.mappings[entity]?.filter(({ source }) => 'answer' in source && source.answer === field) ?? []
  if (mappings.some((each) => sameName(each.key, key))) return []
  const [mapping] = mappings
  const away = mapping ? `go to "${mapping.key}"` : 'no longer be asked for'
  const said = `Published with the fields as they are, \`${field}\` would ${away}.`
  if (!place) return [changeOf('field-shifted', use, [said, MEND_ALL])]
  const proposal = { place, line: yamlLine('to', key) }
  return [changeOf('field-shifted', use, [said, `To keep it, write \`${proposal.line}\` in ${place}.`], { proposal })]
}

function retype(use: Use, was: SchemaField, field: SchemaField, { next, keeps }: World): readonly Change[] {
  if (was.type === field.type && was.upstreamType === field.upstreamType) return []
  const [from, to] = [was, field].map(({ upstreamType, type }) => upstreamType ?? type ?? 'unknown')
  const said = `"${use.key}" turned from ${from} to ${to}.`
  const nextType = next?.mappings[use.entity]?.find(({ key }) => sameName(key, use.key))?.type ?? use.type
  const fits = takes(field, use.type)
  if (fits && (use.as !== 'answer' || nextType === use.type)) {
    return [changeOf('type-changed', use, [said, 'It takes what the form sends.'], HARMLESS)]
  }
  const lost = keeps ? 'What it does not take goes to the notes.' : 'Submissions with what it does not take are held.'
  const until = fits ? 'It takes what the form sends, but would have the form ask otherwise.' : lost
  if (!use.place) return [changeOf('type-changed', use, [said, until, MEND_ALL])]
  if (use.role) return [changeOf('type-changed', use, [said, until, `Take ${use.place} out of the form.`])]
  const ask = `Write \`type: ${field.type}\` in ${use.place}, or name another field in \`${use.line}\`.`
  const mend = use.shown && field.type ? ask : `Name another field in \`${use.line}\` of ${use.place}.`
  return [changeOf('type-changed', use, [said, until, mend])]
}

/** Whether the upstream's field takes what a field of a form gives. Text takes whatever is one text. */
function takes({ type }: SchemaField, given: Use['type']): boolean {
  if (type === given) return true
  if (given === 'checkbox' || given === 'checkboxes') return false
  return type === 'text' || type === 'textarea' || (type === 'select' && given === 'radio')
}

function demand(use: Use, was: SchemaField, field: SchemaField, { next }: World): readonly Change[] {
  if (was.required || !field.required || use.filled) return []
  const said = `"${use.key}" of ${use.entity} is required by now.`
  const asked = use.shown && next?.fields.find(({ name }) => name === use.field)
  if (asked?.required && asked.when === undefined) {
    return [changeOf('now-required', use, [said, 'The form asks for it.'], HARMLESS)]
  }
  const mend = use.shown ? 'Write `required: true` in' : 'Give it a value in every submission:'
  const until = 'Submissions without it may be refused.'
  return [changeOf('now-required', use, [said, until, use.place ? `${mend} ${use.place}.` : MEND_ALL])]
}

/** Its choices follow another answer than they did, or the upstream shows it at other times. */
function depend(use: Use, was: SchemaField, field: SchemaField, { next }: World): readonly Change[] {
  const [before, after] = [was, field].map(({ parent, when }) => canonical({ parent, when }))
  if (before === after || (use.as !== 'answer' && use.choices.length === 0)) return []
  const said = `What "${use.key}" depends on has changed.`
  if (next) return [changeOf('dependency-changed', use, [said, 'The form follows it.'], HARMLESS)]
  const until = 'Submissions that it does not allow may be refused.'
  return [changeOf('dependency-changed', use, [said, until, 'See `gatehouse forms plan` for what the form lacks.'])]
}

function relabel(use: Use, was: SchemaField, field: SchemaField): readonly Change[] {
  if (sameName(was.label, field.label)) return []
  return [changeOf('label-changed', use, [`"${was.label}" is called "${field.label}" by now.`], HARMLESS)]
}

function choices(use: Use, was: SchemaField | undefined, field: SchemaField, world: World): readonly Change[] {
  if (!field.options) return []
  const had = was?.options?.map(({ value }) => value)
  const has = field.options.map(({ value }) => value)
  // What a form offers is held against the main entity only: of a contact's choices, only what was there can be gone.
  const known = had ?? (use.entity === world.form.entity ? use.choices : [])
  const lost = use.choices.filter((choice) => !includes(has, choice) && includes(known, choice))
  const added = had ? has.filter((choice) => !includes(had, choice)) : []
  return [
    ...lost.map((choice) => choiceGone(use, choice, world)),
    ...added.map((choice) =>
      changeOf('choice-added', use, [`"${use.key}" has the new choice "${choice}".`], { ...HARMLESS, choice }),
    ),
  ]
}

function choiceGone(use: Use, choice: string, { next, keeps }: World): Change {
  const said = `"${use.key}" has no choice "${choice}" any more.`
  const offers = use.shown && next?.fields.find(({ name }) => name === use.field)?.options
  if (offers && !offers.some(({ value }) => sameName(value, choice))) {
    return changeOf('choice-gone', use, [said, 'The form stops offering it.'], { ...HARMLESS, choice })
  }
  const until = keeps ? 'Answers with it go to the notes.' : 'Submissions with it are held.'
  const mend = use.place ? `Take it out of ${use.place}, or name another.` : MEND_ALL
  return changeOf('choice-gone', use, [said, until, mend], { choice })
}

function includes(texts: readonly string[], wanted: string): boolean {
  return texts.some((text) => sameName(text, wanted))
}
