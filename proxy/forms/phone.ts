/**
 * Telephone numbers as the world dials them. The numbering plans and their reader are 210 KB: loaded once a form asks for a
 * number of a country.
 */
import type { CountryCode } from 'libphonenumber-js/min'
import type { FieldType, PublicField } from '../../src/contract/form.ts'

export interface Phones {
  /**
   * E.164, e.g. `+5511961234567`, of a number in any spelling, of which one without `+` belongs to the country. Undefined for
   * what is no valid number, several of them, or one with an extension, which E.164 has no room for.
   */
  e164(text: string, country: string): string | undefined
  /** Without `+`, e.g. `55`; undefined for a country that the plans do not know. */
  callingCodeOf(country: string): string | undefined
}

/** Undefined where none of these fields asks for a number of a country: then nothing is loaded. */
export async function phonesFor(fields: readonly Pick<PublicField, 'type' | 'country'>[]): Promise<Phones | undefined> {
  return fields.some(({ type, country }) => isDialled(type, country)) ? load() : undefined
}

const isDialled = (type: FieldType, country: string | undefined): boolean => type === 'tel' && country !== undefined

async function load(): Promise<Phones> {
  const { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } = await import(
    'libphonenumber-js/min'
  )
  const known = (country: string): CountryCode | undefined => (isSupportedCountry(country) ? country : undefined)
  const parsed = (text: string, defaultCountry: CountryCode): string | undefined => {
    // Nothing is picked out of a sentence: what stands around a number was said too.
    const number = parsePhoneNumberFromString(text, { defaultCountry, extract: false })
    return number?.isValid() && !number.ext ? number.number : undefined
  }
  return {
    e164(text, country) {
      const code = known(country)
      // Most of the world dials 00 for a plus; where another prefix is dialled, people write it all the same.
      return code && (parsed(text, code) ?? parsed(text.replace(/^\s*00/, '+'), code))
    },
    callingCodeOf(country) {
      const code = known(country)
      return code && getCountryCallingCode(code)
    },
  }
}
