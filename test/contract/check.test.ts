import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check, matches, sanitise, visible } from '../../src/contract/check.ts'
import type { FieldType, PublicField } from '../../src/contract/form.ts'
import { FIELD_TYPES } from '../../src/contract/form.ts'
import { junk, nearly, urls } from '../support/naughty.ts'

const field = (type: FieldType, more: Partial<PublicField> = {}): PublicField => ({
  name: 'f',
  label: 'F',
  type,
  ...more,
})
const choices = {
  options: [
    { value: 'a', label: 'A' },
    { value: 'b', label: 'B' },
  ],
}

/** The code of what is wrong with one answer to one field. */
const codeOf = (asked: PublicField, answer: unknown) => check([asked], { f: answer }).issues[0]?.code
const answerOf = (asked: PublicField, answer: unknown) => check([asked], { f: answer }).answers.f

describe('an answer', () => {
  test.each([
    ['of the wrong kind is bad input, whatever it is', field('text'), 5, 'bad-input'],
    ['an object for a text', field('text'), { toString: () => 'x' }, 'bad-input'],
    ['a list for a text', field('text'), ['x'], 'bad-input'],
    ['a text for a checkbox', field('checkbox'), 'on', 'bad-input'],
    ['a text for checkboxes', field('checkboxes', choices), 'a', 'bad-input'],
    ['true for a select', field('select', choices), true, 'bad-input'],
    ['a file', field('file'), 'x', 'bad-input'],
    ['a text that sanitises to nothing', field('email', { required: true }), '  ', 'bad-input'],
    ['what a number input could not read', field('number'), '?', 'bad-input'],
    ['nothing where something is needed', field('text', { required: true }), '', 'value-missing'],
    ['blanks where something is needed', field('text', { required: true }), ' \u00a0', 'value-missing'],
    ['what only looks blank', field('text', { required: true }), '\u200b\u2800\u3164', 'value-missing'],
    ['line breaks where something is needed', field('textarea', { required: true }), '\n \n', 'value-missing'],
    ['blanks where nothing is needed', field('text'), ' ', undefined],
    ['blanks that a pattern asks for', field('text', { required: true, pattern: ' +', maxLength: 9 }), ' ', undefined],
    ['null where something is needed', field('text', { required: true }), null, 'value-missing'],
    ['an unticked box that must be ticked', field('checkbox', { required: true }), false, 'value-missing'],
    ['no choice where one is needed', field('checkboxes', { required: true, ...choices }), [], 'value-missing'],
    ['no choice where none is needed', field('checkboxes', choices), [], undefined],
    ['a choice that is not listed', field('select', choices), 'c', 'not-an-option'],
    ['a choice by its label', field('radio', choices), 'A', 'not-an-option'],
    ['one choice of several that is not listed', field('checkboxes', choices), ['a', 'c'], 'not-an-option'],
    ['a list in a list', field('checkboxes', choices), [['a']], 'not-an-option'],
    ['a choice where there is none', field('select'), 'a', 'not-an-option'],
    ['an address without a scheme', field('url'), 'example.com', 'type-mismatch'],
    ['an address in any language of ours', field('url'), 'https://ação.com.br/olá?x=1#y', undefined],
    ['an address with a password', field('url'), 'https://a:b@example.com/', 'type-mismatch'],
    ['an IPv4 address', field('url'), 'http://127.0.0.1:8080/x', undefined],
    ['a script', field('url'), 'javascript:alert(1)', 'type-mismatch'],
    ['money beyond what floats can do', field('number', { step: '0.01' }), '12345678901.01', undefined],
    ['too short only when there is something', field('text', { minLength: 3 }), '', undefined],
  ])('%s', (_name, asked, answer, code) => {
    expect(codeOf(asked, answer)).toBe(code)
  })

  test.each([
    ['maxLength', field('text', { maxLength: 2 }), 'abc', 'too-long'],
    ['minLength', field('text', { minLength: 4 }), 'abc', 'too-short'],
    ['min', field('number', { min: '4' }), '3', 'range-underflow'],
    ['max', field('date', { max: '2026-01-01' }), '2026-01-02', 'range-overflow'],
    ['step', field('time', { step: '900' }), '10:01', 'step-mismatch'],
    ['pattern', field('tel', { pattern: '\\d+' }), 'x', 'pattern-mismatch'],
  ] as const)('that breaks its %s is told the limit', (limit, asked, answer, code) => {
    expect(check([asked], { f: answer }).issues).toEqual([{ field: 'f', code, [limit]: asked[limit] }])
  })

  test('has one issue at most, the most useful', () => {
    const strict = field('email', { required: true, maxLength: 3, pattern: 'x' })
    expect(check([strict], { f: 'nobody' }).issues).toEqual([{ field: 'f', code: 'type-mismatch' }])
  })

  test('is kept as the browser would hold it', () => {
    expect(answerOf(field('text'), 'a\r\nb')).toBe('ab')
    expect(answerOf(field('textarea'), 'a\r\nb\rc')).toBe('a\nb\nc')
    expect(answerOf(field('email'), ' a@b.example\n')).toBe('a@b.example')
    expect(answerOf(field('datetime-local'), '2026-02-28 10:00:00.000')).toBe('2026-02-28T10:00')
    expect(answerOf(field('checkboxes', choices), ['b', 'a', 'b'])).toEqual(['a', 'b'])
    expect(answerOf(field('checkbox'), false)).toBe(false)
  })

  test('of letters that no store takes is kept without them, and refused nobody', () => {
    expect(answerOf(field('textarea'), 'a\0b\ud800c\u{1f389}')).toBe('a\ufffdb\ufffdc\u{1f389}')
  })

  test('for a field that is not there is said; nothing for it is not', () => {
    const { answers, issues } = check([field('text')], { f: 'x', b: 'y', c: '', d: null, e: [] })
    expect(issues).toEqual([{ field: 'b', code: 'unknown-field' }])
    expect(answers).toEqual({ f: 'x' })
    expect(codeOf(field('text-block'), 'x')).toBe('unknown-field')
  })

  test('may be for a field with any name', () => {
    const fields = ['constructor', 'hasOwnProperty', 'toString', 'valueOf'].map((name) => ({ ...field('text'), name }))
    expect(check(fields, {}).answers).toEqual({})
    expect(check(fields, { constructor: 'x' }).answers.constructor).toBe('x')
    expect(check([{ ...field('text', { required: true }), name: 'constructor' }], {}).issues).toHaveLength(1)
    expect(Object.getPrototypeOf(check(fields, {}).answers)).toBe(null)
    expect(check([], JSON.parse('{"__proto__":"x"}')).issues).toEqual([{ field: '__proto__', code: 'unknown-field' }])
  })
})

