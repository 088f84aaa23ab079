import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check } from '../../src/contract/check.ts'
import type { FieldFormat } from '../../src/contract/form.ts'
import { FIELD_FORMATS } from '../../src/contract/form.ts'
import { isFormatted, unmarked } from '../../src/contract/formats.ts'

const said = (format: FieldFormat, given: string, rest = {}) =>
  check([{ name: 'number', label: 'Number', type: 'text', format, ...rest }], { number: given })

const DIGITS = '0123456789'
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const texts = (characters: string, length: number) =>
  fc.array(fc.constantFrom(...characters), { minLength: length, maxLength: length }).map((all) => all.join(''))
const bodies = { cpf: texts(DIGITS, 9), cnpj: texts(DIGITS + LETTERS, 12), 'cnpj of digits': texts(DIGITS, 12) }

/** The number with this body: of a hundred ends, those that check. */
const endings = (format: FieldFormat, body: string) =>
  Array.from({ length: 100 }, (_, end) => `${body}${`${end}`.padStart(2, '0')}`).filter((text) =>
    isFormatted(format, text),
  )
const formatOf = (kind: string) => kind.split(' ')[0] as FieldFormat
const isRepeated = (text: string) => new Set(text).size === 1

describe('a format', () => {
  test.each([
    ['cpf', '529.982.247-25', '52998224725'],
    ['cpf', '52998224725', '52998224725'],
    ['cpf', '111.444.777-35', '11144477735'],
    ['cnpj', '11.222.333/0001-81', '11222333000181'],
    // The example of Receita Federal.
    ['cnpj', '12.ABC.345/01DE-35', '12ABC34501DE35'],
    ['cnpj', '12abc34501de35', '12ABC34501DE35'],
    ['cep', '01310-100', '01310100'],
    ['cep', ' 01310\u00a0100\u200b', '01310100'],
  ] as const)('%s takes %j for %s', (format, given, answer) => {
    const { answers, issues } = said(format, given)
    expect([issues, { ...answers }]).toEqual([[], { number: answer }])
  })

  test.each([
    ['cpf', '529.982.247-24', 'the wrong check digit'],
    ['cpf', '529.982.247-2', 'one too few'],
    ['cpf', '529.982.247-255', 'one too many'],
    ['cpf', '529.982.247-2x', 'a letter'],
    ['cpf', '٥٢٩٩٨٢٢٤٧٢٥', 'digits of another script'],
    ...[...DIGITS].map((digit) => ['cpf', digit.repeat(11), 'one digit repeated'] as const),
    ['cnpj', '11.222.333/0001-82', 'the wrong check digit'],
    ['cnpj', '12.ABC.345/01DE-3A', 'a letter for a check digit'],
    ['cnpj', '00.000.000/0000-00', 'nothing but noughts'],
    ['cep', '0131-100', 'one too few'],
    ['cep', '0131O-100', 'a letter'],
  ] as const)('%s does not take %s: %s', (format, given) => {
    expect(said(format, given).issues).toEqual([{ field: 'number', code: 'pattern-mismatch' }])
  })

  test('says the usual of nothing, and of nothing but marks', () => {
    expect(said('cpf', '').issues).toEqual([])
    expect(said('cpf', '', { required: true }).issues).toEqual([{ field: 'number', code: 'value-missing' }])
    expect(said('cpf', '..-').issues).toEqual([{ field: 'number', code: 'bad-input' }])
  })

  test('is measured without its marks, and compared so by conditions', () => {
    expect(said('cep', '01310-100', { maxLength: 8, minLength: 8 }).issues).toEqual([])
    const when = { field: 'cep', equals: '01310100' }
    const fields = [
      { name: 'cep', label: '', type: 'text', format: 'cep' },
      { name: 'floor', label: '', type: 'text', when },
    ] as const
    expect({ ...check(fields, { cep: '01310-100', floor: '3' }).answers }).toEqual({ cep: '01310100', floor: '3' })
  })

  test('is taken for the same however often its marks are taken out', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => unmarked(unmarked(text)) === unmarked(text)))
  })

  test('of any text says something, and never fails', () => {
    const given = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(fc.constantFrom(...FIELD_FORMATS), given, (format, text) => said(format, text).issues.length <= 1),
    )
  })
})

describe.each(Object.entries(bodies))('check digits of a %s', (kind, body) => {
  const format = formatOf(kind)

  test('are one pair to a body', () => {
    fc.assert(
      fc.property(body, (text) => {
        fc.pre(!isRepeated(text))
        expect(endings(format, text).length).toBe(1)
      }),
      { numRuns: 200 },
    )
  })

  test('tell any one other character, but for what modulo 11 cannot', () => {
    const one = fc.tuple(body, fc.nat(), fc.nat())
    fc.assert(
      fc.property(one, ([text, at, by]) => {
        const [number] = endings(format, text)
        fc.pre(number !== undefined && number.at(-2) !== '0')
        const place = at % (number?.length ?? 1)
        const characters = format === 'cnpj' && place < 12 ? DIGITS + LETTERS : DIGITS
        const other = characters.charAt(by % characters.length)
        const apart = (number?.charCodeAt(place) ?? 0) - other.charCodeAt(0)
        fc.pre(apart % 11 !== 0)
        expect(isFormatted(format, `${number?.slice(0, place)}${other}${number?.slice(place + 1)}`)).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('what modulo 11 cannot tell', () => {
  test('a first digit that is off by one, of some numbers whose first check digit is 0: remainders 0 and 1 both give it', () => {
    expect(['12345678909', '22345678909'].map((number) => isFormatted('cpf', number))).toEqual([true, true])
  })

  test('letters and digits that lie 11 apart', () => {
    expect([...'ALW6'].map((character) => isFormatted('cnpj', `12${character}BC34501DE35`))).toEqual(
      [...'ALW6'].map(() => true),
    )
  })
})
