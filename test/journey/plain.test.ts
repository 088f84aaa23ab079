/** The form's own page without a script, from a visitor's browser to Bolten; and pasted markup whose script never comes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'

const visita = `id: visita
connection: crm
entity: opportunity
sites: [SITE]
locale: pt-BR
title: { pt-BR: Peça uma visita, ar: اطلب زيارة }
fields:
  - { name: nome, to: Nome, label: Seu nome, required: true, autocomplete: name, width: half }
  - { name: email, to: E-mail, type: email, required: true, help: Para a resposta, width: half }
  - { name: conta, to: Conta de luz, type: number, min: 50 }
  - { name: interesse, to: Interesse, type: radio, options: [Residencial, Outro], required: true }
  - { name: mensagem, to: Observação, type: textarea, when: { field: interesse, equals: Outro }, required: true }
steps:
  - { title: Você, fields: [nome, email] }
  - { title: Seu interesse, fields: [conta, interesse, mensagem] }
consent: { text: Aceito a política de privacidade, required: true, to: Consentimento }
success: { message: "Recebemos. Seu número: {reference}" }
`
const simples = visita.replace('id: visita', 'id: simples').replace(/steps:.*(?=consent:)/s, '')
const obrigado = visita
  .replace('id: visita', 'id: obrigado')
  .replace(/success: .*/, 'success: { redirect: "SITE/obrigado" }')

const ticket = `id: ticket
connection: desk
entity: ticket
sites: [SITE]
locale: en
title: Mend a book
requester: { name: name, email: email }
subject: "Site: {work}"
priority: Normal
tags: [site]
fields:
  - { name: name, to: false, label: Your name, required: true }
  - { name: email, to: false, type: email, label: E-mail, required: true }
  - { name: photos, type: file, label: Photographs, accept: [image/*, .pdf], multiple: true, help: Of the spine }
  - { name: letter, type: file, label: A letter }
  - { name: work, to: cf_work, type: radio, required: true }
  - { name: piece, to: cf_piece, type: select }
  - { name: story, to: description, type: textarea, label: Tell us about the book }
`

