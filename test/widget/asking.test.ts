import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { CONSENT } from '../../src/contract/form.ts'
import { en } from '../../src/contract/strings/en.ts'
import '../../src/widget/index.ts'
import type { Network } from '../support/visitor.ts'
import {
  buttonOf,
  controlOf,
  descriptionOf,
  errorOf,
  field,
  formOf,
  one,
  record,
  type,
  visit,
  wordsOf,
} from '../support/visitor.ts'

let network: Network

afterEach(() => {
  network.restore()
  fixtureCleanup()
  sessionStorage.clear()
  vi.restoreAllMocks()
})

async function open(...parameters: Parameters<typeof formOf>) {
  const opened = await visit(formOf(...parameters))
  network = opened.network
  return opened.element
}

describe('consent', () => {
  const consent = { text: 'You may write to me', required: true }

  test('is a box above the button, named by its whole text, and a part of its own', async () => {
    const element = await open([field('name')], { consent })
    const part = one(element, '[part~="consent"]')
    expect(controlOf(element, 'consent').labels?.[0]?.textContent).toContain('You may write to me')
    expect(part.compareDocumentPosition(buttonOf(element)) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy()
    expect(one(element, '[part~="field-name"]').compareDocumentPosition(part)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
  })

  test('where it is required nothing is sent without it, and the words ask for a tick', async () => {
    const element = await open([field('name')], { consent })
    await element.submit()
    expect(network.posts).toEqual([])
    expect(errorOf(element, 'consent')).toBe(en.tick.replace('{label}', 'You may write to me'))
    await type(element, 'consent', 'on')
    expect(errorOf(element, 'consent')).toBeUndefined()
    await element.submit()
    expect(network.posts[0]?.sent).toMatchObject({ consent: true, answers: {} })
    expect(network.posts[0]?.sent.answers).not.toHaveProperty([CONSENT])
  })

  test('where it is not, it is sent as it was left', async () => {
    const element = await open([field('name')], { consent: { text: 'News, please' } })
    expect(wordsOf(one(element, '[part~="consent"]'))).toContain(en.optional)
    await element.submit()
    expect(network.posts[0]?.sent.consent ?? false).toBe(false)
  })
})

describe('a form outside its time', () => {
  test('says so in its place and asks nothing', async () => {
    const element = await open([field('name')], { closed: 'It opens on Monday.' })
    expect(one(element, 'h2').textContent).toBe(en.closed)
    expect(element.root.textContent).toContain('It opens on Monday.')
    expect(element.root.querySelector('form, input, button')).toBeNull()
    await element.submit()
    expect(network.posts).toEqual([])
    expect(element.state).toBe('ready')
  })
})

describe('a telephone number', () => {
  const telephone = field('phone', { type: 'tel', country: 'BR', callingCode: '55', help: 'With area code' })

  test('has its country’s calling code before it, which describes it and is no part of the answer', async () => {
    const element = await open([telephone])
    expect(one(element, '[part~="field-phone"]').innerText).toContain('+55')
    expect(descriptionOf(controlOf(element, 'phone'))).toBe('With area code | +55')
    await type(element, 'phone', '(11) 91234-5678')
    await element.submit()
    expect(network.posts[0]?.sent.answers).toEqual({ phone: '(11) 91234-5678' })
  })

  test.each(['+351 912', ' 00351'])('with a calling code of its own, like %s, stands alone', async (number) => {
    const element = await open([telephone])
    const control = controlOf(element, 'phone')
    await type(element, 'phone', number)
    expect(one(element, '[part~="field-phone"]').innerText).not.toContain('+55')
    expect(controlOf(element, 'phone')).toBe(control)
    await type(element, 'phone', '11')
    expect(one(element, '[part~="field-phone"]').innerText).toContain('+55')
  })

  test('reads from left to right on a page that does not', async () => {
    const element = await open([telephone], { dir: 'rtl' })
    for (const part of ['#f1-code', '#f1']) expect(getComputedStyle(one(element, part)).direction).toBe('ltr')
    const [code, number] = ['#f1-code', '#f1'].map((part) => one(element, part).getBoundingClientRect())
    expect(code?.right).toBeLessThanOrEqual(number?.left ?? 0)
  })
})

describe('the keyboard of a telephone', () => {
  test.each([
    ['a number', field('x', { type: 'number' }), 'decimal'],
    ['a CPF', field('x', { format: 'cpf' }), 'numeric'],
    ['a CEP', field('x', { format: 'cep' }), 'numeric'],
    ['a CNPJ, which may have letters', field('x', { format: 'cnpj' }), ''],
    ['a text', field('x'), ''],
  ])('for %s', async (_, asked, keyboard) => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(controlOf(await open([asked]), 'x').inputMode).toBe(keyboard)
  })

  test('its enter key says what it does: it sends', async () => {
    expect(controlOf(await open([field('x')]), 'x').enterKeyHint).toBe('send')
  })
})

describe('files, with the browser’s own control', () => {
  test('it is told what it may take, and a choice survives the field being hidden', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const element = await open([
      field('more', { type: 'checkbox' }),
      field('cv', { type: 'file', accept: ['.pdf', 'image/*'], multiple: true, when: { field: 'more', equals: true } }),
    ])
    await type(element, 'more', 'on')
    const chosen = new DataTransfer()
    chosen.items.add(new File(['a'], 'a.pdf'))
    chosen.items.add(new File(['b'], 'b.pdf'))
    const control = controlOf(element, 'cv')
    expect([control.accept, control.multiple]).toEqual(['.pdf,image/*', true])
    control.files = chosen.files
    control.dispatchEvent(new Event('change', { bubbles: true }))
    await type(element, 'more', 'on')
    await type(element, 'more', 'on')
    expect(controlOf(element, 'cv')).not.toBe(control)
    expect([...(controlOf(element, 'cv').files ?? [])].map(({ name }) => name)).toEqual(['a.pdf', 'b.pdf'])
    expect(element.answers.cv).toEqual(['a.pdf', 'b.pdf'])
  })
})

