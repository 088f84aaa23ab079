import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import '../../src/widget/index.ts'
import { fileOf } from '../../src/widget/extension-files.ts'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import {
  controlOf,
  controlsOf,
  ENDPOINT,
  field,
  focused,
  formOf,
  held,
  Network,
  record,
  until,
} from '../support/visitor.ts'

const OPTIONS = [
  { value: 'a', label: 'Plan A' },
  { value: 'b', label: 'Plan B' },
]
const form = formOf([
  field('name', { required: true }),
  field('story', { type: 'textarea' }),
  field('plan', { type: 'select', options: OPTIONS }),
  field('size', { type: 'radio', options: OPTIONS }),
  field('extras', { type: 'checkboxes', options: OPTIONS, default: ['b'] }),
  field('agree', { type: 'checkbox' }),
  field('cv', { type: 'file' }),
])

/** The plain form as the proxy writes it, of an older version: its controls stand in other places. */
const PLAIN = `<form method="post" action="${ENDPOINT}/f/contact">
  <input name="f1" data-name="gone" value="x">
  <input name="f2" data-name="name">
  <textarea name="f3" data-name="story"></textarea>
  <select name="f4" data-name="plan"><option value="">…</option><option value="a">A</option><option value="b">B</option></select>
  <input type="radio" name="f5" data-name="size" value="a"><input type="radio" name="f5" data-name="size" value="b">
  <input type="checkbox" name="f6" data-name="extras" value="a"><input type="checkbox" name="f6" data-name="extras" value="b" checked>
  <input type="checkbox" name="f7" data-name="agree" value="on">
  <input type="file" name="f8" data-name="cv">
  <input type="hidden" name="version" value="old">
  <button>Send</button>
</form>`

let network: Network

afterEach(() => {
  network.restore()
  fixtureCleanup()
  sessionStorage.clear()
  for (const element of document.querySelectorAll('gatehouse-form')) element.remove()
  vi.restoreAllMocks()
})

/** The page with the plain form in it; `ready` lets the element's own form come. */
async function open(attributes = '') {
  const { reply, release } = held()
  network = new Network([reply])
  const page = document.body.appendChild(document.createElement('div'))
  page.innerHTML = `<gatehouse-form form="contact" endpoint="${ENDPOINT}" ${attributes}>${PLAIN}</gatehouse-form>`
  const element = page.querySelector('gatehouse-form') as GatehouseForm
  await element.updateComplete
  const plain = <E extends HTMLElement = HTMLInputElement>(name: string, value?: string) =>
    element.querySelector<E>(`form [data-name=${name}]${value ? `[value=${value}]` : ''}`) as E
  const ready = async (of = form) => {
    release({ status: 200, body: of })
    await until(() => element.state === 'ready')
    await element.updateComplete
    await element.updateComplete
  }
  return { element, plain, ready }
}

describe.each([
  ['in its shadow root', ''],
  ['in the page itself', 'shadow="none"'],
])('the plain form inside, taken over %s', (_, attributes) => {
  test('works and stays as it is until the element’s own form is there', async () => {
    const { element, plain, ready } = await open(attributes)
    expect(plain('name').checkVisibility()).toBe(true)
    expect(plain('name').form?.checkVisibility()).toBe(true)
    const form = plain('name').form
    await ready()
    expect(form?.isConnected).toBe(false)
    expect(controlOf(element, 'name').checkVisibility()).toBe(true)
  })

  test('hands over everything that was typed and chosen', async () => {
    const { element, plain, ready } = await open(attributes)
    plain('name').value = 'Ana'
    plain<HTMLTextAreaElement>('story').value = 'one\ntwo'
    plain<HTMLSelectElement>('plan').value = 'b'
    plain('size', 'a').checked = true
    plain('extras', 'a').checked = true
    plain('extras', 'b').checked = false
    plain('agree').checked = true
    const chosen = new DataTransfer()
    chosen.items.add(new File(['hello'], 'cv.txt'))
    plain('cv').files = chosen.files
    const events = record(element)
    await ready()
    expect(element.answers).toEqual({
      name: 'Ana',
      story: 'one\ntwo',
      plan: 'b',
      size: 'a',
      extras: ['a'],
      agree: true,
      cv: ['cv.txt'],
    })
    expect(controlOf(element, 'name').value).toBe('Ana')
    expect(controlOf(element, 'plan').value).toBe('b')
    expect(controlsOf(element, 'extras').map((box) => box.checked)).toEqual([true, false])
    expect(await controlOf(element, 'cv').files?.[0]?.text()).toBe('hello')
    expect(events.map(({ name }) => name)).toContain('start')
  })

  test('hands over what the proxy wrote into it, as what the visitor had given', async () => {
    const { element, plain, ready } = await open(attributes)
    plain('name').form?.toggleAttribute('data-filled', true)
    plain('name').defaultValue = 'Ana'
    plain('agree').defaultChecked = true
    plain('extras', 'b').defaultChecked = false
    await ready()
    expect(element.answers).toMatchObject({ name: 'Ana', agree: true, extras: [] })
    expect(controlOf(element, 'name').value).toBe('Ana')
  })

  test('takes what a password manager still writes into the controls it had found in it', async () => {
    const { element, plain, ready } = await open(attributes)
    const [name, box] = [plain('name'), plain('extras', 'a')]
    name.value = 'A'
    await ready()
    name.value = 'Ana'
    box.checked = true
    name.dispatchEvent(new Event('input', { bubbles: true }))
    box.dispatchEvent(new Event('change', { bubbles: true }))
    await element.updateComplete
    expect(element.answers).toEqual({ name: 'Ana', extras: ['a', 'b'] })
    expect(controlOf(element, 'name').value).toBe('Ana')
    expect(controlsOf(element, 'extras').map((box) => box.checked)).toEqual([true, true])
  })

  test('hands over that a choice was taken back', async () => {
    const { element, plain, ready } = await open(attributes)
    const list = plain<HTMLSelectElement>('plan')
    for (const option of list.options) option.defaultSelected = option.value === 'b'
    list.value = ''
    await ready({
      ...form,
      fields: form.fields.map((each) => (each.name === 'plan' ? { ...each, default: 'b' } : each)),
    })
    expect(element.answers.plan).toBe('')
    expect(controlOf(element, 'plan').value).toBe('')
  })

  test('untouched, it leaves the defaults and starts nothing', async () => {
    const { element, ready } = await open(attributes)
    const events = record(element)
    await ready()
    expect(element.answers).toEqual({ extras: ['b'] })
    expect(events.map(({ name }) => name)).toEqual(['load'])
  })

  test('hands over the focus with the caret, and the selection', async () => {
    const { element, plain, ready } = await open(attributes)
    plain<HTMLTextAreaElement>('story').value = 'a long story'
    plain<HTMLTextAreaElement>('story').focus()
    plain<HTMLTextAreaElement>('story').setSelectionRange(2, 6, 'backward')
    await ready()
    const control = controlOf(element, 'story')
    expect(focused(element)).toBe(control)
    expect([control.selectionStart, control.selectionEnd, control.selectionDirection]).toEqual([2, 6, 'backward'])
  })

  test('hands over the focus of a choice to the same choice', async () => {
    const { element, plain, ready } = await open(attributes)
    plain('size', 'b').focus()
    await ready()
    expect(focused(element)).toBe(controlsOf(element, 'size')[1])
  })

  test('leaves the focus where it is when it is elsewhere', async () => {
    const { ready } = await open(attributes)
    const other = document.body.appendChild(document.createElement('input'))
    other.focus()
    await ready()
    expect(document.activeElement).toBe(other)
    other.remove()
  })
})

