import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, describe, expect, test } from 'vitest'
import '../../src/widget/index.ts'
import type { Network, Reply } from '../support/visitor.ts'
import { comeBack, field, formOf, one, record, type, until, visit } from '../support/visitor.ts'

const preview = { token: '17.abc', note: 'Nobody gets this.' }
const live = formOf([field('name')], { success: { message: 'Number {reference}', redirect: '/never' } })
const previewed: Reply = { status: 200, body: { id: 'x', reference: 'XXX-XXX', status: 'previewed' } }

const page = window as { dataLayer?: object[] }
let network: Network | undefined

async function open(form = live, ...replies: Reply[]) {
  const opened = await visit(form, ...replies)
  network = opened.network
  return opened
}

afterEach(() => {
  network?.restore()
  fixtureCleanup()
  delete page.dataLayer
  sessionStorage.clear()
})

describe('a preview', () => {
  test('is asked for with its token, and anew with another', async () => {
    const { element, network } = await open()
    expect(network.loads[0]).not.toContain('preview')
    element.preview = '17.abc'
    await until(() => network.loads.length === 2)
    expect(network.loads[1]).toMatch(/\/v1\/forms\/contact\?locale=en&preview=17\.abc$/)
  })

  test('says so above the form, and above what comes after it, as the proxy says it', async () => {
    const { element } = await open({ ...live, preview }, previewed)
    const note = () => one(element, '[part=preview]')
    expect(note().innerText).toBe(preview.note)
    expect(note().compareDocumentPosition(one(element, 'form'))).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
    await type(element, 'name', 'Ana')
    await element.submit()
    await element.updateComplete
    expect(note().innerText).toBe(preview.note)
    expect(one(element, '[part=reference]').innerText).toBe('XXX-XXX')
  })

  test('is sent as one, and is nobody’s to count: no word to the page or its tag manager, and no redirect', async () => {
    const { element, network } = await open({ ...live, preview }, previewed)
    element.setAttribute('datalayer-event', '')
    const events = record(element)
    const { href } = location
    await type(element, 'name', 'Ana')
    await element.submit()
    expect(element.state).toBe('accepted')
    expect(network.posts[0]?.sent).toMatchObject({ answers: { name: 'Ana' }, preview: preview.token })
    expect(events.map(({ name }) => name)).not.toContain('accepted')
    expect(page.dataLayer).toBeUndefined()
    expect(location.href).toBe(href)
  })

  test('keeps what was typed to itself, and its bytes are sent from no live form', async () => {
    const { element, network } = await open({ ...live, preview }, 'down')
    await type(element, 'name', 'Só um teste')
    void element.submit()
    await until(() => element.state === 'waiting')
    fixtureCleanup()
    network.restore()
    const back = await comeBack(live, previewed)
    expect(back.element.answers).toEqual({})
    await back.element.updateComplete
    expect([back.element.state, back.network.posts]).toEqual(['ready', []])
    back.network.restore()
    fixtureCleanup()
    const again = await comeBack({ ...live, preview }, previewed)
    await until(() => again.element.state === 'accepted')
    expect(again.network.posts[0]?.sent).toMatchObject({ preview: preview.token })
    again.network.restore()
  })

  test('that ends while it waits to be sent is sent by nobody', async () => {
    const { element, network } = await open({ ...live, preview }, 'down')
    await type(element, 'name', 'Ana')
    void element.submit()
    await until(() => element.state === 'waiting')
    network.forms = [{ status: 200, body: live }]
    element.preview = 'over'
    await until(() => element.root.querySelector('[part=preview]') === null)
    await element.updateComplete
    expect([element.state, element.answers]).toEqual(['ready', {}])
    // What was tried before the live form came was the preview's.
    for (const { sent } of network.posts) expect(sent.preview).toBe(preview.token)
    const before = network.posts.length
    window.dispatchEvent(new Event('online'))
    await element.updateComplete
    expect(network.posts).toHaveLength(before)
  })

  test('is none where the proxy does not say so, whatever the attribute says', async () => {
    const { element, network } = await open({ ...live, success: { message: 'Number {reference}' } })
    element.preview = 'over'
    await until(() => network.loads.length === 2)
    const events = record(element)
    await type(element, 'name', 'Ana')
    await element.submit()
    expect(element.root.querySelector('[part=preview]')).toBeNull()
    expect(network.posts[0]?.sent).not.toHaveProperty('preview')
    expect(events.map(({ name }) => name)).toContain('accepted')
  })
})
