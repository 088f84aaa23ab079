import { describe, expect, test } from 'vitest'
import type { Phones } from '../../../proxy/forms/phone.ts'
import { phonesFor } from '../../../proxy/forms/phone.ts'

const phones = (await phonesFor([{ type: 'tel', country: 'BR' }])) as Phones

describe('a number', () => {
  test.each([
    ['(11) 96123-4567', 'BR', '+5511961234567'],
    ['11 96123 4567', 'BR', '+5511961234567'],
    ['011961234567', 'BR', '+5511961234567'],
    ['0 15 11 96123-4567', 'BR', '+5511961234567'],
    ['11 2345-6789', 'BR', '+551123456789'],
    ['+55 11 96123-4567', 'BR', '+5511961234567'],
    ['0055 11 96123-4567', 'BR', '+5511961234567'],
    ['55 11 96123-4567', 'BR', '+5511961234567'],
    ['0015 1 201 555 0123', 'BR', '+12015550123'],
    ['+351 912 345 678', 'BR', '+351912345678'],
    ['06 12 34 56 78', 'FR', '+33612345678'],
    ['030 123456', 'DE', '+4930123456'],
    ['(201) 555-0123', 'US', '+12015550123'],
    ['٠١٠٠١٢٣٤٥٦٧', 'EG', '+201001234567'],
  ])('%s of %s is %s', (text, country, number) => {
    expect(phones.e164(text, country)).toBe(number)
  })

  test.each([
    ['too short', '96123', 'BR'],
    ['no number', 'manhã, depois das 9', 'BR'],
    ['one in a sentence', 'ligue 11 96123-4567 à tarde', 'BR'],
    ['two of them', '11 96123-4567 / 11 2345-6789', 'BR'],
    ['one with an extension', '11 2345-6789 ramal 12', 'BR'],
    ['one with an extension in English', '+1 201 555 0123 ext. 4', 'BR'],
    ['nothing', '', 'BR'],
    ['of a country that does not exist', '11 96123-4567', 'XX'],
    ['of what no country is called', '11 96123-4567', '__proto__'],
  ])('%s is none', (_, text, country) => {
    expect(phones.e164(text, country)).toBeUndefined()
  })
})

describe('a calling code', () => {
  test.each([
    ['BR', '55'],
    ['PT', '351'],
    ['US', '1'],
    ['XX', undefined],
    ['constructor', undefined],
  ])('of %s is %s', (country, code) => {
    expect(phones.callingCodeOf(country)).toBe(code)
  })
})

describe('the numbering plans', () => {
  test('are read only for a telephone number of a country', async () => {
    expect(await phonesFor([])).toBeUndefined()
    expect(await phonesFor([{ type: 'tel' }])).toBeUndefined()
    expect(await phonesFor([{ type: 'text', country: 'BR' }])).toBeUndefined()
    expect(await phonesFor([{ type: 'text' }, { type: 'tel', country: 'PT' }])).toBeDefined()
  })
})
