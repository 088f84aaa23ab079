import { expect as expectPage, fixtureCleanup } from '@open-wc/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import eventSource from '../../src/widget/events.ts?raw'
import styles from '../../src/widget/gatehouse-form.styles.ts?raw'
import { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import source from '../../src/widget/gatehouse-form.ts?raw'
import '../../src/widget/index.ts'
import { missing } from '../support/missing.ts'
import type { Reply } from '../support/visitor.ts'
import { field, formOf, held, Network, problem, type, until, visit } from '../support/visitor.ts'

vi.mock(import('../../src/widget/extension-files.ts'), () => import('../support/missing.ts'))

const OPTIONS = [
  { value: 'a', label: 'Plan A' },
  { value: 'b', label: 'Plan B' },
]
const form = formOf([
  field('intro', { type: 'text-block', label: 'We answer within a day.' }),
  field('name', { required: true, help: 'As you like to be called', width: 'half' }),
  field('email', { type: 'email', width: 'half', placeholder: 'you@example.com' }),
  field('bill', { type: 'number' }),
  field('day', { type: 'date' }),
  field('story', { type: 'textarea', required: true }),
  field('plan', { type: 'select', options: OPTIONS, required: true }),
  field('size', { type: 'radio', options: OPTIONS, required: true, help: 'You can change it later' }),
  field('extras', { type: 'checkboxes', options: OPTIONS, required: true }),
  field('agree', { type: 'checkbox', required: true, help: 'Or we may not write' }),
])

const stepped = formOf([field('name'), field('story', { type: 'textarea' })], {
  steps: [{ title: 'You', fields: ['name'] }, { fields: ['story'] }],
  consent: { text: 'You may write to me', required: true },
})

/** How to bring a form into each state that a visitor can see. */
const STATES: Record<string, () => Promise<GatehouseForm>> = {
  empty: async () => (await visit(form)).element,
  invalid: async () => {
    const { element } = await visit(form)
    await element.submit()
    return element
  },
  sending: () => sent(held().reply),
  failed: () => sent('down'),
  refused: () => sent(problem(403, 'origin-not-allowed')),
  success: () => sent({ status: 202, body: { id: 'x', reference: 'ABC-234', status: 'accepted' } }),
  preview: async () => (await visit({ ...form, preview: { token: 'x', note: 'Nobody gets this.' } })).element,
  'first step': async () => (await visit(stepped)).element,
  'second step': async () => {
    const { element } = await visit(stepped)
    await type(element, 'name', 'Ana')
    await element.submit()
    return element
  },
  'steps below each other': async () => {
    missing.add('steps')
    const { element } = await visit(stepped)
    missing.clear()
    return element
  },
  'with a file': async () => {
    const { element } = await visit(
      formOf([field('cv', { type: 'file', required: true })], {
        uploads: { perFile: 1_000_000, perSubmission: 2_000_000, files: 2 },
      }),
    )
    const chosen = new DataTransfer()
    chosen.items.add(new File(['a'], 'a.pdf'))
    const control = element.root.querySelector<HTMLInputElement>('[type=file]')
    if (control) control.files = chosen.files
    control?.dispatchEvent(new Event('change', { bubbles: true }))
    await element.updateComplete
    return element
  },
  dialog: async () => {
    const { element } = await visit(form)
    element.display = 'dialog'
    element.show()
    await until(() => element.root.querySelector('dialog[open]') !== null)
    return element
  },
  closed: async () => (await visit(formOf([], { closed: 'It opens on Monday.' }))).element,
  unavailable: async () => {
    new Network('down')
    const element = document.createElement('gatehouse-form')
    element.form = 'contact'
    document.body.append(element)
    await until(() => element.state === 'unavailable')
    await element.updateComplete
    return element
  },
}

async function sent(reply: Reply): Promise<GatehouseForm> {
  const { element } = await visit(form, reply)
  for (const [name, value] of Object.entries({
    name: 'Ana',
    story: 's',
    plan: 'a',
    size: 'a',
    extras: 'a',
    agree: 'on',
  })) {
    await type(element, name, value)
  }
  void element.submit()
  await until(() => element.state !== 'ready')
  // One that is still under way would go on in the next test.
  if (!(reply instanceof Promise)) await until(() => !['sending', 'waiting'].includes(element.state))
  await element.updateComplete
  return element
}

const realFetch = globalThis.fetch

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  globalThis.fetch = realFetch
  fixtureCleanup()
  for (const element of document.querySelectorAll('gatehouse-form')) element.remove()
  document.documentElement.removeAttribute('style')
  vi.restoreAllMocks()
})

