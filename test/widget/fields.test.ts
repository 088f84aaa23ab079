import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, describe, expect, test } from 'vitest'
import type { PublicField } from '../../src/contract/form.ts'
import { en } from '../../src/contract/strings/en.ts'
import '../../src/widget/index.ts'
import type { Network } from '../support/visitor.ts'
import {
  buttonOf,
  controlOf,
  controlsOf,
  descriptionOf,
  errorOf,
  field,
  formOf,
  one,
  visit as open,
  type,
  until,
} from '../support/visitor.ts'

let network: Network

async function visit(...fields: PublicField[]) {
  const opened = await open(formOf(fields))
  network = opened.network
  return opened.element
}

afterEach(() => {
  network.restore()
  fixtureCleanup()
})

const OPTIONS = [
  { value: 'a', label: 'Plan A' },
  { value: 'b', label: 'Plan B' },
]

describe('each type is a native control that its label names', () => {
  test.each([
    ['text', 'input', 'text'],
    ['email', 'input', 'email'],
    ['tel', 'input', 'tel'],
    ['url', 'input', 'url'],
    ['number', 'input', 'text'],
    ['date', 'input', 'date'],
    ['datetime-local', 'input', 'datetime-local'],
    ['time', 'input', 'time'],
    ['textarea', 'textarea', 'textarea'],
    ['select', 'select', 'select-one'],
    ['checkbox', 'input', 'checkbox'],
  ] as const)('%s is a native %s of type %s', async (kind, tag, native) => {
    const element = await visit(field('question', { type: kind, options: OPTIONS }))
    const control = controlOf(element, 'question')
    expect(control.localName).toBe(tag)
    expect(control.type).toBe(native)
    expect(control.labels?.[0]?.textContent).toContain('Question')
  })

  test.each([
    ['radio', 'radiogroup', 'radio'],
    ['checkboxes', 'group', 'checkbox'],
  ] as const)(
    '%s is a %s whose label names it, of native controls that their options name',
    async (kind, role, native) => {
      const element = await visit(field('question', { type: kind, options: OPTIONS }))
      const group = one(element, `[role="${role}"]`)
      expect(element.root.querySelector(`#${group.getAttribute('aria-labelledby')}`)?.textContent).toContain('Question')
      expect(controlsOf(element, 'question').map((control) => control.type)).toEqual([native, native])
      const labels = controlsOf(element, 'question').map((control) => control.labels?.[0]?.textContent?.trim())
      expect(labels).toEqual(['Plan A', 'Plan B'])
    },
  )

  test('a select begins with an empty choice', async () => {
    const element = await visit(field('plan', { type: 'select', options: OPTIONS }))
    const select = one<HTMLSelectElement>(element, 'select')
    expect([...select.options].map((option) => [option.value, option.text])).toEqual([
      ['', en.choose],
      ['a', 'Plan A'],
      ['b', 'Plan B'],
    ])
  })

  test('a text block is prose and takes no answer', async () => {
    const element = await visit(field('note', { type: 'text-block', label: 'First line\nSecond <b>line</b>' }))
    expect(one(element, '.prose').textContent).toBe('First line\nSecond <b>line</b>')
    expect(controlsOf(element, 'note')).toEqual([])
    buttonOf(element).click()
    await until(() => element.state === 'accepted')
    expect(network.posts[0]?.sent.answers).toEqual({})
  })

  test('a hidden field is not drawn and sends its default, or what the page hands in', async () => {
    const element = await visit(field('plan', { type: 'hidden', default: 'basic' }))
    expect(element.root.textContent).not.toContain('Plan')
    expect(element.answers).toEqual({ plan: 'basic' })
    element.answers = { plan: 'gold' }
    buttonOf(element).click()
    await until(() => element.state === 'accepted')
    expect(network.posts[0]?.sent.answers).toEqual({ plan: 'gold' })
  })
})

