import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import '../../src/widget/index.ts'
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
  const ready = async () => {
    release({ status: 200, body: form })
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