test('what it held is older from then on: it leaves the page, so that a reload does not bring it back', async () => {
  const { plain, ready } = await open()
  plain('name').value = 'An'
  const control = plain('name')
  await ready()
  expect(control.isConnected).toBe(false)
})

test('when the form cannot be loaded, it stays, and nobody is alarmed', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  network = new Network('down')
  const page = document.body.appendChild(document.createElement('div'))
  page.innerHTML = `<gatehouse-form form="contact" endpoint="${ENDPOINT}">${PLAIN}</gatehouse-form>`
  const element = page.querySelector('gatehouse-form') as GatehouseForm
  await until(() => element.state === 'unavailable')
  await element.updateComplete
  expect(element.querySelector('input')?.checkVisibility()).toBe(true)
  expect(element.root.querySelector('[role=alert]')).toBeNull()
  page.remove()
})

describe('the moment in which it is taken over', () => {
  test('comes after a task in which the element draws ahead, out of sight; the page hears of the form only then', async () => {
    const { element, plain, ready } = await open()
    const form = plain('name').form
    const seen: (boolean | undefined)[] = []
    const watch = new MutationObserver(() => {
      const own = element.root.querySelector('form')
      if (own && form?.isConnected) seen.push(own.checkVisibility(), form.checkVisibility())
    })
    watch.observe(element.root, { childList: true, subtree: true })
    const heard: unknown[] = []
    element.addEventListener('gatehouse-load', () => heard.push(element.state, element.querySelector('form')))
    await ready()
    watch.disconnect()
    expect(seen.slice(0, 2)).toEqual([false, true])
    expect(heard).toEqual(['ready', null])
  })

  /** What carries the form over is there, and minds the visitor. */
  const minded = async () => {
    await import(/* @vite-ignore */ fileOf('instant'))
    await new Promise((done) => setTimeout(done, 50))
  }

  const waits = async (element: GatehouseForm) => {
    await new Promise((done) => setTimeout(done, 300))
    expect(element.state).toBe('loading')
  }

  test('waits for the end of a word that is being composed', async () => {
    const { element, plain, ready } = await open()
    await minded()
    plain('name').dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    const over = ready()
    await waits(element)
    plain('name').value = '日本'
    plain('name').dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))
    await over
    expect(element.answers.name).toBe('日本')
  })

  test('waits for the end of a click', async () => {
    const { element, plain, ready } = await open()
    await minded()
    plain('agree').dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
    const over = ready()
    await waits(element)
    plain('agree').checked = true
    // Pages may keep it to themselves.
    plain('agree').addEventListener('pointerup', (event) => event.stopPropagation())
    plain('agree').dispatchEvent(new PointerEvent('pointerup', { bubbles: true }))
    await over
    expect(element.answers.agree).toBe(true)
  })

  test('hands over the focus of the button', async () => {
    const { element, ready } = await open()
    element.querySelector('button')?.focus()
    await ready()
    expect(focused(element)).toBe(element.root.querySelector('[part=submit]'))
  })
})

test('what was typed into it is sent, not what was kept of an earlier try', async () => {
  // It is never known how that ended.
  network = new Network(form, held().reply)
  const page = document.body.appendChild(document.createElement('div'))
  page.innerHTML = `<gatehouse-form form="contact" endpoint="${ENDPOINT}"></gatehouse-form>`
  const first = page.querySelector('gatehouse-form') as GatehouseForm
  await until(() => first.state === 'ready')
  first.answers = { name: 'Old', plan: 'a' }
  await first.updateComplete
  void first.submit()
  await until(() => network.posts.length > 0)
  page.remove()
  network.restore()
  const { element, plain, ready } = await open()
  plain('name').value = 'New'
  await ready()
  expect(network.posts).toEqual([])
  await element.submit()
  expect(network.posts.map(({ sent }) => sent.answers.name)).toEqual(['New'])
})