describe('what surrounds a control', () => {
  test('what may stay empty says so in words; what may not says it to assistive technology', async () => {
    const element = await visit(field('name', { required: true }), field('phone', { type: 'tel' }))
    expect(controlOf(element, 'name').labels?.[0]?.textContent).not.toContain(en.optional)
    expect(controlOf(element, 'name').required).toBe(true)
    expect(controlOf(element, 'phone').labels?.[0]?.textContent).toContain(en.optional)
    expect(controlOf(element, 'phone').required).toBe(false)
  })

  test('help stands between label and control, and describes it', async () => {
    const element = await visit(field('phone', { help: 'With area code' }))
    const parts = [...one(element, '[part~="field-phone"]').children].map((child) => child.part[0])
    expect(parts).toEqual(['label', 'help', 'input'])
    expect(descriptionOf(controlOf(element, 'phone'))).toBe('With area code')
  })

  test('limits and hints reach the native control, but nothing cuts what is pasted', async () => {
    const element = await visit(
      field('bill', { type: 'number', placeholder: '50', autocomplete: 'off' }),
      field('day', { type: 'time', min: '10:00', max: '18:00', step: '900' }),
      field('story', { type: 'textarea', maxLength: 3 }),
    )
    expect(controlOf(element, 'day')).toMatchObject({ min: '10:00', max: '18:00', step: '900' })
    expect(controlOf(element, 'bill')).toMatchObject({ inputMode: 'decimal', placeholder: '50', autocomplete: 'off' })
    await type(element, 'story', 'longer')
    buttonOf(element).click()
    await until(() => errorOf(element, 'story') !== undefined)
    expect(errorOf(element, 'story')).toBe(
      en.issues['too-long'].replace('{label}', 'Story').replace('{maxLength}', '3'),
    )
    expect(controlOf(element, 'story').value).toBe('longer')
  })

  test('a label that ends its own sentence does not end that of the error', async () => {
    const element = await visit(field('name', { label: 'Who are you?', required: true }))
    await element.submit()
    expect(errorOf(element, 'name')).toBe(en.issues['value-missing'].replace('{label}', 'Who are you'))
  })

  test('two halves share a row where there is room, and only there', async () => {
    const element = await visit(field('first', { width: 'half' }), field('last', { width: 'half' }), field('town'))
    const top = (name: string) => one(element, `[part~="field-${name}"]`).getBoundingClientRect().top
    element.style.width = '600px'
    expect(top('first')).toBe(top('last'))
    expect(top('town')).toBeGreaterThan(top('last'))
    element.style.width = '300px'
    expect(top('last')).toBeGreaterThan(top('first'))
  })

  test('two halves have their controls beside each other, whatever is said of one of them', async () => {
    const element = await visit(
      field('first', { width: 'half', help: 'As you like to be called', required: true }),
      field('last', { width: 'half' }),
    )
    element.style.width = '600px'
    const tops = () => ['first', 'last'].map((name) => controlOf(element, name).getBoundingClientRect().top)
    expect(new Set(tops()).size).toBe(1)
    await element.submit()
    await element.updateComplete
    expect(errorOf(element, 'first')).toBeTruthy()
    expect(new Set(tops()).size).toBe(1)
  })

  test('the button has a row of its own, also below half a field', async () => {
    const element = await visit(field('first', { width: 'half' }))
    element.style.width = '600px'
    const [half, button] = ['[part~="field-first"]', '[part=submit]'].map((part) =>
      one(element, part).getBoundingClientRect(),
    )
    expect(button?.top).toBeGreaterThan(half?.bottom ?? 0)
    expect(button?.left).toBe(half?.left)
  })

  test('nothing is wider than a 200 px column, whatever its words', async () => {
    const endless = 'x'.repeat(200)
    const element = await visit(
      field('a', { label: endless, help: endless }),
      field('b', { type: 'select', options: [{ value: 'x', label: endless }] }),
      field('c', { type: 'radio', options: [{ value: 'x', label: endless }] }),
      field('d', { type: 'date' }),
    )
    element.style.width = '200px'
    for (const part of element.root.querySelectorAll('*')) {
      expect(part.getBoundingClientRect().right, part.outerHTML).toBeLessThanOrEqual(
        element.getBoundingClientRect().right + 1,
      )
    }
  })
})

