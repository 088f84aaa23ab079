import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import '../../src/widget/index.ts'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import { accepted, controlOf, ENDPOINT, errorOf, field, formOf, Network, one, type, until } from '../support/visitor.ts'

const OPTIONS = [
  { value: 'a', label: 'Plan A' },
  { value: 'b', label: 'Plan B' },
]
const form = formOf([
  field('name', { required: true }),
  field('extras', { type: 'checkboxes', options: OPTIONS }),
  field('why', { when: { field: 'extras', equals: 'b' } }),
])

let network: Network

afterEach(() => {
  network.restore()
  fixtureCleanup()
  sessionStorage.clear()
  for (const element of document.querySelectorAll('gatehouse-form')) element.remove()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

async function open(attributes: object = {}): Promise<GatehouseForm> {
  network ??= new Network(form, accepted)
  network = new Network(form, accepted)
  const element = document.createElement('gatehouse-form')
  Object.assign(element, { form: 'contact', endpoint: ENDPOINT, ...attributes })
  document.body.append(element)
  await until(() => element.state === 'ready')
  await element.updateComplete
  return element
}

async function fillAndSend(element: GatehouseForm): Promise<void> {
  await element.submit()
  expect(errorOf(element, 'name')).toBeDefined()
  await type(element, 'name', 'Ana')
  await type(element, 'extras', 'b')
  await type(element, 'why', 'because')
  await element.submit()
  expect(element.state).toBe('accepted')
  expect(network.posts[0]?.sent.answers).toEqual({ name: 'Ana', extras: ['b'], why: 'because' })
}

describe('once it has left the page', () => {
  test.each([
    ['a form in its shadow root', {}],
    ['a form in the page', { shadow: 'none' }],
    ['a form with a trigger', { display: 'dialog', trigger: '.cta', open: true }],
    ['a lazy form', { loading: 'lazy' }],
  ])('%s leaves no listener, no timer and no global behind', async (_, attributes) => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const globals = Object.getOwnPropertyNames(window).sort()
    const listening = new Map<string, number>()
    const count = (target: EventTarget, name: string, by: number) => {
      if (target === window || target === document || target === document.body || target instanceof MediaQueryList) {
        listening.set(name, (listening.get(name) ?? 0) + by)
      }
    }
    const { addEventListener, removeEventListener } = EventTarget.prototype
    const seen = new WeakMap<object, Set<string>>()
    // The window has these as its own: what is called on it never comes by the prototype.
    for (const own of [EventTarget.prototype, window]) {
      vi.spyOn(own, 'addEventListener').mockImplementation(function (this: EventTarget, ...rest: unknown[]) {
        const [name, listener] = rest as Parameters<typeof addEventListener>
        const names = seen.get(listener ?? {}) ?? new Set()
        if (listener) seen.set(listener, names)
        // The same one twice is once.
        if (!names.has(name)) count(this ?? window, name, 1)
        names.add(name)
        return addEventListener.apply(this ?? window, rest as Parameters<typeof addEventListener>)
      })
      vi.spyOn(own, 'removeEventListener').mockImplementation(function (this: EventTarget, ...rest: unknown[]) {
        const [name, listener] = rest as Parameters<typeof removeEventListener>
        if (seen.get(listener ?? {})?.delete(name)) count(this ?? window, name, -1)
        return removeEventListener.apply(this ?? window, rest as Parameters<typeof removeEventListener>)
      })
    }
    const timers = new Set<unknown>()
    const { setTimeout, clearTimeout } = globalThis
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((task: () => void, ms: number) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        task()
      }, ms)
      if (ms > 10) timers.add(timer)
      return timer
    }) as typeof setTimeout)
    vi.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
      timers.delete(timer)
      clearTimeout(timer)
    })
    const element = await open(attributes)
    await fillAndSend(element)
    element.remove()
    await element.updateComplete
    expect([...listening].filter(([, number]) => number !== 0)).toEqual([])
    expect(timers.size).toBe(0)
    expect(Object.getOwnPropertyNames(window).sort()).toEqual(globals)
  })
})

describe('wherever it stands', () => {
  // P2
  test('with names and ids that clobber', async () => {
    const hostile = document.body.appendChild(document.createElement('form'))
    hostile.innerHTML = ['f1', 'submit', 'querySelector', 'customElements', 'fetch', 'location', 'body']
      .map((name) => `<input name="${name}" id="${name}">`)
      .join('')
    try {
      await fillAndSend(await open())
    } finally {
      hostile.remove()
    }
  })
  test('inside another shadow root', async () => {
    const element = await open()
    const outer = document.body.appendChild(document.createElement('div'))
    outer.attachShadow({ mode: 'open' }).append(element)
    await fillAndSend(element)
    outer.remove()
  })

  test('in a part of the page that is not shown, and is later', async () => {
    const tab = document.body.appendChild(document.createElement('div'))
    tab.hidden = true
    network = new Network(form)
    tab.innerHTML = `<gatehouse-form form="contact" endpoint="${ENDPOINT}"></gatehouse-form>`
    const element = tab.firstElementChild as GatehouseForm
    await until(() => element.state === 'ready')
    tab.hidden = false
    expect(controlOf(element, 'name').checkVisibility()).toBe(true)
    await fillAndSend(element)
    tab.remove()
  })

  test('moved a hundred times it is the same form, asked for once, with its styles once', async () => {
    const element = await open()
    await type(element, 'name', 'Ana')
    const homes = [1, 2].map(() => document.body.appendChild(document.createElement('section')))
    for (let turn = 0; turn < 100; turn++) homes[turn % 2]?.append(element)
    await element.updateComplete
    expect(controlOf(element, 'name').value).toBe('Ana')
    expect(network.loads).toHaveLength(1)
    const sheets = element.shadowRoot?.adoptedStyleSheets ?? []
    // Its own, and the check's.
    expect(sheets).toHaveLength(2)
    expect(new Set(sheets).size).toBe(2)
    for (const home of homes) home.remove()
  })

  test('a heading of the page’s own stays the first: the form’s title takes its place only where it stood inside', async () => {
    network = new Network(form)
    const element = document.createElement('gatehouse-form')
    Object.assign(element, { form: 'contact', endpoint: ENDPOINT, innerHTML: '<h1>Talk to us</h1>' })
    document.body.append(element)
    await until(() => element.state === 'ready')
    await element.updateComplete
    expect(one(element, 'h2').ariaLevel).toBe('1')
    expect(one(await open(), 'h2').ariaLevel).toBeNull()
  })
})
