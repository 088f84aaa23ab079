/**
 * People of every kind before a proxy whose doors are on: nobody is refused and nobody is held. 24 submissions, and 200
 * with `SIEGE=full`.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser, BrowserContext, BrowserContextOptions, FrameLocator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Kept } from '../../proxy/outbox/outbox.ts'
import { ptBR } from '../../src/contract/strings/pt-BR.ts'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import { told } from '../support/accessibility-tree.ts'
import { openBrowser } from '../support/browser.ts'
import { contato, elementPage, embedPage } from '../support/forms.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'

const run = promisify(execFile)
const cli = fileURLToPath(new URL('../../dist/proxy/cli.js', import.meta.url))
const SIZE = process.env.SIEGE === 'full' ? 200 : 24

const pages: Record<string, string> = {
  '/': elementPage('contato'),
  '/linha': embedPage('contato'),
  '/sem-origem': elementPage('contato').replace('<title>', '<meta name="referrer" content="no-referrer"><title>'),
  '/moldura': '<!doctype html><iframe sandbox="allow-scripts allow-forms" src="/" width="600" height="1500"></iframe>',
}

let stage: Stage
let browser: Browser

beforeAll(async () => {
  stage = await openStage({ doors: true, forms: { contato }, pages })
  const markup = await (await fetch(`${stage.proxy}/v1/forms/contato.html`)).text()
  pages['/instante'] = `<!doctype html><html lang="pt-BR"><meta charset="utf-8"><title>Site</title>${markup}`
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

type Where = Page | FrameLocator

interface Person {
  readonly name: string
  readonly email: string
}

/** One kind of visitor: what browser they have, where they come in, how they fill in the form and how they send it. */
interface Kind {
  readonly context?: BrowserContextOptions
  readonly before?: (context: BrowserContext, page: Page) => Promise<unknown>
  readonly path?: string
  readonly where?: (page: Page) => Where
  readonly fill?: (where: Where, person: Person, page: Page) => Promise<void>
  readonly send?: (where: Where, page: Page, context: BrowserContext) => Promise<void>
}

const KINDS: Readonly<Record<string, Kind>> = {
  'type as fast as keys can follow': {
    async fill(where, { name, email }, page) {
      await where.getByLabel('Nome').focus()
      await page.keyboard.type(name)
      await page.keyboard.press('Tab')
      await page.keyboard.type(email)
      await where.getByLabel('Consentimento').focus()
      await page.keyboard.press('Space')
    },
    send: async (_where, page) => page.keyboard.press('Enter'),
  },
  'have the form filled in by their browser, which never has the focus in it': {
    path: '/linha',
    fill: (where, person) => fillAtOnce(where, person, ['input', 'change']),
    send: (where) => pressed(where),
  },
  'have a password manager that tells nobody': {
    fill: (where, person) => fillAtOnce(where, person, []),
    send: (where) => pressed(where),
  },
  'come from a page that says nothing of itself': { path: '/sem-origem' },
  'sit in a sandboxed frame, without origin and without storage': {
    path: '/moldura',
    where: (page) => page.frameLocator('iframe'),
  },
  'have a browser that tells as little as it can': {
    context: { extraHTTPHeaders: { dnt: '1', 'sec-gpc': '1' } },
    before: (context) => context.addInitScript(tellLittle),
  },
  'come back to a tab of twelve hours': {
    before: (_context, page) => page.clock.install(),
    async send(where, page) {
      await page.clock.fastForward('12:00:00')
      await click(where)
    },
  },
  'have the page, the script and the form from a cache': { before: (context) => keepEverything(context) },
  'lose the connection and get it back': {
    async send(where, _page, context) {
      await context.setOffline(true)
      await click(where)
      await where.getByText(ptBR.waiting).waitFor()
      await context.setOffline(false)
    },
  },
  'have no connection before they come to the form': {
    async fill(where, person, page) {
      await page.reload()
      await where.getByRole('button', { name: 'Enviar' }).waitFor()
      await page.context().setOffline(true)
      await fillIn(where, person)
    },
    async send(where, _page, context) {
      await click(where)
      await where.getByText(ptBR.waiting).waitFor()
      await context.setOffline(false)
    },
  },
  'get a part of the script at the second try only': { before: (context) => failOnce(context, /\/assets\/proof-/) },
  'begin before the script is there': { path: '/instante' },
}

const kinds = Object.entries(KINDS)
/** So many of each kind: the first kinds take what is left over. */
const share = (index: number) => Math.floor(SIZE / kinds.length) + (index < SIZE % kinds.length ? 1 : 0)

describe('nobody is refused who', () => {
  test.each(kinds.map(([what, kind], index) => ({ what, kind, count: share(index) })))(
    '$count … $what',
    async ({ what, kind, count }) => {
      const context = await browser.newContext(kind.context)
      const page = await context.newPage()
      page.setDefaultTimeout(20_000)
      await kind.before?.(context, page)
      await page.goto(stage.site + (kind.path ?? '/'))
      const where = kind.where?.(page) ?? page
      for (let number = 0; number < count; number++) {
        await where.getByRole('button', { name: 'Enviar' }).waitFor()
        const person = {
          name: `${what} ${number}`,
          email: `${kinds.findIndex(([each]) => each === what)}.${number}@example.com`,
        }
        await (kind.fill ?? fillIn)(where, person, page)
        await (kind.send ?? click)(where, page, context)
        await where.getByText(/Seu número: /).waitFor()
        await where.locator('gatehouse-form').evaluate((element) => (element as GatehouseForm).reset())
      }
      await context.close()
    },
  )
})

