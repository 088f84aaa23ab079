import { describe, expect, test } from 'vitest'
import type { HallGuard } from '../../../proxy/guards/guard.ts'
import { repeatsGuard } from '../../../proxy/guards/repeats.ts'
import type { Sight } from '../../support/seen.ts'
import { sight } from '../../support/seen.ts'

const HOUR = 3_600_000
const offer = 'We have 1,000 customers waiting for a website like yours, call us.'
const send = async (guard: HallGuard, mensagem: string, given: Sight = {}) =>
  (await guard(sight({ ...given, answers: { mensagem } }))).kind

describe('the same long text', () => {
  test('is a doubt when it came from three others', async () => {
    const guard = repeatsGuard('secret')
    const kinds: string[] = []
    for (const person of ['a', 'b', 'c', 'd', 'e']) kinds.push(await send(guard, offer, { person }))
    expect(kinds).toEqual(['pass', 'pass', 'pass', 'doubt', 'doubt'])
  })

  test('is the same in other case, spacing, signs and widths', async () => {
    const guard = repeatsGuard('secret')
    const spun = [offer.toUpperCase(), offer.replaceAll(' ', '\n\t'), `*** ${offer}!!!`, offer.replaceAll('e', 'ｅ')]
    const kinds: string[] = []
    for (const [at, text] of spun.entries()) kinds.push(await send(guard, text, { person: `${at}` }))
    expect(kinds).toEqual(['pass', 'pass', 'pass', 'doubt'])
  })

  test.each<[string, (at: number) => Sight]>([
    ['person', () => ({ person: 'ana' })],
    ['place, where nobody says who they are', () => ({ sender: { client: 'there' } })],
    ['person in many places', (at) => ({ person: 'ana', sender: { client: `${at}` } })],
  ])('may come from one %s as often as they like', async (_whom, given) => {
    const guard = repeatsGuard('secret')
    for (let at = 0; at < 10; at++) expect(await send(guard, offer, given(at))).toBe('pass')
  })

  test('from whoever cannot be told from others is from somebody else each time', async () => {
    const guard = repeatsGuard('secret')
    for (let at = 0; at < 3; at++) await send(guard, offer)
    expect(await send(guard, offer)).toBe('doubt')
  })

  test('a day ago no longer counts', async () => {
    const guard = repeatsGuard('secret')
    for (const person of ['a', 'b', 'c']) await send(guard, offer, { person, at: 0 })
    expect(await send(guard, offer, { person: 'd', at: 24 * HOUR - 1 })).toBe('doubt')
    expect(await send(guard, offer, { person: 'e', at: 24 * HOUR })).toBe('pass')
  })
})

describe('nobody is doubted', () => {
  const others = ['a', 'b', 'c', 'd', 'e', 'f']

  test.each([
    ['a short text that many write', 'Quero um orçamento, por favor.'],
    ['a short text among many signs', `Oi ${'—'.repeat(100)} tudo bem?`],
  ])('for %s', async (_what, text) => {
    const guard = repeatsGuard('secret')
    for (const person of others) expect(await send(guard, text, { person })).toBe('pass')
  })

  test('for what stood in the field before, for what was chosen, or for where they live', async () => {
    const guard = repeatsGuard('secret')
    const fields: Sight['fields'] = [
      { name: 'mensagem', type: 'textarea', default: offer },
      { name: 'plano', type: 'select' },
      { name: 'rua', type: 'text', autocomplete: 'street-address' },
    ]
    for (const person of others) {
      const seen = sight({ person, fields, answers: { mensagem: offer, plano: offer, rua: offer } })
      expect((await guard(seen)).kind).toBe('pass')
    }
  })

  test('for their language: long texts in many scripts, each from its own writer', async () => {
    const guard = repeatsGuard('secret')
    const texts = [
      'Привет, мне нужна ваша помощь. ',
      'مرحبا، أحتاج إلى مساعدتكم. ',
      '您好，我想了解一下价格。',
      'Olá, preciso de ajuda. ',
    ]
    for (const [at, text] of texts.entries()) {
      expect(await send(guard, text.repeat(3), { person: `${at}` })).toBe('pass')
    }
  })
})

test('S5: only the texts that came last are remembered', async () => {
  const guard = repeatsGuard('secret', 10)
  for (const person of ['a', 'b', 'c']) await send(guard, offer, { person })
  for (let at = 0; at < 9; at++) await send(guard, `${at} is another text of more than forty letters and digits`)
  expect(await send(guard, offer, { person: 'd' })).toBe('doubt')
  for (let at = 0; at < 10; at++) await send(guard, `${at} is one more text of more than forty letters and digits`)
  expect(await send(guard, offer, { person: 'e' })).toBe('pass')
})
