/** What axe finds wrong in any state of a form, in any setting that people read it in: nothing. */
import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { violations } from '../support/axe.ts'
import { page, playOnEveryField, stage } from '../support/every-field-stage.ts'
import { open, STATES, submit } from '../support/every-state.ts'

const DESK = { width: 1280, height: 900 }

/** What people set, and the window that it leaves. 400 % of 1280 by 1024 is a quarter of each. */
const SETTINGS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  light: (page) => set(page, DESK, { colorScheme: 'light' }),
  dark: (page) => set(page, DESK, { colorScheme: 'dark' }),
  'forced colours': (page) => set(page, DESK, { forcedColors: 'active' }),
  'forced colours, dark': (page) => set(page, DESK, { forcedColors: 'active', colorScheme: 'dark' }),
  '320 px': (page) => set(page, { width: 320, height: 640 }, {}),
  '400 %': (page) => set(page, { width: 320, height: 256 }, {}),
}

async function set(page: Page, size: { width: number; height: number }, media: Parameters<Page['emulateMedia']>[0]) {
  await page.setViewportSize(size)
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', reducedMotion: 'reduce', ...media })
}

/** As `setting: what axe finds there`. */
async function everywhere(page: Page, settings = Object.keys(SETTINGS)): Promise<readonly string[]> {
  const found: string[] = []
  for (const name of settings) {
    await SETTINGS[name]?.(page)
    found.push(...(await violations(page)).map((line) => `${name}: ${line}`))
  }
  return found
}

playOnEveryField({ viewport: DESK, locale: 'en' })

describe.each([
  ['from left to right', '', Object.keys(SETTINGS)],
  // Colours know no direction.
  ['from right to left', '-ar', ['light', '320 px', '400 %']],
] as const)('axe finds nothing, read %s', (_, lang, settings) => {
  test.each(Object.entries(STATES))('%s', async (_, enter) => {
    await enter(page, stage.site, lang)
    expect(await everywhere(page, [...settings])).toEqual([])
  })
})

test('axe finds nothing in the page’s own tree, nor where the form cannot be had', async () => {
  await open(page, `${stage.site}/light-dom`)
  await submit(page)
  await page.locator('[part=error-summary]').waitFor()
  expect(await everywhere(page)).toEqual([])
  await open(page, `${stage.site}/missing`)
  expect(await everywhere(page)).toEqual([])
})

describe('on the form’s own page, whose script never comes, axe finds nothing', () => {
  const own = async (path: string) => {
    await page.route('**/v1/form.js', (route) => route.abort())
    await page.goto(stage.proxy + path)
  }

  test.each(['/f/every', '/f/every?locale=ar', '/f/stepped', '/f/closed', '/f/every?sent=K7D-4MQ', '/f/nope'])(
    '%s',
    async (path) => {
      await own(path)
      expect(await everywhere(page)).toEqual([])
    },
  )

  test.each(['/f/every', '/f/stepped?locale=ar'])('%s, sent with nothing in it', async (path) => {
    await own(path)
    await page.locator('form button').click()
    await page.locator('.summary').waitFor()
    expect(await everywhere(page)).toEqual([])
  })
})

test('what is planted is found, in a form’s own tree too', async () => {
  await open(page, `${stage.site}/every`)
  await page.evaluate(() => {
    const root = document.querySelector('gatehouse-form')?.shadowRoot
    root?.querySelector('label[for=f2]')?.remove()
    root?.querySelector('[part=submit]')?.setAttribute('style', 'color: #5a82e8')
  })
  const rules = (await violations(page)).map((line) => line.split(':')[0])
  expect(rules).toEqual(expect.arrayContaining(['label', 'color-contrast']))
})
