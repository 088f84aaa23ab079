import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { solarAurora } from '../../../demo/upstreams/bolten/data.ts'
import { publicForm } from '../../../proxy/forms/public.ts'
import type { Publishing } from '../../../proxy/forms/publish.ts'
import { publish } from '../../../proxy/forms/publish.ts'
import type { PublishedForm } from '../../../proxy/forms/published.ts'
import { parseSchema } from '../../../proxy/upstreams/bolten/schema.ts'
import type { FieldDefinition, FormDefinition } from '../../../src/contract/definition.ts'
import { parseDefinition } from '../../../src/contract/schema.ts'
import { field, opportunity, schemas } from '../../support/schemas.ts'

function definition(fields: FormDefinition['fields'], more: Partial<FormDefinition> = {}): FormDefinition {
  return { id: 'contato', connection: 'crm', entity: 'opportunity', sites: ['example.com'], fields, ...more }
}

function published(fields: FormDefinition['fields'], more: Partial<FormDefinition> = {}): PublishedForm {
  const result = publish(definition(fields, more), schemas)
  if (!result.ok) throw new Error(JSON.stringify(result.misfits))
  return result.form
}

function misfits(fields: readonly FieldDefinition[], more: Partial<FormDefinition> = {}): readonly string[] {
  const result = publish(definition(fields, more), schemas)
  return result.ok ? [] : result.misfits.map(({ field: name, message }) => `${name}: ${message}`)
}

