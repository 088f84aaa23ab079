import { fixture, fixtureCleanup, html } from '@open-wc/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { PublicForm } from '../../src/contract/form.ts'
import { en } from '../../src/contract/strings/en.ts'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import '../../src/widget/index.ts'
import { challengeOf } from '../support/challenge.ts'
import { asked, missing } from '../support/missing.ts'
import {
  accepted,
  controlOf,
  controlsOf,
  ENDPOINT,
  errorOf,
  field,
  formOf,
  held,
  Network,
  problem,
  type,
  until,
  visit,
} from '../support/visitor.ts'

vi.mock(import('../../src/widget/extension-files.ts'), () => import('../support/missing.ts'))

let network: Network
/** Of the page, which all tests share. */
const complaints: string[] = []

beforeEach(() => {
  for (const name of ['check', 'dialog', 'lazy', 'prefill']) missing.add(name)
  vi.spyOn(console, 'error').mockImplementation((words) => complaints.push(words))
})

afterEach(() => {
  missing.clear()
  asked.length = 0
  network.restore()
  fixtureCleanup()
  vi.restoreAllMocks()
})

async function open(form: PublicForm, ...replies: Parameters<typeof visit>[1][]) {
  const opened = await visit(form, ...replies)
  network = opened.network
  return opened.element
}

/** Long enough for a loop to be seen, and for what is missing to be missed. */
const settled = () => new Promise((done) => setTimeout(done, 200))

async function place(attributes: object): Promise<GatehouseForm> {
  network = new Network(formOf([field('name')]))
  const element = await fixture<GatehouseForm>(
    html`<gatehouse-form form="contact" endpoint=${ENDPOINT}></gatehouse-form>`,
  )
  Object.assign(element, attributes)
  await until(() => element.state === 'ready')
  await element.updateComplete
  return element
}

describe('without the check', () => {
  test('what is required is asked for, and all else is left to the proxy, whose issues are said', async () => {
    const issues = [{ field: 'bill', code: 'range-underflow', min: '10' }]
    const element = await open(
      formOf([field('name', { required: true }), field('bill', { type: 'number', min: '10' })]),
      problem(422, 'invalid-answers', { issues }),
      { status: 202, body: { id: 'x', reference: 'ABC-234', status: 'accepted' } },
    )
    await type(element, 'bill', '3')
    await element.submit()
    expect(network.posts).toEqual([])
    expect(errorOf(element, 'name')).toBe(en.issues['value-missing'].replace('{label}', 'Name'))
    await type(element, 'name', 'Ana')
    expect(errorOf(element, 'name')).toBeUndefined()
    await element.submit()
    expect(network.posts[0]?.sent.answers).toEqual({ name: 'Ana', bill: '3' })
    expect(errorOf(element, 'bill')).toContain('10')
    await type(element, 'bill', '12')
    await element.submit()
    expect(element.state).toBe('accepted')
  })

  test('conditions hold, and of dependent choices all are offered', async () => {
    const options = [{ value: 'a', label: 'A' }]
    const element = await open(
      formOf([
        field('plan'),
        field('why', { required: true, when: { field: 'plan', equals: 'b' } }),
        field('kind', { type: 'select', parent: 'plan', options }),
      ]),
    )
    expect(controlsOf(element, 'why')).toHaveLength(0)
    await type(element, 'plan', 'b')
    await element.submit()
    expect(errorOf(element, 'why')).toBeDefined()
    expect(controlOf(element, 'kind').querySelectorAll('option')).toHaveLength(2)
    await type(element, 'plan', 'a')
    await element.submit()
    expect(network.posts[0]?.sent.answers).toEqual({ plan: 'a' })
  })

  test('files go with their names, and what was chosen is not measured', async () => {
    missing.add('files')
    const element = await open(formOf([field('cv', { type: 'file', required: true })]))
    await element.submit()
    expect(errorOf(element, 'cv')).toBe(en.issues['value-missing'].replace('{label}', 'Cv'))
    const chosen = new DataTransfer()
    chosen.items.add(new File(['words'], 'a.txt'))
    const chooser = controlOf(element, 'cv')
    chooser.files = chosen.files
    chooser.dispatchEvent(new Event('change', { bubbles: true }))
    const posted = vi
      .spyOn(globalThis, 'fetch')
      .mockImplementation(async () => Response.json({ reference: 'ABC-234' }, { status: 202 }))
    await element.submit()
    const parts = posted.mock.lastCall?.[1]?.body as FormData
    expect(JSON.parse(String(parts.get('submission'))).answers).toEqual({ cv: ['a.txt'] })
    expect(parts.get('cv')).toBeInstanceOf(File)
    expect(element.state).toBe('accepted')
  })
})

test.each(['proof', 'turnstile'] as const)('without %s the form is sent', async (name) => {
  missing.add(name)
  const element = await open(formOf([field('name')], name === 'turnstile' ? { turnstile: '0x4A' } : {}))
  await type(element, 'name', 'Ana')
  await element.submit()
  expect(element.state).toBe('accepted')
  expect(network.posts.map(({ proof }) => proof)).toEqual([undefined])
})

test('proof that was missed comes with the next try', async () => {
  missing.add('proof')
  const lost = held()
  const element = await open(formOf([field('name')]), lost.reply, accepted)
  const challenge = { status: 200, body: await challengeOf('late') }
  network.challenge = () => challenge
  await type(element, 'name', 'Ana')
  const sent = element.submit()
  await until(() => network.posts.length === 1)
  missing.delete('proof')
  lost.release('down')
  await sent
  expect(network.posts.map(({ proof }) => proof?.token)).toEqual([undefined, 'late'])
})

test('what was missed is asked for again by a visitor who goes on, not by a key or a drawing, and is said once', async () => {
  const element = await open(formOf([field('name', { required: true })]))
  element.display = 'dialog'
  await until(() => asked.includes('dialog'))
  await until(() => element.state === 'ready')
  await element.submit()
  const told = (name: string) => complaints.filter((words) => words.includes(`"${name}" cannot be loaded`))
  await until(() => told('check').length > 0 && told('dialog').length > 0)
  // What the focus asks for, it asks for in a task of its own.
  await settled()
  asked.length = 0
  for (const name of ['A', 'An', 'Ana', '']) {
    controlOf(element, 'name').value = name
    controlOf(element, 'name').dispatchEvent(new Event('input', { bubbles: true }))
    await element.updateComplete
  }
  await settled()
  expect(asked).toEqual([])
  for (let times = 1; times <= 3; times++) {
    // As soon as the try before is known to have failed.
    await until(() => {
      controlOf(element, 'name').dispatchEvent(new FocusEvent('focusin', { bubbles: true }))
      return asked.filter((name) => name === 'check').length >= times
    })
  }
  expect(asked).not.toContain('dialog')
  for (const name of ['check', 'dialog']) {
    expect(told(name)).toHaveLength(1)
  }
})

test('without the dialog the form stands in the page', async () => {
  const element = await place({ display: 'dialog' })
  expect(controlOf(element, 'name').checkVisibility()).toBe(true)
})

test('without what tells that it is near, a lazy form is loaded', async () => {
  const element = await place({ loading: 'lazy' })
  expect(controlsOf(element, 'name')).toHaveLength(1)
})
