/** Styles that pages bring: those of the frameworks, hostile ones, dark ones, and lines that run from right to left. */
import type { Browser, BrowserContext } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import type { PageSite } from '../support/page-site.ts'
import { button, fillIn, globalsWithAndWithout, openPage, openPageSite, send, shifted } from '../support/page-site.ts'
import { until } from '../support/stage.ts'

const PAGES = ['bootstrap', 'tailwind', 'foundation', 'bulma', 'hostile', 'light', 'dark', 'rtl']

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

// P4
test.each(PAGES)(
  '%s: the form is seen whole, moves nothing, adds nothing to the page, and sends once',
  async (name) => {
    const { page, complaints } = await openPage(context)
    await page.goto(site.page(name))
    await button(page).waitFor()
    expect(await shifted(page)).toBe(0)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    for (const label of ['Seu nome', 'E-mail', 'Telefone', 'O que mais devemos saber?']) {
      const box = await page.getByLabel(label).boundingBox()
      expect(box?.width, label).toBeGreaterThan(200)
      expect(box?.height, label).toBeGreaterThanOrEqual(44)
    }
    await fillIn(page, `Ana ${name}`)
    await send(page)
    await until(() => site.leads(`Ana ${name}`) === 1)
    const [withForm, without] = await globalsWithAndWithout(context, page)
    expect(withForm).toEqual(without)
    expect(complaints).toEqual([])
    await page.close()
  },
)

test('what a page inherits, the form inherits: font, colour and spacing, on a dark page too', async () => {
  const { page } = await openPage(context)
  for (const [name, property] of [
    ['dark', 'color'],
    ['dark', 'font-family'],
    ['bootstrap', 'color'],
    ['hostile', 'letter-spacing'],
  ] as const) {
    await page.goto(site.page(name))
    await button(page).waitFor()
    const [ours, theirs] = await page.evaluate((property) => {
      const control = document.querySelector('gatehouse-form')?.shadowRoot?.querySelector('input')
      if (!control) throw new Error('There is no input.')
      return [control, document.body].map((element) => getComputedStyle(element).getPropertyValue(property))
    }, property)
    expect(ours, `${name}: ${property}`).toBe(theirs)
  }
  await page.close()
})

test('a control of a small page font is still as large as a telephone asks for', async () => {
  const { page } = await openPage(context)
  await page.goto(site.page('hostile'))
  const size = await page.getByLabel('Seu nome').evaluate((control) => getComputedStyle(control).fontSize)
  expect(Number.parseFloat(size)).toBeGreaterThanOrEqual(16)
  await page.close()
})

test.each(['element', 'light'])('%s: nothing around the form looks otherwise because of it', async (name) => {
  const { page } = await openPage(context)
  const looks = () =>
    page.evaluate(() =>
      [...document.querySelectorAll(':is(nav, h1, p, code):not(gatehouse-form *)')].map((element) => {
        const style = getComputedStyle(element)
        return [...style].map((property) => `${element.localName} ${property}: ${style.getPropertyValue(property)}`)
      }),
    )
  await page.goto(site.page(name))
  await button(page).waitFor()
  const withForm = await looks()
  await page.route(/\/v1\//, (route) => route.abort())
  await page.reload()
  expect(withForm).toEqual(await looks())
  expect(withForm.flat().length).toBeGreaterThan(1000)
  await page.close()
})

test('rtl: a question written from left to right keeps its mark at its end', async () => {
  const { page } = await openPage(context)
  await page.goto(site.page('rtl'))
  const question = page.getByText('Onde você quer gerar energia?').first()
  await question.waitFor()
  const [mark, words] = await question.evaluate((element) => {
    const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() as Text
    const range = document.createRange()
    const leftOf = (index: number) => {
      range.setStart(text, index)
      range.setEnd(text, index + 1)
      return range.getBoundingClientRect().left
    }
    const end = text.data.lastIndexOf('?')
    return [leftOf(end), leftOf(text.data.indexOf('O'))]
  })
  expect(mark).toBeGreaterThan(Number(words))
  await page.close()
})

test('none of them arrived twice', () => {
  expect(site.doubles()).toEqual([])
})
