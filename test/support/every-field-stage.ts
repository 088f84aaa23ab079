/** The stage with every field, a browser for all tests of a file, and a fresh page for each. */
import type { Browser, BrowserContextOptions, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { openBrowser } from './browser.ts'
import { EVERY_FIELD, PAGES } from './every-field.ts'
import type { Stage } from './stage.ts'
import { openStage } from './stage.ts'

/** From the first test of the file to its last. */
export let stage: Stage
/** That of the test that runs. */
export let page: Page

let browser: Browser

/** A page of another visitor, whose browser runs no script. Whoever asks closes its context. */
export async function withoutScript(): Promise<Page> {
  return (await browser.newContext({ javaScriptEnabled: false, locale: 'en' })).newPage()
}

/** At the top of a test file. */
export function playOnEveryField(context: BrowserContextOptions = { locale: 'en' }): void {
  beforeAll(async () => {
    stage = await openStage({ forms: EVERY_FIELD, pages: PAGES })
    browser = await openBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    await stage?.close()
  })

  beforeEach(async () => {
    page = await (await browser.newContext({ reducedMotion: 'reduce', ...context })).newPage()
  })

  afterEach(() => page.context().close())
}
