import { describe, expect, test } from 'vitest'
import { drift } from '../../../proxy/forms/drift.ts'
import type { FormDefinition } from '../../../src/contract/definition.ts'
import { changed, definition, driftTo, fields, published, seen, without } from '../../support/drift.ts'
import { choices, field } from '../../support/schemas.ts'

/** With one field of the form written another way. */
function written(name: string, more: object, rest: Partial<FormDefinition> = {}): FormDefinition {
  return { ...definition, fields: fields.map((one) => (one.name === name ? { ...one, ...more } : one)), ...rest }
}

const brief = (changes: ReturnType<typeof driftTo>) =>
  changes.map((change) =>
    [change.code, change.class, change.entity, change.key, change.field, change.choice].join(' ').trim(),
  )

const all: FormDefinition = { id: 'tudo', connection: 'crm', entity: 'opportunity', sites: [], fields: 'all' }

test('a schema that is what it was has not drifted, in whatever Unicode form it comes', () => {
  expect(driftTo(seen)).toEqual([])
  expect(driftTo(seen, all)).toEqual([])
  const decomposed = changed('opportunity', (fields) =>
    fields.map((one) => ({ ...one, key: one.key.normalize('NFD'), label: one.label.normalize('NFD') })),
  )
  expect(driftTo(decomposed)).toEqual([])
})

describe('what needs nobody', () => {
  const interesse = (...labels: string[]) => field('Interesse', { type: 'select', ...choices(...labels) })
  test.each<[string, string[], ReturnType<typeof without>, FormDefinition?]>([
    [
      'a label changed',
      ['label-changed harmless opportunity Conta de luz conta'],
      without('opportunity', 'Conta de luz', field('Conta de luz', { type: 'number', label: 'Conta' })),
    ],
    [
      'a choice added',
      ['choice-added harmless opportunity Interesse interesse Rural'],
      without('opportunity', 'Interesse', interesse('Residencial', 'Empresarial', 'Outro', 'Rural')),
    ],
    [
      'an optional field added',
      ['field-added harmless opportunity Bairro'],
      changed('opportunity', (fields) => [field('Bairro'), ...fields]),
    ],
    ['another order', ['order-changed harmless contact'], changed('contact', (fields) => fields.toReversed())],
    ['a field gone that the form has nothing to do with', [], without('opportunity', 'Cidade')],
    [
      'a choice gone that the form never offered',
      [],
      without('opportunity', 'Interesse', interesse('Residencial', 'Outro')),
    ],
    [
      'a choice gone of a form that offers what there is',
      ['choice-gone harmless opportunity Interesse interesse Outro'],
      without('opportunity', 'Interesse', interesse('Residencial', 'Empresarial')),
      written('interesse', { options: undefined }),
    ],
    [
      'a type that takes what the form sends',
      ['type-changed harmless opportunity E-mail email'],
      without('opportunity', 'E-mail', field('E-mail')),
    ],
    [
      'a field required by now, of a form that asks what the schema asks',
      ['now-required harmless opportunity Conta de luz conta'],
      without('opportunity', 'Conta de luz', field('Conta de luz', { type: 'number', required: true })),
    ],
    [
      'a field required by now that every submission has',
      [],
      without('opportunity', 'E-mail', field('E-mail', { type: 'email', required: true })),
    ],
  ])('%s', (_what, expected, schemas, of) => {
    expect(brief(driftTo(schemas, of))).toEqual(expected)
  })
})

