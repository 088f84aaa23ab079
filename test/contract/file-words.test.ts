import { expect, test } from 'vitest'
import { limitsOf } from '../../src/contract/file-words.ts'
import type { PublicField, PublicForm } from '../../src/contract/form.ts'
import { stringsFor } from '../../src/contract/strings/index.ts'

const field: PublicField = { name: 'cv', type: 'file', label: 'CV' }

function formWith(perFile: number, locale = 'en'): PublicForm {
  return {
    ...{ id: 'x', version: 'v1', locale, dir: 'ltr', submit: '', fields: [field], success: { message: '' } },
    ...{ strings: stringsFor(locale), uploads: { perFile, perSubmission: perFile, files: 10 } },
  }
}

test.each([
  [10_000_000, 'en', 'Up to 10 MB each'],
  [10_485_760, 'en', 'Up to 10.4 MB each'],
  [500_000, 'en', 'Up to 500 kB each'],
  [999_999, 'en', 'Up to 999.9 kB each'],
  [700, 'en', 'Up to 700 byte each'],
  [2_500_000, 'pt-BR', 'Até 2,5 MB cada'],
])('%i bytes are said as they are written, and never as more, in %s', (perFile, locale, said) => {
  expect(limitsOf(field, formWith(perFile, locale))).toBe(said)
})

test('kinds are said in the order of the form, their number only where there may be several', () => {
  const several = { ...field, accept: ['.pdf', 'image/*'], multiple: true }
  expect(limitsOf(several, formWith(1_000_000)).replace(/[\u2066\u2069]/g, '')).toBe(
    'Up to 1 MB each · Up to 10 files · Allowed: .pdf, image/*',
  )
})

test('nothing is said where nothing is limited', () => {
  const { uploads: _, ...form } = formWith(1)
  expect(limitsOf(field, form)).toBe('')
})
