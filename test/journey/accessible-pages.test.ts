/** What axe finds wrong on the pages of `demo/pages`, each as a visitor first sees it: nothing. */
import { readdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { violations } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import type { PageSite } from '../support/page-site.ts'
import { openPageSite } from '../support/page-site.ts'

const PAGES = readdirSync(new URL('../../demo/pages/', import.meta.url))
  .filter((file) => file.endsWith('.html'))
  .map((file) => file.replace('.html', ''))
  // axe itself does not run beside what these libraries have put on every array.
  .filter((name) => name !== 'libraries')

/** Where nothing, or nothing of the page's own, is to be seen of a form at first. */
const WITHOUT: readonly string[] = ['index', 'dialog', 'frame', 'lazy', 'sandbox', 'spa', 'tabs']

let site: PageSite
let browser: Browser

beforeAll(async () => {
  site = await openPageSite()
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

async function show(page: Page, name: string): Promise<void> {
  await page.goto(site.page(name))
  if (!WITHOUT.includes(name)) await page.locator('gatehouse-form [part=submit]').first().waitFor()
}

test('axe finds nothing on any page, but that one has the same form twice', async () => {
  const page = await browser.newPage({ reducedMotion: 'reduce', viewport: { width: 720, height: 1000 } })
  const found: string[] = []
  for (const name of PAGES) {
    await show(page, name)
    found.push(...(await violations(page)).map((line) => `${name}: ${line}`))
  }
  expect(PAGES.length).toBeGreaterThan(25)
  // The same form twice is two landmarks of one name, which only the page's maker could tell apart.
  expect(found).toEqual([expect.stringMatching(/^twice: landmark-unique: <form /)])
}, 120_000)