describe('what needs a person', () => {
  test.each<[string, string[], ReturnType<typeof without>, FormDefinition?]>([
    [
      'a field gone',
      ['field-gone needs-person opportunity Conta de luz conta'],
      without('opportunity', 'Conta de luz'),
    ],
    [
      'a field renamed',
      ['field-renamed needs-person opportunity Nome nome'],
      without('opportunity', 'Nome', field('Nome completo', { required: true })),
    ],
    [
      'a field of the contact renamed',
      ['field-renamed needs-person contact Nome nome'],
      without('contact', 'Nome', field('Nome completo')),
    ],
    [
      'a fixed value without its field',
      ['field-gone needs-person opportunity Origem origem'],
      without('opportunity', 'Origem'),
    ],
    ['the marker gone', ['field-gone needs-person opportunity ID do site'], without('opportunity', 'ID do site')],
    [
      'the field of the notes gone, which an answer goes to as well',
      ['field-gone needs-person opportunity Observação mensagem', 'field-gone needs-person opportunity Observação'],
      without('opportunity', 'Observação'),
    ],
    [
      'a type that does not take what the form sends',
      ['type-changed needs-person opportunity Nome nome'],
      without('opportunity', 'Nome', field('Nome', { type: 'number', required: true })),
    ],
    [
      'a type that would change what visitors are asked',
      ['type-changed needs-person opportunity Conta de luz conta'],
      without('opportunity', 'Conta de luz', field('Conta de luz', { type: 'text' })),
    ],
    [
      'a type that nobody knows',
      ['type-changed needs-person opportunity Nome nome'],
      without('opportunity', 'Nome', { key: 'Nome', label: 'Nome', required: true, upstreamType: 'geo', raw: null }),
    ],
    [
      'a choice gone that the form lists',
      ['choice-gone needs-person opportunity Interesse interesse Outro'],
      without(
        'opportunity',
        'Interesse',
        field('Interesse', { type: 'select', ...choices('Residencial', 'Empresarial') }),
      ),
    ],
    [
      'a choice gone that the form fixes',
      ['choice-gone needs-person opportunity Interesse interesse Outro'],
      without(
        'opportunity',
        'Interesse',
        field('Interesse', { type: 'select', ...choices('Residencial', 'Empresarial') }),
      ),
      {
        ...definition,
        fields: [
          { name: 'nome', to: 'Nome' },
          { name: 'interesse', to: 'Interesse', value: 'Outro' },
        ],
        contact: { fields: [] },
      },
    ],
    [
      'a new required field that the form does not fill',
      ['required-added needs-person opportunity CPF'],
      changed('opportunity', (fields) => [...fields, field('CPF', { required: true })]),
    ],
    [
      'a field required by now that the form does not fill',
      ['required-added needs-person opportunity Cidade'],
      without('opportunity', 'Cidade', field('Cidade', { required: true })),
    ],
    [
      'a field required by now that the form leaves to the visitor',
      ['now-required needs-person opportunity Conta de luz conta'],
      without('opportunity', 'Conta de luz', field('Conta de luz', { type: 'number', required: true })),
      written('conta', { required: false }),
    ],
    [
      'a new field that would take over an answer',
      [
        'field-shifted needs-person opportunity Conta de luz conta-de-luz',
        'field-added harmless opportunity conta-de-luz',
      ],
      changed('opportunity', (fields) => [...fields, field('conta-de-luz', { type: 'number' })]),
      written('conta', { name: 'conta-de-luz', to: undefined }),
    ],
    [
      'a field gone of a form that shows all',
      ['field-gone needs-person opportunity Telefone telefone'],
      without('opportunity', 'Telefone'),
      all,
    ],
  ])('%s', (_what, expected, schemas, of) => {
    expect(brief(driftTo(schemas, of))).toEqual(expected)
  })
})

test('a question that was accepted stays in a form of all fields, whatever the upstream thinks of the field', () => {
  const schemas = without('opportunity', 'Telefone', field('Telefone', { type: 'tel', internal: true }))
  expect(brief(driftTo(schemas, all))).toEqual([])
})

describe('what is said', () => {
  const one = (changes: ReturnType<typeof driftTo>) => {
    expect(changes).toHaveLength(1)
    return changes[0]
  }

  test('a rename comes with the exact line, wherever the form names the field', () => {
    const full = field('Nome completo', { required: true })
    expect(one(driftTo(without('opportunity', 'Nome', full)))?.proposal).toEqual({
      place: 'the field with `name: nome`',
      line: 'to: Nome completo',
    })
    expect(one(driftTo(without('contact', 'Nome', field('Nome completo'))))?.proposal).toEqual({
      place: 'the field with `name: nome` below `contact`',
      line: 'to: Nome completo',
    })
    expect(one(driftTo(without('opportunity', 'Origem', field('Origem: do lead'))))?.proposal).toEqual({
      place: 'the field with `name: origem`',
      line: 'to: "Origem: do lead"',
    })
    expect(one(driftTo(without('opportunity', 'ID do site', field('ID no site'))))?.proposal).toEqual({
      place: '`reference`',
      line: 'to: ID no site',
    })
    const notes = driftTo(without('opportunity', 'Observação', field('Observações', { type: 'textarea' })))
    expect(notes.map(({ proposal }) => proposal)).toEqual([
      { place: 'the field with `name: mensagem`', line: 'to: Observações' },
      { place: 'the form', line: 'notes: Observações' },
    ])
  })

  test('what becomes of answers meanwhile: the notes take them, or a person', () => {
    const { notes: _notes, ...bare } = definition
    expect(one(driftTo(without('opportunity', 'Conta de luz')))?.message).toContain(
      'Answers to `conta` go to the notes.',
    )
    expect(one(driftTo(without('opportunity', 'Conta de luz'), bare))?.message).toContain('are held')
    expect(driftTo(without('opportunity', 'Observação'))[0]?.message).toContain('are held')
  })

  test('without knowing what it was published with, what the form itself tells', () => {
    const form = published()
    expect(brief(drift(form, without('opportunity', 'Nome', field('Nome completo'))))).toEqual([
      'field-gone needs-person opportunity Nome nome',
    ])
    const fewer = without('opportunity', 'Interesse', field('Interesse', { type: 'select', ...choices('Residencial') }))
    expect(brief(drift(form, fewer))).toEqual(['choice-gone needs-person opportunity Interesse interesse Outro'])
    expect(drift(form, {})).toEqual([])
  })
})
