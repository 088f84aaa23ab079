/** Reads what a tenant has set up: the fields of an entity with their choices, its brands, and whose key it is. */
import type { Log, LogEvent } from '../../log.ts'
import { own } from '../json.ts'
import type { Component, Reading, Schema } from '../upstream.ts'
import type { ReadChoice } from './choices.ts'
import { choicesIn, inlineChoices } from './choices.ts'
import { DEPENDENCIES, dependenciesIn } from './dependencies.ts'
import type { Draft } from './fields.ts'
import { draftsOf, entriesIn, schemaOf } from './fields.ts'
import type { Lists } from './lists.ts'
import { textIn } from './shapes.ts'
import { BRANDS } from './system.ts'

export interface SetupOptions {
  readonly lists: Lists
  /** Names the tenant. */
  readonly host: string
  /** Tickets are of this brand unless a form says another; its form says what agents must fill. */
  readonly brand?: number
  readonly log?: Log
}

export interface Setup {
  schema(entity: string): Promise<Reading<Schema>>
  brands(): Promise<Reading<readonly Component[]>>
}

const TICKET_FORMS = '/tickets/forms'
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  ticket: ['/tickets/fields', '/ticket_fields'],
  contact: ['/contact_fields', '/contacts/fields'],
}

interface Source {
  readonly entries: readonly unknown[]
  readonly dependencies: readonly unknown[]
}

export function createSetup({ lists, host, brand, log }: SetupOptions): Setup {
  const said = new Set<string>()

  /** A schema is read again and again. */
  function sayOnce(event: LogEvent): void {
    const text = JSON.stringify(event)
    if (!said.has(text)) log?.('warn', event)
    said.add(text)
  }

  /**
   * Of a ticket: the brands, the form or the fields, the choices of each field that has some, and what depends on what
   * where the options do not tell. A call each, and one more for each further hundred.
   */
  async function schema(entity: string): Promise<Reading<Schema>> {
    const brands = entity === 'ticket' ? ifPermitted(await lists.every(BRANDS)) : NONE
    if (brands.kind !== 'done') return brands
    const source = await fieldsOf(entity, brands.value ?? [])
    if (source.kind !== 'done') return source
    const { entries, dependencies: beside } = source.value
    const drafts = draftsOf(entity, entries)
    const choices = await choicesOf(drafts, brands.value ?? [])
    if (choices.kind !== 'done') return choices
    const dependencies = await dependenciesOf(drafts, choices.value, beside)
    if (dependencies.kind !== 'done') return dependencies
    const made = schemaOf(entity, drafts, choices.value, dependencies.value)
    for (const unsaid of made.unsaid) sayOnce({ ...unsaid, entity })
    return { kind: 'done', value: made.schema }
  }

  /** Of the form that tickets of the brand are made with, which says best what must be filled; else all there are. */
  async function fieldsOf(entity: string, brands: readonly unknown[]): Promise<Reading<Source>> {
    const form = entity === 'ticket' ? formOf(brands, brand) : undefined
    const paths = form === undefined ? [] : [`${TICKET_FORMS}/${form}`]
    const inForm = ifPermitted(
      await lists.one<Source>(paths, (reply) => {
        const entries = entriesIn(reply)
        return entries && { entries, dependencies: dependenciesIn(reply) }
      }),
    )
    if (inForm.kind !== 'done') return inForm
    if (inForm.value) return { kind: 'done', value: inForm.value }
    const all = await lists.every(FIELDS[entity] ?? [])
    if (all.kind !== 'done') return all
    const entries = entriesIn(all.value)
    return entries ? { kind: 'done', value: { entries, dependencies: [] } } : NO_FIELDS
  }

  async function choicesOf(
    drafts: readonly Draft[],
    brands: readonly unknown[],
  ): Promise<Reading<ReadonlyMap<string, readonly ReadChoice[]>>> {
    const choices = new Map<string, readonly ReadChoice[]>()
    for (const { key, choices: paths, entry } of drafts) {
      if (!paths) continue
      const known = paths === BRANDS ? ({ kind: 'done', value: brands } as const) : undefined
      const reading = known ?? ifPermitted(await lists.every(paths))
      if (reading.kind !== 'done') return reading
      const found = choicesIn(reading.value ?? [])
      choices.set(key, found.length > 0 ? found : inlineChoices(entry))
    }
    return { kind: 'done', value: choices }
  }

  /** Asked for only where a field hangs on another and nothing says how. */
  async function dependenciesOf(
    drafts: readonly Draft[],
    choices: ReadonlyMap<string, readonly ReadChoice[]>,
    beside: readonly unknown[],
  ): Promise<Reading<readonly unknown[]>> {
    const isOpen = ({ key, entry }: Draft) =>
      textIn(own(entry, 'parentFieldId')) !== undefined && !choices.get(key)?.some(({ parentIds }) => parentIds)
    if (beside.length > 0 || !drafts.some((draft) => draft.choices && isOpen(draft)))
      return { kind: 'done', value: beside }
    const reading = ifPermitted(await lists.every(DEPENDENCIES))
    return reading.kind === 'done' ? { kind: 'done', value: reading.value ?? [] } : reading
  }

  return {
    schema,

    async brands() {
      const reading = await lists.every(BRANDS)
      if (reading.kind !== 'done') return reading
      const brands = (reading.value ?? []).flatMap((entry): readonly Component[] => {
        const [choice] = choicesIn([entry])
        return choice ? [{ id: String(choice.id), name: choice.name, project: host, entity: 'ticket' }] : []
      })
      return { kind: 'done', value: brands }
    },
  }
}

const NONE: Reading<readonly unknown[] | undefined> = { kind: 'done', value: [] }
const NO_FIELDS = { kind: 'refused', reason: 'fields-not-found', stops: 'component' } as const

/** What a key may not read is as if it were not there: whoever needs none of it can go on. */
export function ifPermitted<T>(reading: Reading<T | undefined>): Reading<T | undefined> {
  return reading.kind === 'refused' && reading.stops !== 'key' ? { kind: 'done', value: undefined } : reading
}

/** The form that a ticket of the brand is made with: the default brand's where none is named. */
function formOf(brands: readonly unknown[], brand: number | undefined): string | undefined {
  const isMeant = (entry: unknown) =>
    brand === undefined ? own(entry, 'isDefault') === true : own(entry, 'brandId') === brand
  const found = brands.find(isMeant)
  return textIn(own(found, 'defaultTicketFormId'))
}
