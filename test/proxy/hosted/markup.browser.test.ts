/** A browser's own parser is the judge of what the markup is. */
import { expect as accessibly, fixtureCleanup } from '@open-wc/testing'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { Filled } from '../../../proxy/hosted/form-markup.ts'
import { formMarkup } from '../../../proxy/hosted/form-markup.ts'
import { answersOf, postFrom } from '../../../proxy/hosted/post.ts'
import { treeOf } from '../../../proxy/hosted/tree.ts'
import { check, sanitise } from '../../../src/contract/check.ts'
import type { Answer, PublicField, PublicForm } from '../../../src/contract/form.ts'
import { CONSENT } from '../../../src/contract/form.ts'
import { questions } from '../../../src/contract/questions.ts'
import { stringsFor } from '../../../src/contract/strings/index.ts'
import { TRAP } from '../../../src/contract/wire.ts'
import { built } from '../../../src/widget/plain-form.ts'

afterEach(() => fixtureCleanup())

/** One field of each type that has a control, all texts the same. */
function formOf(text: string, more: Partial<PublicForm> = {}): PublicForm {
  const options = ['a', 'b'].map((value) => ({ value, label: text }))
  const types = [
    'text',
    'email',
    'tel',
    'url',
    'number',
    'date',
    'datetime-local',
    'time',
    'textarea',
    'select',
  ] as const
  const plain = types.map((type): PublicField => ({ name: type, type, label: text, help: text, placeholder: text }))
  return {
    ...{ id: 'contact', version: 'v1', locale: 'en', dir: 'ltr', title: text, submit: text, strings: stringsFor('en') },
    fields: [
      ...plain.map((field) => (field.type === 'select' ? { ...field, options } : field)),
      { name: 'radio', type: 'radio', label: text, options, required: true },
      { name: 'checkboxes', type: 'checkboxes', label: text, options },
      {
        name: 'child',
        type: 'select',
        label: text,
        parent: 'radio',
        options: [{ value: 'c', label: text, parents: ['a'] }],
      },
      { name: 'checkbox', type: 'checkbox', label: text },
      { name: 'prose', type: 'text-block', label: text },
      { name: 'hidden', type: 'hidden', label: text, default: 'x' },
      { name: 'phone', type: 'tel', label: text, country: 'BR', callingCode: '55' },
      { name: 'file', type: 'file', label: text, help: text, accept: [text, 'image/*'], multiple: true },
    ],
    uploads: { perFile: 10_000_000, perSubmission: 25_000_000, files: 10 },
    consent: { text, required: true },
    success: { message: text },
    ...more,
  }
}

function drawn(form: PublicForm, filled: Filled = {}): HTMLFormElement {
  const place = document.createElement('div')
  place.innerHTML = `${formMarkup(form, 'https://forms.example/f/contact', 1, filled)}`
  const found = place.querySelector('form')
  if (!found || place.children.length !== 1) throw new Error('The markup is not one form.')
  return found
}

const shape = (form: Element) => [...form.querySelectorAll('*')].map(({ localName }) => localName).join(' ')

const hostile = fc.oneof(
  fc.constantFrom(
    '</textarea><script>x</script>',
    '"><img src=x onerror=x>',
    "' onfocus='x",
    '</title>',
    '&lt;b&gt;',
    '-->',
  ),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
)

