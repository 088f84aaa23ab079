import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ptBR } from '../../src/contract/strings/pt-BR.ts'
import { openBrowser } from '../support/browser.ts'
import { elementPage } from '../support/forms.ts'
import type { SlowLine } from '../support/slow-line.ts'
import { openSlowLine } from '../support/slow-line.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'

const um = `id: um
connection: crm
entity: opportunity
sites: [SITE]
locale: pt-BR
fields:
  - { name: nome, to: Nome, required: true }
  - { name: email, to: E-mail, type: email }
submit: Enviar
success: { message: "Recebemos. Seu número: {reference}" }
`

let stage: Stage
let line: SlowLine
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  const elsewhere = '<!doctype html><title>Outra</title><h1>Outra página</h1>'
  stage = await openStage({ forms: { um }, pages: { '/': elementPage('um'), '/outra': elsewhere } })
  line = await openSlowLine(stage.proxy, 300)
  browser = await openBrowser({ keepsPages: true })
})

afterAll(async () => {
  await browser?.close()
  await line?.close()
  await stage?.close()
})

beforeEach(async () => {
  context = await browser.newContext()
  page = await open()
})

afterEach(() => context.close())

async function open(): Promise<Page> {
  const opened = await context.newPage()
  opened.setDefaultTimeout(20_000)
  await opened.goto(stage.site)
  await button(opened).waitFor()
  return opened
}

async function fill(name: string, on = page): Promise<void> {
  await on.getByLabel('Nome').fill(name)
}

const button = (on = page) => on.locator('gatehouse-form [part~="submit"]')
const isWaiting = () => page.getByText(ptBR.waiting).waitFor()
const isSent = (on = page) => on.getByText(/Recebemos/).waitFor()

/** How many submissions the store took in, by the proxy's own word. */
const rows = () => stage.log().split('"event":"submission-accepted"').length - 1
const leads = (name: string) => stage.emulator.records().filter(({ attributes }) => attributes.Nome === name)

/** Exactly this many submissions since then, each of which arrived. */
async function arrived(name: string, before: number, count = 1): Promise<void> {
  await until(() => leads(name).length >= count)
  // Nothing more is under way.
  await until(() => !stage.emulator.arrivals().some(({ status }) => status === undefined))
  expect(rows() - before).toBe(count)
  expect(leads(name)).toHaveLength(count)
}

describe('one filled form is one submission', () => {
  test.each([
    ['a double click', () => button().dblclick()],
    ['a triple click', () => button().click({ clickCount: 3 })],
    [
      'Enter and a click',
      async () => {
        await page.getByLabel('Nome').press('Enter')
        await button()
          .click({ timeout: 1_000 })
          .catch(() => {})
      },
    ],
  ])('by %s', async (how, send) => {
    const before = rows()
    await fill(how)
    await send()
    await isSent()
    await arrived(how, before)
  })

  test('and the way back to a page that was sent sends nothing', async () => {
    const before = rows()
    await fill('Volta')
    await button().click()
    await isSent()
    await page.goto(`${stage.site}/outra`)
    await page.goBack({ waitUntil: 'commit' })
    // Out of the browser's cache, as it stood.
    await isSent()
    await page.reload()
    await button().waitFor()
    expect(await page.getByLabel('Nome').inputValue()).toBe('')
    await arrived('Volta', before)
  })

  test('when the page is left and comes back out of the browser’s cache while it waits', async () => {
    const before = rows()
    await fill('Congelada')
    await stage.stop('SIGKILL')
    await button().click()
    await isWaiting()
    const marked = await page.evaluate(() => Object.assign(window, { mark: 1 }).mark)
    await page.goto(`${stage.site}/outra`)
    await stage.start()
    await page.goBack({ waitUntil: 'commit' })
    await isSent()
    expect(await page.evaluate(() => (window as { mark?: number }).mark)).toBe(marked)
    await arrived('Congelada', before)
  })

  test('when the page is left while it is sent', async () => {
    const before = rows()
    await fill('Navega')
    await stage.signal('SIGSTOP')
    await button().click()
    await page.goto(`${stage.site}/outra`)
    await stage.signal('SIGCONT')
    await arrived('Navega', before)
  })

  test('when the page is loaded again while it is sent, and the visitor learns that it was', async () => {
    const before = rows()
    await fill('Recarrega')
    await stage.signal('SIGSTOP')
    await button().click()
    await page.reload({ waitUntil: 'commit' })
    await stage.signal('SIGCONT')
    await isSent()
    await arrived('Recarrega', before)
  })

  test('when the proxy dies between typing and sending, and comes back', async () => {
    const before = rows()
    await fill('Queda')
    await stage.stop('SIGKILL')
    await button().click()
    await isWaiting()
    await stage.start()
    await isSent()
    await arrived('Queda', before)
  })

  test('when there is no connection, and then there is', async () => {
    const before = rows()
    await context.setOffline(true)
    await fill('Sem rede')
    await button().click()
    await isWaiting()
    await context.setOffline(false)
    await isSent()
    await context.setOffline(true)
    await context.setOffline(false)
    await arrived('Sem rede', before)
  })

  test('in two tabs with the same answers; with other answers it is a second one', async () => {
    const before = rows()
    await fill('Duas abas')
    const [twin] = await Promise.all([
      context.waitForEvent('page'),
      page.evaluate(() => void window.open(location.href)),
    ])
    await button(twin).waitFor()
    expect(await twin.getByLabel('Nome').inputValue()).toBe('Duas abas')
    await Promise.all([button().click(), button(twin).click()])
    await Promise.all([isSent(), isSent(twin)])
    await arrived('Duas abas', before)

    const first = await open()
    await fill('Aba um', first)
    const [second] = await Promise.all([
      context.waitForEvent('page'),
      first.evaluate(() => void window.open(location.href)),
    ])
    await button(second).waitFor()
    await fill('Aba dois', second)
    await button(first).click()
    await isSent(first)
    await button(second).click()
    await isSent(second)
    await until(() => leads('Aba um').length + leads('Aba dois').length === 2)
    expect(rows() - before).toBe(3)
  })

  test('when the tab is closed within half a second: never two, and nearly always one', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `Fecha ${index}`)
    const before = rows()
    for (const [index, name] of names.entries()) {
      const tab = await open()
      await tab
        .locator('gatehouse-form')
        .evaluate((form, endpoint) => form.setAttribute('endpoint', endpoint), line.url)
      await button(tab).waitFor()
      await fill(name, tab)
      await button(tab).click()
      await tab.waitForTimeout(index * 25)
      await tab.close()
    }
    const counts = () => names.map((name) => leads(name).length)
    await until(() => counts().filter((count) => count === 1).length >= 18)
    await until(() => counts().reduce((sum, count) => sum + count) === rows() - before)
    expect(Math.max(...counts())).toBe(1)
  }, 240_000)
})

describe('nothing typed is lost', () => {
  test('by a reload', async () => {
    await fill('Rascunho')
    await page.reload()
    await button().waitFor()
    expect(await page.getByLabel('Nome').inputValue()).toBe('Rascunho')
  })

  test('and nothing of it is in another tab', async () => {
    await fill('Só aqui')
    const other = await open()
    expect(await other.getByLabel('Nome').inputValue()).toBe('')
  })
})
