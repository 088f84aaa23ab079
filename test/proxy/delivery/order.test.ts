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

const sent = (...mappings: Mapping[]) =>
  orderOf(kept, form(...mappings), {}).order.values.opportunity?.map(({ key, value }) => [key, value])

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
    const { order } = orderOf(kept, both, schema('Nome'))
    expect(order).toMatchObject({ submissionId: 'id-1', entity: 'opportunity', values: { opportunity: [] } })
    expect(order.values.contact).toHaveLength(1)
    expect(order.schemas).toEqual(schema('Nome'))
  })

  test('spells a key as the schema does today', () => {
    const composed = 'Observa\u00e7\u00e3o'
    const decomposed = composed.normalize('NFD')
    const { order, lost } = orderOf(kept, form(mapping(composed, { answer: 'nome' })), schema(decomposed))
    expect(order.values.opportunity?.map(({ key }) => key)).toEqual([decomposed])
    expect(lost).toEqual([])
  })
})

describe('what an order cannot carry', () => {
  test('is named by its label when the schema has lost the field', () => {
    const { order, lost } = orderOf(kept, form(mapping('Nome', { answer: 'nome' })), schema('Outro'))
    expect(order.values.opportunity).toEqual([])
    expect(lost).toEqual(['Label of Nome'])
  })

  test('is nothing when the visitor gave nothing for it', () => {
    expect(orderOf(kept, form(mapping('Vazio', { answer: 'vazio' })), schema('Outro')).lost).toEqual([])
  })

  test('is named by the form’s own name when the version does not ask for it', () => {
    const leftovers = { antigo: 'an answer', vazio: '' }
    expect(orderOf({ ...kept, leftovers }, form(), {}).lost).toEqual(['antigo'])
  })
})
