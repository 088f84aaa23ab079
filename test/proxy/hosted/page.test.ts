import { describe, expect, test } from 'vitest'
import type { FormDefinition } from '../../../src/contract/definition.ts'
import { TRAP } from '../../../src/contract/wire.ts'
import { BASE, contato, hiddenOf, openHosted } from '../../support/hosted.ts'

const langOf = (page: string) => /<html lang="([^"]*)" dir="([^"]*)">/.exec(page)?.slice(1)

describe('the form’s own page', () => {
  test('is the whole form, in the language that was asked for', async () => {
    const proxy = await openHosted()
    const page = await (await proxy.get('/f/contato')).text()
    expect(langOf(page)).toEqual(['pt-BR', 'ltr'])
    expect(page).toContain('<title>Fale com a gente</title>')
    expect(page).toContain('<h1 id="contato-title">Fale com a gente</h1>')
    expect(page).toContain(
      `<form class="fields" method="post" action="${BASE}f/contato" accept-charset="utf-8" novalidate`,
    )
    expect(langOf(await (await proxy.get('/f/contato?locale=ar')).text())).toEqual(['ar', 'rtl'])
  })

  test('has controls with neutral names, and says which fields they are', async () => {
    const page = await (await (await openHosted()).get('/f/contato')).text()
    expect([...page.slice(page.indexOf('<form')).matchAll(/ name="(\w+)"/g)].map(([, name]) => name)).toEqual([
      ...['submission', 'version', 'locale', 'names', 'page', 'token'],
      ...['f1', 'f2', 'f3', 'f3', 'f3', 'f4', TRAP],
    ])
    expect(hiddenOf(page)).toMatchObject({ names: 'nome email interesse mensagem', locale: 'pt-BR' })
    expect(page).toMatch(/id="contato-f1" name="f1" data-name="nome" required/)
  })

  test('requires nothing that may not be asked for, and says so', async () => {
    const page = await (await (await openHosted()).get('/f/contato')).text()
    expect(page).toMatch(/<textarea[^>]* id="contato-f4"(?![^>]*required)[^>]*>/)
    expect(page).toContain('(se for o seu caso)')
  })

  test('allows no style or script but its own, and is posted nowhere else', async () => {
    const { headers } = await (await openHosted()).get('/f/contato')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).not.toContain('unsafe')
    expect(policy).toContain("default-src 'none'; script-src https://forms.example.net; ")
    expect(policy).toContain('form-action https://forms.example.net; ')
    // Without a referrer the post would come without an origin, and be held.
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('mints an id for each page', async () => {
    const proxy = await openHosted()
    const ids = await Promise.all(
      [1, 2].map(async () => hiddenOf(await (await proxy.get('/f/contato')).text()).submission),
    )
    expect(new Set(ids).size).toBe(2)
  })

  test.each([
    ['a form that is not there', '/f/nope', 404, 'Não há formulário neste endereço.'],
    ['a form that was never published', '/f/perdido', 503, 'No momento, não é possível mostrar'],
  ])('%s: says so in the visitor’s language', async (_what, path, status, words) => {
    const proxy = await openHosted([contato, { ...contato, id: 'perdido', connection: 'gone' }])
    const response = await proxy.get(path, { 'accept-language': 'xx, pt-PT;q=0.9, de;q=0.1' })
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.has('retry-after')).toBe(status === 503)
    const page = await response.text()
    expect(page).toContain(words)
    expect(langOf(page)).toEqual(['pt-BR', 'ltr'])
  })
})

describe('a form outside its time', () => {
  const timed = (more: Partial<FormDefinition>): FormDefinition => ({
    ...contato,
    timeZone: 'America/Sao_Paulo',
    ...more,
  })

  test.each([
    ['before', { opens: '2999-12-01T09:00-03:00' }, 'Ele abre em 1 de dezembro de 2999 às 09:00 BRT.'],
    ['after', { closes: '2020-01-01T09:00-03:00' }, 'Ele ficou aberto até 1 de janeiro de 2020 às 09:00 BRT.'],
  ])('%s it, says so in the place of the form', async (_when, more, words) => {
    const proxy = await openHosted([timed(more)])
    const page = await (await proxy.get('/f/contato')).text()
    expect(page).toContain('<h1>Este formulário está fechado</h1>')
    expect(page).toContain(words)
    expect(page).not.toContain('<form')
    expect(await (await proxy.get('/v1/forms/contato')).json()).toMatchObject({ closed: words })
  })

  test('in it, is open', async () => {
    const proxy = await openHosted([timed({ opens: '2020-01-01T09:00-03:00', closes: '2999-12-01T09:00-03:00' })])
    expect(await (await proxy.get('/v1/forms/contato')).json()).not.toHaveProperty('closed')
  })

  test('what comes all the same is kept for a person', async () => {
    const proxy = await openHosted([timed({})])
    const hidden = hiddenOf(await (await proxy.get('/f/contato')).text())
    await proxy.publish(timed({ closes: '2020-01-01T09:00-03:00' }))
    expect((await proxy.post('contato', { ...hidden, f1: 'Ana', f2: 'ana@example.com' })).status).toBe(303)
    expect(await proxy.outbox.get(hidden.submission ?? '')).toMatchObject({ state: 'held', reason: 'closed' })
  })
})

describe('the markup to paste', () => {
  test('is the element around the same form, with the version in it and no id that all would share', async () => {
    const response = await (await openHosted()).get('/v1/forms/contato.html')
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('cache-control')).toContain('max-age=30')
    const markup = await response.text()
    expect(markup).toMatch(
      /^<gatehouse-form form="contato" locale="pt-BR">\n<style>[^<]+<\/style>\n<form class="fields" method="post" action="https:\/\/forms\.example\.net/,
    )
    expect(markup).toContain('Fale com a gente</h2>')
    expect(markup).toContain(`src="${BASE}v1/form.js" data-cfasync="false" nowprocket data-no-optimize="1"`)
    expect(Object.keys(hiddenOf(markup))).toEqual(['version', 'locale', 'names'])
  })

  test('can be asked for by its tag, by version and by language', async () => {
    const proxy = await openHosted()
    const first = await proxy.get('/v1/forms/contato.html')
    const again = await proxy.get('/v1/forms/contato.html', { 'if-none-match': first.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
    const { version = '' } = hiddenOf(await first.text())
    await proxy.publish({ ...contato, title: 'Outro' })
    expect(await (await proxy.get('/v1/forms/contato.html')).text()).toContain('Outro</h2>')
    expect(await (await proxy.get(`/v1/forms/contato.html?version=${version}&locale=en`)).text()).toContain(
      'Talk to us</h2>',
    )
    expect((await proxy.get('/v1/forms/nope.html')).status).toBe(404)
  })
})

test('the paths take what they take, and say it', async () => {
  const proxy = await openHosted()
  expect((await proxy.send('/f/contato', { method: 'PUT' })).headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS')
  expect((await proxy.send('/f/contato', { method: 'OPTIONS' })).status).toBe(204)
  expect((await proxy.send('/v1/forms/contato.html', { method: 'POST' })).status).toBe(405)
  const head = await proxy.send('/f/contato', { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  expect((await proxy.get('/v1/visit.js')).status).toBe(404)
  expect((await proxy.get('/v1/forms/contato')).headers.get('access-control-expose-headers')).toBe('retry-after')
})
