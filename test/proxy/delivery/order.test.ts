import { describe, expect, test } from 'vitest'
import { orderOf } from '../../../proxy/delivery/order.ts'
import type { Mapping, PublishedForm, Source } from '../../../proxy/forms/published.ts'
import type { Kept } from '../../../proxy/outbox/outbox.ts'
import type { Schema } from '../../../proxy/upstreams/upstream.ts'

const kept: Kept = {
  ...{ id: 'id-1', reference: 'KQ4-7PX', form: 'contact', version: 'v1', connection: 'crm', locale: 'pt-BR' },
  ...{ state: 'sending', attempt: 1, receivedAt: 0, dueAt: 0, results: {} },
  answers: Object.assign(Object.create(null), {
    nome: 'Ana',
    vazio: '',
    nada: [],
    aceite: false,
    interesses: ['A', 'B'],
  }),
  leftovers: {},
  context: { page: 'https://example.com/', last: { utm_campaign: 'verão', 'a.b': 'dotted' } },
}

const mapping = (key: string, source: Source): Mapping => ({ key, label: `Label of ${key}`, type: 'text', source })

const form = (...mappings: Mapping[]): PublishedForm => ({
  ...{ id: 'contact', connection: 'crm', entity: 'opportunity', sites: [], locale: 'pt-BR', fields: [] },
  mappings: { opportunity: mappings },
})

const schema = (...keys: string[]): Record<string, Schema> => ({
  opportunity: { entity: 'opportunity', fields: keys.map((key) => ({ key, label: key, raw: {} })) },
})

const first = { resent: false }

const sent = (...mappings: Mapping[]) =>
  orderOf(kept, form(...mappings), {}, first).order.values.opportunity?.map(({ key, value }) => [key, value])

describe('an order', () => {
  test('carries answers, fixed values and what is known of the visit', () => {
    const from = (name: 'page' | 'referrer' | 'locale' | 'reference' | `last.${string}` | `first.${string}`) =>
      mapping(name, { from: name })
    expect(
      sent(
        mapping('Nome', { answer: 'nome' }),
        mapping('Interesses', { answer: 'interesses' }),
        mapping('Origem', { value: 'Site' }),
        ...[from('page'), from('locale'), from('reference'), from('last.utm_campaign'), from('last.a.b')],
      ),
    ).toEqual([
      ['Nome', 'Ana'],
      ['Interesses', ['A', 'B']],
      ['Origem', 'Site'],
      ['page', 'https://example.com/'],
      ['locale', 'pt-BR'],
      ['reference', 'KQ4-7PX'],
      ['last.utm_campaign', 'verão'],
      ['last.a.b', 'dotted'],
    ])
  })

  test('leaves out what is empty, and keeps a box that was left open', () => {
    const answers = ['vazio', 'nada', 'absent', 'constructor', '__proto__'].map((name) =>
      mapping(name, { answer: name }),
    )
    const visit = [
      mapping('a', { from: 'referrer' }),
      mapping('b', { from: 'first.x' }),
      mapping('c', { from: 'last.constructor' }),
    ]
    expect(sent(...answers, ...visit, mapping('Aceite', { answer: 'aceite' }))).toEqual([['Aceite', false]])
  })

  test('has each entity apart, with the last known schemas', () => {
    const both = { ...form(), mappings: { opportunity: [], contact: [mapping('Nome', { answer: 'nome' })] } }
    const { order } = orderOf(kept, both, schema('Nome'), first)
    expect(order).toMatchObject({ submissionId: 'id-1', entity: 'opportunity', values: { opportunity: [] } })
    expect(order.values.contact).toHaveLength(1)
    expect(order.schemas).toEqual(schema('Nome'))
  })

  test('spells a key as the schema does today', () => {
    const composed = 'Observa\u00e7\u00e3o'
    const decomposed = composed.normalize('NFD')
    const { order, lost } = orderOf(kept, form(mapping(composed, { answer: 'nome' })), schema(decomposed), first)
    expect(order.values.opportunity?.map(({ key }) => key)).toEqual([decomposed])
    expect(lost).toEqual([])
  })
})

describe('what an order cannot carry', () => {
  test('a choice that the upstream has no more is left to the notes; the others go as they are', () => {
    const options = [{ value: 'A', label: 'a' }]
    const schemas = {
      opportunity: { entity: 'opportunity', fields: [{ key: 'Interesses', label: 'Interesses', options, raw: {} }] },
    }
    const asked = form(mapping('Interesses', { answer: 'interesses' }))
    const bare = orderOf(kept, asked, schemas, first)
    expect(bare.order.values.opportunity?.map(({ value }) => value)).toEqual([['A']])
    expect(bare.lost).toEqual(['Label of Interesses'])
    const notes = { key: 'Observação', label: 'Observação' }
    const field = { key: 'Observação', label: 'Observação', raw: {} }
    const roomy = { opportunity: { ...schemas.opportunity, fields: [...schemas.opportunity.fields, field] } }
    const noted = orderOf(kept, { ...asked, notes }, roomy, first)
    expect(noted.lost).toEqual([])
    expect(noted.order.notes?.lines).toEqual(['Label of Interesses: B'])
  })

  test('is named by its label when the schema has lost the field', () => {
    const { order, lost } = orderOf(kept, form(mapping('Nome', { answer: 'nome' })), schema('Outro'), first)
    expect(order.values.opportunity).toEqual([])
    expect(lost).toEqual(['Label of Nome'])
  })

  test('is nothing when the visitor gave nothing for it', () => {
    expect(orderOf(kept, form(mapping('Vazio', { answer: 'vazio' })), schema('Outro'), first).lost).toEqual([])
  })

  test('is named by the form’s own name when the version does not ask for it', () => {
    const leftovers = { antigo: 'an answer', vazio: '' }
    expect(orderOf({ ...kept, leftovers }, form(), {}, first).lost).toEqual(['antigo'])
  })
})

