import { expect, test } from 'vitest'
import { nearest } from '../../proxy/did-you-mean.ts'

test.each([
  ['Email', 'E-mail'],
  ['telefone', 'Telefone'],
  ['observacao', 'Observação'],
  ['conection', 'connection'],
])('%s is near %s', (word, meant) => {
  expect(nearest(word, ['E-mail', 'Telefone', 'Observação', 'connection'])).toBe(meant)
})

test('a strange word is near nothing', () => {
  expect(nearest('Endereço', ['E-mail', 'Telefone'])).toBeUndefined()
})
