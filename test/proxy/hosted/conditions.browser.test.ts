/** What the style rules of a plain form hide, in a real browser, is what `check` hides, whatever is chosen. */
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { conditionRules } from '../../../proxy/hosted/conditions.ts'
import { formMarkup } from '../../../proxy/hosted/form-markup.ts'
import { offered, visible } from '../../../src/contract/check.ts'
import type { Answer, Answers, Condition, PublicField, PublicForm } from '../../../src/contract/form.ts'
import { stringsFor } from '../../../src/contract/strings/index.ts'

const place = document.body.appendChild(document.createElement('div'))

afterEach(() => place.replaceChildren())

const VALUES = ['a', 'say "b" \\ <c>', 'ção']
const options = VALUES.map((value) => ({ value, label: value }))

const formOf = (fields: readonly PublicField[]): PublicForm => ({
  ...{ id: 'contact', version: 'v1', locale: 'en', dir: 'ltr', submit: 'Send', strings: stringsFor('en'), fields },
  success: { message: 'Thanks' },
})

/** Draws the form with these answers chosen in it, by its styles alone. */
function drawn(form: PublicForm, answers: Answers): HTMLFormElement {
  place.innerHTML = `<gatehouse-form form="contact"><style>${conditionRules(form, 'gatehouse-form[form=contact]>form')}</style>
${formMarkup(form, 'https://forms.example/f/contact', 2, { answers })}</gatehouse-form>`
  return place.querySelector('form') as HTMLFormElement
}

/** Of each field, whether it is seen, and which of its choices. */
const seenIn = (form: HTMLFormElement) =>
  [...form.querySelectorAll<HTMLElement>(':scope > .field')].map((field) => [
    field.checkVisibility(),
    [...field.querySelectorAll('.choice')].filter((choice) => choice.checkVisibility()).length,
  ])

const expected = (form: PublicForm, answers: Answers) =>
  form.fields.map((field) => {
    const isSeen = visible(form.fields, answers).includes(field)
    const choices = field.options ? offered(form.fields, field, answers).length : 1
    return [isSeen, isSeen && CHOICES.includes(field.type) ? choices : 0]
  })

const CHOICES = ['radio', 'checkboxes', 'checkbox']

const TYPES = ['radio', 'select', 'checkboxes', 'checkbox'] as const

/** A condition, each of its fields as a number. */
const leaf: fc.Arbitrary<Tree> = fc.oneof(
  fc.record({ on: fc.nat(5), equals: fc.constantFrom(...VALUES, '', true, false) }),
  fc.record({ on: fc.nat(5), in: fc.subarray([...VALUES, ''], { minLength: 1 }) }),
)
const around = (inner: fc.Arbitrary<Tree>): fc.Arbitrary<Tree> =>
  fc.oneof(
    inner,
    fc.record({ not: inner }),
    fc.record({ all: fc.array(inner, { minLength: 1, maxLength: 2 }) }),
    fc.record({ any: fc.array(inner, { minLength: 1, maxLength: 2 }) }),
  )

const draft = fc.record({
  type: fc.constantFrom(...TYPES, 'text-block' as const),
  depends: fc.constantFrom('when', 'when', 'parent', 'no'),
  on: fc.nat(5),
  tree: around(around(leaf)),
  parents: fc.array(fc.subarray(VALUES), { minLength: 3, maxLength: 3 }),
})

/** Fields that depend on some before them, in every way that there is. */
const fields = fc.array(draft, { minLength: 2, maxLength: 6 }).map((drafts) =>
  drafts.map(({ type, depends, on, tree, parents }, index): PublicField => {
    const before = (number: number) => `q${number % index}`
    const has = type !== 'checkbox' && type !== 'text-block'
    const isChild = has && depends === 'parent' && index > 0
    const offers = options.map((option, at) => ({
      ...option,
      ...(isChild && at > 0 && { parents: parents[at] ?? [] }),
    }))
    return {
      ...{ name: `${type === 'text-block' ? 't' : 'q'}${index}`, type, label: `Question ${index}` },
      ...(has && { options: offers }),
      ...(isChild && { parent: before(on) }),
      ...(index > 0 && depends === 'when' && { when: conditionOf(tree, before) }),
    }
  }),
)

type Tree =
  | { readonly on: number; readonly equals: string | boolean }
  | { readonly on: number; readonly in: readonly string[] }
  | { readonly not: Tree }
  | { readonly all: readonly Tree[] }
  | { readonly any: readonly Tree[] }

