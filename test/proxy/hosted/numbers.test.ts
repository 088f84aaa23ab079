/** Numbers of a form without a script, as people type them in the form's language. */
import { describe, expect, test } from 'vitest'
import type { FormDefinition } from '../../../src/contract/definition.ts'
import { contato, hiddenOf, openHosted } from '../../support/hosted.ts'

const conta: FormDefinition = {
  ...contato,
  fields: [
    { name: 'nome', required: true },
    { name: 'conta', to: 'Conta de luz', min: '50', max: '9999.5', step: '0.01' },
  ],
}

async function post(typed: string, locale: string, definition = conta) {
  const proxy = await openHosted([definition])
  const hidden = hiddenOf(await (await proxy.get(`/f/contato?locale=${locale}`)).text())
  const response = await proxy.post('contato', { ...hidden, f1: 'Ana', f2: typed })
  const [kept] = await proxy.kept()
  return { status: response.status, page: await response.text(), answer: kept?.answers.conta }
}

const inputOf = (page: string) => /<input[^>]* name="f2"[^>]*>/.exec(page)?.[0] ?? ''
const shownIn = (page: string) => / value="([^"]*)"/.exec(inputOf(page))?.[1]

describe('a number', () => {
  test.each([
    ['pt-BR', '350,50', '350.50'],
    ['pt-BR', '1.234,56', '1234.56'],
    ['pt-BR', '1.234', '1234'],
    ['pt-BR', '350.50', '350.50'],
    ['en', '350,50', '350.50'],
    ['en', '1.234,56', '1234.56'],
    ['en', '1,234', '1234'],
    ['en', 'R$ 350.50', '350.50'],
    // No words of ours: it is shown in the form's own language, and read in it.
    ['fi', '1.234', '1234'],
  ])('in %s, typed as %s, arrives as %s', async (locale, typed, number) => {
    expect(await post(typed, locale)).toMatchObject({ status: 303, answer: number })
  })

  test.each([
    ['pt-BR', 'abc', 'Conta de luz: confira o que você digitou'],
    ['pt-BR', '12,5 a 13', 'Conta de luz: confira o que você digitou'],
    ['en', 'abc', 'Conta de luz: please check what you typed'],
  ])('in %s, %s is none: it comes back as it was typed, with its sentence', async (locale, typed, sentence) => {
    const { status, page, answer } = await post(typed, locale)
    expect([status, answer, shownIn(page)]).toEqual([422, undefined, typed])
    expect(page).toContain(`<p class="error" id="contato-f2-error">${sentence}</p>`)
  })

  test.each([
    ['pt-BR', '20.000,5', '20000,5', 'o máximo é 9.999,5'],
    ['en', '20,000.5', '20000.5', 'the maximum is 9,999.5'],
  ])('in %s, %s is too much, and comes back as one types it there', async (locale, typed, shown, sentence) => {
    const { page } = await post(typed, locale)
    expect(shownIn(page)).toBe(shown)
    expect(page).toContain(sentence)
  })

  test('begins with its default as one types it, in an input that leaves the reading to the form', async () => {
    const fields: FormDefinition['fields'] = [{ name: 'nome' }, { name: 'conta', to: 'Conta de luz', default: '350.5' }]
    const proxy = await openHosted([{ ...conta, fields }])
    const page = await (await proxy.get('/f/contato')).text()
    expect(shownIn(page)).toBe('350,5')
    expect(inputOf(page)).toContain(' type="text"')
    expect(inputOf(page)).toContain(' inputmode="decimal"')
    expect(inputOf(page)).not.toMatch(/ (min|max|step)=/)
    expect((await proxy.post('contato', { ...hiddenOf(page), f1: 'Ana', f2: '350,5' })).status).toBe(303)
    expect(await proxy.kept()).toMatchObject([{ answers: { conta: '350.5' } }])
  })
})
