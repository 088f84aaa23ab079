/** The demo’s sites: pages as customers have them, and what axe finds wrong on them, form and all: nothing. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { violations } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import { freePort, until } from '../support/stage.ts'

const PORTS = ['PORT', 'SITE_PORT', 'BOLTEN_PORT', 'BOLDDESK_PORT']

let demo: ChildProcess
let browser: Browser
let site: string

beforeAll(async () => {
  const ports = await Promise.all(PORTS.map(async (name) => [name, String(await freePort())]))
  const environment: Record<string, string> = Object.fromEntries(ports)
  site = `http://localhost:${environment.SITE_PORT}`
  const program = fileURLToPath(new URL('../../dist/demo/run.js', import.meta.url))
  demo = spawn(process.execPath, [program], { env: { PATH: process.env.PATH, ...environment } })
  let said = ''
  demo.stdout?.on('data', (text) => {
    said += text
  })
  await until(() => said.includes('Ctrl-C'), 50_000)
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  const ended = new Promise((resolve) => demo.once('exit', resolve))
  demo.kill('SIGINT')
  await ended
})

test.each(['/', '/demo/site/ticket.html', '/demo/site/tudo.html'])(
  '%s: axe finds nothing wrong, empty or invalid',
  async (path) => {
    const page = await browser.newPage({ reducedMotion: 'reduce' })
    const found: string[] = []
    await page.goto(site + path)
    await page.locator('gatehouse-form [part=submit]').waitFor()
    const look = async (state: string) => {
      for (const [width, colorScheme] of [
        [1280, 'light'],
        [1280, 'dark'],
        [320, 'light'],
      ] as const) {
        await page.setViewportSize({ width, height: 800 })
        await page.emulateMedia({ colorScheme })
        found.push(...(await violations(page)).map((line) => `${state}, ${width} px, ${colorScheme}: ${line}`))
        if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))
          found.push(`${state}: too wide`)
      }
    }
    await look('empty')
    await page.locator('gatehouse-form [part=submit]').click()
    await page.locator('gatehouse-form [part=error-summary]').waitFor()
    await look('invalid')
    expect(found).toEqual([])
    await page.close()
  },
)
