import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { needsPerson } from '../../../proxy/forms/change.ts'
import type { Schemas } from '../../../proxy/forms/drift.ts'
import type { PublishedForm } from '../../../proxy/forms/published.ts'
import { usesOf } from '../../../proxy/forms/uses.ts'
import { parseYaml } from '../../../proxy/node/yaml-file.ts'
import type { Schema, SchemaField } from '../../../proxy/upstreams/upstream.ts'
import type { FieldDefinition, FormDefinition } from '../../../src/contract/definition.ts'
import { changed, definition, fields, seen, without } from '../../support/drift.ts'
import { choices, field } from '../../support/schemas.ts'
import type { Served } from '../../support/served.ts'
import { serveForms } from '../../support/served.ts'
import { openStore } from '../../support/sqlite.ts'

const renamed = without('opportunity', 'Nome', field('Nome completo', { required: true }))

function served(forms: Served['forms'], id = 'contato') {
  const live = forms.live(id)
  if (live === undefined || live === 'unavailable') throw new Error(`${id} is ${live}`)
  return live
}

const events = ({ lines }: Served, event: string) => lines.filter((line) => line.event === event)

const to = (name: string, key: string): readonly FieldDefinition[] =>
  fields.map((one) => (one.name === name ? { ...one, to: key } : one))

describe('a schema that drifted', () => {
  test('leaves the form as it is, and is said once, however often it is read', async () => {
    const stage = await serveForms(await openStore(), [definition], seen)
    await stage.read(seen)
    const before = served(stage.forms)
    for (let reading = 0; reading < 3; reading++) await stage.read(renamed)
    expect(served(stage.forms)).toEqual(before)
    expect(events(stage, 'schema-drift')).toEqual([
      expect.objectContaining({
        form: 'contato',
        code: 'field-renamed',
        class: 'needs-person',
        field: 'nome',
        key: 'Nome',
      }),
    ])
    expect(stage.told).toEqual([{ form: 'contato', codes: ['field-renamed'] }])
    expect(events(stage, 'form-not-published')).toEqual([])
  })

  test('is known again after a restart, with its proposal: the form remembers what it was published with', async () => {
    const store = await openStore()
    const first = await serveForms(store, [definition], seen)
    await first.read(seen)
    await first.read(renamed)
    const second = await serveForms(store, [definition], renamed)
    expect(served(second.forms)).toEqual(served(first.forms))
    await second.read(renamed)
    expect(second.forms.drift('contato')).toEqual(first.forms.drift('contato'))
    expect(second.forms.drift('contato')[0]?.proposal?.line).toBe('to: Nome completo')
  })

  test('is over when the file is mended, or when the upstream is as it was', async () => {
    const store = await openStore()
    const first = await serveForms(store, [definition], seen)
    await first.read(seen)
    await first.read(renamed)
    await first.read(seen)
    expect(first.forms.drift('contato')).toEqual([])
    await first.read(renamed)
    expect(first.told.map(({ codes }) => codes.length)).toEqual([1, 0, 1])
    expect(events(first, 'schema-drift-over')).toHaveLength(1)

    const mended = await serveForms(store, [{ ...definition, fields: to('nome', 'Nome completo') }], renamed)
    await mended.read(renamed)
    expect(mended.forms.drift('contato')).toEqual([])
    expect(served(mended.forms).version).not.toBe(served(first.forms).version)
    expect(served(mended.forms).form.mappings.opportunity?.[0]?.key).toBe('Nome completo')
  })

  test('stays served as it was when the file was changed and does not fit, and that is said once', async () => {
    const store = await openStore()
    const first = await serveForms(store, [definition], seen)
    await first.read(seen)
    const wrong = await serveForms(store, [{ ...definition, fields: to('nome', 'Nomen') }], seen)
    for (let reading = 0; reading < 3; reading++) await wrong.read(seen)
    expect(served(wrong.forms)).toEqual(served(first.forms))
    expect(events(wrong, 'form-not-published')).toEqual([expect.objectContaining({ form: 'contato', field: 'nome' })])
  })

  test('of a form whose file is gone is told as well', async () => {
    const store = await openStore()
    await (await serveForms(store, [definition], seen)).read(seen)
    const orphan = await serveForms(store, [], seen)
    // No form with a file needs contacts, so they are not read.
    await orphan.read({ opportunity: seen.opportunity })
    expect((await store.forms.live('contato'))?.schemas?.contact).toBeDefined()
    expect(orphan.forms.drift('contato')).toEqual([])
    await orphan.read(renamed)
    expect(orphan.forms.drift('contato').map(({ code }) => code)).toEqual(['field-renamed'])
  })

  test('a listener that breaks breaks nothing', async () => {
    const stage = await serveForms(await openStore(), [definition], seen)
    stage.told.push = () => {
      throw new Error('broken')
    }
    await stage.read(seen)
    await stage.read(renamed)
    expect(stage.forms.drift('contato')).toHaveLength(1)
    expect(events(stage, 'listener-failed')).toHaveLength(1)
  })
})

