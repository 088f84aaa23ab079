/** A form is tried before it is live, by the link and by the element in a page of one's own: nothing of it is a lead. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violations } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import { contato, elementPage } from '../support/forms.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'
import { takenOver } from '../support/taken-over.ts'

const cli = fileURLToPath(new URL('../../dist/proxy/cli.js', import.meta.url))
const NOTE = /^Prévia: /

let stage: Stage
let browser: Browser
let link: string
const pages: Record<string, string> = {}

async function run(...args: readonly string[]): Promise<string> {
  const line = [...args, '--config', join(stage.folder, 'gatehouse.yaml'), '--json']
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...line], { env: { PATH: process.env.PATH } })
  return stdout
}

beforeAll(async () => {
  stage = await openStage({ forms: { contato }, pages })
  const { url, preview } = JSON.parse(await run('forms', 'preview', 'contato'))
  link = url
  const over = preview.replace(/^\d+/, '1')
  pages['/'] = pageWith(preview)
  pages['/over'] = pageWith(over)
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const pageWith = (preview: string) =>
  elementPage('contato').replace('<h1>', '<main><h1>').replace('form=', `preview="${preview}" form=`)

async function send(page: Page, name: string): Promise<void> {
  await page.getByLabel('Nome').fill(name)
  await page.getByLabel('E-mail').fill('ana@example.com')
  await page.getByLabel('Consentimento').check()
  await page.getByRole('button', { name: 'Enviar' }).click()
}

async function nothingCame(): Promise<void> {
  expect((await run('submissions', 'list')).trim()).toBe('')
  expect(stage.emulator.records()).toEqual([])
  expect(stage.storeBytes().includes('Só um teste')).toBe(false)
}

describe('a preview', () => {
  test.each([
    ['by its link', () => link],
    ['in a page of one’s own', () => `${stage.site}/`],
  ])('%s says so, before and after it is sent, and nothing of it is kept', async (_, address) => {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 } })
    await page.goto(address())
    await takenOver(page)
    await page.getByText(NOTE).waitFor()
    expect(await page.getByText(NOTE).count()).toBe(1)
    expect(await violations(page)).toEqual([])
    await send(page, 'Só um teste')
    await page.getByText('Seu número: XXX-XXX').waitFor()
    expect(await page.getByText(NOTE).count()).toBe(1)
    await page.close()
    await nothingCame()
  })

  test('by its link works without a script', async () => {
    const page = await browser.newPage({ javaScriptEnabled: false })
    await page.goto(link)
    await page.getByText(NOTE).waitFor()
    await send(page, 'Só um teste')
    await page.getByText('Seu número: XXX-XXX').waitFor()
    expect(await page.getByText(NOTE).count()).toBe(1)
    await page.close()
    await nothingCame()
  })

  test('that is over is the live form, and what is sent is a lead', async () => {
    const page = await browser.newPage()
    await page.goto(`${stage.site}/over`)
    await takenOver(page)
    expect(await page.getByText(NOTE).count()).toBe(0)
    await send(page, 'De verdade')
    await page.getByText(/Seu número: /).waitFor()
    await page.close()
    const names = () => stage.emulator.records().map(({ attributes }) => attributes.Nome)
    await until(() => names().includes('De verdade'))
  })
})
