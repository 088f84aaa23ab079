/** Pages that hold a form above a text, before a proxy whose answers are held back; and what moves on them. */
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll } from 'vitest'
import { snippets } from '../../proxy/hosted/snippet.ts'
import type { PublicForm } from '../../src/contract/form.ts'
import { openBrowser } from './browser.ts'
import { EVERY_FIELD } from './every-field.ts'
import { gate } from './gate.ts'
import type { Stage } from './stage.ts'
import { openStage } from './stage.ts'

const demo = (id: string) => {
  const text = readFileSync(new URL(`../../demo/forms/${id}.yaml`, import.meta.url), 'utf8')
  return [id, text.replace('"http://localhost:8080"', 'SITE')] as const
}

/** One of its questions is asked once another is answered, which no style sheet sees; and it has texts with links and stress. */
const typed = `id: typed
connection: desk
entity: ticket
sites: [SITE]
locale: en
requester: { name: name, email: email }
subject: Site
priority: Normal
fields:
  - { name: name, to: false, label: Your name, required: true }
  - { name: email, to: false, type: email, label: Email, required: true }
  - { name: bill, to: false, type: number, label: Monthly bill }
  - { name: payer, to: false, label: Who pays it, when: { not: { field: bill, equals: "" } } }
  - { name: story, to: description, type: textarea, label: Tell us more }
  - { name: intro, type: text-block, label: "We answer **within a day**, [on the phone](https://example.com/phone) too.\\n\\nAnd on a Sunday." }
consent: { text: "I accept the [privacy policy](https://example.com/privacy) of this shop", required: true }
`

/** The demo's forms, one that follows what is typed, and those with every type of field, with the language that each is shown in. */
export const SHOWN: readonly (readonly [form: string, locale: string])[] = [
  ...[['contato', 'pt-BR'] as const, ['tudo', 'pt-BR'] as const, ['ticket', 'en'] as const, ['typed', 'en'] as const],
  ...Object.keys(EVERY_FIELD).flatMap((id) => [[id, 'en'] as const, [id, 'ar'] as const]),
]

export const FONTS: Readonly<Record<string, string>> = {
  usual: '16px/1.5 sans-serif',
  large: '20px/1.7 serif',
  small: '13px monospace',
}

/** A telephone and a desk. */
export const WIDTHS_PX = [390, 1280]

export let stage: Stage
export let browser: Browser

/** Opens the stage before the tests of a file, and closes it after them. */
export function playBeforeASlowProxy(): void {
  const pages: Record<string, string> = {}
  beforeAll(async () => {
    stage = await openStage({
      forms: { ...Object.fromEntries(['contato', 'tudo', 'ticket'].map(demo)), ...EVERY_FIELD, typed },
      pages,
    })
    for (const [id, locale] of SHOWN) {
      const at = `${stage.proxy}/v1/forms/${id}`
      const form = (await (await fetch(`${at}?locale=${locale}`)).json()) as PublicForm
      const wanted = { endpoint: `${stage.proxy}/`, locale, styles: '' }
      const embeds = {
        instant: await (await fetch(`${at}.html?locale=${locale}`)).text(),
        element: snippets.element(form, wanted),
        script: snippets.script(form, wanted),
      }
      for (const [kind, embed] of Object.entries(embeds)) {
        for (const [font, value] of Object.entries(FONTS)) {
          pages[`/${kind}/${id}-${locale}/${font}`] = pageWith(embed, locale, value)
        }
      }
    }
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await stage?.close()
  })
}

const pageWith = (content: string, lang: string, font: string) => `<!doctype html>
<html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Site</title><link rel="icon" href="data:,">
<style>:root { color-scheme: light dark; font: ${font} } body { max-width: 60em; margin: 0 auto; padding: 1em }</style>
<h1>Site</h1>${content}<p id="below">${'What stands below is read while the form loads. '.repeat(30)}</p>`

export interface Visit {
  readonly page: Page
  /** Lets the proxy answer, and waits until the form stands there. */
  comes(): Promise<void>
}

export async function visit(path: string, width: number): Promise<Visit> {
  // So high that all that could move is seen.
  const page = await browser.newPage({ viewport: { width, height: 3_000 } })
  const { open, way } = gate()
  await page.route(`${stage.proxy}/**`, way)
  await page.addInitScript(watch)
  await page.goto(stage.site + path, { waitUntil: 'commit' })
  await page.locator('#below').waitFor()
  await page.evaluate(framesDrawn)
  return {
    page,
    async comes() {
      open()
      await page.waitForFunction(() =>
        document.querySelector('gatehouse-form')?.shadowRoot?.querySelector('[part]')?.checkVisibility(),
      )
      await page.evaluate(framesDrawn)
    },
  }
}

/** What moved by itself so far, as the browser counts it: by 3 px and more. */
export const movedOn = (page: Page): Promise<readonly string[]> => page.evaluate(() => moved())

export const topOfBelow = (page: Page): Promise<number> =>
  page.locator('#below').evaluate((below) => below.getBoundingClientRect().top)

/** Where the form that is seen begins and ends, the page's or the element's own, and how much of its place is left below it. */
export const formBox = (page: Page): Promise<{ readonly height: number; readonly left: number }> =>
  page.evaluate(() => {
    const element = document.querySelector('gatehouse-form')
    const form = (
      element?.shadowRoot?.querySelector('[part]') ?? element?.querySelector('form')
    )?.getBoundingClientRect()
    const place = (document.querySelector('[data-gatehouse-form]') ?? element)?.getBoundingClientRect()
    return { height: form?.height ?? 0, left: (place?.bottom ?? 0) - (form?.bottom ?? 0) }
  })

declare function moved(): readonly string[]

/** Runs in the page: what moved is known once it is drawn. */
async function framesDrawn(): Promise<void> {
  for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame)
}

/** Runs in the page, before it. */
function watch(): void {
  const seen: string[] = []
  const note = (entries: PerformanceEntryList) => {
    for (const entry of entries as LayoutShift[]) {
      seen.push(`${entry.value} ${entry.sources.map(({ node }) => node?.nodeName)}`)
    }
  }
  const observer = new PerformanceObserver((list) => note(list.getEntries()))
  observer.observe({ type: 'layout-shift', buffered: true })
  // With what the observer was not told of yet: that comes in a task of its own.
  const moved = () => {
    note(observer.takeRecords())
    return seen
  }
  Object.assign(globalThis, { moved })
}

interface LayoutShift extends PerformanceEntry {
  readonly value: number
  readonly sources: readonly { readonly node?: Node }[]
}
