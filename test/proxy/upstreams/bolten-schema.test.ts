import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { solarAurora } from '../../../demo/upstreams/bolten/data.ts'
import {
  contactLink,
  parseComponent,
  parsePage,
  parseRecord,
  parseSchema,
} from '../../../proxy/upstreams/bolten/schema.ts'
import { bodyOf, toSend } from '../../../proxy/upstreams/bolten/values.ts'
import { readJson } from '../../../proxy/upstreams/json.ts'
import type { SchemaField, Value } from '../../../proxy/upstreams/upstream.ts'
import { FIELD_TYPES } from '../../../src/contract/form.ts'

const fieldsOf = (reply: unknown) => parseSchema('opportunity', reply)?.schema.fields ?? []

describe('the schema in our shape', () => {
  test("of the demo's opportunity", () => {
    const fields = fieldsOf({ attributes: solarAurora().components[0]?.fields })
    expect(fields.map(({ key, type, internal }) => [key, type, internal ?? false])).toEqual([
      ['Nome', 'text', false],
      ['E-mail', 'email', false],
      ['Telefone', 'tel', false],
      ['Interesse', 'select', false],
      ['Conta de luz', 'number', false],
      ['Melhor dia', 'date', false],
      ['Observação', 'textarea', false],
      ['Origem', 'text', false],
      ['Campanha', 'text', false],
      ['Consentimento', 'checkbox', false],
      ['ID do site', 'text', false],
      ['Status', 'select', true],
      ['Valor', 'number', true],
      ['Responsável', undefined, true],
      ['Contato', undefined, true],
    ])
  })

  test('keeps an entry of an unknown type as it came', () => {
    const entry = { name: 'Mapa', content_type: 'geo_polygon', precision: 7 }
    expect(fieldsOf([entry])).toEqual([{ key: 'Mapa', label: 'Mapa', upstreamType: 'geo_polygon', raw: entry }])
  })

  test.each([
    [[{ id: 1, name: 'A' }], ['A']],
    [[{ id: 1, label: 'A' }], ['A']],
    [[{ value: 'A', id: 1 }], ['A']],
    [[{ id: 7 }], ['7']],
    [
      ['A', '', null, 3, 'A', {}, []],
      ['A', '3'],
    ],
    ['A', []],
    [{ a: 'A' }, []],
    [null, []],
  ])('available_values %j are the choices %j', (available_values, labels) => {
    expect(fieldsOf([{ name: 'F', available_values }])[0]?.options ?? []).toEqual(
      labels.map((label) => ({ value: label, label })),
    )
  })

  test('two fields with one label are neither there, even if only their bytes differ', () => {
    const reply = [
      { name: 'Nome' },
      { name: 'Cidade' },
      { name: 'Nome' },
      { name: 'Órgão' },
      { name: 'Órgão'.normalize('NFD') },
    ]
    expect(parseSchema('contact', reply)).toMatchObject({
      schema: { entity: 'contact', fields: [{ key: 'Cidade' }] },
      shared: ['Nome', 'Órgão', 'Órgão'.normalize('NFD')],
    })
  })

  test.each([
    ['Status'],
    ['ETAPA'],
    ['Responsável'],
    ['Responsável'.normalize('NFD')],
    ['Valor'],
    ['Produtos'],
    [' Contato '],
  ])('%s is not for visitors', (name) => {
    expect(fieldsOf([{ name, content_type: 'text' }])[0]?.internal).toBe(true)
  })

  test.each([['Status da obra'], ['Valores'], ['Nome do contato'], ['Faseamento']])(
    '%s may be for visitors',
    (name) => {
      expect(fieldsOf([{ name, content_type: 'text' }])[0]).not.toHaveProperty('internal')
    },
  )

  test.each([
    [{ name: 'Contato', content_type: 'contact' }, true],
    [{ name: 'contato' }, true],
    [{ name: 'Cliente', content_type: 'contact_link' }, true],
    [{ name: 'Contato', content_type: 'text' }, false],
    [{ name: 'Contato', available_values: ['Telefone', 'E-mail'] }, false],
    [{ name: 'Contato preferido' }, false],
  ])('%j takes the linked contact: %s', (entry, expected) => {
    expect(contactLink(parseSchema('opportunity', [entry])?.schema)?.key === entry.name).toBe(expected)
  })
})

