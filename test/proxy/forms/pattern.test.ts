import { expect, test } from 'vitest'
import { timedMatches } from '../../../proxy/forms/pattern.ts'
import { matches } from '../../../src/contract/check.ts'

test.each([
  ['[A-Z]{3}', 'ABC', true],
  ['[A-Z]{3}', 'ABCD', false],
  ['a|b', 'b', true],
  ['a)|(b', 'c', true],
  ['[', 'anything', true],
  ['[\\p{L}--[a-z]]+', 'ÃÉ', true],
])('%s on %s says what the page says', (pattern, value, expected) => {
  expect(timedMatches(() => {})(pattern, value)).toBe(expected)
  expect(matches(pattern, value)).toBe(expected)
})

test('a pattern that would run for ever is stopped, refuses nobody, and is told of', () => {
  const slow: string[] = []
  const timed = timedMatches((pattern) => slow.push(pattern))
  expect(timed('(a+)+b', 'a'.repeat(40))).toBe(true)
  expect(slow).toEqual(['(a+)+b'])
  expect(timed('[0-9]+', '12')).toBe(true)
})
