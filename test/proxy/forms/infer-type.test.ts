import { expect, test } from 'vitest'
import { inferType } from '../../../proxy/forms/infer-type.ts'
import { choices } from '../../support/schemas.ts'

const { options } = choices('A', 'B')

test.each([
  ['multi_select', 'Interesses', options, 'checkboxes', true],
  ['select', 'Interesse', options, 'select', true],
  ['something new', 'E-mail', options, 'select', true],
  [undefined, 'Interesse', options, 'select', true],
  ['multi_select', 'Interesses', [], 'text', false],
  ['email', 'Contato', undefined, 'email', true],
  ['E-Mail', 'x', undefined, 'email', true],
  ['phone_number', 'x', undefined, 'tel', true],
  ['telephone', 'x', undefined, 'tel', true],
  ['number', 'Telefone', undefined, 'number', true],
  ['currency', 'x', undefined, 'number', true],
  ['decimal', 'x', undefined, 'number', true],
  ['integer', 'x', undefined, 'number', true],
  ['datetime', 'x', undefined, 'datetime-local', true],
  ['date_time', 'x', undefined, 'datetime-local', true],
  ['date', 'x', undefined, 'date', true],
  ['boolean', 'x', undefined, 'checkbox', true],
  ['checkbox', 'x', undefined, 'checkbox', true],
  ['long_text', 'x', undefined, 'textarea', true],
  ['text_area', 'x', undefined, 'textarea', true],
  ['textarea', 'x', undefined, 'textarea', true],
  ['text', 'Nome', undefined, 'text', true],
  ['string', 'Seu e-mail', undefined, 'email', true],
  ['text', 'WhatsApp', undefined, 'tel', true],
  ['text', 'Observac\u0327a\u0303o', undefined, 'textarea', true],
  ['text', 'Observação', undefined, 'textarea', true],
  ['text', 'DESCRIÇÃO', undefined, 'textarea', true],
  ['geo_polygon', 'Mapa', undefined, 'text', false],
  ['geo_polygon', 'Mensagem', undefined, 'textarea', false],
  ['stage', 'Status', undefined, 'text', false],
  [undefined, 'Celular', undefined, 'tel', false],
  [undefined, 'Nome', undefined, 'text', false],
  ['', '', undefined, 'text', false],
] as const)('%s, called %s, options %j: %s (known: %s)', (upstreamType, label, given, type, known) => {
  expect(inferType({ upstreamType, label, options: given })).toEqual({ type, known })
})
