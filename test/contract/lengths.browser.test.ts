/** Lengths are only judged by a browser where somebody typed: so here somebody types. */
import { afterEach, describe, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { check } from '../../src/contract/check.ts'
import type { PublicField } from '../../src/contract/form.ts'

type Typed = Pick<PublicField, 'type' | 'minLength' | 'maxLength'>

afterEach(() => document.body.replaceChildren())

async function typed({ type, minLength, maxLength }: Typed, keys: string) {
  const control = document.createElement(type === 'textarea' ? 'textarea' : 'input')
  if (minLength !== undefined) control.minLength = minLength
  if (maxLength !== undefined) control.maxLength = maxLength
  document.body.append(control)
  await userEvent.click(control)
  // The driver's keyboard has no emoji: they come as from a picker, through the same editing.
  for (const part of keys.split(/(\p{Extended_Pictographic})/u)) {
    if (/^\p{Extended_Pictographic}$/u.test(part)) document.execCommand('insertText', false, part)
    else if (part !== '') await userEvent.keyboard(part)
  }
  return control
}

const issueOf = (field: Typed, text: string) => check([{ name: 'f', label: 'F', ...field }], { f: text }).issues[0]

describe('what a visitor could type is never too long', () => {
  test.each([
    ['letters', { type: 'text', maxLength: 5 }, 'abcdefgh', 'abcde'],
    ['an emoji is two', { type: 'text', maxLength: 4 }, 'ab\u{1f389}cd', 'ab\u{1f389}'],
    ['an accent of its own is one more', { type: 'text', maxLength: 3 }, 'e\u0301abc', 'e\u0301a'],
    ['a new line is one', { type: 'textarea', maxLength: 4 }, 'a{Enter}bcdef', 'a\nbc'],
    ['blanks count', { type: 'textarea', maxLength: 3 }, 'a   b', 'a  '],
  ] as const)('%s', async (_name, field, keys, held) => {
    const { value } = await typed(field, keys)
    expect(value).toBe(held)
    expect(issueOf(field, value)).toBeUndefined()
    expect(issueOf(field, `${value}x`)).toEqual({ field: 'f', code: 'too-long', maxLength: field.maxLength })
  })

  test('as a plain post it arrives with two letters a new line, and is as long as before', async () => {
    const field = { type: 'textarea', maxLength: 4 } as const
    const { value } = await typed(field, 'a{Enter}bc')
    expect(issueOf(field, value.replaceAll('\n', '\r\n'))).toBeUndefined()
  })
})

describe('what a browser calls too short is too short', () => {
  test.each([
    ['one letter less', { type: 'text', minLength: 3 }, 'ab'],
    ['as many', { type: 'text', minLength: 3 }, 'abc'],
    ['an emoji is two', { type: 'text', minLength: 3 }, '\u{1f389}a{Backspace}'],
    ['an emoji and a letter', { type: 'text', minLength: 3 }, '\u{1f389}a'],
    ['a new line is one', { type: 'textarea', minLength: 4 }, 'a{Enter}b'],
    ['and a letter', { type: 'textarea', minLength: 4 }, 'a{Enter}bc'],
    ['nothing is not too short', { type: 'text', minLength: 3 }, 'a{Backspace}'],
  ] as const)('%s', async (_name, field, keys) => {
    const { value, validity } = await typed(field, keys)
    expect(issueOf(field, value)?.code === 'too-short').toBe(validity.tooShort)
  })
})
