/** The element in plain HTML, React and Vue, on sites of one page whose views come and go. */
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { contato } from '../support/forms.ts'
import type { FrameworkSite } from '../support/framework-site.ts'
import { openFrameworkSite } from '../support/framework-site.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'

const FRAMEWORKS = ['plain', 'react', 'vue']

let site: FrameworkSite
let stage: Stage
let browser: Browser

beforeAll(async () => {
  site = await openFrameworkSite([...FRAMEWORKS, 'react-answers'])
  stage = await openStage({ forms: { contato: contato.replace('SITE', site.url) } })
  await site.serve(stage.proxy)
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await stage?.close()
  await site?.close()
})

async function open(name: string, heading = 'Início'): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ locale: 'pt-BR' })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (/error|warning/.test(message.type()) && !/favicon/.test(message.location().url)) errors.push(message.text())
  })
  await page.goto(`${site.url}/${name}.html`)
  await page.getByRole('heading', { name: heading }).waitFor()
  return { page, errors }
}

const go = (page: Page, view: string) => page.getByRole('link', { name: view, exact: true }).click()
const leads = (name: string) =>
  stage.emulator.records().filter(({ entity, attributes }) => entity === 'opportunity' && attributes.Nome === name)

describe.each(FRAMEWORKS)('%s', (framework) => {
  test('takes what the page hands in, keeps what was typed while the view is away, sends once and says so', async () => {
    const { page, errors } = await open(framework)
    const name = `Ana de ${framework}`
    await go(page, 'Contato')
    expect(await page.getByLabel('Outro').isChecked()).toBe(true)
    await page.getByLabel('Nome').fill(name)

    await go(page, 'Início')
    await page.locator('gatehouse-form').waitFor({ state: 'detached' })
    await go(page, 'Contato')
    await until(async () => (await page.getByLabel('Nome').inputValue()) === name)

    await page.getByLabel('E-mail').fill('ana@example.com')
    await page.getByLabel('Observação').fill('Telhado antigo')
    await page.getByLabel('Consentimento').check()
    await page.getByRole('button', { name: 'Enviar' }).click()
    const status = page.getByRole('status').filter({ hasText: /^Recebido: \S+$/ })
    await status.waitFor()
    expect(await page.locator('[part~=reference]').innerText()).toBe(
      (await status.innerText()).replace('Recebido: ', ''),
    )
    await until(() => leads(name).length > 0)
    expect(leads(name).map(({ attributes }) => attributes.Observação)).toEqual(['Telhado antigo'])

    await go(page, 'Início')
    await go(page, 'Contato')
    await page.getByLabel('Nome').waitFor()
    expect(await page.getByLabel('Nome').inputValue()).toBe('')
    expect(leads(name)).toHaveLength(1)
    expect(errors).toEqual([])
  })

  test('comes and goes ten times, and there is one form on the page', async () => {
    const { page, errors } = await open(framework)
    for (let turn = 0; turn < 10; turn++) {
      await go(page, 'Contato')
      await page.getByRole('button', { name: 'Enviar' }).waitFor()
      expect(await page.locator('gatehouse-form form').count()).toBe(1)
      await go(page, 'Início')
      await page.locator('gatehouse-form').waitFor({ state: 'detached' })
    }
    expect(errors).toEqual([])
  })
})

test('React: answers that are not known, known, and nobody’s: the page stays, and what the form has stays', async () => {
  const { page, errors } = await open('react-answers', 'Perguntando')
  const become = async (visitor: string) => {
    await page.getByRole('button', { name: visitor }).click()
    await page.getByRole('heading', { name: visitor }).waitFor()
  }
  await page.getByLabel('E-mail').fill('ana@example.com')
  for (const none of ['Ninguém', 'Perguntando']) {
    await become('Ana')
    await until(async () => (await page.getByLabel('Nome').inputValue()) === 'Ana')
    await become(none)
    expect(await page.getByLabel('Nome').inputValue()).toBe('Ana')
    await page.getByLabel('Nome').fill('')
  }
  expect(await page.getByLabel('E-mail').inputValue()).toBe('ana@example.com')
  expect(errors).toEqual([])
})
