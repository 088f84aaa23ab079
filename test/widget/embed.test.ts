import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import embed from '../../src/widget/embed.ts'
import '../../src/widget/index.ts'
import { controlOf, field, formOf, Network, type, until } from '../support/visitor.ts'

const form = formOf([field('name')], { id: 'line' })
const ENDPOINT = 'https://proxy.example/'

let network: Network
let page: HTMLElement

beforeEach(() => {
  network = new Network('down')
  page = document.body.appendChild(document.createElement('main'))
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  network.restore()
  page.remove()
  vi.restoreAllMocks()
})

/** Runs the line as if this were its script, which the browser only tells while it runs. */
function run(markup: string): void {
  page.innerHTML = markup
  vi.spyOn(document, 'currentScript', 'get').mockReturnValue(page.querySelector('script'))
  embed(form, ENDPOINT)
}

const drawn = () => [...document.querySelectorAll('gatehouse-form')]
const script = (query = '') => `<script type="text/plain" src="${ENDPOINT}v1/embed/line.js${query}"></script>`

describe('the one line, where the element is there already', () => {
  test('draws where its script stands, and asks for nothing', async () => {
    run(`<p>before</p>${script()}<p>after</p>`)
    const [element] = drawn()
    if (!element) throw new Error('It draws nothing.')
    await until(() => element.state === 'ready')
    await element.updateComplete
    expect([...page.children].map(({ localName }) => localName)).toEqual(['p', 'script', 'gatehouse-form', 'p'])
    expect(controlOf(element, 'name').checkVisibility()).toBe(true)
    expect(network.loads).toEqual([])
  })

  test('draws into its target', () => {
    run(`<aside id="here">old</aside>${script('?target=%23here')}`)
    expect(page.querySelector('#here')?.innerHTML).toBe(
      '<gatehouse-form form="line" endpoint="https://proxy.example/"></gatehouse-form>',
    )
    expect(drawn()).toHaveLength(1)
  })

  test('draws into the place that is marked for its form', () => {
    run(`<div data-gatehouse-form="other"></div><div data-gatehouse-form="line"></div>${script()}`)
    expect(page.querySelector('[data-gatehouse-form="line"]')?.children).toHaveLength(1)
    expect(drawn()).toHaveLength(1)
  })

  test('draws into the next place that is marked, and where all have it leaves what is typed there', () => {
    const marked = '<div data-gatehouse-form="line"></div>'
    run(marked + script() + marked)
    embed(form, ENDPOINT)
    expect([...page.querySelectorAll('div')].map(({ childElementCount }) => childElementCount)).toEqual([1, 1])
    const before = drawn()
    embed(form, ENDPOINT)
    expect(drawn()).toEqual(before)
    expect(console.error).not.toHaveBeenCalled()
  })

  test('takes the place of another form in its target', () => {
    run(`<div id="slot"><gatehouse-form form="other"></gatehouse-form></div>${script('?target=%23slot')}`)
    expect(drawn().map(({ form }) => form)).toEqual(['line'])
  })

  test('leaves the form that it drew before in a page that was saved with it', () => {
    run(`${script()}<gatehouse-form form="line" endpoint="${ENDPOINT}"></gatehouse-form>`)
    expect(drawn()).toHaveLength(1)
    run(`${script()}<gatehouse-form form="other" endpoint="${ENDPOINT}"></gatehouse-form>`)
    expect(drawn()).toHaveLength(2)
  })

  test('finds the marked place when a page optimiser runs it without a script of its own', () => {
    run('<div data-gatehouse-form="line"></div>')
    expect(drawn()).toHaveLength(1)
  })

  test.each([
    ['its target is not there', script('?target=%23missing')],
    ['it has no script and no marked place', ''],
  ])('says so and draws nothing where %s', (_, markup) => {
    run(markup)
    expect(drawn()).toHaveLength(0)
    expect(console.error).toHaveBeenCalledOnce()
    expect(vi.mocked(console.error).mock.calls[0]?.[0]).toContain('"line"')
  })

  test('sends to the proxy that it came from', async () => {
    network.restore()
    network = new Network('down')
    run(script())
    const [element] = drawn()
    if (!element) throw new Error('It draws nothing.')
    await until(() => element.state === 'ready')
    await element.updateComplete
    await type(element, 'name', 'Ana')
    await element.submit()
    expect(network.posts[0]?.url).toBe('https://proxy.example/v1/forms/line/submissions')
  })
})