describe('a harmless change', () => {
  const free: FormDefinition = {
    ...definition,
    fields: fields.map(({ options: _options, ...one }) => (one.name === 'interesse' ? one : { ...one })),
  }
  const interesse = (...labels: string[]) =>
    without('opportunity', 'Interesse', field('Interesse', { type: 'select', ...choices(...labels) }))

  test('publishes a form anew that takes its choices from the schema, and is over with that', async () => {
    const stage = await serveForms(await openStore(), [free], seen)
    await stage.read(seen)
    const before = served(stage.forms)
    await stage.read(interesse('Residencial', 'Empresarial', 'Rural'))
    expect(served(stage.forms).version).not.toBe(before.version)
    const offered = served(stage.forms).form.fields.find(({ name }) => name === 'interesse')?.options
    expect(offered?.map(({ value }) => value)).toEqual(['Residencial', 'Empresarial', 'Rural'])
    expect(events(stage, 'schema-drift').map(({ code }) => code)).toEqual(['choice-gone', 'choice-added'])
    expect(stage.forms.drift('contato')).toEqual([])
    expect(stage.told).toEqual([])
  })

  test('waits for the person whom another change needs', async () => {
    const stage = await serveForms(await openStore(), [free], seen)
    await stage.read(seen)
    const before = served(stage.forms)
    const both = { ...interesse('Residencial'), contact: without('contact', 'Nome').contact }
    await stage.read(both)
    expect(served(stage.forms)).toEqual(before)
    await stage.read({ ...both, contact: seen.contact })
    expect(stage.forms.drift('contato')).toEqual([])
    expect(served(stage.forms).version).not.toBe(before.version)
  })

  test('moves what later changes are held against', async () => {
    const store = await openStore()
    const stage = await serveForms(store, [definition], seen)
    await stage.read(seen)
    const wider = changed('opportunity', (own) => [...own, field('Nome completo')])
    await stage.read(wider)
    expect(stage.forms.drift('contato')).toEqual([])
    // The field was there before the other one went: no rename.
    const later = { ...wider, opportunity: { ...wider.opportunity, fields: wider.opportunity.fields.slice(1) } }
    const restarted = await serveForms(store, [definition], later)
    await restarted.read(later)
    expect(restarted.forms.drift('contato')).toMatchObject([{ code: 'field-gone', key: 'Nome' }])
    expect(restarted.forms.drift('contato')[0]?.proposal).toBeUndefined()
  })
})

test('a version that was saved without its schemas is held against the last good reading', async () => {
  const store = await openStore()
  await (await serveForms(store, [definition], seen)).read(seen)
  const { schemas: _schemas, ...old } = (await store.forms.live('contato')) ?? {
    version: '',
    published: undefined,
    source: '',
  }
  if (!old.published) throw new Error('Nothing was published.')
  await store.forms.saveVersion({ form: 'contato', ...old, published: old.published }, 2)
  const stage = await serveForms(store, [definition], seen)
  await stage.read(renamed)
  expect(stage.forms.drift('contato')[0]?.proposal?.line).toBe('to: Nome completo')
})

const LABELS = [
  'Nome',
  'Nome completo',
  'E-mail',
  'Email',
  'Telefone',
  'Interesse',
  'Interesses',
  'Cidade',
  'Notas',
  'nome',
  'Observação',
]
const TYPES = ['text', 'email', 'tel', 'number', 'textarea', 'checkbox', 'date', undefined] as const

