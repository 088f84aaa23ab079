import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, describe, expect, test } from 'vitest'
import '../../src/widget/index.ts'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import { media } from '../support/media.ts'
import type { Network } from '../support/visitor.ts'
import { controlOf, controlsOf, field, formOf, type, visit } from '../support/visitor.ts'

let network: Network

afterEach(async () => {
  network.restore()
  fixtureCleanup()
  sessionStorage.clear()
  await media({})
})

const topics = ['Order', 'Fault', 'Praise'].map((value) => ({ value, label: value }))
const products = [
  { value: 'Lamp', label: 'Lamp', parents: ['Order'] },
  { value: 'Fan', label: 'Fan', parents: ['Order', 'Fault'] },
  { value: 'Heater', label: 'Heater', parents: ['Fault'] },
]

describe.each(['select', 'radio'] as const)('a %s whose options depend on another answer', (kind) => {
  async function open(): Promise<GatehouseForm> {
    const opened = await visit(
      formOf([
        field('topic', { type: kind, options: topics }),
        field('product', { type: kind, options: products, parent: 'topic' }),
      ]),
    )
    network = opened.network
    return opened.element
  }

  const offered = (element: GatehouseForm) =>
    kind === 'radio'
      ? controlsOf(element, 'product').map(({ value }) => value)
      : [
          ...element.root.querySelectorAll<HTMLOptionElement>('[part~=input-product] > option[value]:not([value=""])'),
        ].map(({ value }) => value)
  const chosen = (element: GatehouseForm) =>
    kind === 'radio'
      ? controlsOf(element, 'product').flatMap(({ checked, value }) => (checked ? value : []))
      : [controlOf(element, 'product').value].filter(Boolean)

  test('is asked for once there is something to choose, and offers what stands beside the answer', async () => {
    const element = await open()
    expect(controlsOf(element, 'product')).toEqual([])
    await type(element, 'topic', 'Order')
    expect(offered(element)).toEqual(['Lamp', 'Fan'])
    await type(element, 'topic', 'Fault')
    expect(offered(element)).toEqual(['Fan', 'Heater'])
    await type(element, 'topic', 'Praise')
    expect(controlsOf(element, 'product')).toEqual([])
  })

  test('keeps an answer that is still offered, wherever it stands, and gives up one that is not', async () => {
    const element = await open()
    await type(element, 'topic', 'Order')
    await type(element, 'product', 'Fan')
    await type(element, 'topic', 'Fault')
    expect(chosen(element)).toEqual(['Fan'])
    await type(element, 'topic', 'Order')
    await type(element, 'product', 'Lamp')
    await type(element, 'topic', 'Fault')
    expect(chosen(element)).toEqual([])
    expect(element.answers.product).toBe('')
    await type(element, 'topic', 'Order')
    expect(chosen(element)).toEqual([])
    await element.submit()
    expect(network.posts[0]?.sent.answers).toEqual({ topic: 'Order' })
  })
})

test('a select keeps an arrow in forced colours, where its own is not drawn', async () => {
  const opened = await visit(formOf([field('topic', { type: 'select', options: topics })]))
  network = opened.network
  const looks = () => getComputedStyle(controlOf(opened.element, 'topic')).appearance
  await type(opened.element, 'topic', 'Order')
  expect(looks()).toBe('none')
  await media({ 'forced-colors': 'active' })
  expect(looks()).toBe('auto')
})
