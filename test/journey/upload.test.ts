import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PublicForm } from '../../src/contract/form.ts'
import { en } from '../../src/contract/strings/en.ts'
import { openBrowser } from '../support/browser.ts'
import { until } from '../support/stage.ts'
import type { Plan, UploadProxy } from '../support/upload-proxy.ts'
import { accepted, openUploadProxy, partsOf } from '../support/upload-proxy.ts'

const MB = 2 ** 20
const form: PublicForm = {
  id: 'jobs',
  version: 'v1',
  locale: 'en',
  dir: 'ltr',
  submit: 'Send',
  fields: [
    { name: 'name', type: 'text', label: 'Name' },
    { name: 'cv', type: 'file', label: 'CV', multiple: true },
    { name: 'paper', type: 'checkbox', label: 'On paper' },
    { name: 'photo', type: 'file', label: 'Photo', when: { not: { field: 'paper', equals: true } } },
  ],
  uploads: { perFile: 64 * MB, perSubmission: 64 * MB, files: 5 },
  success: { message: 'We have it: {reference}' },
  strings: en,
}

let proxy: UploadProxy
let browser: Browser
let page: Page
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-upload-'))
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  proxy = await openUploadProxy(form)
  page = await browser.newPage()
  page.setDefaultTimeout(20_000)
})

afterEach(async () => {
  await page.close()
  await proxy.close()
})

/** A file on the visitor's disk. */
function onDisk(name: string, bytes: Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

const open = () => page.goto(proxy.page).then(() => page.getByLabel('CV').waitFor({ state: 'attached' }))
const choose = (label: string, ...paths: string[]) => page.getByLabel(label, { exact: false }).setInputFiles(paths)
const send = () => page.getByRole('button', { name: 'Send' }).click()
const isSent = () => page.getByText('We have it: ABC-234').waitFor()
const sha = (bytes: ArrayBuffer | Buffer) => createHash('sha256').update(new Uint8Array(bytes)).digest('hex')

/** What the proxy reads in a post: the submission, and its files by field. */
async function received(index: number) {
  const post = proxy.posts[index]
  if (!post) throw new Error(`There is no post ${index}.`)
  const parts = [...(await partsOf(post))]
  const [first, submission] = parts[0] ?? []
  const files = parts.slice(1).map(async ([field, file]) => {
    if (typeof file === 'string') throw new Error(`${field} is no file.`)
    return { field, name: file.name, sha: sha(await file.arrayBuffer()) }
  })
  return {
    first,
    submission: JSON.parse(String(submission)),
    text: String(submission),
    files: await Promise.all(files),
  }
}

/** Every value that the bar has had. */
async function watchBar(): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const seen: number[] = []
    Object.assign(window, { seen })
    const { shadowRoot } = document.querySelector('gatehouse-form') ?? {}
    if (!shadowRoot) throw new Error('There is no form.')
    new MutationObserver(() => {
      const bar = shadowRoot.querySelector('progress')
      if (bar) seen.push(bar.value)
    }).observe(shadowRoot, { subtree: true, childList: true, attributes: true })
  })
  return () => page.evaluate(() => (window as unknown as { seen: number[] }).seen)
}

/** Takes so many bytes, and no more until it is asked again. */
function reader(request: IncomingMessage) {
  let bytes = 0
  let wanted = 0
  request.pause()
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes >= wanted) request.pause()
  })
  return (more: number) => {
    wanted = bytes + more
    request.resume()
  }
}

