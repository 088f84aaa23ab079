import type { ChildProcess } from 'node:child_process'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser, Route } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { freePort, until } from '../support/stage.ts'

/** A picture of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const root = fileURLToPath(new URL('../../', import.meta.url))
let child: ChildProcess | undefined
let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(() => browser?.close())

// Its own end ends what it started, too.
afterEach(async () => {
  if (child?.exitCode !== null) return
  child.kill('SIGINT')
  await once(child, 'exit')
})

interface Demo {
  readonly ports: Readonly<Record<'PORT' | 'SITE_PORT' | 'BOLTEN_PORT' | 'BOLDDESK_PORT', number>>
  output(): string
  ended: Promise<number | null>
}

async function startDemo(busy: Partial<Demo['ports']> = {}): Promise<Demo> {
  const free = { BOLTEN_PORT: await freePort(), BOLDDESK_PORT: await freePort() }
  const ports = { PORT: await freePort(), SITE_PORT: await freePort(), ...free, ...busy }
  const environment = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]))
  const started = spawn(process.execPath, ['scripts/start.mjs'], { cwd: root, env: { ...process.env, ...environment } })
  child = started
  let text = ''
  for (const stream of [started.stdout, started.stderr]) {
    stream.on('data', (data) => {
      text += data
    })
  }
  return { ports, output: () => text, ended: new Promise((resolve) => started.once('exit', resolve)) }
}

const PAGES = [
  { file: 'index.html', form: 'contato', kind: 'element', asks: ['/v1/form.js', '/v1/forms/contato'] },
  { file: 'demo/site/ticket.html', form: 'ticket', kind: 'element', asks: ['/v1/form.js', '/v1/forms/ticket'] },
  { file: 'demo/site/tudo.html', form: 'tudo', kind: 'script', asks: ['/v1/embed/tudo.js'] },
]

describe('npm start', () => {
  test('shows the lead arriving beside the form, and Ctrl-C ends all of it', async () => {
    const demo = await startDemo()
    const { SITE_PORT } = demo.ports
    await until(() => demo.output().includes('Ctrl-C'), 60_000)
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    await page.goto(`http://localhost:${SITE_PORT}/`)
    await page.getByLabel('nome', { exact: false }).first().fill('Maria da Demonstração')
    await page.getByLabel('e-mail', { exact: false }).first().fill('maria@example.com')
    for (const box of await page.getByRole('checkbox').all()) await box.check()
    await page.getByRole('button', { name: /enviar|pedir|quero/i }).click()
    await page
      .getByText(/[2-9A-Z]{3}-[2-9A-Z]{3}/)
      .first()
      .waitFor()
    // In the panel, which only knows what the emulated Bolten has.
    await page.getByText('Maria da Demonstração').first().waitFor()

    await page.goto(`http://localhost:${SITE_PORT}/demo/site/ticket.html`)
    await page.getByLabel('Your name').fill('Wren')
    await page.getByLabel('Email').fill('wren@example.com')
    await page.getByLabel('Repair').check()
    await page.getByLabel(/Which part/).selectOption({ index: 1 })
    await page.getByLabel(/Tell us/).fill('The spine is off')
    const picture = { name: 'spine.png', mimeType: 'image/png', buffer: PNG }
    await page.locator('gatehouse-form input[type=file]').setInputFiles(picture)
    await page.getByRole('button', { name: /Send it/ }).click()
    await page.getByText('From the click to the ticket').waitFor()
    await page.getByText('spine.png').first().waitFor()
    await page.close()
    child?.kill('SIGINT')
    expect(await demo.ended).toBe(0)
    for (const port of Object.values(demo.ports)) {
      await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow()
    }
  }, 120_000)

  test('shows on each page what is printed for its form, which can be filled in after one round to the proxy', async () => {
    const demo = await startDemo()
    await until(() => demo.output().includes('Ctrl-C'), 60_000)
    const config = /\S+gatehouse\.yaml/.exec(demo.output())?.[0] ?? ''
    for (const { file, form, kind, asks } of PAGES) {
      const line = ['forms', 'snippet', form, '--kind', kind, '--config', config]
      const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'dist/proxy/cli.js'), ...line])
      const written = readFileSync(join(root, file), 'utf8').replace(/^ +/gm, '')
      expect(written).toContain(stdout.replaceAll(`:${demo.ports.PORT}/`, ':8787/'))

      const page = await browser.newPage()
      const waiting: Route[] = []
      // What is asked one after the other never comes, and what a form loads for later neither.
      await page.route(`http://localhost:${demo.ports.PORT}/**`, async (route) => {
        waiting.push(route)
        if (waiting.length === asks.length) await Promise.all(waiting.map((each) => each.continue()))
      })
      await page.goto(`http://localhost:${demo.ports.SITE_PORT}/${file}`, { waitUntil: 'commit' })
      await page.locator('gatehouse-form form > .row > button').waitFor()
      const asked = waiting.map((route) => new URL(route.request().url()).pathname)
      expect(asked.slice(0, asks.length).sort()).toEqual(asks)
      await page.close()
    }
  }, 120_000)

  test('says which port is busy, and the mend', async () => {
    const busy = createServer()
    const port = await freePort()
    await new Promise<void>((resolve) => busy.listen(port, '127.0.0.1', resolve))
    const demo = await startDemo({ PORT: port })
    expect(await demo.ended).toBe(1)
    await new Promise((resolve) => busy.close(resolve))
    expect(demo.output()).toContain(`Port ${port} (the proxy) is busy`)
    expect(demo.output()).toContain(`PORT=${port + 100} npm start`)
  })
})