describe('a page that a browser translates', () => {
  test('goes on: every text is replaced, and typing, erring and sending are as before', async () => {
    const element = await open(
      [
        field('name', { required: true, help: 'As you like' }),
        field('plan', {
          type: 'radio',
          options: [
            { value: 'a', label: 'A' },
            { value: 'b', label: 'B' },
          ],
        }),
        field('why', { when: { field: 'plan', equals: 'b' } }),
      ],
      { consent: { text: 'You may', required: true } },
    )
    const translate = () => {
      const walker = document.createTreeWalker(element.root, NodeFilter.SHOW_TEXT)
      const texts: Text[] = []
      while (walker.nextNode()) if (walker.currentNode.textContent?.trim()) texts.push(walker.currentNode as Text)
      for (const text of texts) {
        const [outer, inner] = [document.createElement('font'), document.createElement('font')]
        outer.append(inner)
        inner.textContent = `«${text.data}»`
        text.replaceWith(outer)
      }
    }
    translate()
    await element.submit()
    expect(one(element, '.summary').textContent).toContain('2')
    translate()
    await type(element, 'name', 'Ana')
    await type(element, 'plan', 'b')
    translate()
    await type(element, 'why', 'because')
    await type(element, 'plan', 'a')
    await type(element, 'consent', 'on')
    expect(element.root.querySelector('.summary')).toBeNull()
    translate()
    const events = record(element)
    await element.submit()
    expect(events.map(({ name }) => name)).toEqual(['before-submit', 'accepted'])
    expect(one(element, 'h2').textContent).toBe(en.thanks)
  })

  test('a text that changes is said in its new words, not in the translation of the old ones', async () => {
    const element = await open([field('name', { required: true, minLength: 3 })])
    await type(element, 'name', '')
    await element.submit()
    for (const span of element.root.querySelectorAll('[part~=error] > span, .summary span')) {
      const font = document.createElement('font')
      font.textContent = 'traduzido'
      span.replaceChildren(font)
    }
    await type(element, 'name', 'A')
    expect(errorOf(element, 'name')).toContain('3')
    expect(one(element, '.summary a').textContent).toContain('3')
  })
})