describe('the markup', () => {
  test('takes every text for text: none makes an element or an attribute', () => {
    const safe = shape(
      drawn(formOf('x'), { issues: [{ field: 'text', code: 'value-missing' }], notice: 'x', page: 'x' }),
    )
    const inert = fc.property(hostile, (text) => {
      const form = drawn(formOf(text), { issues: [{ field: 'text', code: 'value-missing' }], notice: text, page: text })
      expect(shape(form)).toBe(safe)
      expect(form.querySelector('h1')?.textContent).toBe(text.replace(/\r\n?/g, '\n').replaceAll('\0', ''))
      for (const { attributes } of form.querySelectorAll('*'))
        for (const { name } of attributes) expect(name).not.toMatch(/^on|^style$/)
    })
    fc.assert(inert, { numRuns: 150 })
  })

  test('keeps what was typed: a page sent again sends the same', () => {
    const texts = {
      text: hostile,
      textarea: fc.oneof(hostile, fc.constant('\n\n two\n lines')),
      email: fc.constant('a@b"c'),
    }
    const typed = fc.record({
      ...texts,
      ...{ number: fc.constant('1.5'), date: fc.constant('2026-01-31'), time: fc.constant('18:30') },
      ...{ 'datetime-local': fc.constant('2026-01-31T18:30'), select: fc.constantFrom('', 'a', 'b') },
      ...{ radio: fc.constantFrom('', 'a'), checkboxes: fc.subarray(['a', 'b']), child: fc.constantFrom('', 'c') },
      ...{ checkbox: fc.boolean(), [CONSENT]: fc.boolean() },
    })
    const kept = fc.property(typed, (given) => {
      const form = formOf('x')
      const asked = questions(form)
      const answers = given as Record<string, Answer>
      const sent = new URLSearchParams([...new FormData(drawn(form, { answers }))].map(([k, v]) => [k, String(v)]))
      const back = answersOf(postFrom(sent, undefined), asked, form.locale)
      const clean = (name: string, answer: Answer | undefined) =>
        typeof answer === 'string'
          ? sanitise(asked.find((field) => field.name === name)?.type ?? 'text', answer.replaceAll('\0', ''))
          : answer
      for (const [name, answer] of Object.entries(answers)) expect(clean(name, back[name])).toEqual(clean(name, answer))
    })
    fc.assert(kept, { numRuns: 150 })
  })

  test('begins with the defaults', () => {
    const form = formOf('x', {
      fields: [
        { name: 'a', type: 'text', label: 'A', default: 'usual' },
        { name: 'b', type: 'checkbox', label: 'B', default: true },
      ],
    })
    expect([...new FormData(drawn(form))].filter(([name]) => /^f[12]$/.test(name))).toEqual([
      ['f1', 'usual'],
      ['f2', 'on'],
    ])
  })

  test('has no name that replaces a property of the form', () => {
    const form = drawn(formOf('x'), { id: 'an-id', page: 'https://example.com' })
    for (const { name } of form.elements as HTMLCollectionOf<HTMLInputElement>) {
      if (name) expect(name in document.createElement('form')).toBe(false)
    }
  })

  test('ties errors to their controls, and links to them', () => {
    const asked = questions(formOf('x'))
    const { issues } = check(asked, { email: 'x', number: 'y' })
    const form = drawn(formOf('x'), { answers: { email: 'x' }, issues })
    for (const link of form.querySelectorAll('.summary a')) {
      const control = form.querySelector(`[id="${link.getAttribute('href')?.slice(1)}"]`)
      const group = control?.closest('[role=radiogroup]')
      const told = (group ?? control)?.getAttribute('aria-describedby')?.split(' ') ?? []
      expect(told.map((id) => form.querySelector(`[id="${id}"]`)?.textContent)).toContain(link.textContent)
      expect((group ?? control)?.getAttribute('aria-invalid')).toBe('true')
    }
    expect(form.querySelectorAll('.summary a')).toHaveLength(issues.length)
  })

  test('says of chosen files that they must be chosen again, unless something else is wrong with them', () => {
    const again = (issues: Filled['issues'] = []) =>
      [...drawn(formOf('A file.'), { answers: { file: ['a.pdf'] }, issues }).querySelectorAll('.summary a')].map(
        ({ textContent }) => textContent,
      )
    expect(again()).toEqual(['A file: please choose again; this page cannot keep files'])
    expect(again([{ field: 'file', code: 'file-type' }])).toEqual(['A file: this kind of file cannot be sent'])
  })

  test('says what is taken of files where their control is', () => {
    const form = drawn(formOf('.pdf'))
    const control = form.querySelector<HTMLInputElement>('[type=file]')
    const told = control?.getAttribute('aria-describedby')?.split(' ') ?? []
    expect(told.map((id) => form.querySelector(`[id="${id}"]`)?.textContent?.replace(/[\u2068\u2069]/g, ''))).toEqual([
      '.pdf',
      'Up to 10 MB each · Up to 10 files · Allowed: PDF and images',
    ])
    expect([control?.accept, control?.multiple, form.enctype]).toEqual(['.pdf,image/*', true, 'multipart/form-data'])
    expect(drawn(formOf('x', { fields: [] })).enctype).toBe('application/x-www-form-urlencoded')
  })

  test('groups the choices that follow from another answer by it', () => {
    const options = [
      { value: 'c', label: 'Cor', parents: ['a', 'b'] },
      { value: 'd', label: 'Outra' },
    ]
    const parent: PublicField = {
      name: 'p',
      type: 'radio',
      label: 'P',
      options: [
        { value: 'a', label: 'Casa' },
        { value: 'b', label: 'Loja' },
      ],
    }
    const child = (type: 'select' | 'radio'): PublicField => ({ name: 'q', type, label: 'Q', parent: 'p', options })
    const select = drawn(formOf('x', { fields: [parent, child('select')] }))
    expect(
      [...select.querySelectorAll('optgroup')].map(({ label, textContent }) => [label, textContent?.trim()]),
    ).toEqual([
      ['Casa', 'Cor'],
      ['Loja', 'Cor'],
    ])
    const radio = drawn(formOf('x', { fields: [parent, child('radio')] }))
    expect(radio.textContent).toContain('Cor (Casa, Loja)')
  })

  test.each([
    ['as it begins', {}],
    ['with what is wrong', { issues: check(questions(formOf('x')), { email: 'x' }).issues }],
    ['filled in', { notice: 'Almost done', answers: { text: 'Ana', radio: 'a', checkbox: true, file: ['a.pdf'] } }],
  ])('is accessible %s', async (_when, filled) => {
    const fields = formOf('A question').fields
    const steps = [
      { title: 'You', fields: fields.slice(0, 5).map(({ name }) => name) },
      { title: 'Your wish', fields: fields.slice(5, -1).map(({ name }) => name) },
    ]
    const main = document.createElement('main')
    main.append(drawn(formOf('A question', { steps }), filled))
    document.body.append(main)
    await accessibly(main).to.be.accessible()
    main.remove()
  })

  test('has a field that no person meets: not by keyboard, not by ear, not by eye, not by a browser that fills in', async () => {
    const form = drawn(formOf('x'), { id: 'x', token: 'v1.x.y' })
    document.body.append(form)
    const trap = form.elements.namedItem(TRAP) as HTMLInputElement
    expect([trap.type, trap.value, trap.tabIndex, trap.autocomplete]).toEqual(['text', '', -1, 'off'])
    expect([trap.ariaHidden, trap.labels?.length, trap.className]).toEqual(['true', 0, 'unseen'])
    // It is there for those who read the page's code: none of the ways in which a page hides what nobody should fill in.
    expect(trap.checkVisibility()).toBe(true)
    expect(TRAP in document.createElement('form')).toBe(false)
    await accessibly(form).to.be.accessible()
    form.remove()
  })

  test('stands in steps with their headings, the consent after them', () => {
    const fields: readonly PublicField[] = ['a', 'b'].map((name) => ({ name, type: 'text', label: name }))
    const form = drawn(formOf('x', { fields, steps: [{ title: 'One', fields: ['b'] }, { fields: ['a'] }] }))
    const [first, second] = form.querySelectorAll('fieldset')
    expect([first, second].map((step) => step?.querySelector('legend')?.textContent)).toEqual(['1 of 2: One', '2 of 2'])
    expect([first, second].map((step) => step?.querySelector('input')?.name)).toEqual(['f2', 'f1'])
    expect([...form.elements].map((control) => (control as HTMLInputElement).name).filter(Boolean)).toEqual([
      'version',
      'locale',
      'names',
      'f2',
      'f1',
      'f3',
      TRAP,
    ])
  })
})

