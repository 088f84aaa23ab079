/** `docs/threats.md` has every threat, and what it names as a test is one. */
import { describe, expect, test } from 'vitest'
import { read, unheld } from '../support/claims.ts'

/** By letter, how many there are. */
const THREATS = { K: 9, O: 7, S: 8, C: 10, P: 9, A: 8 }

/** Against these nothing is done, or there is nothing yet that they could threaten. */
const OPEN = ['O4', 'P7', 'A1', 'A2', 'A3', 'A6']

const rows = [...read('docs/threats.md').matchAll(/^\| ([A-Z]\d+) \| (.+) \| (.+) \| (.+) \|$/gm)].map(
  ([, number = '', , here = '', held = '']) => ({ number, here, held }),
)

describe('docs/threats.md', () => {
  test('has every threat, once, in order', () => {
    const numbers = Object.entries(THREATS).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
    )
    expect(rows.map(({ number }) => number)).toEqual(numbers)
  })

  test.each(rows.filter(({ number }) => !OPEN.includes(number)))('$number: its tests are there', ({ held }) => {
    expect(unheld(held)).toEqual([])
  })

  test.each(rows.filter(({ number }) => OPEN.includes(number)))('$number: says why not', ({ here, held }) => {
    expect(held).toBe('–')
    expect(here).toMatch(/^Not (done|there): /)
  })
})
