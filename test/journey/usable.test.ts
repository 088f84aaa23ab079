/** What a visitor waits for until the form can be filled: counted in requests and in what moves, never in time. */
import type { Browser, Page, Route } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { contato, elementPage, embedPage } from '../support/forms.ts'
import { gate, onlyTheLine } from '../support/gate.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'
import { takenOver } from '../support/taken-over.ts'
import { together } from '../support/together.ts'

let stage: Stage
let browser: Browser
const pages: Record<string, string> = {
  '/elemento': elementPage('contato').replace(
    '<title>',
    '<link rel="preload" as="fetch" crossorigin href="PROXY/v1/forms/contato?locale=pt-BR"><title>',
  ),
  '/linha': embedPage('contato'),
}

beforeAll(async () => {
  stage = await openStage({ forms: { contato }, pages })
  const markup = await (await fetch(`${stage.proxy}/v1/forms/contato.html`)).text()
  pages['/instante'] = `<!doctype html><html lang="pt-BR"><meta charset="utf-8"><title>Site</title>
<main>${markup}</main><footer>Solar Aurora</footer>`
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

interface Visit {
  readonly page: Page
  /** What was asked of the proxy, in order. */
  readonly asked: string[]
}

/** `answer`: what becomes of each request to the proxy. */
async function visit(path: string, answer: (route: Route) => Promise<void> = (route) => route.continue()) {
  const page = await browser.newPage()
  const asked: string[] = []
  await page.route(`${stage.proxy}/**`, async (route) => {
    asked.push(new URL(route.request().url()).pathname)
    await answer(route)
  })
  await page.addInitScript(watch)
  await page.goto(stage.site + path, { waitUntil: 'commit' })
  const visited: Visit = { page, asked }
  return visited
}

/** Fills a field, as soon as it can be. */
const fillIn = async (page: Page) => {
  await page.getByLabel('Nome').fill('Ana')
  expect(await page.getByLabel('Nome').inputValue()).toBe('Ana')
}

describe('until the form can be filled', () => {
  test('the one line needs one request: all else may come later, or never', async () => {
    const { page, asked } = await visit('/linha', onlyTheLine)
    await fillIn(page)
    // Asked for by then, which is not yet told here.
    await until(() => asked.length >= 3)
    expect(asked[0]).toBe('/v1/embed/contato.js')
    expect(asked.slice(1).map((path) => path.replace(/-\w+\.js$/, ''))).toEqual(['/v1/form.js', '/v1/assets/instant'])
    await page.close()
  })

  test('the element with its preload needs two, at the same time', async () => {
    const { page, asked } = await visit('/elemento', together(2))
    await page.getByLabel('Nome').waitFor()
    expect(asked.sort()).toEqual(['/v1/form.js', '/v1/forms/contato'])
    await fillIn(page)
    await page.close()
  })

  test('the instant one needs none, and keeps what was filled in when the script comes', async () => {
    const { open, way } = gate()
    const { page } = await visit('/instante', way)
    await fillIn(page)
    open()
    await takenOver(page)
    expect(await page.getByLabel('Nome').inputValue()).toBe('Ana')
    await page.close()
  })
})

describe('nothing moves', () => {
  test.each(['/linha', '/elemento', '/instante'])('%s', async (path) => {
    const { page } = await visit(path)
    await takenOver(page)
    await page.evaluate(framesDrawn)
    const { shift, longTasks } = await page.evaluate(() => noted())
    console.log(`${path}: ${longTasks} long tasks`)
    expect(shift).toEqual([])
    await page.close()
  })
})

/** Runs in the page: what moved is known once it is drawn. */
const framesDrawn = async () => {
  for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame)
}

declare function noted(): { readonly shift: readonly string[]; readonly longTasks: number }

/** Runs in the page, before it. */
function watch(): void {
  const seen = { shift: [] as string[], longTasks: 0 }
  const note = (entries: PerformanceEntryList) => {
    for (const entry of entries as LayoutShift[]) {
      seen.shift.push(`${entry.value} ${entry.sources.map(({ node }) => node?.nodeName)}`)
    }
  }
  const shifts = new PerformanceObserver((list) => note(list.getEntries()))
  shifts.observe({ type: 'layout-shift', buffered: true })
  new PerformanceObserver((list) => {
    seen.longTasks += list.getEntries().length
  }).observe({ type: 'longtask', buffered: true })
  // With what the observer was not told of yet: that comes in a task of its own.
  const noted = () => {
    note(shifts.takeRecords())
    return seen
  }
  Object.assign(globalThis, { noted })
}

interface LayoutShift extends PerformanceEntry {
  readonly value: number
  readonly sources: readonly { readonly node?: Node }[]
}
