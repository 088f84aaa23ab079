/** What `gatehouse forms snippet` prints, pasted into a page of another language as it is. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser, Page, Route } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { contato } from '../support/forms.ts'
import { onlyTheLine } from '../support/gate.ts'
import type { Stage } from '../support/stage.ts'
import { openStage } from '../support/stage.ts'
import { takenOver } from '../support/taken-over.ts'
import { together } from '../support/together.ts'

const cli = fileURLToPath(new URL('../../dist/proxy/cli.js', import.meta.url))

let stage: Stage
let browser: Browser
const pages: Record<string, string> = {}

/** While the proxy runs, and without its key. */
async function print(...args: readonly string[]): Promise<string> {
  const line = ['forms', 'snippet', 'contato', ...args, '--config', join(stage.folder, 'gatehouse.yaml')]
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...line], { env: { PATH: process.env.PATH } })
  return stdout
}

beforeAll(async () => {
  stage = await openStage({ forms: { contato }, pages })
  const snippets = {
    '/element': await print(),
    '/element-en': await print('--locale', 'en'),
    '/script': await print('--kind', 'script'),
    '/script-en': await print('--kind', 'script', '--locale', 'en'),
    '/instant': await print('--kind', 'instant'),
  }
  for (const [path, snippet] of Object.entries(snippets)) {
    pages[path] = `<!doctype html><html lang="fr"><meta charset="utf-8"><title>Site</title><h1>Site</h1>\n${snippet}`
  }
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

interface Visit {
  readonly page: Page
  /** Every address that was asked of the proxy. */
  readonly asked: string[]
  readonly said: string[]
}

/** `answer`: what becomes of each request to the proxy. */
async function visit(path: string, answer: (route: Route) => Promise<void> = (route) => route.continue()) {
  const page = await browser.newPage()
  const visited: Visit = { page, asked: [], said: [] }
  page.on('console', (message) => visited.said.push(message.text()))
  await page.route(`${stage.proxy}/**`, async (route) => {
    visited.asked.push(route.request().url().replace(stage.proxy, ''))
    await answer(route)
  })
  await page.goto(stage.site + path, { waitUntil: 'commit' })
  return visited
}

describe('the printed element', () => {
  test.each([
    ['/element', 'pt-BR', 'Enviar'],
    ['/element-en', 'en', 'Enviar'],
  ])('%s asks for the script and for the form in %s, side by side, once each', async (path, locale, button) => {
    const { page, asked, said } = await visit(path, together(2))
    await page.getByRole('button', { name: button }).waitFor()
    expect(asked.sort()).toEqual(['/v1/form.js', `/v1/forms/contato?locale=${locale}`])
    expect(await page.locator('gatehouse-form form').getAttribute('lang')).toBe(locale)
    // A preload that nothing used would be said here, seconds after the page is loaded; one of other credentials at once.
    expect(said).toEqual([])
    await page.getByLabel('Nome').fill('Ana')
    expect(asked.filter((url) => !url.includes('/assets/'))).toHaveLength(2)
    await page.close()
  })

  test('leads to the form’s own page until it is there', async () => {
    const { page } = await visit('/element', (route) => route.abort())
    const link = page.getByRole('link', { name: 'Abrir o formulário em uma página própria' })
    expect(await link.getAttribute('href')).toBe(`${stage.proxy}/f/contato`)
    await page.close()
  })
})

test.each([
  ['/script', '', 'pt-BR'],
  ['/script-en', '?locale=en', 'en'],
])('the printed line, %s, asks once until it can be filled', async (path, query, locale) => {
  const { page, asked } = await visit(path, onlyTheLine)
  await page.getByLabel('Nome').fill('Ana')
  expect(asked.filter((url) => url.includes('contato'))).toEqual([`/v1/embed/contato.js${query}`])
  expect(await page.locator('[data-gatehouse-form] form').getAttribute('lang')).toBe(locale)
  await page.close()
})

test('the printed instant form is the one that the proxy gives, and stays in its language when the script comes', async () => {
  expect(await print('--kind', 'instant')).toBe(await (await fetch(`${stage.proxy}/v1/forms/contato.html`)).text())
  const { page } = await visit('/instant')
  await takenOver(page)
  expect(await page.locator('gatehouse-form form').getAttribute('lang')).toBe('pt-BR')
  await page.close()
})
