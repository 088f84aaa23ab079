/** What a real keyboard, and real browsers and libraries around the form, do to answers that are half typed. */
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { elementPage } from '../support/forms.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'

const head = (id: string) => `id: ${id}
connection: crm
entity: opportunity
sites: [SITE]
locale: pt-BR
submit: Enviar
success: { message: "Recebemos. Seu número: {reference}" }
`

const passos = `${head('passos')}
fields:
  - { name: nome, to: Nome, required: true }
  - { name: telefone, to: Telefone, type: tel }
  - { name: mensagem, to: Observação, type: textarea, label: Mensagem }
steps:
  - { title: Você, fields: [nome] }
  - { title: Contato, fields: [telefone] }
  - { title: Pedido, fields: [mensagem] }
`

const um = `${head('um')}
fields:
  - { name: nome, to: Nome, required: true }
  - { name: email, to: E-mail, type: email }
  - { name: valor, to: Conta de luz, type: number }
`

const dialog = `<!doctype html><html lang="pt-BR"><title>Solar</title><button id="abrir">Pedir</button>
<gatehouse-form form="um" display="dialog" trigger="#abrir"></gatehouse-form>
<script type="module" src="PROXY/v1/form.js"></script>`

const twice = `<!doctype html><html lang="pt-BR"><title>Solar</title>
<gatehouse-form form="um"></gatehouse-form><gatehouse-form form="um"></gatehouse-form>
<script type="module" src="PROXY/v1/form.js"></script>`

const mooTools = elementPage('um').replace(
  '<title>',
  '<script>window.Event = function (event) { this.event = event }</script><title>',
)

let stage: Stage
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  const pages = {
    ...{ '/passos': elementPage('passos'), '/um': elementPage('um'), '/dialogo': dialog, '/dois': twice },
    ...{ '/mootools': mooTools, '/nenhum': elementPage('').replace(' form=""', '') },
  }
  stage = await openStage({ forms: { passos, um }, pages })
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

beforeEach(async () => {
  // Not the form's language.
  context = await browser.newContext({ locale: 'en-US' })
  page = await context.newPage()
  page.setDefaultTimeout(20_000)
})

afterEach(() => context.close())

const button = (words: string) => page.getByRole('button', { name: words, exact: true })
const draft = () => page.evaluate(() => JSON.parse(Object.values({ ...sessionStorage })[0] ?? '{}'))
const leads = (name: string) => stage.emulator.records().filter(({ attributes }) => attributes.Nome === name)

describe('a form in steps', () => {
  beforeEach(async () => {
    await page.goto(`${stage.site}/passos`)
    await page.getByLabel('Nome').pressSequentially('Ana')
    await button('Continuar').click()
    await page.getByLabel('Telefone').waitFor()
  })

  test('going back in the browser with the focus in what was just typed keeps what was answered before', async () => {
    await page.getByLabel('Telefone').pressSequentially('119')
    await page.goBack()
    await page.getByLabel('Nome').waitFor()
    expect(await page.getByLabel('Nome').inputValue()).toBe('Ana')
    expect((await draft()).answers).toMatchObject({ nome: 'Ana', telefone: '119' })
    await page.goForward()
    expect(await page.getByLabel('Telefone').inputValue()).toBe('119')
  })

  test('a reload comes back to a step on which nothing is answered yet, and back leads to the one before', async () => {
    await page.reload()
    await page.getByText('2 de 3: Contato').waitFor()
    await button('Continuar').click()
    await page.getByText('3 de 3: Pedido').waitFor()
    await page.goBack()
    await page.getByText('2 de 3: Contato').waitFor()
    await page.goBack()
    await page.getByText('1 de 3: Você').waitFor()
  })
})

