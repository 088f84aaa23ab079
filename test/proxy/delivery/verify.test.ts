import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Sent } from '../../../proxy/delivery/verify.ts'
import { lostLabels } from '../../../proxy/delivery/verify.ts'
import { FIELD_TYPES } from '../../../src/contract/form.ts'

type Row = readonly [type: Sent['type'], sent: Sent['value'], returned: unknown]

describe('the same value, written another way', () => {
  const rows: readonly Row[] = [
    ['text', 'Ana', 'Ana'],
    ['text', '  Ana ', 'Ana'],
    ['text', 'Jos\u00e9', 'Jose\u0301'],
    ['textarea', 'a\nb', 'a\r\nb'],
    ['text', '12', 12],
    ['text', 'true', true],
    ['email', 'Ana@Example.com', 'ana@example.com'],
    ['tel', '+55 (11) 99999-8888', '5511999998888'],
    ['tel', '11 99999 8888', '(11) 99999-8888'],
    ['tel', '11999998888', 11999998888],
    ['tel', 'ramal', 'ramal'],
    ['number', 350.5, 350.5],
    ['number', 350, '350.00'],
    ['number', -0, 0],
    ['number', 'a lot', 'a lot'],
    ['date', '2026-03-01', '2026-03-01'],
    ['date', '2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['date', '2026-03-01', '2026-03-01T03:00:00.000Z'],
    ['date', '2026-03-01', '2026-02-28T21:00:00-03:00'],
    ['datetime-local', '2026-03-01T10:30:00', '2026-03-01T10:30:00.000Z'],
    ['datetime-local', '2026-03-01T10:30:00', '2026-03-01T10:30:00-03:00'],
    ['datetime-local', '2026-03-01T10:30:00', '2026-03-01 10:30:00'],
    ['datetime-local', '2026-03-01T10:30:00-03:00', '2026-03-01T13:30:00Z'],
    ['select', 'Residencial', 'RESIDENCIAL'],
    ['radio', 'Residencial', { id: 7, name: 'Residencial' }],
    ['select', 'Residencial', { label: 'Residencial' }],
    ['select', 'Residencial', ['Residencial']],
    ['select', 'Sim, com DDD', 'sim, com ddd'],
    ['checkbox', true, true],
    ['checkbox', true, 'true'],
    ['checkbox', true, 1],
    ['checkbox', false, false],
    ['checkbox', false, 0],
    ['checkboxes', ['A', 'B'], ['B', 'a']],
    ['checkboxes', ['A', 'B'], 'B, A'],
    ['checkboxes', ['A', 'B'], 'A;B'],
    ['checkboxes', ['A', 'B'], [{ name: 'B' }, { name: 'A' }]],
    ['checkboxes', ['A, of course'], ['A, of course']],
    ['checkboxes', ['A, of course'], 'A, of course'],
    ['record', 'c1', 'c1'],
    ['record', 'c1', { id: 'c1', Nome: 'Ana' }],
    ['record', 'c1', { Nome: 'Ana' }],
    ['record', 'c1', [{ id: 'c1' }]],
  ]
  test.each(rows)('%s %j came back as %j', (type, value, returned) => {
    expect(lostLabels([{ key: 'k', label: 'L', type, value }], { k: returned })).toEqual([])
  })
})

describe('another value', () => {
  const rows: readonly Row[] = [
    ['text', 'Ana', 'An'],
    ['text', 'Ana', 'ana'],
    ['text', 'Ana', ''],
    ['text', 'Ana', null],
    ['text', 'Ana', undefined],
    ['text', 'Ana', {}],
    ['text', 'null', null],
    ['email', 'ana@example.com', 'ana@example.org'],
    ['tel', '11999998888', '999998888'],
    ['tel', 'ramal', ''],
    ['tel', '11', 'ramal'],
    ['number', 350.5, 350],
    ['number', 0, ''],
    ['number', 0, []],
    ['number', 0, null],
    ['number', 350, '350,00'],
    ['number', 1, true],
    ['date', '2026-03-01', '2026-03-02'],
    ['date', '2026-03-01', '2026-02-28'],
    ['date', '2026-03-01', '01/03/2026'],
    ['date', '2026-03-01', ''],
    ['datetime-local', '2026-03-01T10:30:00', '2026-03-01T10:31:00Z'],
    ['datetime-local', '2026-03-01T10:30:00', ''],
    ['datetime-local', 'soon', 'later'],
    ['select', 'Residencial', 'Rural'],
    ['select', 'Residencial', { name: 'Rural' }],
    ['checkbox', true, false],
    ['checkbox', true, 0],
    ['checkbox', true, ''],
    ['checkbox', false, null],
    ['checkboxes', ['A', 'B'], ['A']],
    ['checkboxes', ['A'], ['A', 'B']],
    ['checkboxes', ['A'], []],
    ['record', 'c1', 'c2'],
    ['record', 'c1', { id: 'c2', Nome: 'Ana' }],
    ['record', 'c1', {}],
    ['record', 'c1', []],
    ['record', 'c1', null],
  ]
  test.each(rows)('%s %j came back as %j', (type, value, returned) => {
    expect(lostLabels([{ key: 'k', label: 'L', type, value }], { k: returned })).toEqual(['L'])
  })
})

test('labels are told in the order of sending, and a key is found by its bytes or by its looks', () => {
  const sent: Sent[] = ['Nome', 'Observac\u0327a\u0303o', 'Mensagem', '__proto__'].map((key) => ({
    key,
    label: key,
    type: 'text',
    value: 'x',
  }))
  expect(lostLabels(sent, { Observação: 'x' })).toEqual(['Nome', 'Mensagem', '__proto__'])
  expect(lostLabels(sent, JSON.parse('{"Nome":"x","Mensagem":"x","__proto__":"x"}'))).toEqual([sent[1]?.label])
  expect(lostLabels(sent.slice(3), {})).toEqual(['__proto__'])
})

test('whatever a record holds, the answer is an answer, and what JSON gives back is never lost', () => {
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true }), fc.boolean(), fc.array(fc.string()))
  const type = fc.constantFrom<Sent['type']>(...FIELD_TYPES, 'record')
  fc.assert(
    fc.property(type, value, fc.jsonValue(), (type, value, returned) => {
      const sent = { key: 'k', label: 'L', type, value } as Sent
      expect([0, 1]).toContain(lostLabels([sent], { k: returned }).length)
    }),
    { numRuns: 5_000 },
  )
  fc.assert(
    fc.property(fc.constantFrom('text', 'email', 'tel', 'select'), fc.string({ unit: 'binary' }), (type, text) => {
      const sent = { key: 'k', label: 'L', type, value: text } as Sent
      expect(lostLabels([sent], JSON.parse(JSON.stringify({ k: text })))).toEqual([])
    }),
    { numRuns: 5_000 },
  )
})