describe('publishing a form', () => {
  test('takes label, type, choices and whether it is required from the schema, where the form does not say', () => {
    const form = published([{ name: 'nome' }, { name: 'interesse', to: 'Interesse', label: 'O que procura?' }])
    expect(form.fields).toEqual([
      { name: 'nome', type: 'text', label: 'Nome', maxLength: 1_000, required: true },
      {
        name: 'interesse',
        type: 'select',
        label: 'O que procura?',
        options: ['Residencial', 'Empresarial', 'Outro'].map((value) => ({ value, label: value })),
      },
    ])
    expect(form.mappings.opportunity?.map(({ key }) => key)).toEqual(['Nome', 'Interesse'])
  })

  test('matches a field by NFC and keeps the spelling of the schema', () => {
    const decomposed = 'Observação'.normalize('NFD')
    const result = publish(definition([{ name: 'mensagem', to: 'Observação' }]), {
      opportunity: { entity: 'opportunity', fields: [field(decomposed)] },
    })
    expect(result.ok && result.form.mappings.opportunity?.[0]?.key).toBe(decomposed)
  })

  test('a number takes decimals, unless the upstream counts whole ones or the form says a step', () => {
    const whole = {
      opportunity: { entity: 'opportunity', fields: [field('Pessoas', { type: 'number', upstreamType: 'integer' })] },
    }
    const step = (result: Publishing) => (result.ok ? result.form.fields.at(-1)?.step : 'unpublished')
    const nome = { name: 'nome' }
    expect(step(publish(definition([nome, { name: 'conta-de-luz' }]), schemas))).toBe('any')
    expect(step(publish(definition([nome, { name: 'conta-de-luz', step: '0.01' }]), schemas))).toBe('0.01')
    expect(step(publish(definition([{ name: 'pessoas' }]), whole))).toBeUndefined()
  })

  test('keeps fixed and captured values on the server', () => {
    const form = published([
      { name: 'nome' },
      { name: 'origem', to: 'Origem', value: 'Site' },
      { name: 'campanha', to: 'Observação', from: 'last.utm_campaign' },
    ])
    expect(form.fields.map(({ name }) => name)).toEqual(['nome'])
    expect(form.mappings.opportunity?.map(({ source }) => source)).toEqual([
      { answer: 'nome' },
      { value: 'Site' },
      { from: 'last.utm_campaign' },
    ])
  })

  test('a subset of the choices stays in the order of the form, with its own labels', () => {
    const options = [
      { value: 'Outro', label: { en: 'Other' } },
      { value: 'Residencial', label: 'Casa' },
    ]
    expect(published([{ name: 'nome' }, { name: 'interesse', type: 'radio', options }]).fields[1]?.options).toEqual(
      options,
    )
  })

  test('`fields: all` shows what a visitor could fill, and nothing else', () => {
    const form = published('all')
    expect(form.fields.map(({ name }) => name)).toEqual([
      'nome',
      'e-mail',
      'telefone',
      'interesse',
      'conta-de-luz',
      'observacao',
      'origem',
    ])
  })

  test('`fields: all` keeps to the fields that were accepted, under the names that they had', () => {
    const accepted = new Map([
      ['Nome', 'nome'],
      ['Telefone', 'fone'],
    ])
    const result = publish(definition('all'), schemas, accepted)
    expect(result.ok && result.form.fields.map(({ name }) => name)).toEqual(['nome', 'fone'])
  })

  test('`fields: all` never drops an accepted field by itself', () => {
    const accepted = new Map([
      ['Nome', 'nome'],
      ['Celular', 'celular'],
    ])
    const result = publish(definition('all'), schemas, accepted)
    expect(result.ok ? [] : result.misfits.map(({ field: name }) => name)).toEqual(['celular'])
  })

  test('an unknown type is text, and only when a form lists it', () => {
    expect(published([{ name: 'nome' }, { name: 'mapa' }]).fields[1]?.type).toBe('text')
    expect(published('all').fields.map(({ name }) => name)).not.toContain('mapa')
  })

  test('a linked contact is made from answers, and its fields need no place of their own', () => {
    const form = published([{ name: 'nome' }, { name: 'apelido', label: 'Apelido' }], {
      contact: { fields: [{ name: 'apelido', to: 'Nome' }] },
    })
    expect(form.mappings).toEqual({
      opportunity: [{ key: 'Nome', label: 'Nome', type: 'text', source: { answer: 'nome' } }],
      contact: [{ key: 'Nome', label: 'Nome', type: 'text', source: { answer: 'apelido' } }],
    })
  })

  test('says everything that does not fit at once, with the nearest name', () => {
    const said = misfits([
      { name: 'email', to: 'Email' },
      { name: 'interesse', to: 'Interesse', options: [{ value: 'Residencia', label: 'x' }] },
      { name: 'origem', to: 'Status', value: 'Nova' },
      { name: 'escolha', to: false, type: 'radio' },
    ])
    expect(said).toHaveLength(4)
    expect(said[0]).toContain('Did you mean "Residencial"?')
    expect(said[1]).toContain('Did you mean "Novo"?')
    expect(said[2]).toContain('`options`')
    expect(said[3]).toContain('Did you mean "E-mail"?')
  })

  test('a hidden field is not required by itself: nobody could fill it', () => {
    expect(published([{ name: 'nome', type: 'hidden' }]).fields[0]).toEqual({
      name: 'nome',
      type: 'hidden',
      label: 'Nome',
    })
  })

  test('two fields cannot share one place', () => {
    expect(misfits([{ name: 'nome' }, { name: 'outro', to: 'Nome' }])[0]).toContain('"Nome"')
  })

  test('without a schema nothing is published', () => {
    expect(publish(definition('all'), {}).ok).toBe(false)
    expect(publish(definition([{ name: 'nome' }], { contact: { fields: [] } }), { opportunity }).ok).toBe(false)
  })
})

