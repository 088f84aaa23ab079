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

  test('so does one with letters that run against those around it, whatever its language', () => {
    const langsOf = (locale: string, label: string) => sayingIn(locale, locale)({ label }).langs
    expect(langsOf('ar', 'WhatsApp')).toEqual({ label: 'ar' })
    expect(langsOf('ar', 'رقم WhatsApp')).toEqual({ label: 'ar' })
    expect(langsOf('pt-BR', 'Nome (שם)')).toEqual({ label: 'pt-BR' })
    for (const text of ['رقم الهاتف', '2026 - 11', '']) expect(langsOf('ar', text)).toBeUndefined()
    for (const text of ['Ação, não?', 'Имя', '名前', '☎ 2026']) expect(langsOf('pt-BR', text)).toBeUndefined()
  })

  test('Arabic runs from right to left', () => {
    expect(directionOf('ar-EG')).toBe('rtl')
    expect(directionOf('pt-BR')).toBe('ltr')
  })
})
