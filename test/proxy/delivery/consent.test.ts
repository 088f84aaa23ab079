import { describe, expect, test } from 'vitest'
import { consentValue } from '../../../proxy/delivery/consent.ts'
import { orderOf } from '../../../proxy/delivery/order.ts'
import type { Mapping, PublishedForm } from '../../../proxy/forms/published.ts'
import type { Kept } from '../../../proxy/outbox/outbox.ts'

const receivedAt = Date.UTC(2026, 10, 22, 0, 14, 5)
const consent = { given: true, version: 'abcd1234', text: 'Aceito a\n política' }
const refused = { ...consent, given: false }

describe('what an upstream gets of a consent', () => {
  test('is a tick where it has a box', () => {
    expect(consentValue({ consent, receivedAt }, 'checkbox', 'pt-BR')).toBe(true)
    expect(consentValue({ consent: refused, receivedAt }, 'checkbox', 'pt-BR')).toBe(false)
  })

  test('is a line with text, version and time where it has a text, and nothing where nothing was agreed to', () => {
    expect(consentValue({ consent, receivedAt }, 'text', 'pt-BR')).toBe(
      'Aceito a política (versão abcd1234, 2026-11-22T00:14:05Z)',
    )
    expect(consentValue({ consent: refused, receivedAt }, 'text', 'pt-BR')).toBeUndefined()
    expect(consentValue({ receivedAt }, 'text', 'pt-BR')).toBeUndefined()
  })
})

describe('an order', () => {
  const kept: Kept = {
    ...{ id: 'id-1', reference: 'KQ4-7PX', form: 'contact', version: 'v1', connection: 'crm', locale: 'en' },
    ...{ state: 'sending', attempt: 1, receivedAt, dueAt: 0, results: {}, leftovers: {}, context: {}, consent },
    answers: { quando: '2026-07-15T10:30' },
  }
  const mappings: readonly Mapping[] = [
    { key: 'Aceite', label: 'Aceite', type: 'text', source: { consent: true } },
    { key: 'Quando', label: 'Quando', type: 'datetime-local', source: { answer: 'quando' }, timeZone: 'Europe/Berlin' },
  ]
  const form: PublishedForm = {
    ...{ id: 'contact', connection: 'crm', entity: 'opportunity', sites: [], locale: 'pt-BR', fields: [] },
    mappings: { opportunity: mappings },
  }

  test('carries the consent in the form’s language, and local times as instants', () => {
    expect(orderOf(kept, form, {}, { resent: false }).order.values.opportunity?.map(({ value }) => value)).toEqual([
      'Aceito a política (versão abcd1234, 2026-11-22T00:14:05Z)',
      '2026-07-15T08:30:00Z',
    ])
  })

  test('loses no consent whose field is gone: it is the visitor’s word', () => {
    const schemas = { opportunity: { entity: 'opportunity', fields: [{ key: 'Quando', label: 'Quando', raw: {} }] } }
    expect(orderOf(kept, form, schemas, { resent: false }).lost).toEqual(['Aceite'])
    const noted = orderOf(
      kept,
      { ...form, notes: { key: 'Quando', label: 'Quando' }, mappings: { opportunity: mappings.slice(0, 1) } },
      schemas,
      { resent: false },
    )
    expect(noted.order.notes?.lines).toEqual(['Aceite: Aceito a política (versão abcd1234, 2026-11-22T00:14:05Z)'])
  })
})
