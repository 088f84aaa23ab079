/** The browsers besides Chromium that journeys run in, where the machine has them: Firefox, and WebKit as GTK has it. */
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Readable } from 'node:stream'
import { freePort, until } from './stage.ts'
import type { Driver, Transport } from './webdriver.ts'
import { createDriver } from './webdriver.ts'
import { openHttpTransport } from './webdriver-http.ts'
import { openMarionetteTransport } from './webdriver-marionette.ts'

export interface Engine {
  readonly name: string
  /** Debian's packages that have it. */
  readonly packages: string
  /** The programs that this machine lacks for it. */
  readonly missing: readonly string[]
  /** Closing ends every process that opening started. */
  open(): Promise<Driver>
}

const firefox = ['firefox-esr', 'firefox'].map(onPath).find((path) => path !== undefined)
const xvfb = onPath('Xvfb')
const webKitDriver = onPath('WebKitWebDriver')
const miniBrowser = findMiniBrowser()

export const engines: readonly Engine[] = [
  {
    name: 'Firefox',
    packages: 'firefox-esr',
    missing: firefox ? [] : ['firefox-esr'],
    open: () => opened(startFirefox),
  },
  {
    name: 'WebKit',
    packages: 'webkit2gtk-driver xvfb',
    missing: Object.entries({ Xvfb: xvfb, WebKitWebDriver: webKitDriver, MiniBrowser: miniBrowser }).flatMap(
      ([name, path]) => (path ? [] : [name]),
    ),
    open: () => opened(startWebKit),
  },
]

/** Starts a program in a process group of its own, with a home of its own. */
type Start = (program: string | undefined, args: readonly string[], options?: SpawnOptions) => ChildProcess

async function startFirefox(start: Start, folder: string): Promise<Transport> {
  const profile = join(folder, 'profile')
  mkdirSync(profile)
  const preferences = {
    // Any that is free: Firefox writes it into a file.
    'marionette.port': 0,
    'app.update.disabledForTesting': true,
    'browser.shell.checkDefaultBrowser': false,
    'browser.startup.page': 0,
    'datareporting.policy.dataSubmissionEnabled': false,
    'toolkit.telemetry.server': '',
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'services.settings.server': 'data:,',
    'browser.safebrowsing.update.enabled': false,
  }
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`)
  writeFileSync(join(profile, 'user.js'), lines.join('\n'))
  start(firefox, ['--headless', '--marionette', '--no-remote', '--profile', profile])
  const port = join(profile, 'MarionetteActivePort')
  await until(() => existsSync(port) && readFileSync(port, 'utf8').trim() !== '', 60_000)
  return openMarionetteTransport(Number(readFileSync(port, 'utf8')))
}

async function startWebKit(start: Start): Promise<Transport> {
  const screen = start(xvfb, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const display = await new Promise<string>((resolve, reject) => {
    const numbers = screen.stdio[3] as Readable
    numbers.once('data', (data) => resolve(`:${String(data).trim()}`))
    screen.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}.`)))
  })
  const port = await freePort()
  start(webKitDriver, ['--host=127.0.0.1', `--port=${port}`], {
    // Its sandbox cannot be had as root, nor in most containers.
    env: { DISPLAY: display, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', NO_AT_BRIDGE: '1' },
  })
  const url = `http://127.0.0.1:${port}`
  await until(async () => (await fetch(`${url}/status`)).ok)
  const browser = { binary: miniBrowser, args: ['--automation'] }
  return openHttpTransport(url, { alwaysMatch: { 'webkitgtk:browserOptions': browser } })
}

/** What runs until the driver is closed, or the tests end. */
async function opened(begin: (start: Start, folder: string) => Promise<Transport>): Promise<Driver> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-engine-'))
  const started: ChildProcess[] = []
  const start: Start = (program = '', args, { env, ...options } = {}) => {
    const own = { PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder, LANG: 'C.UTF-8', ...env }
    const child = spawn(program, args, { stdio: 'ignore', detached: true, ...options, env: own })
    started.push(child)
    return child
  }
  const end = () => {
    for (const child of started.reverse()) endGroup(child)
    started.length = 0
  }
  process.once('exit', end)

  const close = async () => {
    end()
    process.off('exit', end)
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  try {
    const transport = await begin(start, folder)
    return {
      ...createDriver(transport),
      close: () =>
        transport
          .close()
          .catch(() => {})
          .then(close),
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** A browser is many processes. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}

function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path))
}

/** It is no command: it stands among its libraries, by architecture and version. */
function findMiniBrowser(): string | undefined {
  const libraries = existsSync('/usr/lib') ? readdirSync('/usr/lib').map((name) => join('/usr/lib', name)) : []
  const versions = ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0']
  return ['/usr/libexec', ...libraries]
    .flatMap((folder) => versions.map((version) => join(folder, version, 'MiniBrowser')))
    .find((path) => existsSync(path))
}