describe('whatever comes', () => {
  test('check gives answers or issues in the order of the fields, and never throws', () => {
    const fields = FIELD_TYPES.map((type) => ({ ...field(type, choices), name: type, required: true }))
    const anything = fc.dictionary(fc.oneof(fc.constantFrom(...FIELD_TYPES), junk), fc.oneof(junk, fc.anything()))
    const order = [...FIELD_TYPES] as string[]
    const orderly = fc.property(anything, (given) => {
      const { issues } = check(fields, given)
      const known = issues.filter(({ code }) => code !== 'unknown-field').map((issue) => order.indexOf(issue.field))
      expect(known).toEqual([...new Set(known)].sort((a, b) => a - b))
    })
    fc.assert(orderly, { numRuns: 2_000 })
  })

  test('what check accepted it accepts again, unchanged', () => {
    const types = fc.constantFrom(...FIELD_TYPES.filter((type) => type !== 'checkbox' && type !== 'file'))
    const again = fc.property(types, junk, (type, text) => {
      const { answers } = check([field(type, choices)], { f: text })
      expect(check([field(type, choices)], answers)).toEqual({ answers, issues: [] })
    })
    fc.assert(again, { numRuns: 3_000 })
  })

  test('an address that is accepted is one to Node too', () => {
    let accepted = 0
    const subset = fc.property(fc.oneof(urls, nearly(urls)), (text) => {
      const answer = answerOf(field('url'), text)
      if (answer === undefined) return
      accepted++
      expect(URL.canParse(`${answer}`), JSON.stringify(answer)).toBe(true)
    })
    fc.assert(subset, { numRuns: 10_000, examples: [['http\u017F://a.example/']] })
    expect(accepted).toBeGreaterThan(300)
  })

  test('a text of 64 KiB is judged by every type', () => {
    const long = ['a', '9', ' ', 'a.', 'a@', '-', '\u{1f389}', '0-', ':0'].map((unit) =>
      unit.repeat(65_536 / unit.length),
    )
    for (const type of FIELD_TYPES) {
      for (const text of long) expect(check([field(type)], { f: `${text}!` }).issues.length).toBeLessThan(2)
    }
  })
})

