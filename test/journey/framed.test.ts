/** The form's page in a frame, in a real Chromium: shown by the sites of its form, and by nobody else (P1). */
import type { Browser, Frame, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { contato } from '../support/forms.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'

const frame = (src: string) =>
  `<!doctype html><title>Site</title><iframe src="${src}" width="700" height="1600"></iframe>`

let stage: Stage
let browser: Browser
/** The same pages at an origin that no form lists. */
let elsewhere: string

beforeAll(async () => {
  const pages: Record<string, string> = {
    '/formulario': frame('PROXY/f/contato'),
    '/sem-formulario': frame('PROXY/f/nope'),
    '/mudo': frame('PROXY/v1/forms/contato'),
  }
  stage = await openStage({ forms: { contato }, pages })
  elsewhere = stage.site.replace('localhost', '127.0.0.1')
  pages['/moldura-da-moldura'] = frame(`${stage.site}/formulario`)
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

interface Visited {
  readonly page: Page
  /** Innermost. */
  readonly frame: Frame
  /** What the browser said that it would not do. */
  readonly refusals: readonly string[]
}

/** `depth`: how many frames lie in each other. */
async function visit(url: string, depth: number): Promise<Visited> {
  const page = await browser.newPage()
  const refusals: string[] = []
  page.on('console', (message) => {
    if (message.text().includes('frame-ancestors')) refusals.push(message.text())
  })
  await page.goto(url, { waitUntil: 'load' })
  // Those of another process are told of by that process, which may be later.
  await until(() => page.frames().length > depth)
  const innermost = page.frames().at(-1)
  if (!innermost) throw new Error('There is no frame in it.')
  return { page, frame: innermost, refusals }
}

describe('the page of a form', () => {
  test('is shown by a site of the form, and can be sent from there', async () => {
    const { page, frame: shown, refusals } = await visit(`${stage.site}/formulario`, 1)
    await until(() => shown.url() === `${stage.proxy}/f/contato`)
    await shown.getByLabel('Nome').fill('Ana da Moldura')
    await shown.getByLabel('E-mail').fill('ana@example.com')
    await shown.getByLabel('Consentimento').check()
    await shown.getByRole('button', { name: 'Enviar' }).click()
    await shown.getByText(/Recebemos/).waitFor()
    await until(() => stage.emulator.records().some(({ attributes }) => attributes.Nome === 'Ana da Moldura'))
    expect(refusals).toEqual([])
    await page.close()
  })

  test.each([
    ['by another site', 1, () => `${elsewhere}/formulario`],
    ['by a site of the form that another site shows', 2, () => `${elsewhere}/moldura-da-moldura`],
    ['where there is no form', 1, () => `${stage.site}/sem-formulario`],
    ['where it is an answer for programs', 1, () => `${stage.site}/mudo`],
  ])('is not shown %s', async (_what, depth, url) => {
    const { page, frame: shown, refusals } = await visit(url(), depth)
    await until(() => refusals.length > 0)
    // The browser's own page comes after the word of it.
    await until(() => shown.url().startsWith('chrome-error:'))
    expect(await shown.locator('form').count()).toBe(0)
    await page.close()
  })
})
