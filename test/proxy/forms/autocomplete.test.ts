import { expect, test } from 'vitest'
import { usualAutocomplete } from '../../../proxy/forms/autocomplete.ts'
import { publicForm } from '../../../proxy/forms/public.ts'
import type { PublishedForm, ShownField } from '../../../proxy/forms/published.ts'
import type { FieldType, Text } from '../../../src/contract/form.ts'

const field = (label: Text, type: FieldType = 'text', more: Partial<ShownField> = {}): ShownField => ({
  ...{ name: 'x', label, type },
  ...more,
})
const usual = (...fields: ShownField[]) => fields.map(usualAutocomplete(fields))

test.each([
  ['E-mail', 'email', 'email'],
  ['Confirm your e-mail', 'email', 'email'],
  ['What’s your email?', 'email', 'email'],
  ['WhatsApp', 'tel', 'tel'],
  ['Número de telefone', 'tel', 'tel'],
  ['Telefone de contato', 'tel', 'tel'],
  ['Site da empresa', 'url', 'url'],
  ['Nome', 'text', 'name'],
  ['Seu nome *', 'text', 'name'],
  ['Full name', 'text', 'name'],
  ['Nome da empresa', 'text', 'organization'],
  ['CEP', 'text', 'postal-code'],
  [{ 'pt-BR': 'Como você se chama?', en: 'Your name' }, 'text', 'name'],
] as const)('%s, of type %s, is %s', (label, type, token) => {
  expect(usual(field(label, type))).toEqual([token])
})

test.each([
  ['Friend’s e-mail', 'email'],
  ['E-mail of your manager', 'email'],
  ['E-mail do sócio', 'email'],
  ['E-mail do indicado', 'email'],
  ['Telefone da mãe', 'tel'],
  ['Teléfono de la pareja', 'tel'],
  ['Téléphone du conjoint', 'tel'],
  ['Telefon des Partners', 'tel'],
  ['Emergency contact', 'tel'],
  ['Fax', 'tel'],
  ['Link to the product', 'url'],
  ['Project name', 'text'],
  ['Nome do projeto', 'text'],
  ['Nome da mãe', 'text'],
  ['Cargo', 'text'],
  [{ en: 'E-mail', 'pt-BR': 'E-mail do amigo' }, 'email'],
  ['Name', 'textarea'],
  ['Name', 'hidden'],
] as const)('%s, of type %s, leaves a doubt', (label, type) => {
  expect(usual(field(label, type))).toEqual([undefined])
})

test('a name beside a surname is left alone: it is one half, and which one differs by language', () => {
  expect(usual(field('Nome'), field('Sobrenome'))).toEqual([undefined, 'family-name'])
  expect(usual(field('Name'), field('Vorname'))).toEqual([undefined, 'given-name'])
})

test('what is sensitive is given to no password manager by itself', () => {
  expect(usual(field('E-mail', 'email', { sensitive: true }))).toEqual([undefined])
})

test('the form’s own word stands, `off` too', () => {
  const published: PublishedForm = {
    ...{ id: 'contact', connection: 'crm', entity: 'lead', sites: [], locale: 'en', mappings: {} },
    fields: [
      field('E-mail', 'email', { autocomplete: 'work email' }),
      field('E-mail', 'email', { autocomplete: 'off' }),
      field('E-mail', 'email'),
      field('Anything'),
    ],
  }
  const { fields } = publicForm(published, 'v1', 'en', { now: 0 })
  expect(fields.map(({ autocomplete }) => autocomplete)).toEqual(['work email', 'off', 'email', undefined])
  expect(fields[3]).not.toHaveProperty('autocomplete')
})
