/** The browser's own inputs are the judge: the same texts go to Chromium and to `check`, and both must say the same. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check, sanitise } from '../../src/contract/check.ts'
import type { FieldType, PublicField } from '../../src/contract/form.ts'
import type { Texts } from '../support/naughty.ts'
import {
  dates,
  dateTimes,
  emails,
  junk,
  nearly,
  numbers,
  patterns,
  steps,
  times,
  urls,
  words,
} from '../support/naughty.ts'

type Limits = { readonly [K in 'min' | 'max' | 'step' | 'pattern' | 'default']?: string } & {
  readonly required?: boolean
}

interface Case {
  readonly type: FieldType
  readonly text: string
  readonly limits: Limits
}

describe('a field accepts exactly what the input accepts', () => {
  test.each([
    {
      type: 'email',
      runs: 4_000,
      cases: fc.record({ text: spoiled(emails), limits: fc.record({ required: fc.boolean() }) }),
    },
    { type: 'number', runs: 3_500, cases: fc.record({ text: spoiled(numbers), limits: scale(numbers) }) },
    { type: 'date', runs: 3_000, cases: fc.record({ text: spoiled(dates), limits: scale(dates) }) },
    { type: 'time', runs: 2_500, cases: fc.record({ text: spoiled(times), limits: scale(times) }) },
    { type: 'datetime-local', runs: 3_000, cases: fc.record({ text: spoiled(dateTimes), limits: scale(dateTimes) }) },
  ] as const)('$type: $runs cases', ({ type, runs, cases }) => {
    agree(type, cases, runs)
  })

  test('number, on a step and near one: 1500 cases', () => {
    const cases = fc.tuple(steps, fc.constantFrom('min', 'default')).map(([{ text, step, base }, by]) => ({
      text,
      limits: { step, [by]: base },
    }))
    agree('number', cases, 1_500)
  })

  test.each([
    ['text', words],
    ['tel', words],
    ['email', emails],
    ['url', fc.constant('https://example.com/a')],
  ] as const)('%s with a pattern: 625 cases', (type, texts) => {
    const limits = fc.record({ pattern: fc.oneof({ weight: 4, arbitrary: patterns }, junk), required: fc.boolean() })
    agree(type, fc.record({ text: type === 'url' ? texts : spoiled(texts), limits }), 625)
  })

  test('whatever else its type is, it holds what the input holds', () => {
    const types = fc.constantFrom('text', 'tel', 'url', 'hidden', 'textarea')
    const held = fc.property(types, fc.oneof(spoiled(urls), junk), (type, text) => {
      expect(sanitise(type, text)).toBe(control(type, {}, text).value)
    })
    fc.assert(held, { numRuns: 2_000 })
  })
})

describe('the comparison is able to fail', () => {
  test.each([
    ['white space that is let go', 'email', emails, (text: string) => text.replace(/\s/g, '')],
    ['a leap day in every year', 'date', dates, (text: string) => text.replace(/^\d+-02-29$/, '2024-02-29')],
    ['seconds that are let go', 'datetime-local', dateTimes, (text: string) => text.replace(/:60$/, ':59')],
    ['a number with a plus', 'number', numbers, (text: string) => text.replace(/^\+/, '')],
  ] as const)('%s is found', (_name, type, texts, planted) => {
    const wrong: typeof check = (fields, given) => check(fields, { f: planted(`${given.f}`) })
    const cases = fc.record({ text: spoiled(texts), limits: fc.constant({}) })
    expect(fc.check(agreement(type, cases, wrong), { numRuns: 5_000 }).failed).toBe(true)
  })

  test('a limit that is overlooked is found', () => {
    const wrong: typeof check = (fields, given) =>
      check(
        fields.map(({ max, ...rest }) => rest),
        given,
      )
    const cases = fc.record({ text: numbers, limits: scale(numbers) })
    expect(fc.check(agreement('number', cases, wrong), { numRuns: 5_000 }).failed).toBe(true)
  })
})

test('an address that is accepted is one to the browser too', () => {
  let accepted = 0
  const subset = fc.property(spoiled(urls), (text) => {
    const { answers, issues } = check([field('url', {})], { f: text })
    if (issues.length > 0 || answers.f === undefined) return
    accepted++
    expect(control('url', {}, text).validity.valid, JSON.stringify(text)).toBe(true)
    expect(new URL(`${answers.f}`).protocol).toMatch(/^https?:$/)
  })
  fc.assert(subset, { numRuns: 5_000 })
  expect(accepted).toBeGreaterThan(150)
})

/** Fails with the seed and the smallest case that shows it. */
function agree(type: FieldType, cases: fc.Arbitrary<Omit<Case, 'type'>>, numRuns: number): void {
  fc.assert(agreement(type, cases, check), { numRuns })
}

function agreement(type: FieldType, cases: fc.Arbitrary<Omit<Case, 'type'>>, judge: typeof check) {
  return fc.property(cases, ({ text, limits }) => {
    expect(disagreement({ type, text, limits }, judge)).toBeUndefined()
  })
}

function disagreement({ type, text, limits }: Case, judge: typeof check): string | undefined {
  const { value, validity } = control(type, limits, text)
  const { answers, issues } = judge([field(type, limits)], { f: text })
  const code = issues[0]?.code
  const codes = value === '' && text !== '' ? ['bad-input'] : broken(validity)
  const answer = code ? undefined : value.replace(/\0|\p{Cs}/gu, '\ufffd') || undefined
  if (sanitise(type, text) !== value)
    return `the input holds ${JSON.stringify(value)}, not ${JSON.stringify(sanitise(type, text))}`
  if (code ? !codes.includes(code) : codes.length > 0) return `the input says ${codes}, check says ${code}`
  if (answers.f !== answer) return `the answer is ${JSON.stringify(answers.f)}`
}

function field(type: FieldType, { required = false, ...limits }: Limits): PublicField {
  return { name: 'f', label: 'F', type, required, ...limits }
}

/** A real control that was given the text. */
function control(type: FieldType, { default: value, required, ...limits }: Limits, text: string) {
  const made = document.createElement(type === 'textarea' ? 'textarea' : 'input')
  if (type !== 'textarea') made.setAttribute('type', type)
  made.required = required ?? false
  for (const [name, limit] of Object.entries({ ...limits, value }))
    if (limit !== undefined) made.setAttribute(name, limit)
  made.value = text
  return made
}

/** The issue codes of what the browser finds wrong. */
function broken(validity: ValidityState): string[] {
  const flags: string[] = []
  for (const flag in validity) {
    if (flag !== 'valid' && validity[flag as keyof ValidityState])
      flags.push(flag.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`))
  }
  return flags
}

function spoiled(texts: Texts): Texts {
  return fc.oneof({ weight: 3, arbitrary: texts }, { weight: 3, arbitrary: nearly(texts) }, junk)
}

/**
 * Limits as files have them, and as no file should. In a limit, against the standard, Chromium takes `.e1` for a number, and
 * stops reading at a large exponent.
 */
function scale(places: Texts): fc.Arbitrary<Limits> {
  const bound = fc.oneof({ weight: 4, arbitrary: places }, junk).filter((text) => !/^-?(\.e|.*e[+-]?\d{4})/i.test(text))
  const step = fc.oneof(
    { weight: 3, arbitrary: numbers },
    fc.constantFrom('any', 'ANY', '1', '2', '7', '0.5', '60', '900', '0.001', '1.4', '0', '-1'),
    junk,
  )
  return fc.record({ min: bound, max: bound, step, default: places, required: fc.boolean() }, { requiredKeys: [] })
}
