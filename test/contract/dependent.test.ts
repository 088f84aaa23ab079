import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check, offered, visible } from '../../src/contract/check.ts'
import type { Option, PublicField } from '../../src/contract/form.ts'

const option = (value: string, ...parents: string[]): Option => ({
  value,
  label: value,
  ...(parents.length > 0 && { parents }),
})
const topic: PublicField = {
  ...{ name: 'topic', type: 'select', label: 'Topic' },
  options: [option('Order'), option('Fault'), option('Praise')],
}
const product: PublicField = {
  ...{ name: 'product', type: 'select', label: 'Product', parent: 'topic' },
  options: [option('Lamp', 'Order'), option('Fan', 'Order', 'Fault')],
}
const fields = [topic, product]

const codes = (of: readonly PublicField[], given: object) =>
  check(of, { ...given }).issues.map(({ field, code }) => `${field} ${code}`)
const values = (of: readonly PublicField[], field: PublicField, given: object) =>
  offered(of, field, { ...given }).map(({ value }) => value)

describe('a choice that depends on another', () => {
  test('is one of those that stand beside the answer', () => {
    expect(values(fields, product, { topic: 'Order' })).toEqual(['Lamp', 'Fan'])
    expect(values(fields, product, { topic: 'Fault' })).toEqual(['Fan'])
    expect(check(fields, { topic: 'Fault', product: 'Fan' })).toMatchObject({ answers: { product: 'Fan' }, issues: [] })
  })

  test('is no option any more once the answer above it is another', () => {
    expect(codes(fields, { topic: 'Fault', product: 'Lamp' })).toEqual(['product not-an-option'])
  })

  test('is not asked for where nothing is left to choose, however much it is required', () => {
    const strict = [topic, { ...product, required: true }]
    for (const given of [{ topic: 'Praise' }, {}, { topic: '' }]) {
      expect(visible(strict, given).map(({ name }) => name)).toEqual(['topic'])
      expect(codes(strict, { ...given, product: 'Lamp' })).toEqual([])
      expect(check(strict, { ...given, product: 'Lamp' }).answers).not.toHaveProperty('product')
    }
    expect(codes(strict, { topic: 'Order' })).toEqual(['product value-missing'])
  })

  test('stands beside everything, and nothing, where it names no parents', () => {
    const open = { ...product, options: [...(product.options ?? []), option('Other')] }
    expect(values([topic, open], open, {})).toEqual(['Other'])
    expect(values([topic, open], open, { topic: 'Praise' })).toEqual(['Other'])
    expect(values([topic, open], open, { topic: 'Order' })).toEqual(['Lamp', 'Fan', 'Other'])
  })

  test('follows any of several answers', () => {
    const several: PublicField = { ...topic, type: 'checkboxes' }
    expect(values([several, product], product, { topic: ['Praise', 'Fault'] })).toEqual(['Fan'])
  })

  test('takes an answer above it that is hidden or none for empty', () => {
    const gate: PublicField = { name: 'more', type: 'checkbox', label: 'More' }
    const hidden = { ...topic, when: { field: 'more', equals: true } }
    expect(values([gate, hidden, product], product, { topic: 'Order' })).toEqual([])
    expect(values([gate, hidden, product], product, { topic: 'Order', more: true })).toEqual(['Lamp', 'Fan'])
    expect(values(fields, product, { topic: 'order' })).toEqual([])
    expect(values([product], product, { topic: 'Order' })).toEqual([])
  })

  test('goes on from field to field, whatever their order in the form', () => {
    const part: PublicField = { ...product, name: 'part', parent: 'product', options: [option('Bulb', 'Lamp')] }
    const chain = [part, product, topic]
    expect(values(chain, part, { topic: 'Order', product: 'Lamp' })).toEqual(['Bulb'])
    expect(values(chain, part, { topic: 'Fault', product: 'Lamp' })).toEqual([])
  })

  test('that goes in a circle ends, and nobody is asked', () => {
    const one: PublicField = { ...product, name: 'one', parent: 'two', options: [option('a', 'b')] }
    const two: PublicField = { ...product, name: 'two', parent: 'one', options: [option('b', 'a')] }
    expect(visible([one, two], { one: 'a', two: 'b' })).toEqual([])
    const self = { ...product, parent: 'product', options: [option('Lamp', 'Lamp'), option('Fan')] }
    expect(values([self], self, { product: 'Fan' })).toEqual(['Fan'])
  })
})

test('whatever is given, a choice passes just where page and proxy offer it', () => {
  const names = ['a', 'b', 'c'] as const
  const value = fc.constantFrom('x', 'y', 'z')
  const options = fc.uniqueArray(
    fc.record({ value, parents: fc.option(fc.subarray(['x', 'y', 'z']), { nil: undefined }) }),
    { selector: (each) => each.value },
  )
  const asked = (name: (typeof names)[number]) =>
    fc.record({
      parent: fc.option(fc.constantFrom(...names), { nil: undefined }),
      type: fc.constantFrom('select', 'radio', 'checkboxes'),
      required: fc.boolean(),
      options,
      when: fc.option(
        fc.record({ field: fc.constantFrom(...names), equals: value }).filter(({ field }) => field !== name),
        { nil: undefined },
      ),
    })
  const form = fc.tuple(...names.map(asked)).map((parts) =>
    parts.map((part, index): PublicField => {
      const { parent, when, options: list, ...rest } = part
      return {
        ...{ ...rest, name: names[index] ?? '', label: '' },
        options: list.map(({ value, parents }) => ({ value, label: '', ...(parents && { parents }) })),
        ...(parent && { parent }),
        ...(when && { when }),
      } as PublicField
    }),
  )
  const given = fc.dictionary(fc.constantFrom(...names), fc.oneof(value, fc.array(value)))
  fc.assert(
    fc.property(form, given, (of, answers) => {
      const shown = new Set(visible(of, answers).map(({ name }) => name))
      const checked = check(of, answers)
      for (const field of of) {
        const passed = [checked.answers[field.name] ?? []].flat()
        const open = offered(of, field, answers).map((each) => each.value)
        expect(passed.every((each) => open.includes(`${each}`))).toBe(true)
        if (!shown.has(field.name)) {
          expect(passed).toEqual([])
          expect(checked.issues.some((issue) => issue.field === field.name)).toBe(false)
        }
      }
      // What was accepted is accepted again, by whoever checks it.
      const again = check(of, checked.answers)
      if (checked.issues.length === 0) expect(again).toEqual(checked)
    }),
    { numRuns: 3_000 },
  )
})
