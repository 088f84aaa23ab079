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

/** What is said of the kinds alone, without the marks that keep them apart. */
function kindsIn(locale: string, accept: readonly string[], strings = stringsFor(locale)): string {
  const { uploads: _, ...form } = formWith(1, locale)
  return limitsOf({ ...field, accept }, { ...form, strings }).replace(/[\u2068\u2069]/g, '')
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
  expect(limitsOf(several, formWith(1_000_000)).replace(/[\u2068\u2069]/g, '')).toBe(
    'Up to 1 MB each · Up to 10 files · Allowed: PDF and images',
  )
})

test.each([
  ['en', 'Allowed: images and PDF'],
  ['pt-BR', 'Permitidos: imagens e PDF'],
  ['es', 'Permitidos: imágenes y PDF'],
  ['fr', 'Autorisés : images et PDF'],
  ['de', 'Erlaubt: Bilder und PDF'],
  ['it', 'Consentiti: immagini e PDF'],
  ['ar', 'الأنواع المسموح بها: صور وPDF'],
])('kinds are said in words for people, in %s', (locale, said) => {
  expect(kindsIn(locale, ['image/*', '.pdf'])).toBe(said)
})

const OFFICE = 'application/vnd.openxmlformats-officedocument'

test.each([
  [['video/*', 'AUDIO/*', 'text/*'], 'videos, audio, and text files'],
  [['image/jpeg', 'image/svg+xml'], 'JPEG and SVG'],
  [['application/pdf', '.PDF', '.pdf'], 'PDF'],
  [['application/zip', 'application/x-7z-compressed'], 'ZIP and 7Z-COMPRESSED'],
  [['application/msword', `${OFFICE}.wordprocessingml.document`, '.docx'], 'Word and DOCX'],
  [['application/vnd.ms-excel', `${OFFICE}.spreadsheetml.sheet`], 'Excel'],
  [['application/vnd.ms-powerpoint', `${OFFICE}.presentationml.presentation`], 'PowerPoint'],
  [['text/plain', '.wordlist'], 'TXT and WORDLIST'],
  // There are no words for it, and what it takes must not go unsaid.
  [['model/*'], 'model/*'],
])('of %j it says “%s”', (accept, said) => {
  expect(kindsIn('en', accept)).toBe(`Allowed: ${said}`)
})

test('a proxy that has no words for kinds has them said as it knows them', () => {
  const { files, ...strings } = stringsFor('en')
  const { kinds: _, ...older } = files
  expect(
    kindsIn('en', ['image/*', '.pdf'], { ...strings, files: older } as typeof strings & { files: typeof files }),
  ).toBe('Allowed: image/* and PDF')
})

test('nothing is said where nothing is limited', () => {
  const { uploads: _, ...form } = formWith(1)
  expect(limitsOf(field, form)).toBe('')
})
