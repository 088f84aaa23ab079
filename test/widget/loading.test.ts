import { fixture, fixtureCleanup, html } from '@open-wc/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ptBR } from '../../src/contract/strings/pt-BR.ts'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import '../../src/widget/index.ts'
import type { Reply } from '../support/visitor.ts'
import {
  buttonOf,
  controlOf,
  ENDPOINT,
  field,
  formOf,
  held,
  Network,
  one,
  problem,
  record,
  type,
  until,
  visit,
} from '../support/visitor.ts'

const form = formOf([field('name'), field('email', { type: 'email' })])

let network: Network

beforeEach(() => {
  // Each test is a tab of its own.
  sessionStorage.clear()
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  network.restore()
  fixtureCleanup()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

async function open(
  replies: Reply[],
  template = html`<gatehouse-form form="contact" endpoint=${ENDPOINT}><a href="/f">Open it</a></gatehouse-form>`,
) {
  network = new Network(replies)
  return fixture<GatehouseForm>(template)
}

const ok: Reply = { status: 200, body: form }
const isFallbackSeen = (element: GatehouseForm) => element.querySelector('a')?.checkVisibility() === true

describe('until the form is there', () => {
  test('what stands inside is seen, and goes when the form can be filled', async () => {
    const { reply, release } = held()
    const element = await open([reply])
    expect(element.state).toBe('loading')
    expect(isFallbackSeen(element)).toBe(true)
    release(ok)
    await until(() => element.state === 'ready')
    await element.updateComplete
    expect(isFallbackSeen(element)).toBe(false)
    expect(controlOf(element, 'name').checkVisibility()).toBe(true)
  })

  test.each([
    ['no connection', 'down', 'unreachable'],
    ['no such form', problem(404, 'unknown-form'), 'unknown-form'],
    ['a form that was never served', problem(503, 'form-unavailable'), 'form-unavailable'],
    ['somebody else’s page', { status: 200, body: '<html>' }, 'unreachable'],
    ['JSON that is no form', { status: 200, body: null }, 'unreachable'],
  ] as [string, Reply, string][])(
    '%s: what stands inside stays, and a button loads again',
    async (_, reply, reason) => {
      const events = record()
      const element = await open([reply, ok])
      await until(() => element.state === 'unavailable')
      await element.updateComplete
      expect(isFallbackSeen(element)).toBe(true)
      expect(one(element, '[role="alert"]').textContent).toContain('Reload')
      expect(events).toEqual([{ name: 'load-error', says: { reason } }])
      expect(console.error).toHaveBeenCalledOnce()
      buttonOf(element).click()
      await until(() => element.state === 'ready')
      await element.updateComplete
      expect(isFallbackSeen(element)).toBe(false)
      expect(network.loads).toHaveLength(2)
    },
  )

  test('a proxy that never answers is given up after ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const element = await open([held().reply])
    await vi.advanceTimersByTimeAsync(9_999)
    expect(element.state).toBe('loading')
    await vi.advanceTimersByTimeAsync(1)
    expect(element.state).toBe('unavailable')
    expect(isFallbackSeen(element)).toBe(true)
  })

  test('an address that is none fails like any other', async () => {
    const element = await open([ok], html`<gatehouse-form form="contact" endpoint="http://["></gatehouse-form>`)
    await until(() => element.state === 'unavailable')
    expect(network.loads).toEqual([])
  })
})

describe('which form, from where, in which language', () => {
  test.each([
    ['https://proxy.example', 'https://proxy.example/v1/forms/contact'],
    ['https://proxy.example/', 'https://proxy.example/v1/forms/contact'],
    ['https://proxy.example/forms', 'https://proxy.example/forms/v1/forms/contact'],
    ['/forms', '/forms/v1/forms/contact'],
  ])('the endpoint %s', async (endpoint, address) => {
    const element = await open(
      [ok],
      html`<gatehouse-form form="contact" endpoint=${endpoint} locale="en"></gatehouse-form>`,
    )
    await until(() => element.state === 'ready')
    expect(network.loads).toEqual([`${new URL(address, location.origin)}?locale=en`])
  })

  test('without an endpoint it is where the script came from, whatever the page’s <base> says', async () => {
    const base = document.head.appendChild(document.createElement('base'))
    base.href = 'https://elsewhere.example/'
    try {
      const element = await open([ok], html`<gatehouse-form form="contact" locale="en"></gatehouse-form>`)
      await until(() => element.state === 'ready')
      expect(network.loads[0]).toBe(`${new URL('../../src/v1/forms/contact?locale=en', import.meta.url)}`)
    } finally {
      base.remove()
    }
  })

  test('the language is the attribute, else the nearest lang, else the browser’s', async () => {
    const nodes = await open(
      [ok],
      html`<div>
        <gatehouse-form form="a" endpoint="/" locale="fr"></gatehouse-form>
        <p lang="pt-BR"><gatehouse-form form="b" endpoint="/"></gatehouse-form></p>
        <gatehouse-form form="c" endpoint="/"></gatehouse-form>
      </div>`,
    )
    await until(() => network.loads.length === 3)
    expect(nodes.isConnected).toBe(true)
    const around = document.documentElement.lang || navigator.language
    expect(network.loads.map((url) => new URL(url).searchParams.get('locale'))).toEqual(['fr', 'pt-BR', around])
  })

  test('a Portuguese form speaks Portuguese around its own words, and says so', async () => {
    const opened = await visit(
      formOf([field('nome', { required: true, label: 'Nome' })], { locale: 'pt-BR', strings: ptBR }),
    )
    network = opened.network
    await opened.element.submit()
    expect(one(opened.element, 'form').lang).toBe('pt-BR')
    expect(one(opened.element, 'form').dir).toBe('ltr')
    expect(one(opened.element, 'h3').textContent).toBe(ptBR.problems.one)
  })

  test('another language keeps what was typed', async () => {
    const element = await open([ok, { status: 200, body: { ...form, locale: 'pt-BR', title: 'Fale' } }])
    await until(() => element.state === 'ready')
    await element.updateComplete
    await type(element, 'name', 'Ana')
    element.locale = 'pt-BR'
    await until(() => element.root.textContent?.includes('Fale') === true)
    expect(controlOf(element, 'name').value).toBe('Ana')
  })

  test('another form starts anew', async () => {
    const element = await open([ok, { status: 200, body: { ...form, id: 'other', title: 'Other' } }])
    await until(() => element.state === 'ready')
    await element.updateComplete
    await type(element, 'name', 'Ana')
    element.form = 'other'
    await until(() => element.root.textContent?.includes('Other') === true)
    expect(controlOf(element, 'name').value).toBe('')
  })
})

describe('on real pages', () => {
  test('properties that a framework set before the script came are kept', async () => {
    network = new Network(form)
    const element = document.createElement('gatehouse-form')
    // As on an element that was not upgraded yet: own properties that hide the accessors.
    for (const [name, value] of Object.entries({ form: 'contact', endpoint: ENDPOINT, answers: { name: 'Ana' } })) {
      Object.defineProperty(element, name, { value, configurable: true, enumerable: true, writable: true })
    }
    document.body.append(element)
    await until(() => element.state === 'ready')
    await element.updateComplete
    expect(controlOf(element, 'name').value).toBe('Ana')
    element.remove()
  })

  test('an element that is moved, or taken out and put back, keeps what was typed and loads nothing again', async () => {
    const opened = await visit(form)
    network = opened.network
    const { element } = opened
    await type(element, 'name', 'Ana')
    const elsewhere = document.body.appendChild(document.createElement('section'))
    elsewhere.append(element)
    element.remove()
    await element.updateComplete
    elsewhere.append(element)
    await element.updateComplete
    expect(controlOf(element, 'name').value).toBe('Ana')
    expect(network.loads).toHaveLength(1)
    elsewhere.remove()
  })

  test('an element that is moved while it loads still gets its form', async () => {
    const { reply, release } = held()
    const element = await open([reply, reply])
    const elsewhere = document.body.appendChild(document.createElement('section'))
    elsewhere.append(element)
    release(ok)
    await until(() => element.state === 'ready')
    elsewhere.remove()
  })

  test('the script loaded twice defines the element once, in silence', async () => {
    network = new Network(form)
    const before = customElements.get('gatehouse-form')
    const again: string = '../../src/widget/index.ts?again'
    await import(/* @vite-ignore */ again)
    expect(customElements.get('gatehouse-form')).toBe(before)
    expect(console.error).not.toHaveBeenCalled()
  })

  test('two forms on one page keep apart', async () => {
    const nodes = await open(
      [ok],
      html`<div>
        <gatehouse-form form="a" endpoint="/"></gatehouse-form><gatehouse-form form="b" endpoint="/"></gatehouse-form>
      </div>`,
    )
    const [first, second] = [...nodes.querySelectorAll('gatehouse-form')]
    if (!first || !second) throw new Error('There are two.')
    await until(() => first.state === 'ready' && second.state === 'ready')
    await Promise.all([first.updateComplete, second.updateComplete])
    await type(first, 'name', 'Ana')
    await type(second, 'name', 'Bia')
    await first.submit()
    expect(first.state).toBe('accepted')
    expect(second.state).toBe('ready')
    expect(controlOf(second, 'name').value).toBe('Bia')
    await second.submit()
    expect(network.posts.map(({ sent }) => sent.answers.name)).toEqual(['Ana', 'Bia'])
    expect(new Set(network.posts.map(({ sent }) => sent.id)).size).toBe(2)
  })

  test('page translation that replaces the text nodes breaks nothing', async () => {
    const opened = await visit(formOf([field('name', { required: true })]))
    network = opened.network
    const { element } = opened
    const walker = document.createTreeWalker(element.root, NodeFilter.SHOW_TEXT)
    const texts: Text[] = []
    while (walker.nextNode()) if (walker.currentNode.textContent?.trim()) texts.push(walker.currentNode as Text)
    for (const text of texts) {
      const font = document.createElement('font')
      font.textContent = `«${text.data}»`
      text.replaceWith(font)
    }
    await element.submit()
    await type(element, 'name', 'Ana')
    await element.submit()
    expect(element.state).toBe('accepted')
  })

  test('nothing is left behind: no listener on the page, no timer, no global', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval'] })
    const globals = Object.getOwnPropertyNames(window).sort()
    const listened: EventTarget[] = []
    const listen = EventTarget.prototype.addEventListener
    vi.spyOn(EventTarget.prototype, 'addEventListener').mockImplementation(function (this: EventTarget, ...rest) {
      listened.push(this)
      return listen.apply(this, rest as Parameters<typeof listen>)
    })
    const loading = await open([held().reply])
    loading.remove()
    const element = await open([ok])
    await vi.waitUntil(() => element.state === 'ready', 10_000)
    await element.updateComplete
    await type(element, 'name', 'Ana')
    // What the focus asks for, it asks for in a task of its own.
    await vi.advanceTimersByTimeAsync(0)
    await element.submit()
    element.remove()
    const isOutside = (target: EventTarget) =>
      target === window || (target instanceof Node && document.contains(target))
    expect(listened.filter(isOutside)).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
    expect(Object.getOwnPropertyNames(window).sort()).toEqual(globals)
  })
})
