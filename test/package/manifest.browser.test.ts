/** Nothing that the element shows of itself is missing from what is told about it, and nothing is told that it has not. */
import { describe, expect, test } from 'vitest'
import { describe as describeElement } from '../../config/manifest/describe.ts'
import { readDocComment } from '../../config/manifest/doc-comment.ts'
import * as exported from '../../src/widget/element.ts'
import { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import { RenderedElement } from '../../src/widget/rendered-element.ts'
import { partsIn } from '../support/parts.ts'

const sources: Record<string, string> = import.meta.glob('../../src/widget/**/*.{ts,css}', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const source = (name: string) => sources[`../../src/widget/${name}.ts`] ?? ''
/** Every source without its comments, but for one. */
const codeOf = (left?: string) =>
  Object.entries(sources)
    .filter(([path]) => !path.endsWith(`/${left}.ts`))
    .map(([, text]) => text.replace(/\/\*.*?\*\//gs, ''))
const element = describeElement(source('gatehouse-form'), source('events'))

const sorted = (names: Iterable<string>) => [...new Set(names)].sort()
const namesOf = (all: readonly { readonly name: string }[]) => sorted(all.map(({ name }) => name))

/** Those that only the browser calls, or the element's own parts. */
const INSIDE = ['constructor', 'base', 'language', 'plain', 'attributeChangedCallback', 'disconnectedCallback']

describe('what is told about the element', () => {
  test('has every attribute that it watches, and no other', () => {
    expect(namesOf(element.attributes)).toEqual(sorted(GatehouseForm.observedAttributes))
  })

  test('has every property and method of the class, and no other', () => {
    const inherited = Object.getOwnPropertyNames(RenderedElement.prototype)
    const own = Object.getOwnPropertyNames(GatehouseForm.prototype).filter(
      (name) => ![...INSIDE, ...inherited, 'render', 'drawn'].includes(name),
    )
    const told = [...element.attributes, ...element.properties, ...element.methods]
    expect(namesOf(told)).toEqual(sorted(own))
  })

  test('knows a flag from a text', () => {
    for (const { name, property, isFlag } of element.attributes) {
      const fresh = document.createElement('div')
      const get = Object.getOwnPropertyDescriptor(GatehouseForm.prototype, name)?.get
      expect([name, typeof get?.call(fresh)]).toEqual([property ?? name, isFlag ? 'boolean' : 'object'])
    }
  })

  test('has every event that is dispatched anywhere, and no other', () => {
    const dispatched = codeOf('events').flatMap((code) => [...code.matchAll(/'(gatehouse-[a-z-]+)'/g)])
    expect(namesOf(element.events)).toEqual(
      sorted(dispatched.map(([, name = '']) => name).filter((name) => name !== element.tag)),
    )
  })

  test('has every part that is drawn, and no other', () => {
    expect(namesOf(element.parts)).toEqual(sorted(Object.values(sources).flatMap(partsIn)))
  })

  test('has every custom property that a style reads or a theme sets, and no other', () => {
    const read = codeOf().flatMap((text) => [...text.matchAll(/--gatehouse-[a-z-]*[a-z]/g)].map(([name]) => name))
    expect(namesOf(element.cssProperties)).toEqual(sorted(read))
  })

  test('has words for everything', () => {
    const { attributes, properties, methods, events, slots, parts, cssProperties } = element
    const all = [attributes, properties, methods, events, slots, parts, cssProperties].flat()
    expect(all.filter(({ description }) => description.length < 5)).toEqual([])
  })
})

test('the class can be loaded without anything being registered, and under a name of one’s own', () => {
  expect(Object.keys(exported).sort()).toEqual(['FormEvent', 'GatehouseForm'])
  expect(customElements.get('gatehouse-form')).toBeUndefined()
  customElements.define('my-form', class extends exported.GatehouseForm {})
  const mine = document.createElement('my-form') as GatehouseForm
  expect([mine.state, mine.base]).toEqual(['loading', ''])
})

describe('the comment of a class', () => {
  test.each([
    ['a tag that is not there', '@atr form - Id.', 'There is no tag @atr'],
    ['a tag without words', '@attr form', 'does not read as a @attr: form'],
    ['a property without a type', '@prop answers - What is given.', 'does not read as a @prop'],
    ['a custom property that is none', '@cssprop space - Gaps.', 'does not read as a @cssprop'],
    ['the same twice', '@attr form - Id.\n * @attr form - Id again.', 'There are two of @attr form.'],
  ])('%s is an error', (_, line, message) => {
    expect(() => readDocComment(`\n * Words.\n *\n * ${line}\n `)).toThrow(message)
  })

  test('goes on over several lines, and has defaults with blanks', () => {
    const { description, tagged } = readDocComment(
      '\n * First\n * words.\n *\n * @cssprop [--x=1px solid red] - One\n * two.\n * @slot - None.\n ',
    )
    expect(description).toBe('First words.')
    expect(tagged.cssprop).toEqual([{ name: '--x', type: '', default: '1px solid red', description: 'One two.' }])
    expect(tagged.slot).toEqual([{ name: '', type: '', default: '', description: 'None.' }])
  })

  test('whose events differ from those of events.ts is an error', () => {
    const without = source('gatehouse-form').replace(/ \* @fires \{CloseEvent\}.*\n/, '')
    expect(() => describeElement(without, source('events'))).toThrow('gatehouse-close')
    expect(() =>
      describeElement(source('gatehouse-form'), source('events').replace(/export type Close.*\n/, '')),
    ).toThrow('gatehouse-close')
  })
})
