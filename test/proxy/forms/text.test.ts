import { describe, expect, test } from 'vitest'
import { chooseLocale, directionOf, sayingIn, textIn } from '../../../proxy/forms/text.ts'

describe('the language that a visitor gets', () => {
  test.each([
    ['exactly what was asked for', 'pt-BR', 'en', 'pt-BR'],
    ['whatever the case', 'PT-br', 'en', 'pt-BR'],
    ['its language', 'pt-PT', 'en', 'pt-BR'],
    ['the language alone', 'pt', 'en', 'pt-BR'],
    ['the form’s own, when there are no words for it', 'fi', 'pt-BR', 'pt-BR'],
    ['the form’s own, when nothing is asked for', undefined, 'pt-BR', 'pt-BR'],
    ['English, when there is nothing else', 'fi', 'sv', 'en'],
  ])('%s', (_what, wanted, own, chosen) => {
    expect(chooseLocale(wanted, own, ['en', 'pt-BR'])).toBe(chosen)
  })

  test('a text falls back to the form’s own language, then to what it has', () => {
    const text = { 'pt-BR': 'Nome', en: 'Name' }
    expect(textIn(text, 'en', 'pt-BR')).toBe('Name')
    expect(textIn(text, 'de', 'pt-BR')).toBe('Nome')
    expect(textIn({ fr: 'Nom' }, 'de', 'en')).toBe('Nom')
    expect(textIn('Nome', 'en', 'pt-BR')).toBe('Nome')
  })

  test('a text that is in another language says which, and all others say nothing', () => {
    const say = sayingIn('ar', 'pt-BR')
    const name = { 'pt-BR': 'Nome', ar: 'الاسم' }
    expect(say({ label: name })).toEqual({ label: 'الاسم', langs: undefined })
    expect(say({ label: name, help: 'Como no RG', placeholder: { en: 'Ana' }, title: undefined })).toEqual({
      ...{ label: 'الاسم', help: 'Como no RG', placeholder: 'Ana' },
      langs: { help: 'pt-BR', placeholder: 'en' },
    })
    expect(sayingIn('pt-PT', 'pt-BR')({ label: 'Nome' }).langs).toBeUndefined()
  })

  test('Arabic runs from right to left', () => {
    expect(directionOf('ar-EG')).toBe('rtl')
    expect(directionOf('pt-BR')).toBe('ltr')
  })
})
