/** What the next publication of a form would change against the version that visitors get, and what stands in its way. */
import type { FormDefinition } from '../../src/contract/definition.ts'
import type { Change } from './change.ts'
import { needsPerson } from './change.ts'
import { canonical, versionOf } from './digest.ts'
import type { Schemas } from './drift.ts'
import { drift } from './drift.ts'
import type { LiveForm } from './form-store.ts'
import type { Misfit } from './publish.ts'
import { publish } from './publish.ts'
import type { Mapping, PublishedForm } from './published.ts'
import { republish } from './republish.ts'

export interface Plan {
  readonly form: string
  readonly verdict: Verdict
  /** Against the live version; empty where there is none, or nothing can be published. */
  readonly edits: readonly Edit[]
  /** What does not fit: nothing is published. */
  readonly misfits: readonly Misfit[]
  /** How the schema drifted from the live version. */
  readonly drift: readonly Change[]
}

export type Verdict =
  /** It was never published, and will be. */
  | 'first'
  | 'publishes'
  /** The next publication changes nothing. */
  | 'unchanged'
  /** The definition is the live one's; the schema drifted, and nothing is published until a person changes either. */
  | 'needs-person'
  /** It cannot be published as it is. */
  | 'misfits'

export interface Edit {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved'
  /** E.g. `title`, `fields.nome.label`, `mappings.opportunity.nome`. `moved`: `fields`, with the names in their order. */
  readonly part: string
  readonly from?: unknown
  readonly to?: unknown
}

/** `live`: as the store has it. Pure. */
export async function plan(definition: FormDefinition, live: LiveForm | undefined, schemas: Schemas): Promise<Plan> {
  const { id: form } = definition
  const own = live !== undefined && live.source === (await versionOf(definition))
  const result = own ? republish(definition, schemas, live.published) : publish(definition, schemas)
  const changes = live ? drift(live.published, schemas, { seen: live.schemas, ...(own && { definition }) }) : []
  const misfits = result.ok ? [] : result.misfits
  const edits = result.ok && live ? editsOf(live.published, result.form) : []
  return { form, verdict: verdict(), edits, misfits, drift: changes }

  function verdict(): Verdict {
    if (own && changes.some(needsPerson)) return 'needs-person'
    if (misfits.length > 0) return 'misfits'
    if (!live) return 'first'
    return edits.length > 0 ? 'publishes' : 'unchanged'
  }
}

export function editsOf(before: PublishedForm, after: PublishedForm): readonly Edit[] {
  const [was, is] = [partsOf(before), partsOf(after)]
  const edits = [...new Set([...was.keys(), ...is.keys()])].flatMap((part): readonly Edit[] => {
    const [from, to] = [was.get(part), is.get(part)]
    if (from === undefined) return [{ kind: 'added', part, to }]
    if (to === undefined) return [{ kind: 'removed', part, from }]
    return canonical(from) === canonical(to) ? [] : [{ kind: 'changed', part, from, to }]
  })
  // A field that comes or goes is one edit, not one for each of its parts.
  const whole = new Set(edits.map(({ part }) => part))
  const within = (part: string) => /^(fields\.[^.]+)\./.exec(part)?.[1]
  return [...edits.filter(({ part }) => !whole.has(within(part) ?? '')), ...moves(before, after)]
}

/** Everything that one can change by itself, by its path. */
function partsOf({ fields, mappings, ...rest }: PublishedForm): ReadonlyMap<string, unknown> {
  return new Map([
    ...Object.entries(rest),
    ...fields.flatMap(({ name, ...parts }): [string, unknown][] => [
      [`fields.${name}`, name],
      ...Object.entries(parts).map(([part, value]): [string, unknown] => [`fields.${name}.${part}`, value]),
    ]),
    ...Object.entries(mappings).flatMap(([entity, all]) =>
      all.map((mapping): [string, unknown] => [`mappings.${entity}.${originOf(mapping)}`, mapping]),
    ),
  ])
}

/** What a mapping is called by: its word of the form, where its value comes from, or where it goes if it comes from the form itself. */
function originOf({ key, source, role }: Mapping): string {
  if (role) return role
  if ('answer' in source) return source.answer
  return 'from' in source ? source.from : key
}

function moves(before: PublishedForm, after: PublishedForm): readonly Edit[] {
  const names = (form: PublishedForm, other: PublishedForm) =>
    form.fields.map(({ name }) => name).filter((name) => other.fields.some((field) => field.name === name))
  const [from, to] = [names(before, after), names(after, before)]
  return canonical(from) === canonical(to) ? [] : [{ kind: 'moved', part: 'fields', from, to }]
}
