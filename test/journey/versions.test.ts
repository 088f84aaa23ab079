/** Pages and proxies of different versions: a script that a browser kept, and a form that a cache kept. */
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { contato, elementPage } from '../support/forms.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')
const FIRST_SCRIPT = fixture('form-0.1.0.js')
const FIRST_FORM = fixture('form-0.1.0.json')

let stage: Stage
let browser: Browser

beforeAll(async () => {
  stage = await openStage({ forms: { contato }, pages: { '/': elementPage('contato') } })
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

/** Opens the site where what stands below this path of the proxy is what was kept, and gives what went wrong there. */
async function open(path: string, kept: string, contentType: string): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ locale: 'pt-BR' })
  let asked = 0
  await context.route(
    (url) => url.pathname === path,
    (route) => {
      asked++
      return route.fulfill({ body: kept, contentType, headers: { 'access-control-allow-origin': '*' } })
    },
  )
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(stage.site)
  await page.getByLabel('Nome').waitFor()
  expect(asked).toBe(1)
  return { page, errors }
}

async function fillIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Nome').fill(name)
  await page.getByLabel('E-mail').fill('ana@example.com')
  await page.getByLabel('Telefone').fill('+55 11 91234-5678')
  await page.getByLabel('Outro').check()
  await page.getByLabel('Observação').fill('Telhado antigo')
  await page.getByLabel('Consentimento').check()
}

const send = (page: Page) => page.getByRole('button', { name: 'Enviar' }).click()
const leads = (name: string) =>
  stage.emulator.records().filter(({ entity, attributes }) => entity === 'opportunity' && attributes.Nome === name)

/** It is thanked for with a reference, and arrives once, whole. */
async function arrives(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name: 'Obrigado!' }).waitFor()
  expect(await page.locator('[part~=success] p').innerText()).toMatch(/^Recebemos. Seu número: \S+$/)
  await until(() => leads(name).length > 0)
  expect(leads(name).map(({ attributes }) => attributes.Observação)).toEqual(['Telhado antigo'])
}

describe('the first released script at the proxy of today', () => {
  const openFirst = () => open('/v1/form.js', FIRST_SCRIPT, 'text/javascript; charset=utf-8')

  test('sends a lead, which arrives', async () => {
    const { page, errors } = await openFirst()
    await fillIn(page, 'Ana Antiga')
    await send(page)
    await arrives(page, 'Ana Antiga')
    expect(errors).toEqual([])
  })

  test('says what is missing, and sends it once it is there', async () => {
    const { page, errors } = await openFirst()
    await fillIn(page, 'Ana Esquecida')
    await page.getByLabel('Consentimento').uncheck()
    await send(page)
    await page.locator('[part~="error-aceite"]').waitFor()
    expect(leads('Ana Esquecida')).toEqual([])
    await page.getByLabel('Consentimento').check()
    await send(page)
    await arrives(page, 'Ana Esquecida')
    expect(errors).toEqual([])
  })
})

describe('the script of today with a form as the first released proxy gave it', () => {
  const openLast = () => open('/v1/forms/contato', FIRST_FORM, 'application/json')

  test('sends a lead, which arrives', async () => {
    const { page, errors } = await openLast()
    await fillIn(page, 'Bia Nova')
    await send(page)
    await arrives(page, 'Bia Nova')
    expect(errors).toEqual([])
  })

  test('says what is missing, in whole sentences, and sends it once it is there', async () => {
    const { page, errors } = await openLast()
    await send(page)
    const summary = page.locator('[part=error-summary]')
    expect(await summary.innerText()).toMatch(/^3 respostas precisam da sua atenção\n/)
    expect(await summary.getByRole('link').allInnerTexts()).toEqual([
      'Nome: preencha este campo',
      'E-mail: preencha este campo',
      'Consentimento: marque esta opção',
    ])
    await fillIn(page, 'Bia Atenta')
    await send(page)
    await arrives(page, 'Bia Atenta')
    expect(errors).toEqual([])
  })

  test('keeps what was typed while the proxy cannot be reached, and sends it once it can', async () => {
    const { page, errors } = await openLast()
    await page.route('**/submissions', (route) => route.abort())
    await fillIn(page, 'Bia Paciente')
    await send(page)
    await page.getByRole('button', { name: 'Tentar de novo' }).waitFor()
    expect(await page.locator('gatehouse-form').innerText()).not.toMatch(/undefined|null|\{/)
    await page.unroute('**/submissions')
    await page.getByRole('button', { name: 'Tentar de novo' }).click()
    await arrives(page, 'Bia Paciente')
    expect(errors).toEqual([])
  })
})