test('no reply makes it throw', () => {
  const word = fc.constantFrom(
    'attributes',
    'items',
    'data',
    'name',
    'content_type',
    'available_values',
    'id',
    'pagination',
    'limit',
  )
  const { reply } = fc.letrec<{ reply: unknown }>((tie) => ({
    reply: fc.oneof(
      { depthSize: 'medium', maxDepth: 6 },
      fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null)),
      fc.array(tie('reply'), { maxLength: 5 }),
      fc.dictionary(fc.oneof(word, fc.constant('__proto__'), fc.string()), tie('reply'), { maxKeys: 5 }),
    ),
  }))
  fc.assert(
    fc.property(reply, (reply) => {
      for (const { key } of fieldsOf(reply)) expect(key).not.toBe('')
      parsePage(reply)
      parseRecord(reply)
      parseComponent(reply, 'p')
    }),
    { numRuns: 5_000 },
  )
  expect(({} as { name?: unknown }).name).toBeUndefined()
})

test('keys come back byte for byte, whatever they are made of', () => {
  const key = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      ' Nome ',
      'E-mail',
      'Observac\u0327a\u0303o',
      '👩🏽‍🔧 Obra',
      '1',
      '"\\',
    ),
  )
  const looks = (text: string) => text.normalize('NFC')
  fc.assert(
    fc.property(fc.uniqueArray(key, { selector: looks, minLength: 1, maxLength: 12 }), (keys) => {
      const parsed = parseSchema('contact', JSON.parse(JSON.stringify({ attributes: keys.map((name) => ({ name })) })))
      const values = (parsed?.schema.fields ?? []).map(
        ({ key, label }, index): Value => ({ key, label, type: 'text', value: `v${index}` }),
      )
      const { attributes } = JSON.parse(bodyOf(toSend(values, parsed?.schema)))
      expect(new Map(Object.entries(attributes))).toEqual(new Map(keys.map((name, index) => [name, `v${index}`])))
    }),
    { numRuns: 2_000 },
  )
})

describe('values as Bolten takes them', () => {
  const field = (type: SchemaField['type'], labels: readonly string[] = []): SchemaField => ({
    key: 'F',
    label: 'F',
    ...(type && { type }),
    options: labels.map((label) => ({ value: label, label })),
    raw: {},
  })
  test.each<[SchemaField, Value['value'], unknown]>([
    [field('text'), 'Ana', 'Ana'],
    [field('text'), ['a', 'b'], 'a, b'],
    [field('number'), '350.5', 350.5],
    [field('number'), '.5', 0.5],
    [field('number'), '1e3', 1_000],
    [field('number'), 'a lot', 'a lot'],
    [field('number'), '1e999', '1e999'],
    [field('date'), '2026-03-01', '2026-03-01'],
    [field('datetime-local'), '2026-03-01T10:30', '2026-03-01T10:30:00'],
    [field('datetime-local'), '2026-03-01 10:30:15', '2026-03-01T10:30:15'],
    [field('checkbox'), true, true],
    [field('checkbox'), false, false],
    [field('checkbox'), 'true', true],
    [field('checkboxes', ['A', 'B']), ['B', 'A'], ['B', 'A']],
    [field('checkboxes', ['A', 'B']), 'A', ['A']],
    [field('select', ['Órgão'.normalize('NFD')]), 'Órgão', 'Órgão'.normalize('NFD')],
    [field('select', ['A']), 'Z', 'Z'],
    [field(undefined), 'as it is', 'as it is'],
  ])('%j: %j is sent as %j', (schemaField, value, expected) => {
    const schema = { entity: 'contact', fields: [schemaField] }
    const sent = toSend([{ key: 'F', label: 'F', type: 'text', value }], schema)
    expect(JSON.parse(bodyOf(sent))).toEqual({ attributes: { F: expected } })
  })

  test.each(FIELD_TYPES)('an empty %s is left out', (type) => {
    const values: Value[] = ['', []].map((value) => ({ key: 'F', label: 'F', type, value }))
    expect(toSend(values, undefined)).toEqual([])
  })
})

test.each([
  ['{"a":1}', { value: { a: 1 } }],
  ['null', { value: null }],
  ['"[[[["', { value: '[[[[' }],
  ['"\\"[["', { value: '"[[' }],
  [`${'['.repeat(64)}${']'.repeat(64)}`, expect.anything()],
  [`${'['.repeat(65)}${']'.repeat(65)}`, undefined],
  ['[] []', undefined],
  ['', undefined],
  ['<html>', undefined],
])('%s is read as %j', (text, expected) => {
  expect(readJson(text)).toEqual(expected)
})
