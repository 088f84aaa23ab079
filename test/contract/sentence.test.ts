import { describe, expect, test } from 'vitest'
import type { Issue, PublicField, PublicForm } from '../../src/contract/form.ts'
import { CONSENT } from '../../src/contract/form.ts'
import { plural, sentence } from '../../src/contract/sentence.ts'
import { stringsFor } from '../../src/contract/strings/index.ts'

const fields: readonly PublicField[] = [
  { name: 'q', type: 'text', label: 'Wie heißen Sie?' },
  { name: 'n', type: 'number', label: 'Betrag' },
  { name: 'd', type: 'date', label: 'Tag' },
  { name: 't', type: 'time', label: 'Uhrzeit' },
  { name: 'l', type: 'datetime-local', label: 'Termin' },
  { name: 'c', type: 'checkbox', label: 'Ja.' },
]
const form = (locale: string): Pick<PublicForm, 'fields' | 'consent' | 'locale' | 'strings'> => ({
  ...{ fields, locale, strings: stringsFor(locale), consent: { text: 'Ich stimme zu.', required: true } },
})
const said = (issue: Issue, locale = 'de') => sentence(form(locale), issue)

describe('a sentence', () => {
  test('names the field without the end of its own sentence', () => {
    expect(said({ field: 'q', code: 'value-missing' })).toBe('Wie heißen Sie: bitte ausfüllen')
  })

  test('names a field of many words by their beginning', () => {
    const text = `Ich stimme zu, dass meine Angaben verarbeitet werden, damit ${'jemand mir antworten kann, '.repeat(9)}`
    const consent = { text, required: true }
    expect(sentence({ ...form('de'), consent }, { field: CONSENT, code: 'value-missing' })).toBe(
      'Ich stimme zu, dass meine Angaben verarbeitet werden, damit jemand…: bitte ankreuzen',
    )
  })

  test('says numbers as people write them', () => {
    expect(said({ field: 'q', code: 'too-long', maxLength: 8000 })).toBe('Wie heißen Sie: höchstens 8.000 Zeichen')
    expect(said({ field: 'n', code: 'range-underflow', min: '1234.5' })).toBe('Betrag: mindestens 1.234,5')
    expect(said({ field: 'n', code: 'range-overflow', max: '0.001' }, 'en')).toContain('0.001')
  })

  test('says dates and times as people write them, whatever the zone of the machine', () => {
    expect(said({ field: 'd', code: 'range-underflow', min: '2026-01-31' })).toBe('Tag: mindestens 31. Januar 2026')
    expect(said({ field: 't', code: 'range-overflow', max: '18:30' })).toBe('Uhrzeit: höchstens 18:30')
    expect(said({ field: 'l', code: 'range-overflow', max: '2026-01-31T18:30' })).toMatch(/31\. Januar 2026.*18:30/)
    expect(said({ field: 'd', code: 'range-overflow', max: '275760-09-13' })).toContain('275760')
  })

  test('asks for a box to be ticked, the consent too', () => {
    expect(said({ field: 'c', code: 'value-missing' })).toBe('Ja: bitte ankreuzen')
    expect(said({ field: CONSENT, code: 'value-missing' })).toBe('Ich stimme zu: bitte ankreuzen')
  })

  test('of a number whose digits do not check out says so, not that its format is wrong', () => {
    const strings = stringsFor('pt-BR')
    const asked: readonly PublicField[] = [
      { name: 'cpf', type: 'text', label: 'CPF', format: 'cpf' },
      { name: 'placa', type: 'text', label: 'Placa', pattern: '[A-Z]{3}\\d{4}' },
    ]
    const issues = { ...strings.issues, 'pattern-mismatch cpf': strings.digits }
    const of = (field: string, code: Issue['code']) =>
      sentence({ fields: asked, locale: 'pt-BR', strings: { ...strings, issues } }, { field, code })
    expect(of('cpf', 'pattern-mismatch')).toBe('CPF: confira se não falta nem está errado nenhum dígito')
    expect(of('cpf', 'value-missing')).toBe('CPF: preencha este campo')
    expect(of('placa', 'pattern-mismatch')).toBe('Placa: confira o formato')
  })

  test('of a proxy that knows no other for digits is the usual one', () => {
    const asked: readonly PublicField[] = [{ name: 'cpf', type: 'text', label: 'CPF', format: 'cpf' }]
    const issue = { field: 'cpf', code: 'pattern-mismatch' } as const
    expect(sentence({ ...form('pt-BR'), fields: asked }, issue)).toBe('CPF: confira o formato')
  })

  test('can be said of a field that the form does not have', () => {
    expect(said({ field: 'gone', code: 'unknown-field' })).toContain('geändert')
  })
})

test.each([
  ['ar', 2, 'إجابتان تحتاجان إلى مراجعة'],
  ['ar', 5, /5|٥/],
  ['pt-BR', 1, 'Uma resposta precisa da sua atenção'],
  ['fr', 2, '2 réponses à vérifier'],
])('in %s, %i answers are said by its own plural', (locale, count, text) => {
  expect(plural(stringsFor(locale).problems, count, locale)).toMatch(text)
})
