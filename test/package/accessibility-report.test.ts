/** `docs/accessibility.md` says of every criterion how it is known; what it names as a test is one. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const report = read('docs/accessibility.md')

/** WCAG 2.2, levels A and AA. */
const CRITERIA =
  `1.1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.4.1 1.4.2 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13
2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.4.5 2.4.6 2.4.7 2.4.11 2.5.1 2.5.2 2.5.3 2.5.4 2.5.7 2.5.8
3.1.1 3.1.2 3.2.1 3.2.2 3.2.3 3.2.4 3.2.6 3.3.1 3.3.2 3.3.3 3.3.4 3.3.7 3.3.8 4.1.2 4.1.3`.split(/\s+/)

const rows = [...report.matchAll(/^\| (\d\.\d\.\d+) [^|]+ \| ([^|]*) \|(.*)\|$/gm)].map(
  ([, criterion = '', result = '', how = '']) => ({
    criterion,
    result,
    how: how.trim(),
  }),
)

test('every criterion of A and AA is there, once, in order', () => {
  expect(rows.map(({ criterion }) => criterion)).toEqual(CRITERIA)
})

test('each has one of three results, and what is claimed says how it is known', () => {
  for (const { criterion, result, how } of rows) {
    expect(['supports', 'partly', '–'], criterion).toContain(result)
    if (result !== '–') expect(how, criterion).toMatch(/`[^`]+ › [^`]+`|\bread\b|see the gaps/)
  }
})

test('what is met in part is among the gaps', () => {
  const gaps = report.slice(report.indexOf('## Known gaps'), report.indexOf('## What a form'))
  const partly = rows.filter(({ result }) => result === 'partly').map(({ criterion }) => criterion)
  const named = [...gaps.matchAll(/\| (\d\.\d\.\d+) \|$/gm)].map(([, criterion]) => criterion)
  expect(named.sort()).toEqual(partly)
})

test('every test that is named exists', () => {
  const named = [...report.matchAll(/`([\w-]+) › ([^`]+)`/g)]
  expect(named.length).toBeGreaterThan(30)
  const files = ['test/journey', 'test/widget'].flatMap((room) =>
    readdirSync(new URL(`../../${room}`, import.meta.url)).map((name) => `${room}/${name}`),
  )
  for (const [whole, file, title = ''] of named) {
    const path = files.find((each) => each.endsWith(`/${file}.test.ts`))
    expect(path, whole).toBeDefined()
    expect(read(`${path}`).includes(title), whole).toBe(true)
  }
})
