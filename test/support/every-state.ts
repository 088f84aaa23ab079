/** How a page is brought into each state that a visitor of a form can meet, the proxy behind it being real. */
import type { Page, Route } from 'playwright'
import { until } from './stage.ts'

/** Where the page is, and what is done there. `lang` is the end of the page's path: empty, or that of its language. */
type Enter = (page: Page, site: string, lang: '' | '-ar') => Promise<void>

const POSTS = '**/v1/forms/*/submissions'

/** Answers that are asked for, by the place of their control in the form. */
export async function fill(page: Page): Promise<void> {
  await page.locator('[name=f2]').fill('Ana')
  await page.locator('[name=f3]').fill('ana@example.com')
  if (await page.locator('[part=progress]').count()) await submit(page)
  await page.locator('[name=f11]').selectOption('Roof')
  await page.locator('[name=f12]').first().check()
  await page.locator('[name=f14]').fill('An old roof')
  await page.locator('[name=f16]').check()
}

export const submit = (page: Page) => page.locator('[part=submit]').click()

export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page
    .locator('gatehouse-form [part~=submit], gatehouse-form [part=closed]')
    .first()
    .waitFor({ state: 'attached' })
}

const at =
  (path: string): Enter =>
  (page, site, lang) =>
    open(page, site + path + lang)

/** Sends a filled form, whose post meets this. */
const sent =
  (meets: (route: Route) => unknown, seen: string): Enter =>
  async (page, site, lang) => {
    await page.route(POSTS, meets)
    await open(page, `${site}/every${lang}`)
    await fill(page)
    await submit(page)
    await page.locator(seen).waitFor()
  }

const reply = (status: number, code: string) => (route: Route) =>
  route.fulfill({
    status,
    contentType: 'application/problem+json',
    headers: { 'access-control-allow-origin': '*' },
    body: JSON.stringify({ type: `https://gatehouse.example/problems/${code}`, title: code, status }),
  })

export const STATES: Readonly<Record<string, Enter>> = {
  empty: at('/every'),
  invalid: async (page, site, lang) => {
    await open(page, `${site}/every${lang}`)
    await page.locator('[name=f3]').fill('ana@')
    await page.locator('[name=f7]').fill('10')
    await submit(page)
    await page.locator('[part=error-summary]').waitFor()
  },
  'sending, when it takes long': sent(() => {}, '[role=status] > span:not(:empty)'),
  waiting: sent((route) => route.abort(), '[part=status]'),
  failed: async (page, site, lang) => {
    await STATES.waiting?.(page, site, lang)
    // An edit takes back what goes on by itself.
    await page.locator('[name=f2]').fill('Ana Souza')
    await until(() => page.evaluate("document.querySelector('gatehouse-form').state === 'failed'"))
  },
  refused: sent(reply(403, 'origin-not-allowed'), '[part=status] a'),
  success: async (page, site, lang) => {
    await open(page, `${site}/every${lang}`)
    await fill(page)
    await submit(page)
    await page.locator('[part=reference]').waitFor()
  },
  'the first step': at('/stepped'),
  'the first step, invalid': async (page, site, lang) => {
    await open(page, `${site}/stepped${lang}`)
    await submit(page)
    await page.locator('[part=error-summary]').waitFor()
  },
  'the second step': async (page, site, lang) => {
    await open(page, `${site}/stepped${lang}`)
    await fill(page)
    await settled(page)
  },
  dialog: async (page, site, lang) => {
    await open(page, `${site}/dialog${lang}`)
    await page.locator('#opener').click()
    await page.locator('dialog[open]').waitFor()
    await settled(page)
  },
  'a dialog, invalid': async (page, site, lang) => {
    await STATES.dialog?.(page, site, lang)
    await submit(page)
    await page.locator('[part=error-summary]').waitFor()
  },
  'with files, one of them not taken': async (page, site, lang) => {
    await open(page, `${site}/every${lang}`)
    await page.locator('[name=f15]').setInputFiles([
      { name: 'roof.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') },
      {
        name: 'a-program-with-a-name-that-goes-on-and-on.exe',
        mimeType: 'application/x-msdownload',
        buffer: Buffer.from('MZ'),
      },
    ])
    await until(async () => (await page.locator('[part=file]').count()) === 2)
  },
  closed: at('/closed'),
}

/** Nothing moves any more. */
export const settled = (page: Page) =>
  until(() =>
    page.evaluate(() =>
      (document.querySelector('gatehouse-form')?.shadowRoot ?? document)
        .getAnimations()
        .every((each) => each.playState === 'finished'),
    ),
  )
