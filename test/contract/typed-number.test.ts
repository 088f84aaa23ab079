import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimal } from '../../src/contract/decimal.ts'
import { fromTyped, toTyped } from '../../src/contract/typed-number.ts'

test.each([
  ['pt-BR', '350,50', '350.50'],
  ['pt-BR', '1.234,56', '1234.56'],
  ['pt-BR', '1.234', '1234'],
  ['pt-BR', '1.234.567', '1234567'],
  ['pt-BR', '-0,5', '-0.5'],
  ['pt-BR', 'R$ 1.234,50', '1234.50'],
  ['en', '350.50', '350.50'],
  ['en', '1,234.56', '1234.56'],
  ['en', '1,234', '1234'],
  ['en', '$1,234', '1234'],
  ['de', '1.234,56 €', '1234.56'],
  ['fr', '1\u202f234,56', '1234.56'],
  ['de-CH', '1’234.56', '1234.56'],
  ['ar', '٣٥٠٫٥', '350.5'],
  ['en', '.5', '.5'],
  ['en', '5.', '5'],
])('in %s, %s is %s', (locale, typed, number) => {
  expect(fromTyped(typed, locale)).toBe(number)
})

test.each([
  ['pt-BR', '350.50', '350.50'],
  ['pt-BR', '1,234.56', '1234.56'],
  ['en', '350,50', '350.50'],
  ['en', '1.234,56', '1234.56'],
])('in %s, %s can only be meant the other way: %s', (locale, typed, number) => {
  expect(fromTyped(typed, locale)).toBe(number)
})

test.each(['', 'abc', '1,2,3', '12.34.56', '1.2345,6', '--1', '-', ',', '1e', '10 a 12'])(
  '%s is no number',
  (typed) => {
    for (const locale of ['en', 'pt-BR', 'ar']) expect(fromTyped(typed, locale)).toBe(typed)
  },
)

test('a number that the form has is typed so that it is read as the same, in every language', () => {
  const number = fc.tuple(fc.boolean(), fc.nat(), fc.stringMatching(/^(\.\d{1,6})?$/))
  fc.assert(
    fc.property(
      number,
      fc.constantFrom('en', 'pt-BR', 'de', 'fr', 'es', 'it', 'ar'),
      ([isNegative, whole, part], locale) => {
        const text = `${isNegative ? '-' : ''}${whole}${part}`
        expect(fromTyped(toTyped(text, locale), locale)).toBe(text)
      },
    ),
  )
})

test('whatever is typed, it is read as a number or stays as it is', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..."0123456789.,- e'R$") }),
      fc.constantFrom('en', 'pt-BR'),
      (text, locale) => {
        const read = fromTyped(text, locale)
        expect(read === text || decimal(read) !== undefined).toBe(true)
      },
    ),
    { numRuns: 2_000 },
  )
})
