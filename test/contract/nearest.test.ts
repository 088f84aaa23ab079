import { expect, test } from 'vitest'
import { didYouMean } from '../../src/contract/nearest.ts'

const known = ['E-mail', 'Telefone', 'Observação', 'connection']

test.each([
  ['Email', 'E-mail'],
  ['telefone', 'Telefone'],
  ['observacao', 'Observação'],
  ['conection', 'connection'],
])('%s is near %s', (word, meant) => {
  expect(didYouMean(word, known)).toBe(` Did you mean "${meant}"?`)
})

test('a strange word is near nothing', () => {
  expect(didYouMean('Endereço', known)).toBe('')
})
