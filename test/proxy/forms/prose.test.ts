import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { consentOf } from '../../../proxy/forms/consent.ts'
import { proseOf, sentenceOf } from '../../../proxy/forms/prose.ts'
import { publicForm } from '../../../proxy/forms/public.ts'
import { publish } from '../../../proxy/forms/publish.ts'
import { proseMarkup } from '../../../proxy/hosted/prose-markup.ts'
import type { FieldDefinition, FormDefinition } from '../../../src/contract/definition.ts'
import type { Prose } from '../../../src/contract/prose.ts'
import { isLink } from '../../../src/contract/prose.ts'
import { hostileProse, hostileTree } from '../../support/prose.ts'
import { schemas } from '../../support/schemas.ts'

const htmlOf = (source: string) => {
  const { prose, text } = sentenceOf(source)
  return `${proseMarkup(prose ?? [text])}`
}
const blocksOf = (source: string) => {
  const { prose, text } = proseOf(source)
  return `${proseMarkup(prose ?? [text])}`
}
const a = (href: string, words: string) => `<a target="_blank" rel="noopener" href="${href}">${words}</a>`

describe('in a sentence', () => {
  test.each([
    ['**now**', '<strong>now</strong>'],
    ['*now*, please', '<em>now</em>, please'],
    ['a**b**c', 'a<strong>b</strong>c'],
    ['***now***', '<strong><em>now</em></strong>'],
    ['**very *much***', '<strong>very <em>much</em></strong>'],
    ['*very **much***', '<em>very <strong>much</strong></em>'],
    ['I agree to the [policy](https://example.com/p)', `I agree to the ${a('https://example.com/p', 'policy')}`],
    ['[**all**](https://example.com)', a('https://example.com/', '<strong>all</strong>')],
    ['**[all](https://example.com)**', `<strong>${a('https://example.com/', 'all')}</strong>`],
    [
      '[write](mailto:ana@example.com) or [call](tel:+55-11)',
      `${a('mailto:ana@example.com', 'write')} or ${a('tel:+55-11', 'call')}`,
    ],
    ['[é](https://exämple.com/ã?q="<x>")', a('https://xn--exmple-cua.com/%C3%A3?q=%22%3Cx%3E%22', 'é')],
    ['[x](HTTPS://EXAMPLE.com/A)', a('https://example.com/A', 'x')],
    ['one\ntwo\r\nthree', 'one<br>two<br>three'],
  ])('%j is drawn', (source, drawn) => {
    expect(htmlOf(source)).toBe(drawn)
  })

  test.each([
    'Fields with * are required, * too',
    '*Required',
    '2 * 3 * 4',
    '**never ended',
    'snake_case_name and ~tilde~',
    '[ ] and [x]',
    'foo](https://example.com)',
    '[ ](https://example.com)',
    '****four****',
    '<b>bold</b> &amp;',
    '',
  ])('%j is plain text, and needs nothing to be drawn', (source) => {
    expect(sentenceOf(source)).toEqual({ text: source, astray: [] })
  })

  test.each([
    [String.raw`\*not\* \[x\](y) \\ \- \a`, String.raw`*not* [x](y) \ - \a`],
    [String.raw`**a\*\*b**`, '<strong>a**b</strong>'],
    ['**a *b** c*', '<strong>a *b</strong> c*'],
    ['[a **b](https://example.com) c**', `${a('https://example.com/', 'a **b')} c**`],
    [
      '[a [b](https://example.com) c](https://example.com)',
      `[a ${a('https://example.com/', 'b')} c](https://example.com)`,
    ],
    ['[a] b](https://example.com)', '[a] b](https://example.com)'],
  ])('%s: what is crossed, nested or escaped is text', (source, drawn) => {
    expect(htmlOf(source)).toBe(drawn)
  })

  test('is without its marks where no mark can be drawn', () => {
    expect(sentenceOf('I **do** agree to the\n [policy](https://example.com/p) ').text).toBe(
      'I do agree to the\npolicy',
    )
  })
})

describe('a text-block', () => {
  test.each([
    ['one\ntwo', 'one\ntwo', undefined],
    ['one\n\n \n two ', 'one\n\ntwo', undefined],
    [
      'We need:\n- a bill\n- **two** photos\nof it\n\nThanks',
      undefined,
      '<p>We need:</p><ul><li>a bill</li><li><strong>two</strong> photos<br>of it</li></ul><p>Thanks</p>',
    ],
    ['* a\n* b', undefined, '<ul><li>a</li><li>b</li></ul>'],
    ['- *a*\n\n- b', undefined, '<ul><li><em>a</em></li></ul><ul><li>b</li></ul>'],
    ['\\- a\n-b\n-', '- a\n-b\n-', undefined],
    ['*one\n\ntwo*', '*one\n\ntwo*', undefined],
  ])('%j', (source, text, drawn) => {
    const written = proseOf(source)
    if (text !== undefined) expect(written).toEqual({ text, astray: [] })
    if (drawn !== undefined) expect(blocksOf(source)).toBe(drawn)
  })

  test('is a text with its items below each other where no list can be drawn', () => {
    expect(proseOf('We **need**:\n- a bill\n- [two](https://example.com) photos\n\nThanks').text).toBe(
      'We need:\n\n- a bill\n- two photos\n\nThanks',
    )
  })
})

