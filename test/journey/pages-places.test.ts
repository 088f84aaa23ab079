/** Places where pages put a form: moved, swapped in and out, in shadows and frames, not shown yet, far below, on top. */
import type { Browser, BrowserContext } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import type { PageSite } from '../support/page-site.ts'
import { button, fillIn, openPage, openPageSite, send } from '../support/page-site.ts'
import { until } from '../support/stage.ts'

let site: PageSite
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  site = await openPageSite()
  browser = await openBrowser({ keepsPages: true })
  context = await browser.newContext({ viewport: { width: 720, height: 1000 } })
})

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

async function open(name: string) {
  const opened = await openPage(context)
  const asked: string[] = []
  opened.page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await opened.page.goto(site.page(name))
  return { ...opened, forms: () => asked.filter((path) => path === '/v1/forms/contato').length }
}

test('moved: it is asked for once, and keeps what was typed', async () => {
  const { page, complaints, forms } = await open('moved')
  await fillIn(page, 'Caio Mudança')
  for (let turn = 0; turn < 5; turn++) await page.getByRole('button', { name: 'Move' }).click()
  await page.getByRole('button', { name: 'Take out' }).click()
  await page.getByRole('button', { name: 'Put back' }).click()
  expect(await page.getByLabel('Seu nome').inputValue()).toBe('Caio Mudança')
  await send(page)
  await until(() => site.leads('Caio Mudança') === 1)
  expect(forms()).toBe(1)
  expect(complaints).toEqual([])
  await page.close()
})

test('spa: a view that goes and comes has its form, with what was typed in it', async () => {
  const { page, complaints } = await open('spa')
  for (let turn = 0; turn < 3; turn++) {
    await page.getByRole('link', { name: 'Contact' }).click()
    await button(page).waitFor()
    if (turn === 0) await fillIn(page, 'Caio Vistas')
    await page.getByRole('link', { name: 'Home' }).click()
    expect(await page.locator('gatehouse-form').count()).toBe(0)
  }
  await page.goBack()
  await button(page).waitFor()
  expect(await page.getByLabel('Seu nome').inputValue()).toBe('Caio Vistas')
  await send(page)
  await until(() => site.leads('Caio Vistas') === 1)
  expect(complaints).toEqual([])
  await page.close()
})

test('shadow: a form two shadow roots deep is like any other, and the page hears of it', async () => {
  const { page, complaints } = await open('shadow')
  await page.evaluate(() => {
    const heard: string[] = []
    Object.assign(window, { heard })
    for (const name of ['gatehouse-start', 'gatehouse-accepted']) addEventListener(name, () => heard.push(name))
  })
  await fillIn(page, 'Caio Sombra')
  await send(page)
  await until(() => site.leads('Caio Sombra') === 1)
  expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([
    'gatehouse-start',
    'gatehouse-accepted',
  ])
  expect(complaints).toEqual([])
  await page.close()
})

describe('in a frame', () => {
  test('frame: of the same site it is like any other', async () => {
    const { page, complaints } = await open('frame')
    const frame = page.frameLocator('iframe')
    await fillIn(frame, 'Caio Moldura')
    await send(frame)
    await until(() => site.leads('Caio Moldura') === 1)
    expect(complaints).toEqual([])
    await page.close()
  })

  test('sandbox: without an origin it is doubted, and delivered all the same with the proof that it brings along', async () => {
    const { page } = await open('sandbox')
    const frame = page.frameLocator('iframe')
    const receipt = page.waitForResponse((response) => response.url().endsWith('/submissions'))
    await fillIn(frame, 'Caio Areia')
    await send(frame)
    const response = await receipt
    expect(response.status()).toBe(202)
    expect((await response.request().allHeaders()).origin).toBe('null')
    await until(() => site.leads('Caio Areia') === 1)
    expect((await site.kept((await response.json()).id)).doubts).toContain('origin-missing')
    await page.close()
  })

  test('says nothing to the page around it', async () => {
    const { page } = await open('frame')
    await page.evaluate(() => {
      Object.assign(window, { heard: [] })
      addEventListener('message', ({ data }) => (window as unknown as { heard: unknown[] }).heard.push(data))
    })
    const frame = page.frameLocator('iframe')
    await fillIn(frame, 'Caio Calado')
    await send(frame)
    expect(await page.evaluate(() => (window as unknown as { heard: unknown[] }).heard)).toEqual([])
    await page.close()
  })
})

test('tabs: it is there when its tab is opened', async () => {
  const { page, complaints, forms } = await open('tabs')
  await until(() => forms() === 1)
  expect(await button(page).count()).toBe(0)
  await page.getByRole('button', { name: 'Contact' }).click()
  await fillIn(page, 'Caio Aba')
  await send(page)
  await until(() => site.leads('Caio Aba') === 1)
  expect(complaints).toEqual([])
  await page.close()
})

test('lazy: it is asked for when the visitor comes near, and not before', async () => {
  const { page, forms } = await open('lazy')
  await page.waitForLoadState('networkidle')
  expect(forms()).toBe(0)
  await page.locator('gatehouse-form').scrollIntoViewIfNeeded()
  await fillIn(page, 'Caio Longe')
  await send(page)
  await until(() => site.leads('Caio Longe') === 1)
  expect(forms()).toBe(1)
  await page.close()
})

test('dialog: nothing lies over the page before it is asked for, and what was typed is kept while it is closed', async () => {
  const { page, complaints } = await open('dialog')
  const trigger = page.getByRole('button', { name: 'Ask for an offer' })
  const onTop = () =>
    page.evaluate(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.localName === 'gatehouse-form')
  await page.waitForLoadState('networkidle')
  expect(await onTop()).toBe(false)
  await trigger.click()
  await fillIn(page, 'Caio Diálogo')
  expect(await onTop()).toBe(true)
  await page.keyboard.press('Escape')
  await until(async () => !(await onTop()))
  expect(await trigger.evaluate((element) => element === document.activeElement)).toBe(true)
  await trigger.click()
  expect(await page.getByLabel('Seu nome').inputValue()).toBe('Caio Diálogo')
  await send(page)
  await until(() => site.leads('Caio Diálogo') === 1)
  expect(complaints).toEqual([])
  await page.close()
})

test('element: a page that comes back out of the browser’s cache is as it was left, and sends once', async () => {
  const { page } = await open('element')
  await fillIn(page, 'Caio Volta')
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => Object.assign(window, { isKept: persisted }))
  })
  await page.getByRole('link', { name: 'All pages' }).click()
  await page.getByRole('heading', { name: 'The form on pages that make it hard' }).waitFor()
  await page.goBack({ waitUntil: 'commit' })
  await until(() => page.evaluate(() => (window as unknown as { isKept?: boolean }).isKept))
  expect(await page.getByLabel('Seu nome').inputValue()).toBe('Caio Volta')
  await send(page)
  await until(() => site.leads('Caio Volta') === 1)
  await page.close()
})

test('none of them arrived twice', () => {
  expect(site.doubles()).toEqual([])
})
