/** A form inside another form’s place, as templates that are put into each other make it. */
import { afterEach, describe, expect, test } from 'vitest'
import '../../src/widget/index.ts'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import { accepted, ENDPOINT, field, formOf, held, Network, type, until } from '../support/visitor.ts'

const form = formOf([field('name', { required: true })])

let network: Network
const failures: unknown[] = []
const note = (event: ErrorEvent | PromiseRejectionEvent) => failures.push(event)
addEventListener('error', note)
addEventListener('unhandledrejection', note)

afterEach(() => {
  network.restore()
  sessionStorage.clear()
  failures.length = 0
  for (const element of document.querySelectorAll('gatehouse-form')) element.remove()
})

const MODES = ['open', 'none']
const PAIRS = MODES.flatMap((outer) => MODES.map((inner) => [outer, inner] as const))

/** Puts one into the other, around what the page wrote. */
function nest(outer: string, inner: string, inside = '<a href="/f">Open</a>') {
  const box = document.body.appendChild(document.createElement('div'))
  box.innerHTML = `<gatehouse-form id="outer" form="contact" endpoint="${ENDPOINT}" shadow="${outer}">
    <gatehouse-form id="inner" form="contact" endpoint="${ENDPOINT}" shadow="${inner}">${inside}</gatehouse-form>
  </gatehouse-form>`
  const [first, second] = box.querySelectorAll<GatehouseForm>('gatehouse-form')
  if (!first || !second) throw new Error('There are no two.')
  return { first, second }
}

/** Those that a visitor sees, however deep they stand. */
const seen = (elements: readonly GatehouseForm[]) =>
  elements.flatMap((element) => [...element.root.querySelectorAll('form')]).filter((each) => each.checkVisibility())

describe.each(PAIRS)('one in the other, shadow=%s around shadow=%s', (outer, inner) => {
  test('the outer one is seen, once, and sends once', async () => {
    network = new Network(form, accepted)
    const { first, second } = nest(outer, inner)
    await until(() => first.state === 'ready')
    await first.updateComplete
    expect(new Set(seen([first, second]))).toEqual(new Set(first.root.querySelectorAll('form')))
    expect(first.root.querySelectorAll('form')).toHaveLength(1)
    await type(first, 'name', 'Ana')
    await first.submit()
    expect(first.state).toBe('accepted')
    expect(network.posts).toHaveLength(1)
    expect(failures).toEqual([])
  })

  test('until the outer one is there the inner one is, and what was typed in it is kept', async () => {
    const { reply, release } = held()
    network = new Network([reply, { status: 200, body: form }], accepted)
    const { first, second } = nest(outer, inner)
    await until(() => second.state === 'ready')
    await second.updateComplete
    expect(first.state).toBe('loading')
    expect(seen([second])).toHaveLength(1)
    await type(second, 'name', 'Ana')
    release({ status: 200, body: form })
    await until(() => first.state === 'ready')
    await first.updateComplete
    expect(first.answers).toEqual({ name: 'Ana' })
    expect(seen([first])).toHaveLength(1)
    expect(failures).toEqual([])
  })
})