describe('what has no field of its own', () => {
  const fields: readonly FieldDefinition[] = [
    { name: 'nome' },
    { name: 'email', to: 'E-mail' },
    { name: 'como', to: '$notes', label: { en: 'How', 'pt-BR': 'Como' } },
    { name: 'canal', to: '$notes', value: 'Site' },
  ]
  const more: Partial<FormDefinition> = {
    locale: 'pt-BR',
    notes: 'Observação'.normalize('NFD'),
    attribution: '$notes',
    reference: { to: 'Origem' },
    contact: { fields: [{ name: 'email', to: 'E-mail' }], reuse: true },
    onDoubt: 'hold',
    proof: false,
    notify: { webhook: 'https://hooks.example.com/secret-path', answers: true },
  }

  test('has its place: the notes, their lines, the marker', () => {
    const form = published(fields, more)
    expect(form).toMatchObject({
      notes: { key: 'Observação', label: 'Observação' },
      noted: [
        { label: 'Como', source: { answer: 'como' } },
        { label: 'canal', source: { value: 'Site' } },
        { label: 'Campanha', source: { attribution: true } },
      ],
      marker: 'Origem',
      reuseContact: true,
      onDoubt: 'hold',
      proof: false,
      notify: { webhook: 'https://hooks.example.com/secret-path', answers: true },
    })
    expect(form.mappings.opportunity?.map(({ key, source }) => [key, source])).toEqual([
      ['Nome', { answer: 'nome' }],
      ['E-mail', { answer: 'email' }],
      ['Origem', { id: true }],
    ])
    expect(form.fields.map(({ name }) => name)).toEqual(['nome', 'email', 'como'])
  })

  test('is nothing that a browser gets', () => {
    const shown = JSON.stringify(publicForm(published(fields, more), 'v1', 'pt-BR', { now: 0 }))
    for (const word of [
      'Observação',
      'Origem',
      'Campanha',
      'canal',
      'Site',
      'hooks',
      'hold',
      'reuse',
      'marker',
      'noted',
    ])
      expect(shown).not.toContain(word)
    expect(publicForm(published(fields, more), 'v1', 'en', { now: 0 }).fields.map(({ label }) => label)).toContain(
      'How',
    )
  })

  test('with `fields: all` the marker is not for visitors to fill', () => {
    const names = (definition: Partial<FormDefinition>) => published('all', definition).fields.map(({ name }) => name)
    expect(names({})).toContain('origem')
    expect(names({ reference: { to: 'Origem' } })).not.toContain('origem')
  })

  test.each<[string, readonly FieldDefinition[], Partial<FormDefinition>, RegExp]>([
    ['no such notes', [], { notes: 'Observacoes' }, /no field "Observacoes"\. Did you mean "Observação"\? .*`notes`/],
    ['notes to choose from', [], { notes: 'Interesse' }, /"Interesse" takes no free text.*`notes`/],
    ['notes in numbers', [], { notes: 'Conta de luz' }, /takes no free text/],
    ['no such marker', [], { reference: { to: 'Orgem' } }, /Did you mean "Origem"\?.*`reference`/],
    ['a marker in use', [{ name: 'origem' }], { reference: { to: 'Origem' } }, /Two fields of the form go to "Origem"/],
    [
      'a reuse without an e-mail',
      [],
      { contact: { fields: [{ name: 'nome', to: 'Nome' }], reuse: true } },
      /found again by its e-mail/,
    ],
  ])('%s is said', (_name, extra, wrong, expected) => {
    expect(misfits([{ name: 'nome' }, ...extra], wrong)).toEqual([expect.stringMatching(expected)])
  })

  test('a form that says nothing of it is published as ever', () => {
    const keys = Object.keys(published([{ name: 'nome' }]))
    for (const key of ['notes', 'noted', 'marker', 'reuseContact', 'onDoubt', 'notify', 'proof'])
      expect(keys).not.toContain(key)
  })
})

test('the forms of the demo that go to its project fit it, with notes, a marker and contacts that are found again', () => {
  const [main, contacts] = solarAurora().components
  const schemaOf = (entity: string, attributes: unknown) => parseSchema(entity, { attributes })?.schema
  const own = { opportunity: schemaOf('opportunity', main?.fields), contact: schemaOf('contact', contacts?.fields) }
  if (!own.opportunity || !own.contact) throw new Error('The demo has no schema.')
  const folder = new URL('../../../demo/forms/', import.meta.url)
  for (const file of readdirSync(folder)) {
    const parsed = parseDefinition(parse(readFileSync(new URL(file, folder), 'utf8')))
    if (!parsed.ok) throw new Error(`${file}: ${JSON.stringify(parsed.faults)}`)
    if (parsed.definition.connection !== 'crm') continue
    const result = publish(parsed.definition, { opportunity: own.opportunity, contact: own.contact })
    expect(result).toMatchObject({ ok: true, form: { notes: { key: 'Observação' }, marker: 'ID do site' } })
    if (file === 'contato.yaml') expect(result).toMatchObject({ form: { reuseContact: true } })
  }
})
