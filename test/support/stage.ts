/**
 * The whole of it as it runs for people: the built proxy as a process of its own, an emulated Bolten behind it (and a
 * BoldDesk, where a form is for the connection `desk`), and a customer's site on another origin. Everything on free ports of the loopback, in a folder that goes at the end.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BoldDeskEmulator } from '../../demo/upstreams/bolddesk.ts'
import { createBoldDeskEmulator } from '../../demo/upstreams/bolddesk.ts'
import type { BoltenEmulator } from '../../demo/upstreams/bolten.ts'
import { createBoltenEmulator } from '../../demo/upstreams/bolten.ts'
import { TRUSTING } from './guards.ts'

export const OPPORTUNITY = '7f0c0000-0000-4000-8000-000000000001'
export const CONTACT = '91ab0000-0000-4000-8000-000000000002'

export interface StageOptions {
  readonly key?: string
  /** By id, the text of the form's file. `SITE` stands for the site's origin. */
  readonly forms: Readonly<Record<string, string>>
  /** By path, the site's pages. `PROXY` stands for the proxy's address, `SITE` for the site's. */
  readonly pages?: Readonly<Record<string, string>>
  /** Sent with every page of the site. */
  readonly headers?: (proxy: string) => Readonly<Record<string, string>>
  /** Components other than the emulator's. */
  readonly components?: string
  /** Lines of the connection, e.g. `lookAfter: 1s`. */
  readonly connection?: string
  /** Lines at the top of the configuration; `alerts: none` if there is no other. */
  readonly config?: string
  /** Files beside the configuration. */
  readonly files?: Readonly<Record<string, string>>
  /** Its doubts count as they do for people. Left out: posts of the test itself are believed, without token and work. */
  readonly doors?: boolean
  /** Does not wait until the forms are served. */
  readonly early?: boolean
  /** Options of Node for the proxy's process. */
  readonly node?: readonly string[]
}

export interface Stage {
  readonly emulator: BoltenEmulator
  /** Called only where a form is for the connection `desk`. */
  readonly desk: BoldDeskEmulator
  readonly proxy: string
  readonly site: string
  readonly folder: string
  /** Every line that the proxy wrote so far, on both streams. */
  readonly log: () => string
  /** Of the proxy's process. */
  pid(): number
  /** Every byte that the store has on disk. */
  storeBytes(): Buffer
  /** Ends the proxy as the signal does and resolves with its exit code; `start` brings it back on the same port. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  start(): Promise<void>
  signal(signal: NodeJS.Signals): Promise<void>
  close(): Promise<void>
}

export const DESK_KEY = 'sk_desk_CANARY_a90e/+=?&'

const deskConnection = (url: string) => `  desk:
    upstream: bolddesk
    url: ${url}
    brand: 1
    key: { env: STAGE_DESK_KEY }
    pace: 100/s
    lookAfter: 1s`

const cli = fileURLToPath(new URL('../../dist/proxy/cli.js', import.meta.url))

export async function openStage(options: StageOptions): Promise<Stage> {
  const { key = 'sk_test_CANARY_7b1f/+=?&', forms } = options
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-stage-'))
  const emulator = createBoltenEmulator({ keys: [key] })
  emulator.switches.pace = { requests: 1_000, windowMs: 1_000 }
  const upstream = await emulator.listen(0)
  const desk = createBoldDeskEmulator({ keys: [DESK_KEY] })
  desk.switches.pace = { requests: 10_000, windowMs: 60_000 }
  const deskUrl = await desk.listen(0)
  const port = await freePort()
  const proxy = `http://localhost:${port}`
  const site = await serveSite(options, proxy)

  mkdirSync(join(folder, 'forms'))
  for (const [id, text] of Object.entries(forms)) {
    writeFileSync(join(folder, 'forms', `${id}.yaml`), text.replaceAll('SITE', site.url))
  }
  for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), text)
  const components = options.components ?? `{ opportunity: ${OPPORTUNITY}, contact: ${CONTACT} }`
  writeFileSync(
    join(folder, 'gatehouse.yaml'),
    `connections:
  crm:
    upstream: bolten
    url: ${upstream}
    components: ${components}
    key: { env: STAGE_KEY }
    pace: 50/s
    ${options.connection ?? ''}
${Object.values(forms).some((text) => /^connection: desk$/m.test(text)) ? deskConnection(deskUrl) : ''}
listen: { port: ${port} }
publicUrl: ${proxy}
${options.config ?? 'alerts: none'}
${options.doors ? '' : TRUSTING}
`,
  )

  const lines: string[] = []
  let child: ChildProcess | undefined
  async function start(): Promise<void> {
    const started = spawn(process.execPath, [...(options.node ?? []), cli, 'start'], {
      cwd: folder,
      env: { PATH: process.env.PATH, STAGE_KEY: key, STAGE_DESK_KEY: DESK_KEY },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [started.stdout, started.stderr]) stream.on('data', (data) => lines.push(String(data)))
    child = started
    const paths = options.early ? ['/healthz'] : Object.keys(forms).map((id) => `/v1/forms/${id}`)
    for (const path of paths) await until(async () => started.exitCode === null && (await fetch(proxy + path)).ok)
  }
  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const ending = child
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return ending?.exitCode ?? null
    // Its last words are read by then; at its exit they may not be.
    const code = new Promise<number | null>((resolve) => ending.once('close', resolve))
    ending.kill(signal)
    return code
  }
  async function close(): Promise<void> {
    await stop('SIGKILL')
    await site.close()
    await emulator.close()
    await desk.close()
    rmSync(folder, { recursive: true, force: true })
  }

  const signal = async (name: NodeJS.Signals) => void child?.kill(name)
  const stage: Stage = {
    ...{ emulator, desk, proxy, site: site.url, folder, start, stop, close, signal },
    log: () => lines.join(''),
    pid: () => child?.pid ?? 0,
    storeBytes: () => bytesBelow(join(folder, 'data')),
  }
  await start().catch(async (error) => {
    await close()
    throw new Error(`The stage did not open: ${error}\n${lines.join('')}`)
  })
  return stage
}

/** Waits for something to become true; gives up after a time that only a broken run needs. */
export async function until(holds: () => unknown, giveUpMs = 20_000): Promise<void> {
  const endsAt = performance.now() + giveUpMs
  for (;;) {
    try {
      if (await holds()) return
    } catch {
      // Not there yet.
    }
    if (performance.now() > endsAt) throw new Error(`It never became true: ${holds}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/**
 * One for a process that listens later. The system gives those from 32,768 on to whoever asks for any: one of them
 * that is let go may be somebody else's by then.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 20_000)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true))
    })
    await new Promise((resolve) => server.close(resolve))
    if (isFree) return port
  }
}

async function serveSite({ pages = {}, headers }: StageOptions, proxy: string) {
  const server = createServer((request, response) => {
    const page = pages[new URL(request.url ?? '/', 'http://site').pathname]
    if (page === undefined) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers?.(proxy) })
    response.end(page.replaceAll('PROXY', proxy))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url, close }
}

/** A file that goes meanwhile, as one does that was delivered, has none. */
function bytesBelow(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const contents = files.flatMap(({ parentPath, name }) => {
    try {
      return [readFileSync(join(parentPath, name))]
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      return []
    }
  })
  return Buffer.concat(contents)
}
