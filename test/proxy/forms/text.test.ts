import { describe, expect, test } from 'vitest'
import { chooseLocale, directionOf, textIn } from '../../../proxy/forms/text.ts'

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

  test('Arabic runs from right to left', () => {
    expect(directionOf('ar-EG')).toBe('rtl')
    expect(directionOf('pt-BR')).toBe('ltr')
  })
})
