import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, expect, test, vi } from 'vitest'
import '../../src/widget/index.ts'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import { asked, fileOf, missing } from '../support/missing.ts'
import type { Network, Reply } from '../support/visitor.ts'
import {
  comeBack,
  controlOf,
  controlsOf,
  field,
  focused,
  formOf,
  held,
  one,
  type,
  until,
  visit,
} from '../support/visitor.ts'

vi.mock(import('../../src/widget/extension-files.ts'), () => import('../support/missing.ts'))

const form = formOf([field('name', { required: true }), field('plan')])
const networks: Network[] = []

afterEach(() => {
  for (const network of networks.splice(0)) network.restore()
  missing.clear()
  vi.restoreAllMocks()
  fixtureCleanup()
})

async function open(of = form, ...replies: Reply[]): Promise<GatehouseForm> {
  const { element, network } = await visit(of, ...replies)
  networks.push(network)
  return element
}

const sheetsOf = (element: GatehouseForm) => element.shadowRoot?.adoptedStyleSheets.length
const mark = (element: GatehouseForm, selector: string) => getComputedStyle(one(element, selector), '::before').content

test('a form that nobody touches has only the looks that it begins with', async () => {
  const element = await open()
  await element.updateComplete
  expect(sheetsOf(element)).toBe(1)
})

test('the looks of what comes later come with the focus, before anything is typed', async () => {
  const element = await open()
  controlOf(element, 'plan').focus()
  await until(() => sheetsOf(element) === 2)
  await element.submit()
  expect(mark(element, '.error')).toContain('!')
})

test('they come too where the page sends what nobody touched', async () => {
  const element = await open()
  await element.submit()
  expect(one(element, '.error').textContent).toContain('Name')
  await until(() => mark(element, '.error').includes('!'))
})

test('and where what was kept is sent by itself', async () => {
  const lost = held()
  const first = await open(form, lost.reply)
  await type(first, 'name', 'Ana')
  void first.submit()
  await until(() => first.state === 'sending')
  fixtureCleanup()
  const { element, network } = await comeBack(form)
  networks.push(network)
  await until(() => element.state === 'accepted')
  await until(() => sheetsOf(element) === 2)
  expect(mark(element, '.success')).not.toBe('none')
})

test('what a browser filled in without an event is still there when the check comes', async () => {
  const element = await open()
  controlOf(element, 'name').value = 'Ana'
  await element.submit()
  expect(element.state).toBe('accepted')
})

test('a second press while the check is on its way goes no further than the first', async () => {
  const names = ['one', 'two', 'three']
  const fields = names.map((name) => field(name))
  const element = await open(formOf(fields, { steps: names.map((name) => ({ fields: [name] })) }))
  await Promise.all([element.submit(), element.submit()])
  expect(controlsOf(element, 'two')).toHaveLength(1)
})

test('without it, the first question that needs attention has the focus', async () => {
  missing.add('check')
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const element = await open(formOf([field('plan'), field('name', { required: true })]))
  await element.submit()
  expect(focused(element)).toBe(controlOf(element, 'name'))
})

test('what was missed comes with a later focus', async () => {
  missing.add('check')
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const element = await open()
  await element.submit()
  expect(sheetsOf(element)).toBe(1)
  missing.clear()
  await until(() => {
    for (const name of ['plan', 'name']) controlOf(element, name).focus()
    return sheetsOf(element) === 2
  })
  await element.submit()
  expect(mark(element, '.error')).toContain('!')
})

test('as long as the check is awaited the button says that something goes on', async () => {
  missing.add('check')
  const element = await open()
  controlOf(element, 'name').value = 'Ana'
  const button = one(element, '[part=submit]')
  const said: string[] = []
  const watch = new MutationObserver(() =>
    said.push(`${button.getAttribute('aria-disabled')} ${button.innerText.trim()}`),
  )
  watch.observe(button, { attributes: true })
  await element.submit()
  watch.disconnect()
  expect(element.state).toBe('accepted')
  expect(said[0]).toBe('true Sending…')
})

test('and goes back to what it said where the page keeps it from being sent', async () => {
  missing.add('check')
  const element = await open()
  controlOf(element, 'name').value = 'Ana'
  element.addEventListener('gatehouse-before-submit', (event) => event.preventDefault())
  await element.submit()
  await until(() => one(element, '[part=submit]').getAttribute('aria-disabled') === null)
  expect(one(element, '[part=submit]').innerText.trim()).toBe('Send')
})

test('one in the page itself that is out of it while a part comes has that part once it is back', async () => {
  const element = document.createElement('gatehouse-form')
  element.setAttribute('shadow', 'none')
  element.form = 'contact'
  element.preloaded = formOf(form.fields, { steps: [{ fields: ['name'] }, { fields: ['plan'] }] })
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
  vi.spyOn(asked, 'push').mockImplementation((name) => {
    // It is on its way from here on.
    if (name === 'steps') queueMicrotask(() => element.remove())
    return 0
  })
  document.body.append(element)
  await until(() => !element.isConnected)
  await import(/* @vite-ignore */ fileOf('steps'))
  await new Promise((done) => setTimeout(done))
  document.body.append(element)
  await until(() => element.state === 'ready')
  expect(one(element, '[part=progress]').innerText).toContain('1')
  expect(complaints).not.toHaveBeenCalled()
  element.remove()
})
