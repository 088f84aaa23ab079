/** A number of a national format whose digits do not check out: what is wrong with it is not how it is written. */
import { expect, test } from 'vitest'
import type { FormDefinition } from '../../../src/contract/definition.ts'
import { contato, hiddenOf, openHosted } from '../../support/hosted.ts'

const formatted: FormDefinition = {
  ...contato,
  fields: [
    { name: 'nome', required: true },
    { name: 'cpf', to: 'Origem', label: 'CPF', format: 'cpf' },
    { name: 'placa', to: 'Observação', type: 'text', label: 'Placa', pattern: '[A-Z]{3}\\d{4}', maxLength: 7 },
  ],
}

test.each([
  ['pt-BR', 'CPF: confira se não falta nem está errado nenhum dígito', 'Placa: confira o formato'],
  ['en', 'CPF: please check that no digit is missing or wrong', 'Placa: please check the format'],
])('in %s the page says so, and of a pattern still that it is the format', async (locale, digits, format) => {
  const proxy = await openHosted([formatted])
  const hidden = hiddenOf(await (await proxy.get(`/f/contato?locale=${locale}`)).text())
  const response = await proxy.post('contato', { ...hidden, f1: 'Ana', f2: '529.982.247-26', f3: 'x' })
  const page = await response.text()
  expect(page).toContain(`<a href="#contato-f2">${digits}</a>`)
  expect(page).toContain(`<a href="#contato-f3">${format}</a>`)
  expect(page).toContain(' value="529.982.247-26"')
})

test('the element gets the sentence with a form that needs it, and with no other', async () => {
  const proxy = await openHosted([formatted, { ...contato, id: 'outro' }])
  const issuesOf = async (id: string) => (await (await proxy.get(`/v1/forms/${id}`)).json()).strings.issues
  expect(await issuesOf('contato')).toHaveProperty(
    ['pattern-mismatch cpf'],
    '{label}: confira se não falta nem está errado nenhum dígito',
  )
  expect(Object.keys(await issuesOf('outro')).filter((key) => key.startsWith('pattern-mismatch'))).toEqual([
    'pattern-mismatch',
  ])
})
