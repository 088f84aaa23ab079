/** Pages that make it hard: the strictest policy, old libraries, a slow script; and a page that mounts forms without end. */
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { contato, elementPage } from '../support/forms.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'

/** By path; read at each request. */
const pages: Record<string, string> = {
  '/': elementPage('contato'),
  '/prefilled': elementPage('contato').replace('form="contato"', 'form="contato" prefill="*"'),
  '/light': elementPage('contato').replace('form="contato"', 'form="contato" shadow="none"'),
  '/based': elementPage('contato').replace('<title>', '<base href="https://elsewhere.example/"><title>'),
}

let stage: Stage
let browser: Browser

beforeAll(async () => {
  stage = await openStage({
    forms: { contato },
    pages,
    headers: (proxy) => ({
      'content-security-policy': `default-src 'none'; script-src ${proxy}; connect-src ${proxy}; style-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html`,
    }),
  })
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

async function open(path: string, prepare: (page: Page) => Promise<unknown> = async () => {}) {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('favicon')) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await prepare(page)
  await page.goto(stage.site + path, { waitUntil: 'commit' })
  return { page, complaints }
}

async function send(page: Page, name: string): Promise<void> {
  await page.getByLabel('Nome').fill(name)
  await page.getByLabel('E-mail').fill('ana@example.com')
  await page.getByLabel('Outro').check()
  await page.getByLabel('Observação').fill('Telhado de barro')
  await page.getByLabel('Consentimento').check()
  await page.getByRole('button', { name: 'Enviar' }).click()
  await page.getByText(/Recebemos\. Seu número: /).waitFor()
  await until(() => arrived(name))
}

const arrived = (name: string) =>
  stage.emulator.records().find(({ entity, attributes }) => entity === 'opportunity' && attributes.Nome === name)

// P5, P6
describe('under a policy that allows the proxy’s scripts and Lit’s policy alone', () => {
  test.each(['/', '/light', '/based'])('%s: the form works', async (path) => {
    const { page, complaints } = await open(path)
    await send(page, `Ana de ${path}`)
    expect(complaints).toEqual([])
    await page.close()
  })

  test('an extension is fetched once from the proxy, as a file that never changes', async () => {
    const fetched: string[] = []
    const { page, complaints } = await open('/prefilled?nome=Bia&conta=12&email=nobody', async (page) => {
      page.on('request', (request) => {
        if (request.url().includes('/v1/assets/')) fetched.push(request.url())
      })
    })
    await page.getByRole('button', { name: 'Enviar' }).waitFor()
    expect(await page.getByLabel('Nome').inputValue()).toBe('Bia')
    expect(await page.getByLabel('Conta de luz').inputValue()).toBe('12')
    expect(await page.getByLabel('E-mail').inputValue()).toBe('')
    await page.evaluate(() => {
      const again = document.querySelector('gatehouse-form')?.cloneNode(true)
      if (again) document.body.append(again)
    })
    await until(async () => (await page.getByRole('button', { name: 'Enviar' }).count()) === 2)
    const names = fetched.map((url) => /\/v1\/assets\/(\w+)-[\w-]{8}\.js$/.exec(url)?.[1])
    expect(names.sort()).toEqual(['check', 'prefill'])
    expect((await fetch(String(fetched[0]))).headers.get('cache-control')).toContain('immutable')
    expect(complaints).toEqual([])
    await page.close()
  })

  test('check and proof come with the first focus: a form that nobody touches asks for nothing', async () => {
    const fetched: string[] = []
    const { page } = await open('/', async (page) => {
      page.on('request', (request) => {
        if (request.url().includes('/v1/assets/')) fetched.push(request.url())
      })
    })
    await page.getByRole('button', { name: 'Enviar' }).waitFor()
    expect(fetched).toEqual([])
    await page.getByLabel('Nome').fill('Ana')
    await until(() => fetched.length > 1)
    await page.getByLabel('Nome').fill('Ana Souza')
    expect(fetched.map((url) => /assets\/(\w+)-/.exec(url)?.[1]).sort()).toEqual(['check', 'proof'])
    await page.close()
  })

  test('one that cannot be had is said once on the console, and the form works without it', async () => {
    const { page, complaints } = await open('/prefilled?nome=Bia', (page) =>
      page.route('**/v1/assets/**', (route) => route.abort()),
    )
    await send(page, 'Caio sem extensão')
    expect(complaints.filter((words) => words.startsWith('gatehouse-form:'))).toHaveLength(3)
    await page.close()
  })
})

// P3
describe('on a page with a library of its time', () => {
  test.each<[string, () => void]>([
    [
      'new names on every prototype',
      () => {
        for (const target of [Array, String, Object, Function, Element, Event]) {
          const prototype = target.prototype as unknown as Record<string, unknown>
          prototype.each = () => 'each'
          prototype.extended = { by: 'a library' }
        }
      },
    ],
    [
      'methods of arrays, strings and elements replaced, as Prototype.js 1.6 did',
      () => {
        const array = Array.prototype as unknown as Record<string, unknown>
        array.reduce = function (this: unknown[]) {
          return this.length > 1 ? this : this[0]
        }
        array.entries = function (this: unknown[]) {
          return [...this]
        }
        for (const target of [Array, String, Number, Object]) {
          const prototype = target.prototype as unknown as Record<string, unknown>
          prototype.toJSON = function (this: unknown) {
            return `[${this}]`
          }
        }
        const element = HTMLElement.prototype as unknown as Record<string, unknown>
        for (const name of ['show', 'hide', 'update', 'replace', 'select', 'request', 'observe', 'fire']) {
          element[name] = () => {
            throw new Error(name)
          }
        }
      },
    ],
    [
      'Array.from and bind replaced, as MooTools and old shims did',
      () => {
        const { from } = Array
        Object.assign(Array, { from: (items: Iterable<unknown>) => from(items) })
        // biome-ignore lint/suspicious/noExplicitAny: as old shims are.
        Function.prototype.bind = function (this: any, self: unknown, ...first: unknown[]) {
          return (...rest: unknown[]) => this.apply(self, first.concat(rest))
        }
      },
    ],
  ])('%s', async (name, patch) => {
    const { page, complaints } = await open('/', (page) => page.addInitScript(patch))
    await send(page, `Duda ${name.slice(0, 20)}`)
    expect(arrived(`Duda ${name.slice(0, 20)}`)?.attributes).toMatchObject({
      Interesse: 'Outro',
      Observação: 'Telhado de barro',
      Consentimento: true,
    })
    expect(complaints).toEqual([])
    await page.close()
  })
})

test('instant: what is typed before the script comes, focus and caret are there when it has come', async () => {
  const plain = await (await fetch(`${stage.proxy}/v1/forms/contato.html`)).text()
  const markup = plain.includes('<gatehouse-form') ? plain : `<gatehouse-form form="contato">${plain}</gatehouse-form>`
  const requests: string[] = []
  let release = () => {}
  const released = new Promise<void>((done) => {
    release = done
  })
  const script = '<script type="module" src="PROXY/v1/form.js"></script>'
  pages['/instant'] = `<!doctype html><html lang="pt-BR"><meta charset="utf-8"><h1>Site</h1>${markup}${script}`
  const { page } = await open('/instant', async (page) => {
    page.on('request', (request) => {
      if (request.url().startsWith(stage.proxy)) requests.push(request.url())
    })
    await page.route('**/v1/form.js', async (route) => {
      await released
      await route.continue()
    })
  })
  const name = page.getByLabel('Nome')
  await name.pressSequentially('Ana Souza')
  expect(requests.filter((url) => !url.endsWith('/v1/form.js'))).toEqual([])
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  release()
  await until(() =>
    page.evaluate(() => document.querySelector('gatehouse-form')?.shadowRoot?.querySelector('form') != null),
  )
  await page.keyboard.type('__')
  expect(await name.inputValue()).toBe('Ana Sou__za')
  await name.fill('Ana Instantânea')
  await page.getByLabel('E-mail').fill('ana@example.com')
  await page.getByLabel('Consentimento').check()
  await page.getByRole('button', { name: 'Enviar' }).click()
  await until(() => arrived('Ana Instantânea'))
  await page.close()
})

test('a thousand forms that come and go leave the heap, the nodes and the listeners as they were', async () => {
  const { page } = await open('/')
  await page.getByRole('button', { name: 'Enviar' }).waitFor()
  const session = await page.context().newCDPSession(page)
  const mount = (times: number) =>
    page.evaluate(async (count) => {
      const form = await (
        await fetch(`${new URL((document.querySelector('script') as HTMLScriptElement).src).origin}/v1/forms/contato`)
      ).json()
      for (let turn = 0; turn < count; turn++) {
        const element = document.createElement('gatehouse-form') as HTMLElement & {
          preloaded: unknown
          updateComplete: Promise<void>
          state: string
        }
        if (turn % 2) element.setAttribute('shadow', 'none')
        element.setAttribute('trigger', '.cta')
        element.preloaded = form
        document.body.append(element)
        while (element.state !== 'ready') await element.updateComplete
        element.remove()
      }
    }, times)
  const measure = async () => {
    await session.send('HeapProfiler.collectGarbage')
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters')
    return { usedSize, nodes, jsEventListeners }
  }
  // Before that the engine still makes itself at home: so much once, and nothing with the forms that follow.
  await mount(600)
  const before = await measure()
  await mount(1000)
  const after = await measure()
  expect(after.usedSize / before.usedSize).toBeLessThan(1.1)
  expect(after.nodes / before.nodes).toBeLessThan(1.1)
  expect(after.jsEventListeners).toBeLessThanOrEqual(before.jsEventListeners + 5)
  await page.close()
}, 120_000)
