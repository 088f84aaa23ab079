import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryOf, fitting, MAX_NOTES, missingFrom, withLines, wordsIn } from '../../../proxy/delivery/notes.ts'

const line = (label: string, value: string | boolean | readonly string[], locale = 'en') =>
  entryOf(label, value, locale).line

describe('a line', () => {
  test('says a value as people read it, in the language of the form', () => {
    expect(line('Nome', 'Ana')).toBe('Nome: Ana')
    expect(line('Planos', ['A', 'B'])).toBe('Planos: A, B')
    expect([line('Ok', true), line('Ok', false, 'pt-BR'), line('Ok', true, 'pt'), line('Ok', true, 'de')]).toEqual([
      'Ok: yes',
      'Ok: não',
      'Ok: sim',
      'Ok: yes',
    ])
  })

  test('of several lines stands below its label', () => {
    expect(line('Recado', 'um\r\n\r\ndois')).toBe('Recado:\n  um\n\n  dois')
    expect(line('Um\nrótulo', 'x')).toBe('Um rótulo: x')
  })

  test('has every word in every language', () => {
    expect(Object.values(wordsIn('pt-BR'))).not.toEqual(Object.values(wordsIn('en')))
    expect(Object.keys(wordsIn('pt-BR'))).toEqual(Object.keys(wordsIn('en')))
  })
})

describe('lines follow what stands in the field', () => {
  test('after a blank line, and go on where some stand already', () => {
    expect(withLines('', ['A: 1', 'B: 2'])).toBe('A: 1\nB: 2')
    expect(withLines('Olá', ['A: 1', 'B: 2'])).toBe('Olá\n\nA: 1\nB: 2')
    expect(withLines('Olá\n\nA: 1', ['B: 2'], ['A: 1', 'B: 2'])).toBe('Olá\n\nA: 1\nB: 2')
    expect(withLines('Olá', [])).toBe('Olá')
  })

  test('a line is there only as a whole', () => {
    expect(missingFrom('Telefone: 119999', ['Telefone: 11', 'Telefone: 119999'])).toEqual(['Telefone: 11'])
    expect(missingFrom('x\r\n  Nome:  \r\n\r\n a\r\nb ', ['Nome:\n  a\n  b'])).toEqual([])
    expect(missingFrom('Nome:\n  a\n  c\n  b', ['Nome:\n  a\n  b'])).toHaveLength(1)
    expect(missingFrom('Jos\u00e9: a', ['Jose\u0301: a'])).toEqual([])
  })
})

describe('what is too long', () => {
  test('is cut, and says so; what is not there as a whole is told', () => {
    const entries = ['A', 'B', 'C'].map((label) => entryOf(label, 'x'.repeat(60), 'en'))
    const { lines, cut } = fitting(entries, 100, 'en')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/^B: x+… \(cut\)$/)
    expect(cut.map(({ label }) => label)).toEqual(['B', 'C'])
    expect(lines.join('\n').length).toBeLessThanOrEqual(100)
  })

  test('never leaves half a character', () => {
    for (let room = 20; room < 30; room++) {
      const { lines } = fitting([entryOf('A', '😀'.repeat(60), 'en')], room, 'en')
      expect(() => encodeURIComponent(lines.join(''))).not.toThrow()
    }
  })
})

const label = fc.stringMatching(/^[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ ?-]{0,20}$/)
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.array(fc.string({ maxLength: 20 }), { maxLength: 5 }).map((parts) => parts.join('\n')),
  fc.constantFrom('x'.repeat(4_000), 'Telefone: 11', '\n', ' '),
)
const entries = fc.array(fc.tuple(label, value), { maxLength: 8 })

test('no value is lost without its label being told, and what fits stays within the bound', () => {
  fc.assert(
    fc.property(value, entries, (own, given) => {
      const wanted = given.map(([name, text]) => entryOf(name, text, 'en'))
      const { lines, cut } = fitting(wanted, MAX_NOTES - own.length - 2, 'en')
      const text = withLines(own, lines)
      expect(text.startsWith(own) || own.trim() === '').toBe(true)
      expect(text.length).toBeLessThanOrEqual(MAX_NOTES)
      for (const [name, said] of given) {
        const isTold = cut.some((entry) => entry.label === name)
        for (const part of said.split(/\r\n|[\r\n\u2028\u2029]/))
          expect(isTold || text.includes(part.trim())).toBe(true)
      }
    }),
    {
      numRuns: 1_000,
      examples: [['', [['a', '!\u2028!']]]],
    },
  )
})

test('adding again what stands there already adds nothing, whoever wrote around it and whatever became of blanks', () => {
  const touched = fc.constantFrom(
    (text: string) => text,
    (text: string) => text.replaceAll('\n', '\r\n'),
    (text: string) => text.trim(),
    (text: string) => text.replaceAll('\n  ', '\n'),
    (text: string) => text.replace(/\n{2,}/g, '\n'),
    (text: string) => text.normalize('NFD'),
    (text: string) => `${text}\nLigado em 3/4.`,
    (text: string) => `Urgente!\n${text}`,
  )
  fc.assert(
    fc.property(value, entries, fc.array(touched, { maxLength: 4 }), (own, given, touches) => {
      const lines = given.map(([name, text]) => entryOf(name, text, 'en').line)
      const once = withLines(own, missingFrom(own, lines), lines)
      const later = touches.reduce((text, touch) => touch(text), once)
      expect(missingFrom(later, lines)).toEqual([])
      expect(withLines(later, missingFrom(later, lines), lines)).toBe(later)
    }),
    { numRuns: 1_000 },
  )
})
