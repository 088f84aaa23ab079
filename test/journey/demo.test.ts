import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { freePort, until } from '../support/stage.ts'

/** A picture of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const root = fileURLToPath(new URL('../../', import.meta.url))
let child: ChildProcess | undefined

afterEach(() => {
  if (child?.exitCode === null) child.kill('SIGKILL')
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

describe('npm start', () => {
  test('shows the lead arriving beside the form, and Ctrl-C ends all of it', async () => {
    const demo = await startDemo()
    const { SITE_PORT } = demo.ports
    await until(() => demo.output().includes('Ctrl-C'), 60_000)
    const browser = await openBrowser()
    try {
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
    } finally {
      await browser.close()
    }
    child?.kill('SIGINT')
    expect(await demo.ended).toBe(0)
    for (const port of Object.values(demo.ports)) {
      await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow()
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
