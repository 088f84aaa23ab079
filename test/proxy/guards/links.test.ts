import { describe, expect, test } from 'vitest'
import { linksGuard } from '../../../proxy/guards/links.ts'
import type { Sight } from '../../support/seen.ts'
import { sight } from '../../support/seen.ts'

const verdict = async (given: Sight) => (await linksGuard(sight(given))).kind
const links = (count: number) => Array.from({ length: count }, (_, at) => `https://example.com/${at}`).join(' e ')

describe('links that a person writes pass', () => {
  test.each<[string, Sight]>([
    ['none', { answers: { mensagem: 'Quero saber o preço.' } }],
    ['three', { answers: { mensagem: `Vi estes: ${links(3)}` } }],
    ['one, with and without its scheme', { answers: { mensagem: 'www.example.com, ou seja https://www.example.com' } }],
    [
      'addresses of mail',
      { answers: { mensagem: 'ana@example.com, bia@example.com, caio@example.com, davi@example.com' } },
    ],
    ['words with www and http in them', { answers: { mensagem: 'awww. https é http com s. www. http:// www ?' } }],
    ['angle brackets', { answers: { mensagem: '<a> < b, <br> <adeus href' } }],
    [
      'any number where the form asks for addresses',
      {
        fields: [
          { name: 'site', type: 'url' },
          { name: 'empresa', type: 'text', autocomplete: 'organization' },
        ],
        answers: { site: links(5), empresa: links(5) },
      },
    ],
    [
      'what stood in the field before',
      {
        fields: [{ name: 'mensagem', type: 'textarea', default: links(9) }],
        answers: { mensagem: links(9) },
      },
    ],
    ['a name with a dot', { answers: { nome: 'J. R. Souza Jr.' } }],
  ])('%s', async (_what, given) => {
    expect(await verdict(given)).toBe('pass')
  })
})

describe('links that no person writes are a doubt', () => {
  test.each<[string, Sight]>([
    ['four', { answers: { mensagem: links(4) } }],
    [
      'four, in two fields',
      {
        fields: [
          { name: 'assunto', type: 'text' },
          { name: 'mensagem', type: 'textarea' },
        ],
        answers: { assunto: links(1), mensagem: links(3) },
      },
    ],
    [
      'two as anchors',
      { answers: { mensagem: '<a href="https://x.example">a</a> <A class=b HREF=https://y.example>b</A>' } },
    ],
    ['two in BBCode', { answers: { mensagem: '[url=https://x.example]a[/url] [URL]www.y.example[/URL]' } }],
    ['four that fit nowhere', { leftovers: { mensagem: links(2), temas: [links(1)], antes: links(1) } }],
    ['one as a name that does not fit', { leftovers: { nome: 'Ganhe já www.x.example' } }],
    ['one as a name', { answers: { nome: 'Ganhe já www.x.example' } }],
    [
      'one as a name that only the field’s own name tells',
      {
        fields: [{ name: 'first-name', type: 'text' }],
        answers: { 'first-name': 'HTTP://x.example' },
      },
    ],
  ])('%s', async (_what, given) => {
    expect(await verdict(given)).toBe('doubt')
  })
})
