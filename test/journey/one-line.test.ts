/** The one line while its element is on the way: a form that can be filled, and sent, and is the element's once that has come. */
import type { Browser, Page, Route } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { contato, embedPage } from '../support/forms.ts'
import { gate } from '../support/gate.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'
import { takenOver } from '../support/taken-over.ts'

let stage: Stage
let browser: Browser

beforeAll(async () => {
  const pages = { '/': embedPage('contato'), '/passos': embedPage('passos') }
  stage = await openStage({ forms: { contato, passos: stepped }, pages })
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

/** Everything of the element's goes through `way`. */
async function visit(way: (route: Route) => Promise<void>, path = '/'): Promise<Page> {
  const page = await browser.newPage()
  await page.route(/\/v1\/(form\.js|assets\/)/, way)
  await page.clock.install()
  await page.goto(stage.site + path)
  await page.getByLabel('Nome').waitFor()
  return page
}

async function fillIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Nome').fill(name)
  await page.getByLabel('E-mail').fill('ana@example.com')
  await page.getByLabel('Consentimento').check()
}

const named = (name: string) =>
  stage.emulator.records().filter(({ entity, attributes }) => entity === 'opportunity' && attributes.Nome === name)

const send = (page: Page) => page.getByRole('button', { name: 'Enviar' }).click()

describe('before its element is there', () => {
  test('it follows what is chosen, and the element goes on with it', async () => {
    const { open, way } = gate()
    const page = await visit(way)
    await fillIn(page, 'Ana Cedo')
    expect(await page.getByLabel('Observação').isVisible()).toBe(false)
    await page.getByLabel('Outro').check()
    await page.getByLabel('Observação').fill('um telhado')
    open()
    await takenOver(page)
    expect(await page.getByLabel('Observação').inputValue()).toBe('um telhado')
    expect(await page.getByLabel('Observação').evaluate((control) => control.matches(':focus'))).toBe(true)
    await page.getByLabel('Observação').press('End')
    await page.keyboard.type(' de barro')
    await send(page)
    await page.getByText(/Recebemos\. Seu número: /).waitFor()
    await until(() => named('Ana Cedo').length === 1)
    expect(named('Ana Cedo')[0]?.attributes.Observação).toBe('um telhado de barro')
    await page.close()
  })

  test('a form that is sent too early is sent by the element, once, and the page stays', async () => {
    const { open, way } = gate()
    const page = await visit(way)
    const posts: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST') posts.push(new URL(request.url()).pathname)
    })
    await fillIn(page, 'Bia Apressada')
    await send(page)
    open()
    await page.getByText(/Recebemos\. Seu número: /).waitFor()
    expect(posts).toEqual(['/v1/forms/contato/submissions'])
    expect(page.url()).toBe(`${stage.site}/`)
    await until(() => named('Bia Apressada').length === 1)
    await page.close()
  })

  test('what is wrong with a form that is sent too early is said by the element', async () => {
    const { open, way } = gate()
    const page = await visit(way)
    await page.getByLabel('Nome').fill('Caio')
    await send(page)
    open()
    await page.getByRole('link', { name: /E-mail/ }).waitFor()
    expect(await page.getByLabel('Nome').inputValue()).toBe('Caio')
    await page.close()
  })
})

const stepped = `id: passos
connection: crm
entity: opportunity
sites: [SITE]
locale: pt-BR
fields:
  - { name: nome, to: Nome, required: true }
  - { name: email, to: E-mail, type: email, required: true }
steps: [{ title: Um, fields: [nome] }, { title: Dois, fields: [email] }]
submit: Enviar
success: { message: "Recebemos. Seu número: {reference}" }
`