const SCHEMES = {
  light: 'color-scheme: light; background: #fff; color: #222',
  dark: 'color-scheme: dark; background: #14181c; color: #eee',
  'dark without a word of it': 'background: #14181c; color: #eee',
}

describe.each(Object.entries(SCHEMES))('on a page that is %s', (_, scheme) => {
  test.each(Object.entries(STATES))('axe finds nothing wrong in the state %s', async (_state, enter) => {
    document.documentElement.style.cssText = scheme
    const element = await enter()
    await expectPage(element).to.be.accessible()
  })
})

describe('what a page may style and hear is documented, and the other way round', () => {
  const documented = (tag: string) =>
    [...source.matchAll(new RegExp(`^ \\* @${tag} (?:{[^}]+} )?\\[?([\\w-]+)`, 'gm'))]
      .map((found) => found[1] ?? '')
      .sort()

  test('parts', async () => {
    const drawn = new Set<string>()
    for (const enter of Object.values(STATES)) {
      const element = await enter()
      for (const { part } of element.root.querySelectorAll('[part]')) if (part[0]) drawn.add(part[0])
    }
    expect([...drawn].sort()).toEqual(documented('csspart'))
  })

  test('each part of a field carries the field’s name, and its state', async () => {
    const element = await STATES.invalid?.()
    for (const part of ['field', 'label', 'input', 'error']) {
      expect(
        element?.root.querySelector(`[part~="${part}"][part~="${part}-name"][part~="${part}-invalid"]`),
        part,
      ).not.toBeNull()
    }
    expect(element?.root.querySelector('[part~="input-email"]')?.part.contains('input-invalid')).toBe(false)
  })

  test('custom properties', () => {
    const read = new Set([...styles.matchAll(/var\((--[\w-]+)/g)].map((found) => found[1] ?? ''))
    expect([...read].sort()).toEqual(documented('cssprop'))
  })

  test('attributes', () => {
    expect([...GatehouseForm.observedAttributes].sort()).toEqual(documented('attr'))
  })

  test('events', () => {
    const declared = [
      ...new Set([...eventSource.matchAll(/^ {2}'(gatehouse-[\w-]+)':/gm)].map(([, name = '']) => name)),
    ].sort()
    expect(declared).toEqual(documented('fires'))
    expect(declared.length).toBeGreaterThan(0)
  })
})

describe('the form looks at home', () => {
  test('font, size and colour are the page’s', async () => {
    document.documentElement.style.cssText = 'font: 20px Georgia; color: rgb(10, 20, 30)'
    const element = await STATES.empty?.()
    const { fontFamily, fontSize, color } = getComputedStyle(element?.root.querySelector('input') as Element)
    expect({ fontFamily, fontSize, color }).toEqual({
      fontFamily: 'Georgia',
      fontSize: '20px',
      color: 'rgb(10, 20, 30)',
    })
  })

  test('a small page font does not make the phone zoom into a field', async () => {
    document.documentElement.style.cssText = 'font-size: 12px'
    const element = await STATES.empty?.()
    expect(getComputedStyle(element?.root.querySelector('input') as Element).fontSize).toBe('16px')
  })

  test('every control and button is at least 44 px high, every choice the whole row', async () => {
    const element = await STATES.empty?.()
    const targets = [...(element?.root.querySelectorAll<HTMLElement>('.control, .choice, button') ?? [])]
    expect(targets.length).toBeGreaterThan(8)
    for (const target of targets) expect(target.offsetHeight, target.outerHTML).toBeGreaterThanOrEqual(44)
  })

  test('focus moves nothing and is seen', async () => {
    const element = await STATES.empty?.()
    const control = element?.root.querySelector('input') as HTMLElement
    const before = JSON.stringify(control.getBoundingClientRect())
    control.focus()
    expect(JSON.stringify(control.getBoundingClientRect())).toBe(before)
    expect(getComputedStyle(control).outlineWidth).toBe('2px')
  })

  test('text on the accent is the one that can be read', async () => {
    const element = await STATES.empty?.()
    const button = element?.root.querySelector('button') as HTMLElement
    const inkOn = (accent: string) => {
      element?.style.setProperty('--gatehouse-accent', accent)
      return Number(/oklch\(([\d.]+)/.exec(getComputedStyle(button).color)?.[1])
    }
    expect(inkOn('#123456')).toBe(1)
    expect(inkOn('#ffe066')).toBe(0)
  })
})
