import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ar } from '../../src/contract/strings/ar.ts'
import { de } from '../../src/contract/strings/de.ts'
import { strings } from '../../src/contract/strings/index.ts'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import '../../src/widget/index.ts'
import {
  accepted,
  buttonOf,
  controlOf,
  ENDPOINT,
  errorOf,
  field,
  formOf,
  Network,
  one,
  place,
  until,
  visit,
} from '../support/visitor.ts'

let network: Network

afterEach(() => {
  network.restore()
  fixtureCleanup()
  vi.restoreAllMocks()
})

/** Of each text that says its direction by itself: the language that it is said to be in. */
const langs = (element: GatehouseForm) =>
  Object.fromEntries(
    [...element.root.querySelectorAll<HTMLElement>('[dir=auto]')].map(({ textContent, lang }) => [
      textContent?.trim(),
      lang,
    ]),
  )

const pt = (...keys: string[]) => ({ langs: Object.fromEntries(keys.map((key) => [key, 'pt-BR'])) })

const mixed = formOf(
  [
    field('name', { label: 'الاسم', help: 'Como no documento', ...pt('help') }),
    field('plan', {
      ...{ type: 'select', label: 'الخطة' },
      options: [
        { value: 'a', label: 'Plano A', ...pt('label') },
        { value: 'b', label: 'الخطة ب' },
      ],
    }),
    field('where', {
      ...{ type: 'radio', label: 'Onde?', ...pt('label') },
      options: [{ value: 'x', label: 'Na minha casa', ...pt('label') }],
    }),
    field('note', { type: 'text-block', label: 'Respondemos logo.', ...pt('label') }),
  ],
  {
    ...{ locale: 'ar', dir: 'rtl', title: 'اطلب عرضًا', submit: 'Quero já', ...pt('submit'), strings: ar },
    consent: { text: 'Aceito', ...pt('text') },
    success: { message: 'Número: {reference}!', ...pt('message') },
  },
)

describe('a form whose texts are not all in its language', () => {
  test('says of each which one it is in, and lets it run its own way', async () => {
    const opened = await visit(mixed)
    network = opened.network
    expect(one(opened.element, 'form').getAttribute('lang')).toBe('ar')
    expect(langs(opened.element)).toEqual({
      ...{ 'Como no documento': 'pt-BR', 'Plano A': 'pt-BR' },
      ...{ 'Onde?': 'pt-BR', 'Na minha casa': 'pt-BR', 'Respondemos logo.': 'pt-BR' },
      ...{ Aceito: 'pt-BR', 'Quero já': 'pt-BR' },
    })
  })

  test('and of steps, one at a time or below each other', async () => {
    const steps = [
      { title: 'Você', fields: ['name', 'plan'], ...pt('title') },
      { title: 'الباقي', fields: ['where', 'note'] },
    ]
    const opened = await visit({ ...mixed, steps, strings: { ...ar, steps: ar.steps } })
    network = opened.network
    const heading = one(opened.element, '[part=progress] h3')
    expect(heading.textContent).toBe('1 من 2: Você')
    expect(langs(opened.element).Você).toBe('pt-BR')
  })

  test('and of the first choice of a select, whose words are its placeholder', async () => {
    const plan = field('plan', { type: 'select', placeholder: 'Escolha', options: [], ...pt('placeholder') })
    const opened = await visit(formOf([plan], { locale: 'ar', dir: 'rtl', strings: ar }))
    network = opened.network
    expect(langs(opened.element).Escolha).toBe('pt-BR')
    expect(controlOf(opened.element, 'plan').lang).toBe('')
  })

  test('thanks in the message’s own language', async () => {
    const opened = await visit(mixed, accepted)
    network = opened.network
    await opened.element.submit()
    const message = one(opened.element, '[part=success] p')
    expect([message.lang, message.dir]).toEqual(['pt-BR', 'auto'])
  })

  test('a reference is read as it is written, whatever the words around it do', async () => {
    const reply = { status: 202, body: { id: 'x', reference: '2K7-D4M', status: 'accepted' } }
    const opened = await visit({ ...mixed, success: { message: 'رقمك: {reference}' } }, reply)
    network = opened.network
    await opened.element.submit()
    const reference = one(opened.element, '[part=reference]')
    const letters = document.createTreeWalker(reference, NodeFilter.SHOW_TEXT).nextNode() as Text
    const places = [...letters.data].map((_, index) => {
      const range = document.createRange()
      range.setStart(letters, index)
      range.setEnd(letters, index + 1)
      return range.getBoundingClientRect().left
    })
    expect(letters.data).toBe('2K7-D4M')
    expect(places).toEqual(places.toSorted((one, other) => one - other))
  })

  test('in its own language nothing is said to be in another', async () => {
    const opened = await visit(formOf([field('name')]), accepted)
    network = opened.network
    expect(opened.element.root.querySelectorAll('form [lang]')).toHaveLength(0)
  })
})

describe('a form that cannot be loaded', () => {
  const open = async (lang: string) => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    network = new Network('down')
    const box = document.body.appendChild(document.createElement('div'))
    box.lang = lang
    box.innerHTML = `<gatehouse-form form="contact" endpoint="${ENDPOINT}"></gatehouse-form>`
    const element = box.firstElementChild as GatehouseForm
    await until(() => element.state === 'unavailable')
    await element.updateComplete
    const alert = one(element, '[role=alert]')
    const said = [alert.lang, buttonOf(element).innerText]
    box.remove()
    return said
  }

  test.each(Object.keys(strings))('offers to load it again, in %s too', async (locale) => {
    const [lang, words = ''] = await open(locale)
    expect(lang).toBe(locale.slice(0, 2))
    expect(words).not.toBe('')
    if (lang !== 'en') expect(words).not.toBe((await open('en'))[1])
  })

  test.each([
    ['ar-EG', 'ar'],
    ['fi', 'en'],
  ])('asked for in %s it speaks %s', async (asked, spoken) => {
    expect((await open(asked))[0]).toBe(spoken)
  })
})

describe('the form', () => {
  test('is named by its title, and in a dialog the dialog is', async () => {
    const opened = await visit(formOf([field('name')]))
    network = opened.network
    const named = (element: GatehouseForm) => {
      const id = one(element, 'form').getAttribute('aria-labelledby')
      return id && element.root.querySelector(`#${id}`)?.textContent
    }
    expect(named(opened.element)).toBe('Talk to us')
    const element = await place(
      `<gatehouse-form form="contact" endpoint="${ENDPOINT}" display="dialog" open></gatehouse-form>`,
    )
    expect(one(element, 'dialog').ariaLabel).toBe('Talk to us')
    expect(named(element)).toBeNull()
  })

  test('without a title has no name', async () => {
    const { title: _, ...untitled } = formOf([field('name')])
    const opened = await visit(untitled)
    network = opened.network
    expect(one(opened.element, 'form').hasAttribute('aria-labelledby')).toBe(false)
  })

  test('says of an empty file what is wrong with it', async () => {
    const opened = await visit(formOf([field('cv', { type: 'file' })], { strings: de }))
    network = opened.network
    const chosen = new DataTransfer()
    chosen.items.add(new File([], 'leer.txt'))
    const chooser = controlOf(opened.element, 'cv')
    chooser.files = chosen.files
    chooser.dispatchEvent(new Event('change', { bubbles: true }))
    await opened.element.updateComplete
    expect(errorOf(opened.element, 'cv')).toBe(de.issues['bad-input file'].replace('{label}: ', 'leer.txt: '))
  })
})
