/** C8: what a marketer writes is drawn as nodes, in the element and on the form's own page alike. */
import { expect as accessibly, fixtureCleanup } from '@open-wc/testing'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { proseOf, sentenceOf } from '../../proxy/forms/prose.ts'
import { proseMarkup } from '../../proxy/hosted/prose-markup.ts'
import type { PublicField, PublicForm } from '../../src/contract/form.ts'
import type { Prose } from '../../src/contract/prose.ts'
import { en } from '../../src/contract/strings/en.ts'
import type { Kit } from '../../src/widget/extension.ts'
import extend from '../../src/widget/extensions/prose.ts'
import { html, nothing, render } from '../../src/widget/template.ts'
import '../../src/widget/index.ts'
import { watchPage } from '../support/inert.ts'
import { missing } from '../support/missing.ts'
import { hostileProse, hostileTree } from '../support/prose.ts'
import type { Network } from '../support/visitor.ts'
import { controlOf, descriptionOf, errorOf, field, formOf, one, visit, wordsOf } from '../support/visitor.ts'

vi.mock(import('../../src/widget/extension-files.ts'), () => import('../support/missing.ts'))

let network: Network | undefined

beforeEach(() => missing.clear())

afterEach(() => {
  network?.restore()
  fixtureCleanup()
  vi.restoreAllMocks()
})

async function open(fields: readonly PublicField[], rest: Partial<PublicForm> = {}) {
  const opened = await visit(formOf(fields, rest))
  network = opened.network
  return opened.element
}

const block = (source: string): PublicField => {
  const { text: label, prose } = proseOf(source)
  return field('intro', { type: 'text-block', label, ...(prose && { prose: { label: prose } }) })
}

const sentence = (source: string) => {
  const { text, prose } = sentenceOf(source)
  return { text, ...(prose && { prose: { label: prose } }), required: true }
}

const CONSENT = 'I agree to the [privacy policy](https://example.com/privacy)'

describe('in a form', () => {
  test('a text-block has its paragraphs, lists, stress and links', async () => {
    const element = await open([block('We **need**:\n\n- a bill\n- [photos](https://example.com/how)')])
    const prose = one(element, '.prose')
    expect([...prose.querySelectorAll('p, li, strong')].map(({ textContent }) => textContent)).toEqual([
      'We need:',
      'need',
      'a bill',
      'photos',
    ])
    const link = prose.querySelector('a')
    expect([link?.href, link?.target, link?.rel]).toEqual(['https://example.com/how', '_blank', 'noopener'])
  })

  test('a link in the words of a consent leads on and ticks nothing; the words beside it tick', async () => {
    const element = await open([field('name')], { consent: sentence(CONSENT) })
    const box = controlOf(element, 'consent')
    const link = one<HTMLAnchorElement>(element, '[part~="consent"] a')
    expect(box.labels?.[0]?.textContent).toContain('I agree to the privacy policy')
    link.addEventListener('click', (event) => event.preventDefault())
    link.click()
    expect(box.checked).toBe(false)
    box.labels?.[0]?.querySelector('span')?.click()
    expect(box.checked).toBe(true)
  })

  test('what is missing is said in plain words', async () => {
    const element = await open([field('name')], { consent: sentence(CONSENT) })
    await element.submit()
    expect(errorOf(element, 'consent')).toBe(en.tick.replace('{label}', 'I agree to the privacy policy'))
  })

  test('a help describes its control, links and all', async () => {
    const { text: help, prose } = sentenceOf('As on your [bill](https://example.com/bill)\nor **contract**')
    const element = await open([field('number', { help, ...(prose && { prose: { help: prose } }) })])
    expect(descriptionOf(controlOf(element, 'number'))).toContain('As on your bill')
    expect(wordsOf(one(element, '[part~="help"]'))).toBe('As on your bill\nor contract')
  })

  test('is accessible', async () => {
    const element = await open([block('**Hello**\n\n- [photos](https://example.com)')], { consent: sentence(CONSENT) })
    await accessibly(element).to.be.accessible()
  })

  test('without the extension the plain words stand there', async () => {
    missing.add('prose')
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const element = await open([block('We **need**:\n- a bill')], { consent: sentence(CONSENT) })
    expect(wordsOf(one(element, '.prose'))).toBe('We need:\n\n- a bill')
    expect(wordsOf(one(element, '[part~="consent"]'))).toContain('I agree to the privacy policy')
    expect(element.root.querySelector('a')).toBeNull()
  })

  test('a form of plain texts asks for no extension', async () => {
    missing.add('prose')
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    const element = await open([block('Hello\nyou')], { consent: { text: 'I agree' } })
    expect(wordsOf(one(element, '.prose'))).toBe('Hello\nyou')
    expect(said).not.toHaveBeenCalled()
  })
})

describe('whatever is written', () => {
  const { view } = extend({ html, nothing, adopt: () => {} } as unknown as Kit)

  /** Drawn by the element, and by the form's own page. */
  function drawn(prose: Prose) {
    const ours = document.body.appendChild(document.createElement('div'))
    const page = document.body.appendChild(document.createElement('div'))
    render(view(prose), ours)
    page.innerHTML = `${proseMarkup(prose)}`
    return { ours, page, gone: () => [ours, page].forEach((each) => void each.remove()) }
  }

  test('nothing runs, nothing is fetched, and only elements of prose come of it', async () => {
    const page = watchPage()
    const inert = fc.property(hostileTree, (tree) => {
      const { ours, page: theirs, gone } = drawn(tree)
      for (const part of [...ours.querySelectorAll('*'), ...theirs.querySelectorAll('*')]) {
        expect(part.localName).toMatch(/^(p|ul|li|strong|em|a|br)$/)
        for (const { name, value } of part.attributes) {
          expect(name).toMatch(/^(href|target|rel)$/)
          if (name === 'href') expect(new URL(value, 'x:').protocol).toMatch(/^(https|mailto|tel):$/)
        }
      }
      gone()
    })
    fc.assert(inert, { numRuns: 1_000 })
    expect(await page.happened()).toEqual([])
  })

  test('element and page show the same', () => {
    const same = fc.property(hostileProse, (source) => {
      for (const read of [proseOf, sentenceOf]) {
        const { text, prose = [text] } = read(source)
        const { ours, page, gone } = drawn(prose)
        const shown = (place: Element) =>
          place.innerHTML
            .replace(/<!--.*?-->/g, '')
            .replaceAll('\0', '')
            .replaceAll('\ufffd', '')
        expect(shown(ours)).toBe(shown(page))
        gone()
      }
    })
    fc.assert(same, { numRuns: 500 })
  })
})