describe('and afterwards', () => {
  test('each of them has arrived once, and none is held', async () => {
    const names = () =>
      stage.emulator
        .records()
        .flatMap(({ entity, attributes }) => (entity === 'opportunity' ? [`${attributes.Nome}`] : []))
    await until(() => names().length >= SIZE, 60_000)
    expect(names().sort()).toEqual(
      kinds.flatMap(([what], index) => [...Array(share(index)).keys()].map((number) => `${what} ${number}`)).sort(),
    )
    const { stdout } = await run(process.execPath, [cli, 'submissions', 'list', '--json', '--limit', '500'], {
      cwd: stage.folder,
    })
    const all: readonly Kept[] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(all).toHaveLength(SIZE)
    expect(all.filter(({ reason }) => reason === 'suspected-spam')).toEqual([])
    const doubts = all.flatMap(({ doubts = [] }) => doubts)
    console.log(
      `${SIZE} people: ${[...new Set(doubts)].map((each) => `${each} ${doubts.filter((doubt) => doubt === each).length}`).join(', ') || 'no doubt'}`,
    )
    // Proof was there for each of them; what is left is what privacy and haste look like.
    expect(doubts.filter((each) => !['origin-missing', 'too-fast'].includes(each))).toEqual([])
  })

  test('the field that no person meets is nowhere in what assistive technology is told', async () => {
    const page = await browser.newPage()
    await page.goto(`${stage.site}/`)
    await page.getByRole('button', { name: 'Enviar' }).waitFor()
    const boxes = (await told(page)).filter(({ role }) => /textbox|searchbox/.test(role))
    expect(boxes.map(({ name }) => name)).toEqual(expect.arrayContaining([expect.stringContaining('E-mail')]))
    expect(boxes.filter(({ name }) => name === '')).toEqual([])
    const inputs = await page
      .locator('input:not([type]), input[type=text]')
      .evaluateAll((all) => all.map((each) => (each as HTMLInputElement).name))
    expect(inputs).toContain('subject')
    await page.close()
  })
})

const click = (where: Where) => where.getByRole('button', { name: 'Enviar' }).click()

/** By script, as with a finger that leaves the focus where it was. */
const pressed = (where: Where) => where.getByRole('button', { name: 'Enviar' }).dispatchEvent('click')

async function fillIn(where: Where, { name, email }: Person): Promise<void> {
  await where.getByLabel('Nome').fill(name)
  await where.getByLabel('E-mail').fill(email)
  await where.getByLabel('Consentimento').check()
}

/** All controls in one go, as filling in by machine is, with these events. */
async function fillAtOnce(where: Where, person: Person, events: readonly string[]): Promise<void> {
  for (const [label, value] of [
    ['Nome', person.name],
    ['E-mail', person.email],
    ['Consentimento', 'on'],
  ] as const) {
    await where.getByLabel(label).evaluate(
      (control, { value, events }) => {
        const input = control as HTMLInputElement
        if (input.type === 'checkbox') input.checked = true
        else input.value = value
        for (const name of events) input.dispatchEvent(new Event(name, { bubbles: true, composed: true }))
      },
      { value, events },
    )
  }
}

/** Runs in the page, before it: no storage, no word of the device, a coarse clock. */
function tellLittle(): void {
  for (const name of ['sessionStorage', 'localStorage']) {
    Object.defineProperty(window, name, {
      get() {
        throw new DOMException('denied', 'SecurityError')
      },
    })
  }
  Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => 2 })
  Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => undefined })
  Object.defineProperty(Document.prototype, 'referrer', { get: () => '' })
  const now = performance.now.bind(performance)
  performance.now = () => Math.floor(now() / 100) * 100
}

/** What is asked for first comes to nothing, and so does its address ever after: some browsers keep it so. */
async function failOnce(context: BrowserContext, what: RegExp): Promise<void> {
  let missed: string | undefined
  await context.route(what, (route) => {
    const url = route.request().url()
    missed ??= url
    return url === missed ? route.abort() : route.continue()
  })
}

/** Whatever is asked for with GET is asked for once, and comes from there ever after, as from some service workers. */
async function keepEverything(context: BrowserContext): Promise<void> {
  const kept = new Map<string, { body: Buffer; headers: Record<string, string> }>()
  const warm = await context.newPage()
  await context.route(`${stage.proxy}/v1/**`, async (route) => {
    const request = route.request()
    if (request.method() !== 'GET') return route.continue()
    const old = kept.get(request.url())
    if (old) return route.fulfill({ status: 200, ...old })
    const response = await route.fetch()
    kept.set(request.url(), { body: await response.body(), headers: response.headers() })
    return route.fulfill({ response })
  })
  await warm.goto(`${stage.site}/`)
  await fillIn(warm, { name: 'x', email: 'x@example.com' })
  await warm.close()
}