describe('a pattern', () => {
  test('has to match in whole, with the v flag', () => {
    expect(matches('a|ab', 'ab')).toBe(true)
    expect(matches('b', 'ab')).toBe(false)
    expect(matches('[\\p{L}--[a-z]]', 'é')).toBe(true)
  })

  test('that is none matches all, even one that the anchors would mend', () => {
    for (const broken of ['[', 'a)|(b', '[(]', '(?']) expect(matches(broken, 'x')).toBe(true)
  })

  test('is asked of whoever is handed in, once the rest is right', () => {
    const asked: string[] = []
    const options = { matches: (pattern: string, value: string) => asked.push(`${pattern} ${value}`) === 0 }
    const bounded = field('text', { pattern: 'p', maxLength: 3 })
    expect(check([bounded], { f: 'abcd' }, options).issues[0]?.code).toBe('too-long')
    expect(check([bounded], { f: 'abc\n' }, options).issues[0]?.code).toBe('pattern-mismatch')
    expect(asked).toEqual(['p abc'])
  })
})

describe('a condition', () => {
  const named = (name: string, more: Partial<PublicField> = {}): PublicField => ({ ...field('text', more), name })
  const shown = (fields: readonly PublicField[], given: Record<string, unknown>) =>
    visible(fields, given).map(({ name }) => name)

  test.each([
    ['equals', { field: 'a', equals: 'x' }, { a: 'x' }, true],
    ['equals after sanitising', { field: 'a', equals: 'x' }, { a: 'x\n' }, true],
    ['equals another', { field: 'a', equals: 'x' }, { a: 'y' }, false],
    ['is empty', { field: 'a', equals: '' }, {}, true],
    ['is not empty', { not: { field: 'a', equals: '' } }, { a: 'x' }, true],
    ['is in', { field: 'a', in: ['x', 'y'] }, { a: 'y' }, true],
    ['is not in', { not: { field: 'a', in: ['x', 'y'] } }, { a: 'z' }, true],
    [
      'all',
      {
        all: [
          { field: 'a', equals: 'x' },
          { field: 'c', equals: 'y' },
        ],
      },
      { a: 'x' },
      false,
    ],
    [
      'any',
      {
        any: [
          { field: 'a', equals: 'x' },
          { field: 'c', equals: 'y' },
        ],
      },
      { a: 'x' },
      true,
    ],
    ['a ticked box', { field: 'box', equals: true }, { box: true }, true],
    ['a box that was not touched', { field: 'box', equals: false }, {}, true],
    ['contains', { field: 'several', equals: 'b' }, { several: ['a', 'b'] }, true],
    ['contains none of', { field: 'several', in: ['b'] }, { several: ['a'] }, false],
    ['nothing was chosen', { field: 'several', equals: '' }, { several: [] }, true],
    ['an answer of the wrong kind is empty', { field: 'a', equals: '' }, { a: 5 }, true],
    ['a field that is not there is empty', { field: 'gone', equals: '' }, { gone: 'x' }, true],
  ] as const)('holds: %s', (_name, when, given, holds) => {
    const fields = [
      named('b', { when }),
      named('a'),
      named('c'),
      { ...field('checkbox'), name: 'box' },
      { ...field('checkboxes', choices), name: 'several' },
    ]
    expect(shown(fields, given).includes('b')).toBe(holds)
  })

  test('sees a hidden field as empty, through any number of others', () => {
    const fields = [
      named('c', { when: { field: 'b', equals: 'y' } }),
      named('b', { when: { field: 'a', equals: 'x' } }),
      named('a'),
    ]
    expect(shown(fields, { a: 'x', b: 'y' })).toEqual(['c', 'b', 'a'])
    expect(shown(fields, { a: 'no', b: 'y' })).toEqual(['a'])
  })

  test('that hides a field drops its answer in silence, however wrong', () => {
    const fields = [named('a'), named('b', { required: true, maxLength: 1, when: { field: 'a', equals: 'x' } })]
    expect(check(fields, { b: 'far too long' })).toEqual({ answers: {}, issues: [] })
    expect(check(fields, { a: 'x' }).issues).toEqual([{ field: 'b', code: 'value-missing' }])
  })

  test('that depends on itself ends', () => {
    const fields = [
      named('a', { when: { not: { field: 'b', equals: 'x' } } }),
      named('b', { when: { not: { field: 'a', equals: 'x' } } }),
    ]
    expect(shown(fields, {})).toEqual(['a', 'b'])
  })
})

test('sanitising twice is sanitising once', () => {
  const twice = fc.property(fc.constantFrom(...FIELD_TYPES), junk, (type, text) => {
    expect(sanitise(type, sanitise(type, text))).toBe(sanitise(type, text))
  })
  fc.assert(twice, { numRuns: 3_000 })
})