function conditionOf(tree: Tree, field: (number: number) => string): Condition {
  if ('not' in tree) return { not: conditionOf(tree.not, field) }
  if ('all' in tree) return { all: tree.all.map((each) => conditionOf(each, field)) }
  if ('any' in tree) return { any: tree.any.map((each) => conditionOf(each, field)) }
  const { on, ...test } = tree
  return { field: field(on), ...test }
}

const chosen = fc.array(fc.subarray(VALUES), { minLength: 6, maxLength: 6 })

/** Answers that can be given: of what is offered beside those before. */
function answersFor(asked: readonly PublicField[], picks: readonly (readonly string[])[]): Answers {
  const answers: Record<string, Answer> = {}
  asked.forEach((field, index) => {
    const { name, type } = field
    const pick = picks[index] ?? []
    const fits = pick.filter((value) => offered(asked, field, answers).some((option) => option.value === value))
    if (type === 'checkbox') answers[name] = pick.length > 1
    else if (type !== 'text-block') answers[name] = type === 'checkboxes' ? fits : (fits[0] ?? '')
  })
  return answers
}

describe('the style rules of a plain form', () => {
  test('hide what does not apply, and only that, whatever depends on what', () => {
    const agree = fc.property(fields, chosen, (asked, picks) => {
      const form = formOf(asked)
      const answers = answersFor(asked, picks)
      expect(seenIn(drawn(form, answers))).toEqual(expected(form, answers))
    })
    fc.assert(agree, { numRuns: 300 })
  })

  test('follow what is chosen, as it is chosen', () => {
    const size: PublicField = { name: 'size', type: 'radio', label: 'Size', options }
    const part: PublicField = {
      name: 'part',
      type: 'select',
      label: 'Part',
      options,
      when: { field: 'size', equals: 'a' },
    }
    const more: PublicField = { name: 'more', type: 'text', label: 'More', when: { field: 'part', in: ['ção'] } }
    const form = drawn(formOf([size, part, more]), {})
    const seen = () => seenIn(form).map(([isSeen]) => isSeen)
    expect(seen()).toEqual([true, false, false])
    form.querySelector<HTMLInputElement>('[value=a]')?.click()
    expect(seen()).toEqual([true, true, false])
    const select = form.querySelector('select') as HTMLSelectElement
    select.value = 'ção'
    expect(seen()).toEqual([true, true, true])
    form.querySelectorAll<HTMLInputElement>('[type=radio]')[1]?.click()
    expect(seen()).toEqual([true, false, false])
  })

  test('leave a choice that was made and does not fit any more, so that it can be taken back', () => {
    const size: PublicField = { name: 'size', type: 'radio', label: 'Size', options }
    const beside = options.map((option) => ({ ...option, parents: [option.value, 'ção'] }))
    const part: PublicField = { name: 'part', type: 'checkboxes', label: 'Part', options: beside, parent: 'size' }
    const asked = [size, part]
    expect(seenIn(drawn(formOf(asked), { size: 'a', part: [] }))[1]).toEqual([true, 1])
    expect(seenIn(drawn(formOf(asked), { size: 'a', part: ['ção'] }))[1]).toEqual([true, 2])
  })

  test('leave what depends on a typed answer, which no style sheet sees', () => {
    const asked: readonly PublicField[] = [
      { name: 'city', type: 'text', label: 'City' },
      { name: 'street', type: 'text', label: 'Street', when: { field: 'city', equals: 'Rio' } },
    ]
    expect(conditionRules(formOf(asked), 'form')).toBe('')
    expect(seenIn(drawn(formOf(asked), {})).map(([isSeen]) => isSeen)).toEqual([true, true])
  })

  test('never keep a form from being sent: what they can hide is not required', () => {
    const asked: readonly PublicField[] = [
      { name: 'size', type: 'radio', label: 'Size', options },
      { name: 'part', type: 'text', label: 'Part', required: true, when: { field: 'size', equals: 'a' } },
      {
        name: 'kind',
        type: 'select',
        label: 'Kind',
        required: true,
        parent: 'size',
        options: [{ ...options[0], parents: ['a'] }],
      },
    ] as PublicField[]
    expect(drawn(formOf(asked), {}).querySelectorAll('[required]')).toHaveLength(0)
  })
})
