import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renames, similar } from '../../../proxy/forms/rename.ts'
import { yamlLine } from '../../../proxy/forms/yaml-line.ts'
import { parseYaml } from '../../../proxy/node/yaml-file.ts'
import { choices, field } from '../../support/schemas.ts'

describe('two names are taken for one', () => {
  test.each([
    ['Nome', 'Nome completo'],
    ['Nome', 'NOME'],
    ['E-mail', 'Email'],
    ['Email', 'E-mail principal'],
    ['Observação', 'Observações'],
    ['Interesse', 'Interesses do cliente'],
    ['Conta de luz', 'Valor da conta de luz'],
    ['Telefone', 'Telefone (WhatsApp)'],
    ['Mensagem', 'Menssagem'],
  ])('%s and %s', (one, other) => {
    expect(similar(one, other)).toBe(true)
    expect(similar(other, one)).toBe(true)
  })
})

describe('two names are taken for two', () => {
  test.each([
    ['Nome', 'Sobrenome'],
    ['Nome', 'Nota'],
    ['Telefone', 'Cidade'],
    ['Origem', 'Campanha'],
    ['!!!', '???'],
    ['', ''],
  ])('%s and %s', (one, other) => {
    expect(similar(one, other)).toBe(false)
    expect(similar(other, one)).toBe(false)
  })
})

describe('a rename', () => {
  const found = (...sides: Parameters<typeof renames>) => [...renames(...sides)].map(([from, to]) => [from, to.key])

  test('is one field that is gone and one that is new, alike in type, choices and name', () => {
    expect(found([field('Nome')], [field('Nome completo')])).toEqual([['Nome', 'Nome completo']])
  })

  test('finds its own among new fields with other names, and among several renames', () => {
    const gone = [field('Nome'), field('Telefone', { type: 'tel' })]
    const fresh = [field('Cidade'), field('Telefone fixo', { type: 'tel' }), field('Nome completo')]
    expect(found(gone, fresh)).toEqual([
      ['Nome', 'Nome completo'],
      ['Telefone', 'Telefone fixo'],
    ])
  })

  test('is not guessed between two new fields that could both be meant', () => {
    expect(found([field('Nome')], [field('Nome completo'), field('Nome da empresa')])).toEqual([])
  })

  test('is not guessed between two gone ones that could both have become it', () => {
    expect(found([field('Nome social'), field('Nome')], [field('Nome social completo')])).toEqual([])
  })

  test('does not change the type', () => {
    expect(found([field('Nome')], [field('Nome completo', { type: 'number' })])).toEqual([])
    const text = { upstreamType: 'text' }
    expect(found([field('Nome', text)], [field('Nome completo', { upstreamType: 'long_text' })])).toEqual([])
    // Our type may be a guess from the label: the upstream's word is what counts.
    expect(found([field('E-mail', { ...text, type: 'email' })], [field('Email (novo)', text)])).toHaveLength(1)
  })

  test('keeps the choices, in any order', () => {
    const gone = [field('Interesse', choices('A', 'B'))]
    expect(found(gone, [field('Interesses', choices('B', 'A'))])).toHaveLength(1)
    expect(found(gone, [field('Interesses', choices('A', 'B', 'C'))])).toEqual([])
    expect(found(gone, [field('Interesses')])).toEqual([])
  })
})

describe('a proposed line', () => {
  const read = (yaml: string) => {
    const parsed = parseYaml('form.yaml', yaml)
    expect(parsed.faults).toEqual([])
    return parsed.value
  }

  test('is plain where it can be', () => {
    expect(yamlLine('to', 'Nome completo')).toBe('to: Nome completo')
    expect(yamlLine('to', 'E-mail')).toBe('to: E-mail')
  })

  test.each([
    'yes',
    'Null',
    '12',
    'a: b',
    'a #b',
    '- x',
    'a, b',
    '[x]',
    "d'água",
    '"',
    'a\\b',
    ' a',
    'a\u00a0b',
    '$notes',
  ])('means what it says between braces and on its own: %j', (key) => {
    expect(read(`{ name: x, ${yamlLine('to', key)}, type: text }`)).toMatchObject({ to: key, type: 'text' })
    expect(read(`name: x\n${yamlLine('to', key)}\ntype: text`)).toMatchObject({ to: key, type: 'text' })
  })

  test('means what it says for any label that there could be', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (key) => {
        expect(read(`{ name: x, ${yamlLine('to', key)} }`)).toMatchObject({ to: key })
        expect(read(`name: x\n${yamlLine('to', key)}`)).toMatchObject({ to: key })
      }),
      { numRuns: 500 },
    )
  })
})
