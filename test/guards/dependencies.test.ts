/** Each package that is depended on is there for a reason, which CONTRIBUTING.md gives. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** By row, the packages that it names and why they are there. */
function rows(): readonly { readonly packages: readonly string[]; readonly why: string }[] {
  const [, table = ''] = read('CONTRIBUTING.md').split(/^## Dependencies.*$/m)
  // The head and its rule come first.
  const cells = [...table.matchAll(/^\| (.+?) +\| (.*?) *\|$/gm)].slice(2)
  return cells.map(([, names = '', why = '']) => ({ packages: names.split(', '), why }))
}

test('every package has one row in the table of reasons, and no row names another', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'))
  const named = rows().flatMap(({ packages }) => packages)
  expect(named.toSorted()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).toSorted())
})

test('no row is without its reason', () => {
  expect(rows().filter(({ why }) => !/\w/.test(why))).toEqual([])
})
