/** The site's name and the link back, on the form's own page and on the one that thanks. */
import { describe, expect, test } from 'vitest'
import { wayBack } from '../../../proxy/hosted/way-back.ts'
import { BASE, contato, hiddenOf, openHosted } from '../../support/hosted.ts'

const endpoint = BASE
const good = { f1: 'Ana', f2: 'ana@example.com' }

/** Address and words of the link, as the page has them. */
function linkOf(page: string): readonly [string, string] | undefined {
  const [, href = '', words = ''] = /<p class="site"><a href="([^"]*)" target="_top">(.*?)<\/a>/.exec(page) ?? []
  return href === '' ? undefined : [href.replaceAll('&amp;', '&'), words.replace(/<[^>]*>/g, '')]
}

const below = (location: string | null) => new URL(location ?? '').pathname + new URL(location ?? '').search

describe('the way back', () => {
  test.each<[string, readonly string[], readonly string[], string | undefined]>([
    ['the page where it began', ['example.com'], ['https://example.com/a?p=1#b'], 'https://example.com/a?p=1#b'],
    ['that page with www', ['example.com'], ['https://www.example.com/a'], 'https://www.example.com/a'],
    [
      'the first that is of the site',
      ['example.com'],
      ['https://evil.example/', 'https://example.com/b'],
      'https://example.com/b',
    ],
    ['a subdomain’s page', ['*.example.com'], ['https://shop.example.com/a'], 'https://shop.example.com/a'],
    ['a page that is being made', ['http://localhost:5173'], ['http://localhost:5173/a'], 'http://localhost:5173/a'],
    [
      'the first site that has an address',
      ['*', '*.a.example', 'http://localhost:1', 'b.example'],
      [],
      'https://b.example/',
    ],
    ['the site, from elsewhere', ['example.com'], ['https://evil.example/'], 'https://example.com/'],
    ['the site, in disguise', ['example.com'], ['https://example.com@evil.example/'], 'https://example.com/'],
    ['the site, by another scheme', ['example.com'], ['http://example.com/'], 'https://example.com/'],
    [
      'the site, for no page',
      ['example.com'],
      ['javascript:alert(1)', 'blob:https://example.com/1', '//x', ''],
      'https://example.com/',
    ],
    ['the site, with a name and password', ['example.com'], ['https://a:b@example.com/'], 'https://example.com/'],
    [
      'the site, for an endless address',
      ['example.com'],
      [`https://example.com/${'a'.repeat(1_000)}`],
      'https://example.com/',
    ],
    ['nowhere: every page is allowed, and none is known', ['*'], ['https://evil.example/'], undefined],
    ['nowhere: no site is written out', ['*.example.com', 'http://localhost:1'], ['https://evil.example/'], undefined],
    ['nowhere: the form has no site', [], ['https://forms.example.net/forms/f/contato'], undefined],
    [
      'the site that the proxy lives on, not the form',
      ['forms.example.net'],
      [`${BASE}f/contato`],
      'https://forms.example.net/',
    ],
  ])('leads to %s', (_where, sites, began, to) => {
    expect(wayBack(began, { sites, endpoint })?.href).toBe(to)
  })

  test('of a proxy that has a site’s host for itself does not lead to the proxy', () => {
    expect(wayBack([], { sites: ['forms.example.net'], endpoint: 'https://forms.example.net/' })).toBeUndefined()
  })
})

describe('the form’s own page', () => {
  test.each([
    ['pt-BR', 'Voltar para example.com'],
    ['en', 'Back to example.com'],
    ['es', 'Volver a example.com'],
    ['fr', 'Revenir sur example.com'],
    ['de', 'Zurück zu example.com'],
    ['it', 'Tornare a example.com'],
    ['ar', 'العودة إلى example.com'],
  ])('in %s names the site and leads there', async (locale, words) => {
    const title = Object.fromEntries(['pt-BR', 'en', 'es', 'fr', 'de', 'it', 'ar'].map((each) => [each, 'x']))
    const proxy = await openHosted([{ ...contato, title }])
    const page = await (await proxy.get(`/f/contato?locale=${locale}`)).text()
    expect(linkOf(page)).toEqual(['https://example.com/', words])
    // An own name runs its own way, and no translation touches it.
    expect(page).toContain('<bdi translate="no" dir="ltr">example.com</bdi>')
  })

  test('leads to the page where the visitor came from, once it is sent, too', async () => {
    const proxy = await openHosted()
    const referer = 'https://www.example.com/contato?p=1&q=2'
    const page = await (await proxy.get('/f/contato', { referer })).text()
    const back = ['https://www.example.com/contato?p=1&q=2', 'Voltar para www.example.com']
    expect(linkOf(page)).toEqual(back)

    const wrong = await (await proxy.post('contato', { ...hiddenOf(page), f1: 'Ana' })).text()
    expect(wrong).toContain('Uma resposta precisa da sua atenção')
    expect(linkOf(wrong)).toEqual(back)

    const sent = await proxy.post('contato', { ...hiddenOf(wrong), ...good })
    expect(sent.status).toBe(303)
    expect(linkOf(await (await proxy.get(below(sent.headers.get('location')))).text())).toEqual(back)
    expect(await proxy.kept()).toMatchObject([{ context: { page: `${BASE}f/contato`, referrer: referer } }])
  })

  test('of pasted markup leads to the page that it was pasted into', async () => {
    const proxy = await openHosted()
    const pasted = hiddenOf(await (await proxy.get('/v1/forms/contato.html')).text())
    const from = { origin: 'https://example.com', referer: 'https://example.com/contato' }
    const page = await (await proxy.post('contato', { ...pasted, ...good }, from)).text()
    expect(linkOf(page)).toEqual(['https://example.com/contato', 'Voltar para example.com'])
    const sent = await proxy.post('contato', { ...hiddenOf(page), ...good })
    expect(linkOf(await (await proxy.get(below(sent.headers.get('location')))).text())).toEqual(linkOf(page))
  })

  test('that is closed is no dead end either', async () => {
    const proxy = await openHosted([{ ...contato, timeZone: 'America/Sao_Paulo', closes: '2020-01-01T09:00-03:00' }])
    const page = await (await proxy.get('/f/contato', { referer: 'https://example.com/a' })).text()
    expect(linkOf(page)).toEqual(['https://example.com/a', 'Voltar para example.com'])
  })

  // Whoever wrote the link to it.
  test('that thanks leads nowhere that the form’s sites do not allow', async () => {
    const thanks = async (page: string, sites = ['example.com']) => {
      const proxy = await openHosted([{ ...contato, sites }])
      return linkOf(await (await proxy.get(`/f/contato?sent=2K7-D4M&page=${encodeURIComponent(page)}`)).text())
    }
    expect(await thanks('https://evil.example/')).toEqual(['https://example.com/', 'Voltar para example.com'])
    expect(await thanks('https://evil.example/', ['*'])).toBeUndefined()
    expect(await thanks('https://example.com/a')).toEqual(['https://example.com/a', 'Voltar para example.com'])
  })

  test('takes nobody there by itself, and says no address to any site', async () => {
    const proxy = await openHosted()
    const response = await proxy.get('/f/contato?page=https://example.com/', { referer: 'https://example.com/' })
    expect([response.status, response.headers.get('location')]).toEqual([200, null])
    expect(response.headers.get('referrer-policy')).toBe('same-origin')
  })

  test('keeps its words to itself: no form that a browser is given has them', async () => {
    const form = await (await (await openHosted()).get('/v1/forms/contato')).text()
    expect(form).not.toContain('Voltar para')
  })
})