describe('the notes of an order', () => {
  const NOTES = { key: 'Observação', label: 'Notas' }
  const noted: PublishedForm['noted'] = [
    { label: 'Como nos conheceu?', source: { answer: 'como' } },
    { label: 'Vazio', source: { answer: 'vazio' } },
    { label: 'Canal', source: { value: 'Site' } },
    { label: 'Campanha', source: { attribution: true } },
  ]
  const rich: Kept = {
    ...kept,
    answers: { ...kept.answers, como: 'Rádio', telefone: '11 9', mensagem: 'Olá' },
    leftovers: { antigo: 'sim', nada: '' },
    context: { first: { utm_source: 'a' }, last: { utm_source: 'b', utm_campaign: 'verão\n2026' } },
  }
  const withNotes = (...mappings: Mapping[]): PublishedForm => ({
    ...form(...mappings),
    notes: NOTES,
    noted: noted ?? [],
  })
  const gone = mapping('Telefone', { answer: 'telefone' })
  const message = mapping(NOTES.key, { answer: 'mensagem' })

  test('are lines in the form’s language, in one order', () => {
    const { order, lost, skipped } = orderOf(rich, withNotes(message, gone), schema(NOTES.key), { resent: true })
    expect(order.notes).toEqual({
      key: NOTES.key,
      label: 'Notas',
      locale: 'pt-BR',
      lines: [
        'Como nos conheceu?: Rádio',
        'Canal: Site',
        'Campanha: utm_source=b · utm_campaign=verão 2026 (Primeira visita: utm_source=a)',
        'Label of Telefone: 11 9',
        'antigo: sim',
        'Possível duplicata de KQ4-7PX',
      ],
    })
    expect([lost, skipped]).toEqual([[], []])
  })

  test('say the campaign of both visits once where it is the same, and nothing where there is none', () => {
    const lines = (context: Kept['context']) =>
      orderOf({ ...kept, context }, withNotes(), schema(NOTES.key), first).order.notes?.lines
    expect(lines({ first: { a: '1' }, last: { a: '1' } })).toEqual(['Canal: Site', 'Campanha: a=1'])
    expect(lines({ first: { a: '1' } })).toEqual(['Canal: Site', 'Campanha: a=1'])
    expect(lines({})).toEqual(['Canal: Site'])
  })

  test('say one answer once, however many of its fields are gone', () => {
    const both = { ...withNotes(gone), mappings: { opportunity: [gone], contact: [gone] } }
    const { order } = orderOf(rich, both, { ...schema(NOTES.key), contact: { entity: 'contact', fields: [] } }, first)
    expect(order.notes?.lines.filter((line) => line.includes('Telefone'))).toHaveLength(1)
  })

  test('whose own field is gone carry nothing: what the visitor gave is lost, the rest is skipped', () => {
    const { order, lost, skipped } = orderOf(rich, withNotes(message, gone), schema('Outro'), { resent: true })
    expect(order).not.toHaveProperty('notes')
    expect(lost).toEqual(['Como nos conheceu?', 'Label of Observação', 'Label of Telefone', 'antigo'])
    expect(skipped).toEqual(['Canal', 'Campanha'])
  })

  test('are within 10,000 characters with what the visitor wrote, and what does not fit is lost', () => {
    const long = { ...rich, answers: { ...rich.answers, mensagem: 'x'.repeat(9_900), telefone: '9'.repeat(200) } }
    const { order, lost } = orderOf(long, withNotes(message, gone), schema(NOTES.key), { resent: true })
    expect(lost).toEqual(['Label of Telefone', 'antigo'])
    const { lines = [] } = order.notes ?? {}
    expect(9_900 + 2 + lines.join('\n').length).toBeLessThanOrEqual(10_000)
    expect(lines.at(-1)).toBe('Possível duplicata de KQ4-7PX')
  })
})

describe('a marker, and what is not the visitor’s', () => {
  test('the marker carries the id, as long as there is such a field', () => {
    const marked = { ...form(mapping('ID', { id: true })), marker: 'ID' }
    const { order } = orderOf(kept, marked, schema('ID'), { resent: false, contactId: 'c1' })
    expect(order).toMatchObject({
      marker: 'ID',
      contactId: 'c1',
      values: { opportunity: [{ key: 'ID', value: 'id-1' }] },
    })
    const without = orderOf(kept, marked, schema('Outro'), first)
    expect(without.order).not.toHaveProperty('marker')
    expect([without.lost, without.skipped]).toEqual([[], ['Label of ID']])
  })

  test('a fixed or captured value without a field is skipped, and said', () => {
    const { lost, skipped } = orderOf(
      kept,
      form(mapping('Origem', { value: 'Site' }), mapping('Página', { from: 'page' })),
      schema('Outro'),
      first,
    )
    expect([lost, skipped]).toEqual([[], ['Label of Origem', 'Label of Página']])
  })
})
