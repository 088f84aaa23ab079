/** A form in another language: what was typed keeps its meaning, and labels end as that language ends them. */
import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ar } from '../../src/contract/strings/ar.ts'
import { ptBR } from '../../src/contract/strings/pt-BR.ts'
import type { Kit } from '../../src/widget/extension.ts'
import extend from '../../src/widget/extensions/check.ts'
import '../../src/widget/index.ts'
import type { Network } from '../support/visitor.ts'
import { accepted, comeBack, controlOf, errorOf, field, formOf, held, type, until, visit } from '../support/visitor.ts'

let network: Network | undefined

afterEach(() => {
  network?.restore()
  fixtureCleanup()
})

describe('what is to be given instead of answers typed in another language', () => {
  const { outdated } = extend({ adopt: () => {} } as unknown as Kit)
  const options = ['Lamp', 'Fan'].map((value) => ({ value, label: value, parents: [value] }))
  const fields = [
    field('price', { type: 'number' }),
    field('name'),
    field('topic', { type: 'select', options: options.map(({ parents: _, ...rest }) => rest) }),
    field('product', { type: 'select', options, parent: 'topic' }),
  ]
  const instead = (price: string, from: string | undefined, to: string | undefined) =>
    outdated?.(fields, { price, name: '1,234' }, to ? { locale: to } : undefined, from)?.price

  test.each([
    ['1,234', 'en', 'pt-BR', '1234'],
    ['1.234', 'en', 'pt-BR', '1,234'],
    ['1,234.5', 'en', 'de', '1234,5'],
    ['1.234,5', 'pt-BR', 'en', '1234.5'],
    ['1.234', 'pt-BR', 'en', '1234'],
    ['350,50', 'en', 'pt-BR', '350,50'],
    ['-0,5', 'fr', 'ar', '-0.5'],
    ['abc', 'en', 'pt-BR', 'abc'],
    ['1,2,3', 'en', 'pt-BR', '1,2,3'],
    ['1.2345,6', 'pt-BR', 'en', '1.2345,6'],
  ])('%s of %s is, in %s, %s', (typed, from, to, said) => {
    expect(instead(typed, from, to)).toBe(said)
  })

  test.each([
    ['the same language', 'en', 'en'],
    ['one that is not known', undefined, 'pt-BR'],
    ['a form that is not known', 'en', undefined],
  ])('is nothing in %s', (_, from, to) => {
    expect(instead('1,234', from, to)).toBeUndefined()
  })

  test('leaves texts and empty numbers alone, and gives up choices as ever', () => {
    const given = { name: '1,234', price: '', topic: 'Lamp', product: 'Fan' }
    expect({ ...outdated?.(fields, given, { locale: 'pt-BR' }, 'en') }).toEqual({ product: '' })
    expect({ ...outdated?.(fields, given) }).toEqual({ product: '' })
  })
})

test.each(['ما اسمك؟', 'ما اسمك？', 'ما اسمك：', 'ما اسمك！', 'ما اسمك。', 'ما اسمك?', 'ما اسمك'])(
  '%s is named amid a sentence without its end',
  async (label) => {
    const opened = await visit(
      formOf([field('name', { label, required: true })], { locale: 'ar', dir: 'rtl', strings: ar }),
    )
    network = opened.network
    await opened.element.submit()
    expect(errorOf(opened.element, 'name')).toContain(ar.issues['value-missing'].replace('{label}', 'ما اسمك'))
  },
)

describe('a number that was typed before the form changed its language', () => {
  const form = formOf([field('bill', { type: 'number', label: 'Bill' }), field('name')])
  const translated = { ...form, locale: 'pt-BR', strings: ptBR }
  const networks: Network[] = []

  afterEach(() => {
    for (const network of networks.splice(0)) network.restore()
    fixtureCleanup()
  })

  async function typedIn() {
    const { element, network } = await visit(form, accepted)
    networks.push(network)
    await type(element, 'bill', '1,234')
    return { element, network }
  }

  test('is shown as that language writes it, and is the same number', async () => {
    const { element, network } = await typedIn()
    network.forms = [{ status: 200, body: translated }]
    element.locale = 'pt-BR'
    await until(() => controlOf(element, 'bill').value === '1234')
    await element.submit()
    expect(network.posts[0]?.sent.answers).toEqual({ bill: '1234' })
  })

  test('is so after a reload in that language too', async () => {
    await typedIn()
    fixtureCleanup()
    const { element, network } = await comeBack(translated, accepted)
    networks.push(network)
    controlOf(element, 'bill').focus()
    await until(() => controlOf(element, 'bill').value === '1234')
    await element.submit()
    expect(network.posts[0]?.sent.answers).toEqual({ bill: '1234' })
  })

  test('is sent as it was meant when it was on its way in between', async () => {
    const first = held()
    const { element, network } = await visit(form, first.reply)
    networks.push(network)
    await type(element, 'bill', '1,234')
    void element.submit()
    await until(() => network.posts.length === 1)
    fixtureCleanup()
    const second = held()
    const again = await comeBack(translated, second.reply, accepted)
    networks.push(again.network)
    await until(() => again.network.posts.length === 1)
    controlOf(again.element, 'bill').focus()
    await until(() => again.element.root.querySelector('[part=submit]')?.getAttribute('aria-disabled') === 'true')
    second.release({ status: 422, body: { issues: [{ field: 'name', code: 'too-short', minLength: 9 }] } })
    await until(() => again.element.state === 'ready')
    await type(again.element, 'name', 'Ana')
    await again.element.submit()
    expect(again.network.posts.at(-1)?.sent.answers).toEqual({ bill: '1234', name: 'Ana' })
    first.release({ status: 413, body: {} })
  })

  test('stays on its way where it waits to be sent: it is no other answer', async () => {
    const { element, network } = await visit(form, 'down')
    networks.push(network)
    await type(element, 'bill', '1,234')
    vi.spyOn(Math, 'random').mockReturnValueOnce(0).mockReturnValue(1e6)
    void element.submit()
    await until(() => element.state === 'waiting')
    network.forms = [{ status: 200, body: translated }]
    element.locale = 'pt-BR'
    await until(() => controlOf(element, 'bill').value === '1234')
    expect(element.state).toBe('waiting')
    vi.restoreAllMocks()
  })
})