/** A picture of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

let stage: Stage
let browser: Browser

beforeAll(async () => {
  stage = await openStage({
    forms: { visita, simples, obrigado, ticket },
    pages: {
      '/': '<!doctype html><title>O site</title>',
      '/obrigado': '<!doctype html><title>Obrigado do site</title>',
    },
  })
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

async function open(path: string, javaScriptEnabled = false, locale = 'pt-BR'): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled, locale })
  const page = await context.newPage()
  await page.goto(stage.proxy + path)
  return page
}

async function fillIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Seu nome').fill(name)
  await page.getByLabel('E-mail').fill('ana@example.com')
  await page.getByLabel('Conta de luz').fill('350.5')
  await page.getByLabel('Outro').check()
  await page.getByLabel('Observação').fill('Telhado <b>antigo</b>\n"segunda" linha ☀️')
  await page.getByLabel('Aceito a política').check()
}

const send = (page: Page) => page.getByRole('button', { name: 'Enviar' }).click()
const leads = (name: string) =>
  stage.emulator.records().filter(({ entity, attributes }) => entity === 'opportunity' && attributes.Nome === name)

function filesOnDisk(): readonly string[] {
  const folder = join(stage.folder, 'data', 'gatehouse.db.uploads')
  return existsSync(folder) ? readdirSync(folder) : []
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

describe('without a script', () => {
  test('a lead arrives with all that was answered, and loading or going back sends nothing again', async () => {
    const page = await open('/f/visita?utm_campaign=ver%C3%A3o')
    await fillIn(page, 'Ana Plana')
    await send(page)
    await page.getByRole('heading', { level: 1, name: 'Obrigado!' }).waitFor()
    const reference = await page.locator('[part=reference]').innerText()
    expect(await page.locator('p').innerText()).toBe(`Recebemos. Seu número: ${reference}`)
    expect(new URL(page.url()).searchParams.get('sent')).toBe(reference)
    await page.reload()
    expect(await page.locator('[part=reference]').innerText()).toBe(reference)
    await page.goBack()
    await page.getByRole('button', { name: 'Enviar' }).waitFor()
    await page.goForward()

    await until(() => leads('Ana Plana').length > 0)
    const [lead] = leads('Ana Plana')
    expect(lead?.attributes).toMatchObject({
      ...{ 'E-mail': 'ana@example.com', 'Conta de luz': 350.5, Interesse: 'Outro' },
      Observação: 'Telhado <b>antigo</b>\n"segunda" linha ☀️',
      Consentimento: true,
    })
    expect(leads('Ana Plana')).toHaveLength(1)
    expect(stage.log()).not.toContain('ana@example.com')
  })

  test('errors are on top with links, what was typed stays, and it can be mended', async () => {
    const page = await open('/f/visita')
    await page.getByLabel('E-mail').fill('ana')
    await page.getByLabel('Conta de luz').fill('10')
    await page.getByLabel('Outro').check()
    await send(page)
    await page.getByRole('heading', { name: '5 respostas precisam da sua atenção' }).waitFor()
    expect(await page.title()).toBe('Erro: Peça uma visita')
    expect(await page.locator('.summary li').allInnerTexts()).toEqual([
      'Seu nome: preencha este campo',
      'E-mail: confira se está completo e escrito corretamente',
      'Conta de luz: o mínimo é 50',
      'Observação: preencha este campo',
      'Aceito a política de privacidade: marque esta opção',
    ])
    expect(await page.getByLabel('E-mail').inputValue()).toBe('ana')
    expect(await page.getByLabel('Outro').isChecked()).toBe(true)
    await page.getByRole('link', { name: 'Observação: preencha este campo' }).click()
    await page.keyboard.type('pelo link')
    expect(await page.getByLabel('Observação').inputValue()).toBe('pelo link')
    await fillIn(page, 'Bia Plana')
    await send(page)
    await page.getByText(/Recebemos\. Seu número: [2-9A-Z]{3}-[2-9A-Z]{3}/).waitFor()
    await until(() => leads('Bia Plana').length === 1)
  })

  test('a number is read in the form’s language, whatever the browser’s, and comes back as one types it', async () => {
    const page = await open('/f/simples', false, 'en-US')
    await fillIn(page, 'Rui Plano')
    const bill = page.getByLabel('Conta de luz')
    for (const [typed, shown, sentence] of [
      ['12,5', '12,5', 'Conta de luz: o mínimo é 50'],
      ['uns 300', 'uns 300', 'Conta de luz: confira o que você digitou'],
    ] as const) {
      await bill.clear()
      await bill.pressSequentially(typed)
      await send(page)
      await page.getByRole('link', { name: sentence }).waitFor()
      expect(await bill.inputValue()).toBe(shown)
    }
    await bill.clear()
    await bill.pressSequentially('1.350,50')
    await send(page)
    await page.getByText(/Recebemos/).waitFor()
    await until(() => leads('Rui Plano').length === 1)
    expect(leads('Rui Plano')[0]?.attributes).toMatchObject({ 'Conta de luz': 1350.5 })
  })

  test('a visitor who came by a link of the site’s finds the way back, before it is sent and after', async () => {
    const page = await open('/healthz')
    await page.route(`${stage.site}/precos`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<title>Preços</title><a href="${stage.proxy}/f/simples">Visita</a>`,
      }),
    )
    await page.goto(`${stage.site}/precos`)
    await page.getByRole('link', { name: 'Visita' }).click()
    const back = page.getByRole('link', { name: `Voltar para ${new URL(stage.site).host}` })
    // Browsers say no more of a page on another origin.
    expect(await back.getAttribute('href')).toBe(`${stage.site}/`)
    await fillIn(page, 'Lia Plana')
    await page.getByLabel('E-mail').fill('lia')
    await send(page)
    await page.getByRole('heading', { name: 'Uma resposta precisa da sua atenção' }).waitFor()
    expect(await back.getAttribute('href')).toBe(`${stage.site}/`)
    await page.getByLabel('E-mail').fill('lia@example.com')
    await send(page)
    await page.getByText(/Recebemos/).waitFor()
    expect((await back.boundingBox())?.height).toBeGreaterThanOrEqual(24)
    await back.click()
    await page.waitForURL(`${stage.site}/`)
  })

  test('by the keyboard alone', async () => {
    const page = await open('/f/visita')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Caio Plano')
    await page.keyboard.press('Tab')
    await page.keyboard.type('caio@example.com')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    // Past the message, which does not apply.
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    await page.getByText(/Recebemos\. Seu número/).waitFor()
    await until(() => leads('Caio Plano').length === 1)
  })

  test('what does not apply is not shown, and does not keep the form from being sent', async () => {
    const page = await open('/f/visita')
    const message = page.getByLabel('Observação')
    expect(await message.isVisible()).toBe(false)
    await fillIn(page, 'Ivo Plano')
    expect(await message.isVisible()).toBe(true)
    await page.getByLabel('Residencial').check()
    expect(await message.isVisible()).toBe(false)
    await send(page)
    await page.getByText(/Recebemos/).waitFor()
    await until(() => leads('Ivo Plano').length === 1)
    expect(leads('Ivo Plano')[0]?.attributes).not.toHaveProperty('Observação')
  })

  test('a page gone back to, changed and sent again amends what was sent', async () => {
    const page = await open('/f/visita')
    await fillIn(page, 'Davi Plano')
    await send(page)
    await page.getByText(/Recebemos/).waitFor()
    const first = await page.locator('[part=reference]').innerText()
    await page.goBack()
    await fillIn(page, 'Davi Plano Filho')
    await send(page)
    await page.getByText(/Recebemos/).waitFor()
    expect(await page.locator('[part=reference]').innerText()).not.toBe(first)
    await until(() => leads('Davi Plano').length === 1 && leads('Davi Plano Filho').length === 1)
  })

  test('leads to the site’s own page where the form says so', async () => {
    const page = await open('/f/obrigado')
    await fillIn(page, 'Eva Plana')
    await send(page)
    await page.waitForURL(`${stage.site}/obrigado`)
    await until(() => leads('Eva Plana').length === 1)
  })

  test('pasted markup is one more click away, and says where it began', async () => {
    const page = await open('/f/visita')
    const markup = await (await fetch(`${stage.proxy}/v1/forms/visita.html`)).text()
    await page.route(`${stage.site}/colado`, (route) =>
      route.fulfill({ contentType: 'text/html; charset=utf-8', body: `<!doctype html><title>Colado</title>${markup}` }),
    )
    await page.goto(`${stage.site}/colado`)
    await fillIn(page, 'Gil Plano')
    await send(page)
    await page.getByText('Falta pouco: confira as respostas e envie.').waitFor()
    expect(await page.getByLabel('Seu nome').inputValue()).toBe('Gil Plano')
    await send(page)
    await page.getByText(/Recebemos/).waitFor()
    await page.getByRole('link', { name: 'Voltar para' }).click()
    await page.waitForURL(`${stage.site}/`)
    await until(() => leads('Gil Plano').length === 1)
  })

  test('a ticket arrives with its files, which are chosen again after a refusal', async () => {
    const page = await open('/f/ticket')
    const photos = page.getByLabel('Photographs')
    const png = (name: string) => ({ name, mimeType: 'image/png', buffer: PNG })
    expect(await photos.evaluate((input) => input.getAttribute('aria-describedby'))).toBe(
      'ticket-f3-help ticket-f3-limits',
    )
    await page.getByLabel('Your name').fill('Hana')
    await page.getByLabel('Tell us about the book').fill('The spine is <i>off</i>')
    await page.getByLabel('Repair').check()
    await photos.setInputFiles([png('spine.png'), png('board.png')])
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('heading', { name: '2 answers need your attention' }).waitFor()
    expect(await page.title()).toBe('Error: Mend a book')
    expect(await page.locator('.summary li').allInnerTexts()).toEqual([
      'E-mail: please fill this in',
      'Photographs: please choose again; this page cannot keep files',
    ])
    expect(filesOnDisk()).toEqual([])
    expect(await page.getByLabel('Tell us about the book').inputValue()).toBe('The spine is <i>off</i>')

    await page.getByLabel('E-mail').fill('hana@example.com')
    await photos.setInputFiles([png('spine.png'), png('board.png')])
    await page.getByRole('button', { name: 'Send' }).click()
    await page.locator('[part=reference]').waitFor()
    const tickets = () => stage.desk.records().filter(({ entity }) => entity === 'ticket')
    await until(() => tickets().length === 1)
    await until(() => stage.desk.uploads().length === 2)
    expect(stage.desk.uploads().map(({ name }) => name)).toEqual(['spine.png', 'board.png'])
    expect(JSON.stringify(tickets())).toContain('Site: Repair')
    await until(() => filesOnDisk().length === 0)
  })

  test('reads from right to left where the language does', async () => {
    const page = await open('/f/visita?locale=ar')
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
    await page.locator('form button').click()
    await page.locator('.summary').waitFor()
    expect(await page.title()).toBe('خطأ: اطلب زيارة')
  })
})

describe('with a script', () => {
  test.each(['/f/simples', '/f/simples?sent=K7D-4MQ', '/f/nope'])(
    '%s is accessible and complains of nothing',
    async (path) => {
      const page = await browser.newPage({ locale: 'pt-BR' })
      const complaints: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error' && !/favicon|404/.test(message.text())) complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(stage.proxy + path)
      if (path === '/f/simples') await page.locator('gatehouse-form [part~=form]').waitFor()
      await page.evaluate(axe)
      const found = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes.map(({ html }) => html)))',
      )
      expect(found).toEqual([])
      expect(complaints).toEqual([])
      await page.close()
    },
  )
})
