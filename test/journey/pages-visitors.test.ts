/** What visitors bring: translators, password managers, no script, and a say in what is kept of their visit. */
import type { Browser, BrowserContext } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import type { PageSite } from '../support/page-site.ts'
import { button, fillIn, openPage, openPageSite, send } from '../support/page-site.ts'
import { until } from '../support/stage.ts'

let site: PageSite
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  site = await openPageSite()
  browser = await openBrowser()
  context = await browser.newContext({ viewport: { width: 720, height: 1600 } })
})

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

test('translated: every text is replaced, again and again, and the form errs and sends as before', async () => {
  const { page, complaints } = await openPage(context)
  await page.goto(site.page('translated'))
  await button(page).waitFor()
  const translate = () => page.getByRole('button', { name: 'Translate' }).click()
  await translate()
  expect(await page.locator('gatehouse-form font').count()).toBeGreaterThan(10)
  await button(page).click()
  await page.locator('[part="error-summary"]').waitFor()
  await translate()
  await page.getByLabel('Em outro lugar').check()
  await page.getByLabel('Na minha casa').check()
  await page.getByLabel(/Conta de luz/).fill('300')
  await fillIn(page, 'Davi Tradução')
  await until(async () => (await page.locator('[part~="error"]').count()) === 0)
  await send(page)
  await until(() => site.leads('Davi Tradução') === 1)
  expect(complaints).toEqual([])
  await page.close()
})

test.each([
  ['Fill in', 'Ana Preenchida'],
  ['Fill in without a word', 'Ana Calada'],
])('autofill: what “%s” wrote into the controls is what arrives', async (how, lead) => {
  const { page, complaints } = await openPage(context)
  await page.goto(site.page('autofill'))
  await button(page).waitFor()
  await page.getByRole('button', { name: how, exact: true }).click()
  await page.getByLabel(/^Concordo/).check()
  await send(page)
  await until(() => site.leads(lead) === 1)
  const record = site.emulator
    .records()
    .find(({ entity, attributes }) => entity === 'opportunity' && attributes.Nome === lead)
  expect(record?.attributes).toMatchObject({ 'E-mail': 'ana@example.com' })
  expect(complaints).toEqual([])
  await page.close()
})

describe('instant', () => {
  test('without any script it is sent by one more click, with all that was typed', async () => {
    const still = await browser.newContext({ javaScriptEnabled: false })
    const { page } = await openPage(still)
    await page.goto(site.page('instant'))
    await fillIn(page, 'Davi Simples')
    await button(page).click()
    await page.waitForURL(/\/f\/contato/)
    expect(await page.getByLabel('Seu nome').inputValue()).toBe('Davi Simples')
    await send(page)
    await until(() => site.leads('Davi Simples') === 1)
    await still.close()
  })

  test('with the script it asks nobody to type again, and sends once', async () => {
    const { page, complaints } = await openPage(context)
    let release = () => {}
    const released = new Promise<void>((done) => {
      release = done
    })
    await page.route('**/v1/form.js', async (route) => {
      await released
      await route.continue()
    })
    await page.goto(site.page('instant'), { waitUntil: 'commit' })
    await fillIn(page, 'Davi Imediato')
    await page.getByLabel('O que mais devemos saber?').focus()
    release()
    await until(() =>
      page.evaluate(() => !!document.querySelector('gatehouse-form')?.shadowRoot?.activeElement?.matches('textarea')),
    )
    expect(await page.getByLabel('Seu nome').inputValue()).toBe('Davi Imediato')
    await send(page)
    await until(() => site.leads('Davi Imediato') === 1)
    expect(complaints).toEqual([])
    await page.close()
  })
})

test('consent: nothing of the visit is kept before the event, and what is kept goes with a form on a later page', async () => {
  const own = await browser.newContext()
  const { page, complaints } = await openPage(own)
  const stored = () => page.evaluate(() => Object.values({ ...sessionStorage }).join())
  await page.goto(`${site.page('consent')}?utm_campaign=sol-nascente`)
  await button(page).waitFor()
  expect(await stored()).not.toContain('sol-nascente')
  await page.getByRole('button', { name: 'I agree' }).click()
  expect(await stored()).toContain('sol-nascente')
  expect(await own.cookies()).toEqual([])
  await page.goto(site.page('element'))
  await fillIn(page, 'Davi Consentido')
  await send(page)
  await until(() => site.leads('Davi Consentido') === 1)
  const lead = site.emulator
    .records()
    .find(({ attributes }) => attributes.Nome === 'Davi Consentido' && 'Observação' in attributes)
  expect(String(lead?.attributes.Observação)).toContain('sol-nascente')
  expect(complaints).toEqual([])
  await own.close()
})

test('none of them arrived twice', () => {
  expect(site.doubles()).toEqual([])
})
