/** What does not fit the form that is live, from a version that nobody knows or that somebody made up. */
import { expect, test } from 'vitest'
import type { FieldDefinition, FormDefinition } from '../../src/contract/definition.ts'
import type { HostedProxy } from '../support/hosted.ts'
import { contato, openHosted } from '../support/hosted.ts'

const choices = ['um', 'dois'].map((value) => ({ value, label: value }))
const fields: readonly FieldDefinition[] = [
  { name: 'nome', required: true },
  { name: 'mensagem', to: 'Observação', type: 'textarea', maxLength: 100 },
  { name: 'temas', to: false, type: 'checkboxes', options: choices },
]
const form: FormDefinition = { ...contato, fields }

async function leftoversOf(proxy: HostedProxy, answers: object, version: string) {
  const id = crypto.randomUUID()
  const body = JSON.stringify({ id, version, answers: { nome: 'Ana', ...answers } })
  const headers = { origin: 'https://example.com' }
  const response = await proxy.send('/v1/forms/contato/submissions', { method: 'POST', headers, body })
  expect(response.status).toBe(202)
  return (await proxy.outbox.get(id))?.leftovers
}

test('is kept as it is up to 4,000 characters, and what is cut of it says so, in the form’s language', async () => {
  const proxy = await openHosted([form])
  const text = 'é'.repeat(4_000)
  expect(await leftoversOf(proxy, { mensagem: text }, 'x')).toEqual({ mensagem: text })
  expect(await leftoversOf(proxy, { mensagem: `${text}!` }, 'x')).toEqual({ mensagem: `${text}… (cortado)` })
  expect(await leftoversOf(proxy, { mensagem: `${text.slice(1)}😀` }, 'x')).toEqual({
    mensagem: `${text.slice(1)}… (cortado)`,
  })
})

test('is cut as a whole where it is a list', async () => {
  const proxy = await openHosted([form])
  expect(await leftoversOf(proxy, { temas: ['um', 'três'] }, 'x')).toEqual({ temas: ['um', 'três'] })
  const long = Array.from({ length: 100 }, () => 'x'.repeat(98))
  const kept = `${long.join(', ').slice(0, 4_000)}… (cortado)`
  expect(await leftoversOf(proxy, { temas: long }, 'x')).toEqual({ temas: [kept] })
})

test('is kept whole where the version that it was given to is kept', async () => {
  const proxy = await openHosted([{ ...form, fields: [...fields, { name: 'mais', to: false, type: 'textarea' }] }])
  await proxy.publish(form)
  const { version } = await (await proxy.get('/v1/forms/contato')).json()
  const text = 'é'.repeat(9_000)
  expect(await leftoversOf(proxy, { mais: text }, version)).toEqual({ mais: text })
})
