import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { orderOf } from '../../../proxy/delivery/order.ts'
import type { PublishedForm } from '../../../proxy/forms/published.ts'
import type { Answer } from '../../../src/contract/form.ts'
import { kept } from '../../support/kept.ts'

const FORM: PublishedForm = {
  ...{ id: 'help', connection: 'desk', entity: 'ticket', sites: [], locale: 'en' },
  fields: [
    { name: 'text', type: 'textarea', label: 'Text' },
    { name: 'choice', type: 'select', label: 'Choice', options: [{ value: 'a\u202eb', label: 'A' }] },
  ],
  mappings: {
    ticket: [
      { key: 'Text', label: 'Text', type: 'textarea', source: { answer: 'text' } },
      { key: 'Choice', label: 'Choice', type: 'select', source: { answer: 'choice' } },
      { key: 'Page', label: 'Page', type: 'text', source: { from: 'page' } },
      { key: 'Source', label: 'Source', type: 'text', source: { from: 'last.utm_source' } },
    ],
  },
}

const sent = (answers: Record<string, Answer>, more: Parameters<typeof kept>[1] = {}) =>
  Object.fromEntries(
    (orderOf(kept(answers, more), FORM, {}, { resent: false }).order.values.ticket ?? []).map(({ key, value }) => [
      key,
      value,
    ]),
  )

// C3
describe('what goes upstream of a text', () => {
  test.each([
    ['a telephone number as it is copied', '\u202a+55 11 99999-8888\u202c', '+55 11 99999-8888'],
    ['marks that turn what follows', 'a\u202eb\u2067c\u2069', 'abc'],
    ['what a terminal acts on', 'a\u001b[2Jb\u009bc\u0007\x7f', 'a[2Jbc'],
    ['lines and tabs', 'a\n\tb\r\nc', 'a\n\tb\r\nc'],
    ['what people write in', 'שלום\u200f \u200eabc ‌می‌خواهم 👩‍🔧 e\u0301', 'שלום\u200f \u200eabc ‌می‌خواهم 👩‍🔧 e\u0301'],
    ['what is replaced for want of a sign', 'a\ufffdb', 'a\ufffdb'],
  ])('%s', (_what, given, expected) => {
    expect(sent({ text: given }).Text).toBe(expected)
  })

  test('a choice is spelled as the upstream has it', () => {
    expect(sent({ choice: 'a\u202eb' }).Choice).toBe('a\u202eb')
  })

  test('what the visit tells is no other', () => {
    const context = { page: 'https://example.com/\u202ex', last: { utm_source: 'a\u0000b\u2066' } }
    expect(sent({}, { context })).toEqual({ Page: 'https://example.com/x', Source: 'ab' })
  })

  test('nothing but a text without such signs, and nothing else of it is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (given) => {
        const text = sent({ text: `x${given}` }).Text
        expect(text).not.toMatch(/(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u)
        const letters = (of: unknown) => `${of}`.replace(/[\p{Cc}\p{Cf}]/gu, '')
        expect(letters(text)).toBe(letters(`x${given}`))
      }),
      { numRuns: 5_000 },
    )
  })
})
