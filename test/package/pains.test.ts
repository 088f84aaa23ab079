/** What docs/pains.md claims is held by tests that are there, and each page of demo/pages is opened by one. */
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { read, titles, unheld } from '../support/claims.ts'

const names = (folder: string) => readdirSync(new URL(`../../${folder}`, import.meta.url))

describe('docs/pains.md', () => {
  const rows = [...read('docs/pains.md').matchAll(/^\| (?!what goes wrong|---)(.+) \| (.+) \| (.+) \|$/gm)]

  test('has a row for each of the pains that concern the page', () => {
    expect(rows.length).toBeGreaterThanOrEqual(27)
  })

  test.each(rows.map(([, pain = '', , held = '']) => [pain, held]))('%s: its tests are there', (_, held) => {
    expect(unheld(held)).toEqual([])
  })

  test('a name that no test has is not found', () => {
    expect(titles('test/package/pains.test.ts')).toContain('a name that no test has is not found')
    expect(titles('test/package/pains.test.ts')).not.toContain('a name that no test has')
    const said = '`test/package/pains.test.ts` › a name that no test has is not found'
    const wrong = ['`test/package/pains.test.ts` › a name that no test has', '`test/no.test.ts` › a name', 'a name']
    expect(unheld([said, ...wrong].join('<br>'))).toEqual(wrong)
  })
})

describe('demo/pages', () => {
  const pages = names('demo/pages').filter((name) => name.endsWith('.html') && name !== 'index.html')

  test('each is on their index, and the index has no other', () => {
    const linked = [...read('demo/pages/index.html').matchAll(/href="([^"]+\.html)"/g)].map(([, name]) => name)
    expect(linked.sort()).toEqual(pages.sort())
  })

  test('each is opened by a test', () => {
    const tests = names('test/journey').filter((name) => name.startsWith('pages-'))
    const sources = tests.map((name) => read(`test/journey/${name}`)).join()
    expect(pages.filter((name) => !sources.includes(`'${name.replace('.html', '')}'`))).toEqual([])
  })
})