describe('answers', () => {
  test('what is given is what is sent, type by type', async () => {
    const element = await visit(
      field('name'),
      field('bill', { type: 'number' }),
      field('day', { type: 'date' }),
      field('story', { type: 'textarea' }),
      field('plan', { type: 'select', options: OPTIONS }),
      field('size', { type: 'radio', options: OPTIONS }),
      field('extras', { type: 'checkboxes', options: OPTIONS }),
      field('agree', { type: 'checkbox' }),
      field('nothing'),
    )
    await type(element, 'name', 'Ana')
    await type(element, 'bill', '12.5')
    await type(element, 'day', '2026-12-01')
    await type(element, 'story', 'one\ntwo')
    await type(element, 'plan', 'b')
    await type(element, 'size', 'a')
    await type(element, 'extras', 'a')
    await type(element, 'extras', 'b')
    await type(element, 'agree', 'on')
    await type(element, 'bill', '12')
    await element.submit()
    expect(network.posts[0]?.sent.answers).toEqual({
      name: 'Ana',
      bill: '12',
      day: '2026-12-01',
      story: 'one\ntwo',
      plan: 'b',
      size: 'a',
      extras: ['a', 'b'],
      agree: true,
    })
  })

  test('the page can hand answers in and read them, and starts over with the defaults', async () => {
    const element = await visit(
      field('name', { default: 'You' }),
      field('plan', { type: 'select', options: OPTIONS, default: 'a' }),
      field('extras', { type: 'checkboxes', options: OPTIONS, default: ['b'] }),
      field('agree', { type: 'checkbox' }),
    )
    expect(element.answers).toEqual({ name: 'You', plan: 'a', extras: ['b'] })
    element.answers = { name: 'Ana', plan: 'b', extras: ['a'], agree: true }
    await element.updateComplete
    expect(controlOf(element, 'name').value).toBe('Ana')
    expect(controlOf(element, 'plan').value).toBe('b')
    expect(controlsOf(element, 'extras').map((box) => box.checked)).toEqual([true, false])
    expect(controlOf(element, 'agree').checked).toBe(true)
    element.reset()
    await element.updateComplete
    expect(controlOf(element, 'name').value).toBe('You')
    expect(controlOf(element, 'plan').value).toBe('a')
    expect(controlsOf(element, 'extras').map((box) => box.checked)).toEqual([false, true])
    expect(controlOf(element, 'agree').checked).toBe(false)
  })

  test('what the page hands in beyond the form is not sent and is no error', async () => {
    const element = await visit(field('name'))
    element.answers = { name: 'Ana', crm_owner: 'me' }
    await element.submit()
    expect(network.posts[0]?.sent.answers).toEqual({ name: 'Ana' })
  })

  test('what a browser filled in without an event is sent', async () => {
    const element = await visit(field('name', { required: true }))
    controlOf(element, 'name').value = 'Autofilled'
    await element.submit()
    expect(network.posts[0]?.sent.answers).toEqual({ name: 'Autofilled' })
  })

  test('drawing again never writes over half a number or moves the caret', async () => {
    const element = await visit(field('name'))
    const control = controlOf(element, 'name')
    await type(element, 'name', 'Ana Souza')
    control.setSelectionRange(3, 3)
    element.requestUpdate()
    await element.updateComplete
    expect(control.selectionStart).toBe(3)
  })

  test.each(['submit', 'action', 'constructor', 'elements', 'method', 'reset', 'parentnode', 'tostring', 'name'])(
    'a field called %s replaces nothing of the form and is sent',
    async (name) => {
      const element = await visit(field(name, { required: true }), field('other'))
      const form = one<HTMLFormElement>(element, 'form')
      expect(form.querySelectorAll(`[name="${name}"], [id="${name}"]`)).toHaveLength(0)
      await element.submit()
      expect(errorOf(element, name)).toBeDefined()
      await type(element, name, 'value')
      expect(errorOf(element, name)).toBeUndefined()
      await element.submit()
      expect(Object.entries(network.posts[0]?.sent.answers ?? {})).toEqual([[name, 'value']])
    },
  )
})

describe('conditions', () => {
  const asked = [
    field('plan', { type: 'radio', options: OPTIONS }),
    field('why', { when: { field: 'plan', equals: 'b' }, required: true }),
    field('more', { when: { not: { field: 'why', equals: '' } } }),
    field('last'),
  ]

  test('a field comes and goes with the answer that it depends on, and so do those behind it', async () => {
    const element = await visit(...asked)
    const names = () => [...element.root.querySelectorAll('[part~="field"]')].map((part) => part.part[1])
    expect(names()).toEqual(['field-plan', 'field-last'])
    await type(element, 'plan', 'b')
    expect(names()).toEqual(['field-plan', 'field-why', 'field-last'])
    await type(element, 'why', 'because')
    expect(names()).toEqual(['field-plan', 'field-why', 'field-more', 'field-last'])
    await type(element, 'plan', 'a')
    expect(names()).toEqual(['field-plan', 'field-last'])
  })

  test('a hidden answer is not sent, keeps no other field back, and is there again when it is shown again', async () => {
    const element = await visit(...asked)
    await type(element, 'plan', 'b')
    await type(element, 'why', 'because')
    await type(element, 'last', 'end')
    await type(element, 'plan', 'a')
    expect(controlOf(element, 'last').value).toBe('end')
    await type(element, 'plan', 'b')
    expect(controlOf(element, 'why').value).toBe('because')
    await type(element, 'plan', 'a')
    await element.submit()
    expect(network.posts[0]?.sent.answers).toEqual({ plan: 'a', last: 'end' })
  })

  test('an error goes with its field', async () => {
    const element = await visit(...asked)
    await type(element, 'plan', 'b')
    await element.submit()
    expect(errorOf(element, 'why')).toBeDefined()
    await type(element, 'plan', 'a')
    expect(element.root.querySelector('[part~="error-summary"]')).toBeNull()
  })
})