describe('what is sent too early', () => {
  test('twice by a double click is one submission, and the page stays', async () => {
    const { open, way } = gate()
    const page = await visit(way)
    await fillIn(page, 'Rui Duplo')
    await page.getByRole('button', { name: 'Enviar' }).dblclick()
    await page.getByLabel('E-mail').press('Enter')
    expect(page.url()).toBe(`${stage.site}/`)
    expect(await page.getByRole('button').innerText()).toBe('Enviando…')
    open()
    await page.getByText(/Recebemos\. Seu número: /).waitFor()
    await until(() => named('Rui Duplo').length === 1)
    await page.close()
  })

  test('is taken back by an edit', async () => {
    const { open, way } = gate()
    const page = await visit(way)
    await fillIn(page, 'Lia')
    await send(page)
    await page.getByLabel('Nome').fill('Lia Pensativa')
    expect(await page.getByRole('button').innerText()).toBe('Enviar')
    open()
    await takenOver(page)
    await send(page)
    await page.getByText(/Recebemos\. Seu número: /).waitFor()
    await until(() => named('Lia Pensativa').length === 1)
    expect(named('Lia')).toEqual([])
    await page.close()
  })

  test('goes through all steps, or to the first that is wrong', async () => {
    for (const [email, ends] of [
      ['ivo@example.com', /Recebemos\. Seu número: /],
      ['ivo', /E-mail: confira/],
    ] as const) {
      const { open, way } = gate()
      const page = await visit(way, '/passos')
      await page.getByLabel('Nome').fill('Ivo')
      await page.getByLabel('E-mail').fill(email)
      await send(page)
      open()
      await page.getByText(ends).first().waitFor()
      await page.close()
    }
    await until(() => named('Ivo').length === 1)
  })
})

test('who is in the middle of a date types it to its end', async () => {
  const { open, way } = gate()
  const page = await visit(way)
  await page.getByLabel('Melhor dia').focus()
  await page.keyboard.type('12')
  open()
  await page.waitForFunction(() => customElements.get('gatehouse-form'))
  await page.clock.runFor(1_000)
  await page.keyboard.type('112026')
  await page.clock.runFor(1_000)
  await takenOver(page)
  expect(await page.getByLabel('Melhor dia').inputValue()).toMatch(/^2026-1[12]-1[12]$/)
  await page.close()
})

test('half a date is pointed out when it is sent, and neither left out nor waited for', async () => {
  const { open, way } = gate()
  const page = await visit(way)
  await fillIn(page, 'Meia Data')
  await page.getByLabel('Melhor dia').focus()
  await page.keyboard.type('12')
  await page.getByRole('button', { name: 'Enviar' }).click()
  expect(await page.getByRole('button').innerText()).toBe('Enviar')
  expect(await page.getByLabel('Melhor dia').evaluate((control) => control.matches(':focus'))).toBe(true)
  await page.keyboard.type('12112026')
  open()
  await takenOver(page)
  await send(page)
  await page.getByText(/Recebemos\. Seu número: /).waitFor()
  await until(() => named('Meia Data').length === 1)
  expect(named('Meia Data')[0]?.attributes['Melhor dia']).toMatch(/^2026-1[12]-1[12]/)
  await page.close()
})

describe('where its element never comes', () => {
  test.each([
    ['is refused', (route: Route) => route.abort()],
    // As long as for a part of its own.
    ['hangs', async () => {}],
  ])('because it %s, the form is sent by the proxy’s own page, with what was typed', async (how, way) => {
    const name = `Duda, que ${how}`
    const page = await visit(way)
    await fillIn(page, name)
    await send(page)
    if (how === 'hangs') await page.clock.fastForward(10_000)
    await page.waitForURL(`${stage.proxy}/f/contato`, { waitUntil: 'commit' })
    expect(await page.getByLabel('Nome').inputValue()).toBe(name)
    await page.unrouteAll()
    await page.getByRole('button', { name: 'Enviar' }).click()
    await page.getByText(/Recebemos\. Seu número: /).waitFor()
    await until(() => named(name).length === 1)
    await page.close()
  })
})
