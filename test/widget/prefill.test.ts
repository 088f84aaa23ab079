import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, describe, expect, test } from 'vitest'
import '../../src/widget/index.ts'
import { ENDPOINT, field, formOf, Network, place, record } from '../support/visitor.ts'

const OPTIONS = [
  { value: 'a', label: 'Plan A' },
  { value: 'b', label: 'Plan B' },
]
const form = formOf([
  field('name'),
  field('email', { type: 'email' }),
  field('bill', { type: 'number', max: '100' }),
  field('plan', { type: 'select', options: OPTIONS }),
  field('extras', { type: 'checkboxes', options: OPTIONS }),
  field('agree', { type: 'checkbox' }),
  field('why', { when: { field: 'plan', equals: 'b' } }),
  field('code', { sensitive: true }),
  field('ref', { type: 'hidden' }),
  field('cv', { type: 'file' }),
])

let network: Network
const address = location.href

afterEach(() => {
  network.restore()
  fixtureCleanup()
  sessionStorage.clear()
  history.replaceState(null, '', address)
})

async function open(prefill: string, query: string) {
  network = new Network(form)
  const url = new URL(address)
  url.search = query
  history.replaceState(null, '', url)
  return place(`<gatehouse-form form="contact" endpoint="${ENDPOINT}" ${prefill}></gatehouse-form>`)
}

const ALL =
  'name=Ana&email=ana@example.com&bill=50&plan=b&extras=a&extras=b&agree=1&why=x&code=s3cret&ref=r&cv=f.pdf&other=o'

describe('what the page’s address may fill in', () => {
  test.each([
    ['', {}],
    ['prefill="name"', { name: 'Ana' }],
    ['prefill="name, email  plan"', { name: 'Ana', email: 'ana@example.com', plan: 'b' }],
    ['prefill="code ref cv"', { code: 's3cret', ref: 'r' }],
    [
      'prefill="*"',
      {
        name: 'Ana',
        email: 'ana@example.com',
        bill: '50',
        plan: 'b',
        extras: ['a', 'b'],
        agree: true,
        why: 'x',
      },
    ],
    ['prefill="* ref"', expect.objectContaining({ name: 'Ana', ref: 'r' })],
  ])('with %s', async (attribute, answers) => {
    expect((await open(attribute, ALL)).answers).toEqual(answers)
  })

  test('only what fits its field', async () => {
    const element = await open('prefill="*"', 'email=nobody&bill=500&plan=z&extras=a&extras=z&agree=maybe&name=%20')
    expect(element.answers).toEqual({ agree: false, name: ' ' })
  })

  test('is no answer of the visitor’s: nothing has started, and a form that starts over has it again', async () => {
    const events = record()
    const element = await open('prefill="name"', 'name=Ana')
    expect(events.map(({ name }) => name)).toEqual(['load'])
    element.answers = { name: 'Bia' }
    element.reset()
    await element.updateComplete
    expect(element.answers).toEqual({ name: 'Ana' })
  })

  test('what the page itself hands in wins', async () => {
    network = new Network(form)
    const element = await open('prefill="name"', 'name=Ana')
    element.answers = { name: 'Bia' }
    await element.updateComplete
    expect(element.answers.name).toBe('Bia')
  })
})
