/** P2: no name of a field reaches a property of the form or of the page. */
import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, expect, test } from 'vitest'
import '../../src/widget/index.ts'
import type { Network } from '../support/visitor.ts'
import { buttonOf, controlsOf, field, formOf, type, until, visit } from '../support/visitor.ts'

let network: Network

afterEach(() => {
  network.restore()
  fixtureCleanup()
})

/** What every form, page and object has by that name. */
function propertiesOf(start: object): readonly string[] {
  const names: string[] = []
  for (let at: object | null = start; at; at = Object.getPrototypeOf(at)) names.push(...Object.getOwnPropertyNames(at))
  return names
}

test('a form whose fields are called like every property of a form and of a document is filled and sent', async () => {
  const names = [...new Set([...propertiesOf(document.createElement('form')), ...propertiesOf(document)])]
    .filter((name) => name !== '__proto__')
    .slice(0, 400)
  expect(names).toEqual(expect.arrayContaining(['submit', 'action', 'elements', 'constructor', 'querySelector']))
  const opened = await visit(formOf(names.map((name) => field(name))))
  network = opened.network
  const { element } = opened
  const filled = names.filter((_, index) => index % 40 === 0)
  for (const name of filled) await type(element, name, `of ${name}`)
  expect(controlsOf(element, 'submit')).toHaveLength(1)
  const form = element.root.querySelector('form')
  for (const name of ['submit', 'action', 'elements', 'reset'] as const)
    expect(form?.[name]).not.toBeInstanceOf(HTMLInputElement)
  buttonOf(element).click()
  await until(() => element.state === 'accepted')
  expect(network.posts[0]?.sent.answers).toEqual(Object.fromEntries(filled.map((name) => [name, `of ${name}`])))
})
