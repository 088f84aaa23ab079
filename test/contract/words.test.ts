import { describe, expect, test } from 'vitest'
import { strings, stringsFor } from '../../src/contract/strings/index.ts'

const LANGUAGES = ['en', 'pt-BR', 'es', 'fr', 'de', 'it', 'ar']

const blanks = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()

/** Every text of a language by its path; of a plural the form that is always there. */
function flat(locale: string): readonly (readonly [path: string, text: string])[] {
  const walk = (value: unknown, path: string): readonly (readonly [string, string])[] => {
    if (typeof value === 'string') return [[path, value]]
    const parts = Object.entries(value as object)
    const isPlural = parts.some(([key]) => key === 'other')
    return parts.filter(([key]) => !isPlural || key === 'other').flatMap(([key, part]) => walk(part, `${path}.${key}`))
  }
  return walk(stringsFor(locale), '')
}

describe('the words', () => {
  test('are there in seven languages', () => {
    expect(Object.keys(strings).sort()).toEqual([...LANGUAGES].sort())
  })

  test.each(LANGUAGES)('%s says everything that English says, with the same blanks to fill in', (locale) => {
    const asked = flat('en').map(([path, text]) => [path, blanks(text)])
    expect(
      flat(locale)
        .map(([path, text]) => [path, blanks(text)])
        .sort(),
    ).toEqual(asked.sort())
    for (const [, text] of flat(locale)) {
      expect(text).toBe(text.trim())
      expect(text).not.toBe('')
      expect(text).toBe(text.normalize('NFC'))
    }
  })

  test.each(LANGUAGES)(
    '%s has each of its own plural forms, with the number where the form does not say it',
    (locale) => {
      const { problems, files } = stringsFor(locale)
      const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories
      for (const words of [problems, files.count]) {
        expect(Object.keys(words).sort()).toEqual([...forms].sort())
        for (const [form, text] of Object.entries(words)) {
          if (!['zero', 'one', 'two'].includes(form)) expect(blanks(text)).toEqual(['{count}'])
        }
      }
    },
  )

  test.each(LANGUAGES.filter((locale) => locale !== 'en'))('%s repeats no sentence of English', (locale) => {
    const english = new Map(flat('en'))
    const same = flat(locale).filter(([path, text]) => text === english.get(path) && /[a-z]{3} /i.test(text))
    expect(same).toEqual([])
  })

  test.each([
    ['pt-BR', 'pt-BR'],
    ['pt', 'pt-BR'],
    ['PT-br', 'pt-BR'],
    ['pt-PT', 'pt-BR'],
    ['en-GB', 'en'],
    ['de-AT', 'de'],
    ['ar-EG', 'ar'],
    ['fi', 'en'],
    ['', 'en'],
    ['constructor', 'en'],
  ])('for %s are those of %s', (wanted, found) => {
    expect(stringsFor(wanted)).toBe(strings[found])
  })
})