describe('files on their way', () => {
  test('arrive whole behind their submission, in the order in which they are listed, and without cookies', async () => {
    const [a, b] = [randomBytes(8 * MB), randomBytes(1_000)]
    await open()
    expect(await page.getByRole('button', { name: /^CV .*Choose files$/ }).count()).toBe(1)
    const seen = await watchBar()
    await page.getByLabel('Name').fill('Ana')
    await choose('CV', onDisk('a "b".pdf', a))
    await choose('CV', onDisk('ação.txt', b))
    await send()
    await isSent()
    const { first, submission, files } = await received(0)
    expect(first).toBe('submission')
    expect(submission.answers).toEqual({ name: 'Ana', cv: ['a "b".pdf', 'ação.txt'], paper: false })
    expect(files.map(({ field }) => field)).toEqual(['cv', 'cv'])
    expect(files.map((file) => file.sha)).toEqual([sha(a), sha(b)])
    expect(proxy.posts[0]?.headers.cookie).toBeUndefined()
    expect(proxy.posts).toHaveLength(1)
    const shares = await seen()
    expect(shares).not.toEqual([])
    expect(shares).toEqual([...shares].sort((x, y) => x - y))
    expect(shares.at(-1)).toBeLessThanOrEqual(1)
    expect(await page.locator('gatehouse-form progress').count()).toBe(0)
  })

  test('cut half-way, they are sent again: the same submission to the byte, and all of the file', async () => {
    const bytes = randomBytes(8 * MB)
    let begun = ''
    proxy.plans = [
      (request) => {
        let came = 0
        request.on('data', (chunk: Buffer) => {
          if (!came) begun = chunk.toString('latin1')
          came += chunk.length
          if (came > MB) request.socket.destroy()
        })
      },
    ]
    await open()
    await choose('CV', onDisk('a.pdf', bytes))
    await send()
    await isSent()
    const { text, files } = await received(1)
    expect(proxy.posts).toHaveLength(2)
    expect(begun).toContain(text)
    expect(files).toEqual([{ field: 'cv', name: 'a.pdf', sha: sha(bytes) }])
  })

  test('a proxy that is busy is obeyed, and gets the same submission', async () => {
    proxy.plans = [
      (request, response) => {
        request.resume()
        request.on('end', () => {
          response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' })
          response.end(JSON.stringify({ type: 'x/store-unavailable', title: 'x', status: 503 }))
        })
      },
    ]
    await open()
    await choose('CV', onDisk('a.pdf', randomBytes(1_000)))
    await send()
    await isSent()
    expect(proxy.posts).toHaveLength(2)
  })

  test('one that stands still for a minute is given up and begun anew; one that only goes slowly is not', async () => {
    let more = (_: number) => {}
    const slowly: Plan = (request, response) => {
      more = reader(request)
      request.on('end', () => response.writeHead(202, { 'content-type': 'application/json' }).end(accepted))
    }
    proxy.plans = [() => {}, slowly]
    await page.clock.install()
    await open()
    await choose('CV', onDisk('a.bin', randomBytes(48 * MB)))
    await send()
    await page.locator('gatehouse-form progress').waitFor()
    expect(proxy.posts).toHaveLength(1)
    await page.clock.runFor(61_000)
    // Time goes on by itself, too: the next try is half a second away at most.
    await until(() => proxy.posts.length === 2)
    for (let minutes = 0; minutes < 3; minutes++) {
      const before = await page.locator('gatehouse-form progress').evaluate((bar: HTMLProgressElement) => bar.value)
      more(8 * MB)
      const bar = page.locator('gatehouse-form progress')
      await until(async () => (await bar.evaluate(({ value }: HTMLProgressElement) => value)) > before)
      await page.clock.runFor(45_000)
    }
    more(Number.POSITIVE_INFINITY)
    await isSent()
    expect(proxy.posts).toHaveLength(2)
  })

  test('a file of a question that is not asked any more stays with the visitor', async () => {
    await open()
    await choose('CV', onDisk('a.pdf', randomBytes(10)))
    await choose('Photo', onDisk('me.png', randomBytes(10)))
    await page.getByLabel('On paper').check()
    await send()
    await isSent()
    expect((await received(0)).files.map(({ name }) => name)).toEqual(['a.pdf'])
  })

  test('a file that changed on the disk since it was chosen is pointed out before anything is sent', async () => {
    const path = onDisk('a.pdf', randomBytes(1_000))
    await open()
    await choose('CV', path)
    writeFileSync(path, randomBytes(2_000))
    await send()
    await page.locator('gatehouse-form .summary').getByText('CV').waitFor()
    expect(proxy.posts).toHaveLength(0)
  })
})

describe('without the script for files', () => {
  test('the browser’s own button chooses them, and they arrive', async () => {
    proxy.missing = /assets\/files-/
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    await open()
    const bytes = randomBytes(100_000)
    await choose('CV', onDisk('a.pdf', bytes))
    expect(await page.locator('gatehouse-form .pick').count()).toBe(0)
    await send()
    await isSent()
    expect((await received(0)).files).toEqual([{ field: 'cv', name: 'a.pdf', sha: sha(bytes) }])
    expect(said.filter((line) => line.includes('"files" cannot be loaded'))).toHaveLength(1)
  })
})

test('the script for files is at most 4,352 bytes of brotli', () => {
  const assets = new URL('../../dist/widget/assets/', import.meta.url)
  const [name, ...others] = readdirSync(assets).filter((file) => /^files-.*\.br$/.test(file))
  expect(others).toEqual([])
  expect(statSync(new URL(`${name}`, assets)).size).toBeLessThanOrEqual(4_352)
})