describe('a number', () => {
  test.each([
    ['350,50', 350.5],
    ['1.234,56', 1234.56],
    ['1.234', 1234],
  ])('%s is what the form’s language says, whatever the browser’s', async (typed, number) => {
    const name = `Conta ${typed}`
    await page.goto(`${stage.site}/um`)
    await page.getByLabel('Nome').pressSequentially(name)
    await page.getByLabel('Conta de luz').pressSequentially(typed)
    expect(await page.getByLabel('Conta de luz').inputValue()).toBe(typed)
    await button('Enviar').click()
    await page.getByText(/Recebemos/).waitFor()
    await until(() => leads(name).length > 0)
    expect(leads(name).map(({ attributes }) => Number(attributes['Conta de luz']))).toEqual([number])
  })

  test('stays as it is when the wheel turns over it', async () => {
    await page.goto(`${stage.site}/um`)
    const number = page.getByLabel('Conta de luz')
    await number.pressSequentially('350')
    await number.hover()
    await page.mouse.wheel(0, 120)
    await page.mouse.wheel(0, 120)
    expect(await number.inputValue()).toBe('350')
  })

  test('what is none is pointed out, as it was typed', async () => {
    await page.goto(`${stage.site}/um`)
    await page.getByLabel('Nome').pressSequentially('Ana')
    await page.getByLabel('Conta de luz').pressSequentially('uns 300')
    await button('Enviar').click()
    await page.locator('gatehouse-form [part~="error"]').waitFor()
    expect(await page.getByLabel('Conta de luz').inputValue()).toBe('uns 300')
  })
})

test('the same form twice on a page keeps what was typed into each', async () => {
  await page.goto(`${stage.site}/dois`)
  const names = page.getByLabel('Nome')
  await names.nth(0).pressSequentially('Primeiro')
  await names.nth(1).pressSequentially('Segundo')
  await page.reload()
  await names.nth(1).waitFor()
  expect(await names.evaluateAll((all) => all.map((each) => (each as HTMLInputElement).value))).toEqual([
    'Primeiro',
    'Segundo',
  ])
})

test('what was filled in without an event stays when the visitor comes', async () => {
  await page.goto(`${stage.site}/um`)
  await page.getByLabel('Nome').evaluate((control) => {
    ;(control as HTMLInputElement).value = 'Ana'
  })
  await page.getByLabel('E-mail').pressSequentially('ana@example.com')
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => /check/.test(name)))
  await page.getByLabel('E-mail').pressSequentially('.br')
  expect(await page.getByLabel('Nome').inputValue()).toBe('Ana')
})

test('a dialog that was closed on its thanks begins anew', async () => {
  await page.goto(`${stage.site}/dialogo`)
  // What hears the trigger comes with the dialog, later than the element.
  await page.locator('gatehouse-form dialog').waitFor({ state: 'attached' })
  await page.locator('#abrir').click()
  await page.getByLabel('Nome').pressSequentially('Bia')
  await button('Enviar').click()
  await page.getByText(/Recebemos/).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('#abrir').click()
  await page.getByLabel('Nome').waitFor()
  expect(await page.getByLabel('Nome').inputValue()).toBe('')
  expect(await page.getByLabel('Nome').evaluate((control) => control.matches(':focus'))).toBe(true)
})

test('a library that puts a class of its own in the place of Event stops nothing', async () => {
  await page.goto(`${stage.site}/mootools`)
  await page.getByLabel('Nome').pressSequentially('Moo')
  await button('Enviar').click()
  await page.getByText(/Recebemos/).waitFor()
})

test('an element that is moved in every task gets its form, and asks for it once', async () => {
  let asked = 0
  page.on('request', (request) => {
    if (/\/v1\/forms\/um\?/.test(request.url())) asked++
  })
  await page.route(/\/v1\/forms\/um\?/, async (route) => {
    await new Promise((done) => setTimeout(done, 300))
    await route.continue()
  })
  await page.addInitScript(() => {
    setInterval(() => {
      const element = document.querySelector('gatehouse-form')
      element?.parentNode?.append(element)
    }, 0)
  })
  await page.goto(`${stage.site}/um`)
  await page.getByLabel('Nome').waitFor()
  expect(asked).toBe(1)
})

test('an element that names no form says so', async () => {
  const said = page.waitForEvent('console', { predicate: (message) => message.type() === 'error' })
  await page.goto(`${stage.site}/nenhum`)
  expect((await said).text()).toContain('"form" is missing')
})
