/** A form that asks for Turnstile, in a real browser. Cloudflare is stood in for: its script in the page, its verdict here. */
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import { openBrowser } from '../support/browser.ts'
import { contato, elementPage } from '../support/forms.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'

const SECRET = 'sk_turnstile_CANARY_0/+=?&'
/** By response, what siteverify says of it beside the host name. */
const verdicts: Record<string, object> = {}
const asked: string[] = []

const siteverify = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    const given = new URLSearchParams(body)
    asked.push(`${given.get('response')}`)
    const isOurs = given.get('secret') === SECRET
    const said = isOurs ? verdicts[`${given.get('response')}`] : { 'error-codes': ['invalid-input-secret'] }
    response.end(JSON.stringify({ success: false, hostname: 'localhost', action: 'contato', ...said }))
  })
})

let stage: Stage
let browser: Browser

beforeAll(async () => {
  await new Promise<void>((resolve) => siteverify.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(siteverify.address() as AddressInfo).port}/siteverify`
  stage = await openStage({
    doors: true,
    forms: { contato: `${contato}turnstile: true\n` },
    pages: { '/': elementPage('contato'), '/claro': elementPage('contato').replace('form=', 'shadow="none" form=') },
    config: `alerts: none\nturnstile: { siteKey: 0x4AAA_visible, secret: { file: turnstile.key }, url: ${url} }`,
    files: { 'turnstile.key': `${SECRET}\n` },
  })
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await stage?.close()
  siteverify.closeAllConnections()
  siteverify.close()
})

interface Visited {
  readonly page: Page
  /** How often Cloudflare's script was asked for. */
  readonly loads: () => number
}

/** `script`: what stands in for Cloudflare's; left out, it is blocked, as many browsers do. */
async function visit(path: string, script?: string): Promise<Visited> {
  const page = await browser.newPage()
  page.setDefaultTimeout(20_000)
  let loads = 0
  await page.route('https://challenges.cloudflare.com/**', (route) => {
    loads += 1
    return script === undefined ? route.abort() : route.fulfill({ contentType: 'text/javascript', body: script })
  })
  await page.goto(stage.site + path)
  await page.getByRole('button', { name: 'Enviar' }).waitFor()
  return { page, loads: () => loads }
}

/** Answers each rendering with a response of its own, numbered. */
const answering = (name: string) => `
  let count = 0
  window.rendered = []
  window.turnstile = {
    remove() {},
    render(place, how) {
      rendered.push({ ...how, inPage: place.getRootNode() === document || !!place.assignedSlot })
      setTimeout(() => how.callback('${name}-' + ++count))
      return String(count)
    },
  }`

async function send(page: Page, name: string): Promise<void> {
  await page.getByLabel('Nome').fill(name)
  await page.getByLabel('E-mail').fill(`${name}@example.com`)
  await page.getByLabel('Consentimento').check()
  // A person's time: haste would be a doubt of its own.
  await page.waitForTimeout(1_100)
  await page.getByRole('button', { name: 'Enviar' }).click()
  await page.getByText(/Seu número: /).waitFor()
}

const arrived = (name: string) =>
  stage.emulator.records().some(({ entity, attributes }) => entity === 'opportunity' && attributes.Nome === name)

interface Held {
  readonly state: string
  readonly doubts: readonly string[]
}

const cli = fileURLToPath(new URL('../../dist/proxy/cli.js', import.meta.url))

async function newest(): Promise<Held> {
  const list = [cli, 'submissions', 'list', '--json', '--limit', '1']
  const { stdout } = await promisify(execFile)(process.execPath, list, { cwd: stage.folder })
  return JSON.parse(stdout)
}

describe('nothing of Cloudflare’s', () => {
  test('is loaded before the visitor comes to the form', async () => {
    const { page, loads } = await visit('/', answering('early'))
    expect(loads()).toBe(0)
    await page.getByLabel('Nome').focus()
    await until(() => loads() === 1)
    await page.getByLabel('E-mail').focus()
    expect(loads()).toBe(1)
    await page.close()
  })
})

describe.each(['/', '/claro'])('on the page %s', (path) => {
  test('a visitor whom Cloudflare thinks well of is delivered, each time with a response of its own', async () => {
    const name = path === '/' ? 'ana' : 'bea'
    for (const number of [1, 2]) verdicts[`${name}-${number}`] = { success: true }
    const { page } = await visit(path, answering(name))
    await send(page, name)
    await until(() => arrived(name))
    await page.locator('gatehouse-form').evaluate((element) => (element as GatehouseForm).reset())
    await send(page, `${name}2`)
    await until(() => arrived(`${name}2`))
    expect(asked.filter((response) => response.startsWith(name))).toEqual([`${name}-1`, `${name}-2`])
    const rendered = await page.evaluate(() => (window as never as { rendered: object[] }).rendered)
    expect(rendered).toHaveLength(2)
    expect(rendered[0]).toMatchObject({
      sitekey: '0x4AAA_visible',
      action: 'contato',
      appearance: 'interaction-only',
      inPage: true,
    })
    await page.close()
  })
})

describe('a visitor', () => {
  test('whose browser blocks it is delivered all the same, with a doubt that holds nothing by itself', async () => {
    const { page } = await visit('/')
    await send(page, 'caio')
    await until(() => arrived('caio'))
    expect((await newest()).doubts).toContain('turnstile-missing')
    await page.close()
  })

  test('whom Cloudflare does not think well of gets a receipt as anybody does, and is held', async () => {
    const { page } = await visit('/', answering('mal'))
    await send(page, 'davi')
    expect(await newest()).toMatchObject({ state: 'held', doubts: expect.arrayContaining(['turnstile-bad']) })
    expect(arrived('davi')).toBe(false)
    await page.close()
  })

  test('who has to do something sees where, and only then', async () => {
    const script = `
      window.turnstile = {
        remove() {},
        render(place, how) {
          place.append('Verify')
          how['before-interactive-callback']()
          window.solve = () => {
            how['after-interactive-callback']()
            how.callback('vez-1')
          }
          return 'one'
        },
      }`
    verdicts['vez-1'] = { success: true }
    const { page } = await visit('/', script)
    await page.getByLabel('Nome').focus()
    const place = page.locator('gatehouse-form > div')
    await place.getByText('Verify').waitFor()
    await until(async () => ((await place.boundingBox())?.width ?? 0) > 100)
    await page.evaluate(() => (window as never as { solve: () => void }).solve())
    await until(async () =>
      page.evaluate(() => !!document.querySelector('gatehouse-form')?.shadowRoot?.querySelector('.unseen > slot')),
    )
    await send(page, 'eva')
    await until(() => arrived('eva'))
    await page.close()
  })
})

test('its secret is in no byte of the log', () => {
  expect(stage.log()).not.toContain('sk_turnstile')
})
