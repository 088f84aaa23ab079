import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { contato, elementPage, embedPage, tudo } from '../support/forms.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'
import { takenOver } from '../support/taken-over.ts'

let stage: Stage
let browser: Browser

beforeAll(async () => {
  stage = await openStage({
    forms: { contato, tudo },
    pages: { '/': elementPage('contato'), '/en': elementPage('contato', 'en'), '/linha': embedPage('tudo') },
    headers: (proxy) => ({
      'content-security-policy': `default-src 'none'; script-src ${proxy}; connect-src ${proxy}; style-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html`,
    }),
  })
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

interface Visit {
  readonly page: Page
  /** What the page's policy, or its console, complained of. */
  readonly complaints: string[]
  readonly requests: string[]
}

async function visit(path: string): Promise<Visit> {
  const page = await browser.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('favicon')) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`))
  await page.goto(stage.site + path)
  await page.getByRole('button', { name: 'Enviar' }).waitFor()
  return { page, complaints, requests }
}

async function fillIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Nome').fill(name)
  await page.getByLabel('E-mail').fill('Ana.Souza@example.com')
  await page.getByLabel('Telefone').fill('(11) 91234-5678')
  await page.getByLabel('Conta de luz').fill('350.5')
  await page.getByLabel('Melhor dia').fill('2026-12-01')
  await page.getByLabel('Outro').check()
  await page.getByLabel('Observação').fill('Telhado de "barro" <b>antigo</b>\nsegunda linha ☀️')
  await page.getByLabel('Consentimento').check()
}

const opportunities = () => stage.emulator.records().filter(({ entity }) => entity === 'opportunity')
const named = (name: string) => opportunities().filter(({ attributes }) => attributes.Nome === name)

describe('a lead goes from a page to Bolten', () => {
  test('every answer arrives as it was given, with its contact, and the visitor gets a reference', async () => {
    const { page, complaints } = await visit('/?utm_campaign=ver%C3%A3o&utm_source=news')
    await fillIn(page, 'Ana Souza')
    await page.getByRole('button', { name: 'Enviar' }).click()
    await page.getByText(/Recebemos\. Seu número: [2-9A-Z]{3}-[2-9A-Z]{3}/).waitFor()

    await until(() => named('Ana Souza').length > 0)
    const [record] = named('Ana Souza')
    expect(record?.attributes).toMatchObject({
      Nome: 'Ana Souza',
      'E-mail': 'Ana.Souza@example.com',
      Interesse: 'Outro',
      'Conta de luz': 350.5,
      'Melhor dia': '2026-12-01',
      Observação: 'Telhado de "barro" <b>antigo</b>\nsegunda linha ☀️',
      Origem: 'Site de captura secreta',
      Campanha: 'verão',
      Consentimento: true,
    })
    expect(String(record?.attributes.Telefone).replace(/\D/g, '')).toBe('11912345678')
    const linked = stage.emulator.records().find(({ id }) => id === record?.contact)
    expect(linked).toMatchObject({
      entity: 'contact',
      attributes: { Nome: 'Ana Souza', 'E-mail': 'Ana.Souza@example.com' },
    })
    expect(complaints).toEqual([])
    await page.close()
  })

  test('the browser gets no fixed value, no site and no name of the upstream', async () => {
    const text = await (await fetch(`${stage.proxy}/v1/forms/contato`)).text()
    for (const hidden of ['Site de captura', 'utm_campaign', 'localhost', 'origem', 'bolten', 'crm', 'opportunity']) {
      expect(text, hidden).not.toContain(hidden)
    }
    expect(text).toContain('"nome"')
  })

  test('a double click is one lead', async () => {
    const { page } = await visit('/')
    await fillIn(page, 'Bia Dupla')
    await page.getByRole('button', { name: 'Enviar' }).dblclick()
    await page.getByText(/Recebemos/).waitFor()
    await until(() => named('Bia Dupla').length > 0)
    await until(async () => !stage.emulator.arrivals().some(({ status }) => status === undefined))
    expect(named('Bia Dupla')).toHaveLength(1)
    await page.close()
  })

  test('a lost answer is asked for again with the same bytes but for the proof, and stays one lead', async () => {
    const { page } = await visit('/')
    const bodies: string[] = []
    await page.route('**/submissions', async (route) => {
      const { proof: _, ...body } = JSON.parse(route.request().postData() ?? '{}')
      bodies.push(JSON.stringify(body))
      // The proxy has it, and its answer never gets through.
      if (bodies.length === 1) {
        await route.fetch()
        await route.abort()
      } else await route.continue()
    })
    await fillIn(page, 'Caio Insistente')
    await page.getByRole('button', { name: 'Enviar' }).click()
    await page.getByText(/Recebemos/).waitFor()
    expect(bodies.length).toBeGreaterThan(1)
    expect(new Set(bodies).size).toBe(1)
    await until(() => named('Caio Insistente').length > 0)
    expect(named('Caio Insistente')).toHaveLength(1)
    await page.close()
  })

  test('what is wrong is said, in words, and nothing is sent', async () => {
    const { page, requests } = await visit('/')
    await page.getByLabel('E-mail').fill('ana@')
    await page.getByRole('button', { name: 'Enviar' }).click()
    await page.getByRole('link', { name: /E-mail/ }).waitFor()
    expect(requests.filter((request) => request.startsWith('POST'))).toEqual([])
    await page.close()
  })

  test('the one line draws the whole project, and asks for no form', async () => {
    const { page, requests, complaints } = await visit('/linha')
    await takenOver(page)
    expect(requests).toContain(`GET ${stage.proxy}/v1/embed/tudo.js`)
    expect(requests.filter((request) => request.includes('/v1/forms/'))).toEqual([])
    for (const label of ['Nome', 'Interesse', 'Observação'])
      await page.getByLabel(label, { exact: false }).first().waitFor()
    expect(await page.getByLabel('Status').count()).toBe(0)
    await page.getByLabel('Nome').fill('Duda Linha')
    await page.getByRole('button', { name: 'Enviar' }).click()
    await until(() => named('Duda Linha').length === 1)
    expect(complaints).toEqual([])
    await page.close()
  })

  test('an English page gets English words around the form’s own', async () => {
    const page = await browser.newPage()
    await page.goto(`${stage.site}/en`)
    await page.getByRole('button', { name: 'Enviar' }).click()
    await page.getByText(/need your attention/).waitFor()
    await page.close()
  })

  test('the form has a page of its own, in each language, under a policy that its script keeps to', async () => {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('favicon')) complaints.push(message.text())
    })
    await page.goto(`${stage.proxy}/f/tudo?locale=en`)
    await page.getByRole('textbox', { name: 'Nome' }).fill('Eva Direta')
    await page.getByRole('button', { name: 'Send' }).click()
    await until(() => named('Eva Direta').length === 1)
    expect(complaints).toEqual([])
    await page.close()
  })
})
