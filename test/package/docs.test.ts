/** The pages that are made from the sources are as the sources are: `npm run docs` writes them. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { reference } from '../../config/docs/docs.ts'
import type { Size } from '../../config/docs/size.ts'
import { BENCH, EAGER_BYTES, sizePage, sizes } from '../../config/docs/size.ts'
import { configSchema, formSchema } from '../../config/schemas/json-schema.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('docs/reference.md', () => {
  test('says what the sources say', () => {
    expect(reference(), 'docs/reference.md is stale: run `npm run docs`').toBe(read('docs/reference.md'))
  })

  test.each([
    ['gatehouse.yaml', configSchema],
    ['forms/*.yaml', formSchema],
  ])('%s: every key has words, in the page and in its schema, and no words are left over', (_, schema) => {
    const { keys, words } = schema()
    const own = keys.filter(({ path }) => !/\.(when|not)\b./.test(path))
    expect(own.filter((key) => key.schema.description === undefined).map(({ path }) => path)).toEqual([])
    expect(Object.keys(words).filter((path) => !own.some((key) => key.path === path))).toEqual([])
    const page = reference()
    for (const { path } of own) expect(page).toContain(`| \`${path}\` |`)
  })

  test('the schemas that are shipped are those of the page', () => {
    expect(JSON.parse(read('dist/schemas/gatehouse.schema.json'))).toEqual(configSchema().schema)
    expect(JSON.parse(read('dist/schemas/form.schema.json'))).toEqual(formSchema().schema)
  })
})

describe('docs/size.md', () => {
  const built = sizes('dist/widget')
  const page = read('docs/size.md')

  test('the element is at most 12,288 bytes of brotli', () => {
    expect(built.find(({ name }) => name === 'form.js')?.brotli).toBeLessThanOrEqual(EAGER_BYTES)
  })

  test('has every file that a browser may load, with its bytes to two in a hundred', () => {
    const rows = [...page.matchAll(/^\| `([^`]+)` \| .* \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$/gm)]
    const told = rows.map(([, name = '', ...bytes]) => [name, ...bytes.map((text) => Number(text.replaceAll(',', '')))])
    expect(told.map(([name]) => name)).toEqual(built.map(({ name }) => name))
    const off = built.filter(({ raw, gzip, brotli }, row) =>
      [raw, gzip, brotli].some((bytes, column) => Math.abs(Number(told[row]?.[column + 1]) - bytes) > bytes / 50),
    )
    expect(off, 'docs/size.md is stale: run `npm run docs`').toEqual([])
  })

  test('keeps what the bench wrote', () => {
    const one: Size = { name: 'form.js', when: 'always', raw: 3, gzip: 2, brotli: 1 }
    const first = sizePage([one], '')
    expect(first.endsWith(`${BENCH}\n`)).toBe(true)
    const measured = `${first}\n| page | ms |\n`
    expect(sizePage([{ ...one, raw: 4 }], measured)).toBe(measured.replace('| 3 |', '| 4 |'))
  })
})
