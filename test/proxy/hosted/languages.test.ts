/** A form whose texts are not all in the language that it is shown in: the markup says which is in which. */
import { expect, test } from 'vitest'
import type { FormDefinition } from '../../../src/contract/definition.ts'
import { contato, openHosted } from '../../support/hosted.ts'

const both = { 'pt-BR': 'Seus dados', ar: 'بياناتك' }
const mixed: FormDefinition = {
  ...contato,
  title: { 'pt-BR': 'Fale com a gente', ar: 'تواصل معنا' },
  steps: [
    { title: both, fields: ['nome', 'email'] },
    { title: 'Quase lá', fields: ['interesse', 'mensagem'] },
  ],
  fields: [
    { name: 'nome', required: true, label: { 'pt-BR': 'Nome', ar: 'الاسم' }, help: 'Como no documento' },
    { name: 'email', to: 'E-mail', label: 'Qual é o seu e-mail?' },
    { name: 'interesse', to: 'Interesse', type: 'radio', options: [{ value: 'Outro', label: { en: 'Other' } }] },
    { name: 'mensagem', to: 'Observação', label: { 'pt-BR': 'Mensagem', ar: 'رسالتك' } },
  ],
  consent: { text: 'Aceito a política', required: true },
  submit: 'Enviar já',
  success: { message: 'Recebemos: {reference}' },
}

async function arabic(path: string): Promise<string> {
  const proxy = await openHosted([mixed])
  return (await proxy.get(path)).text()
}

/** By its text, the language that is said of those that run their own way. */
const said = (page: string) =>
  Object.fromEntries(
    [...page.matchAll(/<(?:span|p)( lang="[^"]*")? dir="auto">([^<]+)/g)].map(([, lang, text]) => [text, lang]),
  )

test.each(['/forms/f/contato?locale=ar', '/forms/v1/forms/contato.html?locale=ar'])('%s', async (path) => {
  const page = await arabic(path)
  expect(page).toMatch(/<form [^>]*lang="ar" dir="rtl">/)
  expect(said(page)).toEqual({
    'Quase lá': ' lang="pt-BR"',
    'Como no documento': ' lang="pt-BR"',
    'Qual é o seu e-mail?': ' lang="pt-BR"',
    Interesse: ' lang="pt-BR"',
    Other: ' lang="en"',
    'Aceito a política': ' lang="pt-BR"',
    'Enviar já': ' lang="pt-BR"',
  })
})

test('the page that thanks: the message in its own language, and a reference that is read as it is written', async () => {
  const page = await arabic('/forms/f/contato?locale=ar&sent=2K7-D4M')
  expect(page).toContain(
    '<p lang="pt-BR" dir="auto">Recebemos: <bdi part="reference" translate="no" dir="ltr">2K7-D4M</bdi>',
  )
})

test('in the form’s own language nothing is said to be in another', async () => {
  const page = await arabic('/forms/f/contato')
  expect(page.match(/ lang="/g)).toHaveLength(3)
  expect(page).toContain('<span lang="en" dir="auto">Other</span>')
})