// C8
describe('whatever a marketer writes', () => {
  test('only elements of prose come of it, none inside its like, and no link but one that may be', () => {
    const safe = fc.property(hostileProse, (source) => {
      for (const read of [sentenceOf, proseOf]) {
        look(read(source).prose ?? [], [])
      }
    })
    fc.assert(safe, { numRuns: 5_000 })
  })

  test('whatever tree is drawn, its HTML has no element or attribute of its own', () => {
    const safe = fc.property(hostileTree, (prose) => {
      const left = `${proseMarkup(prose)}`.replace(ALLOWED, '')
      expect(left).not.toMatch(/[<>]/)
    })
    fc.assert(safe, { numRuns: 2_000 })
  })

  test.each([
    '*',
    '**',
    '***a',
    '[',
    '[a](',
    '](',
    '](x)',
    '\\',
    '- ',
    '\n',
    '\n- a',
    '*a **b [c',
    ' ',
    '[a](https://b',
  ])('nothing of %j ten thousand times is lost', (piece) => {
    const source = piece.repeat(10_000)
    const letters = (text: string) => text.replace(/[^abc]/g, '')
    for (const read of [sentenceOf, proseOf]) expect(letters(read(source).text)).toBe(letters(source))
  })
})

describe('published', () => {
  const definition = (fields: readonly FieldDefinition[], more: Partial<FormDefinition> = {}): FormDefinition => ({
    ...{ id: 'contato', connection: 'crm', entity: 'opportunity', sites: ['example.com'], locale: 'en' },
    fields: [{ name: 'nome' }, ...fields],
    ...more,
  })
  const attempt = (...given: Parameters<typeof definition>) => publish(definition(...given), schemas)
  const shown = (...given: Parameters<typeof definition>) => {
    const result = attempt(...given)
    if (!result.ok) throw new Error(JSON.stringify(result.misfits))
    return publicForm(result.form, 'v1', 'en', { now: 0 })
  }

  test('the words of a block, of a help and of a consent are marked; a label, a title and an option never', () => {
    const form = shown(
      [
        { name: 'intro', type: 'text-block', label: '**Hello**' },
        { name: 'email', to: 'E-mail', label: '**E-mail**', help: 'Only *yours*' },
      ],
      { title: '*Title*', consent: { text: 'I [agree](https://example.com)' } },
    )
    expect(form.fields[1]).toMatchObject({ label: 'Hello', prose: { label: [{ as: 'p' }] } })
    expect(form.fields[2]).toMatchObject({ label: '**E-mail**', help: 'Only yours' })
    expect(form.fields[2]?.prose).toEqual({ help: ['Only ', { as: 'em', of: ['yours'] }] })
    expect(form.title).toBe('*Title*')
    expect(form.consent).toEqual({
      text: 'I agree',
      prose: { label: ['I ', { as: 'a', of: ['agree'], href: 'https://example.com/' }] },
    })
  })

  test('nothing is added to a form of plain texts', () => {
    const form = shown([{ name: 'intro', type: 'text-block', label: 'Hello\n\nyou' }], { consent: { text: 'I agree' } })
    expect(JSON.stringify(form)).not.toContain('prose')
  })

  test('what was agreed to is kept in plain words, and its version follows its marks', async () => {
    const [linked, other] = await Promise.all(
      ['https://example.com/1', 'https://example.com/2'].map(async (href) => {
        const result = attempt([], { consent: { text: `I [agree](${href})` } })
        return result.ok ? consentOf(result.form, 'en', true) : undefined
      }),
    )
    expect(linked).toMatchObject({ text: 'I agree', given: true })
    expect(other?.text).toBe(linked?.text)
    expect(other?.version).not.toBe(linked?.version)
  })

  test('a link that leads nowhere is said before anybody sees it, in each language', () => {
    const result = attempt(
      [
        { name: 'intro', type: 'text-block', label: { en: 'See [this](/privacy)', de: '[das](javascript:alert)' } },
        { name: 'email', to: 'E-mail', help: '[x](http://example.com)' },
        { name: 'canal', to: 'Origem', label: '[x](y)' },
      ],
      { consent: { text: '[ok](https://example.com) [no](https:evil.example)' } },
    )
    const said = result.ok ? [] : result.misfits.map(({ field = '', message }) => `${field}: ${message}`)
    expect(said).toEqual([
      expect.stringContaining('intro: `label` has a link that leads nowhere: (/privacy). Write `[words](https://…)`'),
      expect.stringContaining('intro: `label` has a link that leads nowhere: (javascript:alert).'),
      expect.stringContaining('email: `help` has a link that leads nowhere: (http://example.com).'),
      expect.stringContaining(': `text` below `consent` has a link that leads nowhere: (https:evil.example).'),
    ])
  })
})

const ALLOWED =
  /<\/?(p|ul|li|strong|em|br)>|<\/a>|<a target="_blank" rel="noopener" href="(https:\/\/|mailto:|tel:)[^"<>\s\\]*">/g

const BLOCKS = ['p', 'ul', 'li']

function look(prose: Prose, around: readonly string[]): void {
  for (const node of prose) {
    if (typeof node === 'string') continue
    expect(['p', 'ul', 'li', 'strong', 'em', 'a']).toContain(node.as)
    expect(around).not.toContain(node.as)
    if (BLOCKS.includes(node.as)) expect(around.filter((one) => one !== 'ul')).toEqual([])
    expect(node.href !== undefined).toBe(node.as === 'a')
    if (node.as === 'a') expect(isLink(node.href)).toBe(true)
    look(node.of, [...around, node.as])
  }
}
