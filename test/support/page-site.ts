/** The pages of `demo/pages`, served as the demo serves them, before the demo's own form and a real proxy with its doors on. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { BrowserContext, FrameLocator, Page } from 'playwright'
import { serveSite } from '../../demo/site-server.ts'
import type { Stage } from './stage.ts'
import { freePort, openStage } from './stage.ts'

export interface PageSite extends Stage {
  /** Address of a page, by its name. */
  page(name: string): string
  /** How many leads of this name arrived. */
  leads(name: string): number
  /** Names of leads that are there more than once. */
  doubles(): readonly string[]
  /** As an operator: looks at a submission, and delivers one that is held. */
  approve(id: string): Promise<unknown>
  kept(id: string): Promise<{ readonly state: string; readonly doubts: readonly string[] }>
}

const run = promisify(execFile)
const cli = fileURLToPath(new URL('../../dist/proxy/cli.js', import.meta.url))
const folder = fileURLToPath(new URL('../../demo/pages/', import.meta.url))
const form = readFileSync(new URL('../../demo/forms/contato.yaml', import.meta.url), 'utf8')

export async function openPageSite(): Promise<PageSite> {
  const port = await freePort()
  const stage = await openStage({
    doors: true,
    forms: { contato: form.replace('http://localhost:8080', `http://localhost:${port}`) },
  })
  const rewrite = (html: string) => html.replaceAll('http://localhost:8787', stage.proxy)
  const site = await serveSite({ folder, pages: folder, port, proxy: stage.proxy, rewrite, upstreams: {} })
  const command = (...args: readonly string[]) =>
    run(process.execPath, [cli, 'submissions', ...args], { cwd: stage.folder })
  const arrived = () =>
    stage.emulator.records().flatMap(({ entity, attributes }) => (entity === 'opportunity' ? [attributes.Nome] : []))
  return {
    ...stage,
    page: (name) => `http://localhost:${port}/demo/pages/${name}.html`,
    leads: (name) => arrived().filter((each) => each === name).length,
    doubles: () =>
      arrived()
        .filter((name, index, all) => all.indexOf(name) !== index)
        .map(String),
    approve: (id) => command('approve', id),
    kept: async (id) => JSON.parse((await command('show', id, '--json')).stdout),
    async close() {
      await site.stop()
      await stage.close()
    },
  }
}

/** A page of its own, and all that it complained of. */
export async function openPage(context: BrowserContext): Promise<{ page: Page; complaints: string[] }> {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, complaints }
}

const BUTTON = 'Quero minha simulação'

export const button = (where: Page | FrameLocator) => where.getByRole('button', { name: BUTTON })

/** Everybody has an address of their own: one that many give is doubted. */
export async function fillIn(where: Page | FrameLocator, name: string): Promise<void> {
  await where.getByLabel('Seu nome').fill(name)
  await where.getByLabel('E-mail').fill(`${[...name].map((sign) => sign.codePointAt(0)).join('.')}@example.com`)
  await where.getByLabel('No campo').check()
  await where.getByLabel(/^Concordo/i).check()
}

export async function send(where: Page | FrameLocator): Promise<void> {
  await button(where).click()
  await where.getByText(/Seu número: /).waitFor()
}

/** What a page adds to the window when its forms are there, and when none of the proxy's scripts ever came. */
export async function globalsWithAndWithout(context: BrowserContext, page: Page): Promise<[string[], string[]]> {
  // Lit counts its copies there; nothing else is left in the page.
  const names = (of: Page) =>
    of.evaluate(() =>
      Object.getOwnPropertyNames(window)
        .filter((name) => name !== 'litHtmlVersions')
        .sort(),
    )
  const bare = await context.newPage()
  await bare.route(/\/v1\//, (route) => route.abort())
  await bare.goto(page.url())
  const without = await names(bare)
  await bare.close()
  return [await names(page), without]
}

/** Sum of what moved in the page by itself so far. */
export const shifted = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame)
    const observer = new PerformanceObserver(() => {})
    observer.observe({ type: 'layout-shift', buffered: true })
    // Not by `reduce`, which a page may have replaced.
    let sum = 0
    for (const entry of observer.takeRecords()) sum += (entry as PerformanceEntry & { value: number }).value
    observer.disconnect()
    return sum
  })