/** One change of one entity's fields. */
const change: fc.Arbitrary<(own: readonly SchemaField[]) => readonly SchemaField[]> = fc
  .tuple(
    fc.nat(20),
    fc.constantFrom(...LABELS),
    fc.constantFrom(...TYPES),
    fc.subarray(['A', 'B', 'Outro', 'Residencial']),
    fc.nat(7),
  )
  .map(([at, label, type, options, kind]) => (own) => {
    const index = own.length === 0 ? 0 : at % own.length
    const swap = (make: (one: SchemaField) => SchemaField) => own.map((one, here) => (here === index ? make(one) : one))
    const taken = own.some(({ key }) => key === label)
    const { type: _type, ...untyped } = own[index] ?? field(label)
    return (
      [
        () => (taken ? own : swap((one) => ({ ...one, key: label, label }))),
        () => (taken ? own : [...own, field(label, type ? { type, required: at % 2 === 0 } : {})]),
        () => own.filter((_one, here) => here !== index),
        () => swap(() => ({ ...untyped, ...(type && { type }), upstreamType: type ?? 'geo' })),
        () => swap((one) => ({ ...one, type: 'select', ...choices(...options) })),
        () => swap((one) => ({ ...one, required: !one.required })),
        () => swap((one) => ({ ...one, label, internal: at % 2 === 0 })),
        () => own.toReversed(),
      ][kind]?.() ?? own
    )
  })

const shapes: readonly Partial<FormDefinition>[] = [
  {},
  { fields: 'all', contact: { fields: [] } },
  // Found by their names alone, except where the name says nothing of the field.
  {
    fields: fields.flatMap(({ to: key, ...one }) => {
      if (one.name === 'mensagem') return [{ ...one, ...(key && { to: key }) }]
      return one.name === 'nome' || one.name === 'interesse' ? [one] : []
    }),
  },
]

test('no sequence of changes makes a served form unavailable, goes unsaid, or is forgotten by a restart', async () => {
  const { forms: all } = await openStore()
  let run = 0
  const steps = fc.array(fc.tuple(fc.constantFrom('opportunity', 'contact'), change), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...shapes), steps, fc.nat(12), async (shape, changes, restartAt) => {
      const form: FormDefinition = { ...definition, ...shape, id: `form-${run++}` }
      const store = { forms: { ...all, ids: async () => [form.id] } }
      let schemas: Record<string, Schema> = seen
      let stage = await serveForms(store, [form], schemas)
      await stage.read(schemas)
      const ways = waysOf(served(stage.forms, form.id).form)
      for (const [index, [entity, act]] of changes.entries()) {
        schemas = { ...schemas, [entity]: { entity, fields: act(schemas[entity]?.fields ?? []) } }
        if (index === restartAt) stage = await serveForms(store, [form], schemas)
        await stage.read(schemas)
        hold(stage, form.id, schemas)
        expect(waysOf(served(stage.forms, form.id).form)).toEqual(ways)
        const said = stage.lines.length
        await stage.read(schemas)
        expect(stage.lines).toHaveLength(said)
      }
      const restarted = await serveForms(store, [form], schemas)
      await restarted.read(schemas)
      expect(served(restarted.forms, form.id)).toEqual(served(stage.forms, form.id))
      expect(restarted.forms.drift(form.id)).toEqual(stage.forms.drift(form.id))
    }),
    { numRuns: 80 },
  )
})

/** What is asked, and where each value goes: nothing of it changes unless a person says so. */
function waysOf(form: PublishedForm): unknown {
  const uses = usesOf(form).map(({ entity, key, field: name }) => `${entity} ${key} ${name}`)
  return { asked: form.fields.map(({ name }) => name).sort(), uses: uses.sort() }
}

/** The form is served, what it lost is told, and a proposed line names a field that there is. */
function hold({ forms }: Served, id: string, schemas: Schemas): void {
  const has = (entity: string, key: string) => schemas[entity]?.fields.some((one) => one.key === key) === true
  const told = forms.drift(id)
  for (const { entity, key } of usesOf(served(forms, id).form)) {
    if (has(entity, key)) continue
    expect(told.filter(needsPerson).map((one) => `${one.entity} ${one.key}`)).toContain(`${entity} ${key}`)
  }
  for (const { entity, proposal, code } of told) {
    if (code !== 'field-renamed' || !proposal) continue
    const line = parseYaml('form.yaml', proposal.line).value as Readonly<Record<string, string>>
    expect(has(entity, line.to ?? line.notes ?? '')).toBe(true)
  }
}