describe('the markup as data, of which a script makes elements', () => {
  const withoutLayout = (form: Element) => {
    const texts = document.createTreeWalker(form, NodeFilter.SHOW_TEXT)
    const laidOut: Node[] = []
    while (texts.nextNode()) if (/^\s*\n\s*$/.test(texts.currentNode.nodeValue ?? '')) laidOut.push(texts.currentNode)
    for (const node of laidOut) if (node.parentNode?.nodeName !== 'TEXTAREA') node.parentNode?.removeChild(node)
    form.normalize()
    return form.outerHTML
  }

  test('is what the browser’s parser makes of it, whatever the texts and answers are', () => {
    const text = fc.oneof(hostile, fc.constantFrom('one\n\ntwo', '\n', ' & &amp; &#39; <'))
    fc.assert(
      fc.property(text, text, (words, answer) => {
        // A parser makes line feeds of these, and nothing of this.
        const [said, given] = [words, answer].map((each) => each.replace(/[\r\0]/g, '')) as [string, string]
        const filled = { answers: { text: given, textarea: given, select: 'b', radio: 'a', checkboxes: ['b'] } }
        const form = formOf(said)
        const parsed = drawn(form, filled)
        const made = built(treeOf(formMarkup(form, 'https://forms.example/f/contact', 1, filled)), '')
        expect(withoutLayout(made)).toBe(withoutLayout(parsed))
      }),
      { numRuns: 60 },
    )
  })
})
