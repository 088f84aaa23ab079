import { describe, expect, test } from 'vitest'
import { publicForm } from '../../../proxy/forms/public.ts'
import { check } from '../../../src/contract/check.ts'
import { field } from '../../support/schemas.ts'
import { asked, misfits, numbered, published, ticket, withField } from '../../support/ticket.ts'

const fieldsOf = (...args: Parameters<typeof published>) =>
  publicForm(published(...args), 'v1', 'en', { now: 0 }).fields
const find = (fields: ReturnType<typeof fieldsOf>, name: string) => fields.find((each) => each.name === name)
const replaced = (name: string, more: object) => asked.map((one) => (one.name === name ? { ...one, ...more } : one))
const without = (...names: string[]) => asked.filter(({ name }) => !names.includes(name))
const plain = (...values: string[]) => values.map((value) => ({ value, label: value }))

describe('choices that depend on another field', () => {
  test('follow it by the form’s own name; what stands beside nothing is not there', () => {
    expect(find(fieldsOf(), 'product')).toMatchObject({
      parent: 'topic',
      options: [
        { value: 'Lamp', label: 'Lamp', parents: ['Order'] },
        { value: 'Fan', label: 'Fan', parents: ['Order', 'Fault'] },
      ],
    })
  })

  test('keep to the answers that the form offers above them', () => {
    const fields = replaced('topic', { options: plain('Fault', 'Praise') })
    expect(find(fieldsOf({ fields }), 'product')?.options).toEqual([{ value: 'Fan', label: 'Fan', parents: ['Fault'] }])
  })

  test('keep to what the form fixes above them', () => {
    const fields = replaced('topic', { value: 'Fault' })
    const product = find(fieldsOf({ fields: fields.filter(({ name }) => name !== 'order') }), 'product')
    expect(product?.options).toEqual(plain('Fan'))
    expect(product).not.toHaveProperty('parent')
  })

  test('go on from field to field', () => {
    const part = field('cf_part', {
      ...{ label: 'Part', ...numbered('Bulb', 'Blade') },
      parent: { key: 'cf_product', options: { Lamp: ['Bulb'], Fan: ['Blade'] } },
    })
    const deep = { ...ticket, fields: [part, ...ticket.fields] }
    const fields = [{ name: 'part', to: 'cf_part' }, ...replaced('topic', { options: plain('Fault', 'Praise') })]
    expect(find(fieldsOf({ fields }, deep), 'part')?.options).toEqual([
      { value: 'Blade', label: 'Blade', parents: ['Fan'] },
    ])
  })

  test.each<[string, readonly (typeof asked)[number][], string]>([
    [
      'of a field that nobody asks for',
      without('topic', 'order'),
      'product: Its choices depend on "Topic". Show that too, with `to: cf_topic`, or fix it by `value`.',
    ],
    [
      'that is listed and stands beside nothing',
      replaced('product', { options: plain('Fan', 'Spare') }),
      'product: "Spare" does not stand beside any choice of `topic`. Take it out.',
    ],
    [
      'beside a fixed answer that leaves none',
      replaced('topic', { value: 'Praise' }).filter(({ name }) => name !== 'order'),
      'product: There is nothing to choose beside "Topic" as the form fixes it. Take the field out.',
    ],
    [
      'that is fixed, beside an answer that it may not go with',
      replaced('product', { value: 'Lamp' }),
      '"Lamp" of "Product" does not stand beside "Fault" of "Topic". Name another.',
    ],
    [
      'that is fixed, of a field that nobody asks for',
      replaced('product', { value: 'Lamp' }).filter(({ name }) => !['topic', 'order'].includes(name)),
      'The choices of "Product" depend on "Topic". Show that too',
    ],
  ])('a choice %s is said', (_name, fields, expected) => {
    expect(misfits({ fields }).join('\n')).toContain(expected)
  })

  test('are held to it at the door', () => {
    const fields = fieldsOf()
    const answers = { who: 'Ana', email: 'ana@example.com', message: 'Hi' }
    expect(check(fields, { ...answers, topic: 'Fault', product: 'Fan' }).issues).toEqual([])
    expect(check(fields, { ...answers, topic: 'Fault', product: 'Lamp' }).issues).toEqual([
      { field: 'product', code: 'not-an-option' },
    ])
  })
})

describe('when the upstream shows a field', () => {
  test('the form shows it, unless it says another time', () => {
    expect(find(fieldsOf(), 'order')?.when).toEqual({ field: 'topic', equals: 'Order' })
    const when = { field: 'topic', in: ['Order', 'Fault'] }
    expect(find(fieldsOf({ fields: replaced('order', { when }) }), 'order')?.when).toEqual(when)
  })

  test('by what the form fixes, that is settled', () => {
    const fields = replaced('topic', { value: 'Order' }).filter(({ name }) => name !== 'product')
    expect(find(fieldsOf({ fields }), 'order')).toMatchObject({ required: true })
    expect(find(fieldsOf({ fields }), 'order')).not.toHaveProperty('when')
    const never = replaced('topic', { value: 'Praise' }).filter(({ name }) => name !== 'product')
    expect(misfits({ fields: never })).toEqual([expect.stringContaining('order: The upstream never shows it')])
  })

  test('by several fields, only what is open stays a question', () => {
    const is = (key: string, equals: string) => ({ field: key, equals })
    const when = {
      all: [is('priorityId', 'High'), { any: [is('cf_topic', 'Order'), { not: is('cf_topic', 'Fault') }] }],
    }
    const schema = withField('cf_order', field('cf_order', { when }))
    expect(find(fieldsOf({}, schema), 'order')?.when).toEqual({
      any: [is('topic', 'Order'), { not: is('topic', 'Fault') }],
    })
    expect(misfits({ priority: 'Low' }, schema)[0]).toContain('never shows it')
  })

  test('by a field that nobody asks for, that is said', () => {
    expect(misfits({ fields: without('topic', 'product') })).toEqual([
      'order: Whether it is shown depends on "Topic". Show that too, with `to: cf_topic`, or fix it by `value`.',
    ])
  })

  test('in a circle with the form’s own conditions, that is said', () => {
    const fields = replaced('topic', { when: { field: 'order', equals: 'x' } })
    expect(misfits({ fields }).join('\n')).toContain('depends on itself. Break the circle.')
  })
})
