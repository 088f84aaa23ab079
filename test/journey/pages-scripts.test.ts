/** Scripts that pages bring or do with ours: old libraries, copies, other versions, optimisers, the strictest policy. */
import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import type { PageSite } from '../support/page-site.ts'
import { button, fillIn, globalsWithAndWithout, openPage, openPageSite, send, shifted } from '../support/page-site.ts'
import { until } from '../support/stage.ts'

const FIRST_SCRIPT = readFileSync(new URL('../fixtures/form-0.1.0.js', import.meta.url), 'utf8')

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

/** Sends the form of the page, and sees that nothing else happened to it. */
async function sendsOnce(page: Page, complaints: readonly string[], lead: string): Promise<void> {
  await button(page).waitFor()
  expect(await shifted(page)).toBe(0)
  await fillIn(page, lead)
  await send(page)
  await until(() => site.leads(lead) === 1)
  const [withForm, without] = await globalsWithAndWithout(context, page)
  expect(withForm).toEqual(without)
  expect(complaints).toEqual([])
}

test.each(['element', 'one-line', 'libraries', 'base', 'optimiser', 'optimiser-text', 'policy'])(
  '%s: the form draws itself, adds nothing to the page, and sends once',
  async (name) => {
    const { page, complaints } = await openPage(context)
    await page.goto(site.page(name))
    await sendsOnce(page, complaints, `Bia ${name}`)
    expect(await page.getByRole('button', { name: 'Quero minha simulação' }).count()).toBe(0)
    await page.close()
  },
)

test('twice: three copies of the script are one element, and each form on the page sends its own', async () => {
  const { page, complaints } = await openPage(context)
  await page.goto(site.page('twice'))
  await until(async () => (await button(page).count()) === 2)
  for (const [index, lead] of ['Bia primeira', 'Bia segunda'].entries()) {
    const form = page.locator('gatehouse-form').nth(index)
    await form.getByLabel('Seu nome').fill(lead)
    await form.getByLabel('E-mail').fill('ana@example.com')
    await form.getByLabel('No campo').check()
    await form.getByLabel(/^Concordo/).check()
    await form.getByRole('button').click()
    await form.getByText(/Seu número: /).waitFor()
    await until(() => site.leads(lead) === 1)
  }
  expect(complaints).toEqual([])
  await page.close()
})

// What is first serves the page. The first released script knows of no proof, so that a person looks at what it sends.
test.each([
  ['?kept', 'held'],
  ['', 'delivered'],
])('two-versions: the first released script as form.js%s, beside today’s', async (query, state) => {
  const { page, complaints } = await openPage(context)
  let kept = 0
  await page.route(
    (url) => url.pathname === '/v1/form.js' && url.search === query,
    (route) => {
      kept++
      const headers = { 'access-control-allow-origin': '*' }
      return route.fulfill({ body: FIRST_SCRIPT, contentType: 'text/javascript', headers })
    },
  )
  await page.goto(site.page('two-versions'))
  await button(page).waitFor()
  expect(kept).toBe(1)
  expect(await page.locator('gatehouse-form form').count()).toBe(1)
  const lead = `Bia versões${query}`
  const receipt = page.waitForResponse((response) => response.url().endsWith('/submissions'))
  await fillIn(page, lead)
  await send(page)
  const { id } = await (await receipt).json()
  await until(async () => (await site.kept(id)).state === state)
  if (state === 'held') await site.approve(id)
  await until(() => site.leads(lead) === 1)
  expect(complaints).toEqual([])
  await page.close()
})

test('first-party: the page speaks to its own site only, and its words are none that blockers look for', async () => {
  const { page, complaints } = await openPage(context)
  const asked: URL[] = []
  page.on('request', (request) => {
    if (request.url().startsWith('http')) asked.push(new URL(request.url()))
  })
  await page.goto(site.page('first-party'))
  await button(page).waitFor()
  await fillIn(page, 'Bia da casa')
  await send(page)
  await until(() => site.leads('Bia da casa') === 1)
  const own = new URL(page.url()).origin
  expect(asked.filter(({ origin }) => origin !== own).map(String)).toEqual([])
  const ours = asked.filter(({ pathname }) => pathname.startsWith('/forms/'))
  expect(ours.length).toBeGreaterThanOrEqual(3)
  expect(
    ours.filter(({ pathname }) => /track|collect|lead|survey|pixel|analytic|beacon|hs-|\bad/i.test(pathname)),
  ).toEqual([])
  expect(await page.context().cookies()).toEqual([])
  expect(complaints).toEqual([])
  await page.close()
})

test('none of them arrived twice', () => {
  expect(site.doubles()).toEqual([])
})
