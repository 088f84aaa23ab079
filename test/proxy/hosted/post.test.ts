import { describe, expect, test } from 'vitest'
import { matches } from '../../../src/contract/check.ts'
import type { FormDefinition } from '../../../src/contract/definition.ts'
import { BASE, contato, hiddenOf, OWN, openHosted } from '../../support/hosted.ts'

const good = { f1: 'Ana', f2: 'ana@example.com', f3: 'Outro', f4: 'Olá\r\nvocê' }

/** What a page's hidden inputs say, from the page itself. */
async function begun(
  proxy: Awaited<ReturnType<typeof openHosted>>,
  path = '/f/contato',
): Promise<Record<string, string>> {
  return hiddenOf(await (await proxy.get(path)).text())
}

describe('a post without a script', () => {
  test('is accepted like any other, and leads to a page that can be loaded anew', async () => {
    const proxy = await openHosted()
    const hidden = await begun(proxy, '/f/contato?utm_source=carta&x=1')
    const response = await proxy.post('contato', { ...hidden, ...good })
    expect(response.status).toBe(303)
    const [kept] = await proxy.kept()
    expect(kept).toMatchObject({
      ...{ id: hidden.submission, state: 'waiting', version: hidden.version, locale: 'pt-BR' },
      answers: { nome: 'Ana', email: 'ana@example.com', interesse: 'Outro', mensagem: 'Olá\nvocê' },
      context: { page: `${BASE}f/contato?utm_source=carta&x=1`, last: { utm_source: 'carta' } },
    })
    const location = response.headers.get('location') ?? ''
    expect(location).toBe(`${BASE}f/contato?sent=${kept?.reference}&locale=pt-BR`)
    const thanks = await (await proxy.get(new URL(location).pathname + new URL(location).search)).text()
    expect(thanks).toContain('<h1>Obrigado!</h1>')
    expect(thanks).toContain(`<bdi part="reference" translate="no" dir="ltr">${kept?.reference}</bdi>`)
    expect(thanks).not.toContain('<form')
    expect(JSON.stringify(proxy.log)).not.toContain('ana@example.com')
  })

  test('that comes twice is one submission', async () => {
    const proxy = await openHosted()
    const hidden = await begun(proxy)
    const twice = await Promise.all([1, 2].map(() => proxy.post('contato', { ...hidden, ...good })))
    expect(new Set(twice.map(({ headers }) => headers.get('location'))).size).toBe(1)
    expect(await proxy.kept()).toHaveLength(1)
  })

  test('from a page that was gone back to and changed amends the first, once', async () => {
    const proxy = await openHosted()
    const hidden = await begun(proxy)
    await proxy.post('contato', { ...hidden, ...good })
    for (const _time of [1, 2]) {
      expect((await proxy.post('contato', { ...hidden, ...good, f1: 'Ana Souza' })).status).toBe(303)
    }
    const kept = await proxy.kept()
    expect(kept).toHaveLength(2)
    const amended = kept.find(({ amends }) => amends !== undefined)
    expect(amended).toMatchObject({ amends: hidden.submission, answers: { nome: 'Ana Souza' } })
    expect(amended?.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/)
  })

  test('with wrong answers gets the page again: what is wrong, what was typed, the same id', async () => {
    const proxy = await openHosted()
    const hidden = await begun(proxy)
    const wrong = { ...hidden, f1: '', f2: 'ana@"<b>', f3: 'Outro', f4: '\n<script>x' }
    const response = await proxy.post('contato', wrong)
    expect(response.status).toBe(422)
    const page = await response.text()
    expect(page).toContain('<title>Erro: Fale com a gente</title>')
    expect(page).toContain('2 respostas precisam da sua atenção')
    expect(page).toContain('<a href="#contato-f1">Nome: preencha este campo</a>')
    expect(page).toMatch(/id="contato-f1"[^>]*aria-describedby="contato-f1-error" aria-invalid="true"/)
    expect(page).toContain('value="ana@&quot;&lt;b&gt;"')
    expect(page).toContain('value="Outro" data-name="interesse" checked')
    expect(page).toContain('>\n\n&lt;script&gt;x</textarea>')
    expect(hiddenOf(page)).toEqual(hidden)
    expect(await proxy.kept()).toEqual([])
    expect(JSON.stringify(proxy.log)).not.toContain('ana@')
  })

  test('while nothing can be kept gets the page again, with what was typed, and is told so', async () => {
    const proxy = await openHosted([contato], {
      outbox: {
        accepted: async () => undefined,
        put: async () => {
          throw new Error('disk full at /secret/path')
        },
      },
    })
    const hidden = await begun(proxy)
    const response = await proxy.post('contato', { ...hidden, ...good })
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
    const page = await response.text()
    expect(page).toContain('Ainda não foi enviado. O que você digitou continua aqui.')
    expect(page).toContain('value="ana@example.com"')
    expect(page).not.toContain('secret')
    expect(hiddenOf(page)).toEqual(hidden)
    expect(proxy.log).toContainEqual(expect.objectContaining({ event: 'store-unavailable', path: '/f/:id' }))
  })

  test('from pasted markup, which has no id, is one more click away', async () => {
    const proxy = await openHosted()
    const pasted = await begun(proxy, '/v1/forms/contato.html')
    const from = { origin: 'https://example.com', referer: 'https://example.com/contato' }
    const response = await proxy.post('contato', { ...pasted, ...good }, from)
    expect(response.status).toBe(200)
    const page = await response.text()
    expect(page).toContain('Falta pouco: confira as respostas e envie.')
    expect(page).toContain('value="ana@example.com"')
    expect(await proxy.kept()).toEqual([])
    expect((await proxy.post('contato', { ...hiddenOf(page), ...good })).status).toBe(303)
    expect(await proxy.kept()).toMatchObject([
      { state: 'waiting', answers: { nome: 'Ana' }, context: { page: 'https://example.com/contato' } },
    ])
  })

  test.each([
    ['the form’s own page', OWN, 303, 'waiting'],
    // Its pages have pasted markup, and no token of the form's own page.
    ['a page of its sites', 'https://example.com', 200, undefined],
    ['nobody knows where', undefined, 303, 'held'],
    ['a sandbox', 'null', 303, 'held'],
    ['another site', 'https://evil.example', 403, undefined],
  ])('from %s', async (_where, origin, status, state) => {
    const proxy = await openHosted()
    const sent = { ...(await begun(proxy)), ...good }
    const response = await proxy.post('contato', sent, origin === undefined ? {} : { origin })
    expect(response.status).toBe(status)
    expect((await proxy.kept()).map((kept) => kept.state)).toEqual(state === undefined ? [] : [state])
    // Where it was not taken, it can be sent from here.
    if (state === undefined) expect(await response.text()).toContain('value="ana@example.com"')
  })

  test('leads to a page of the site’s own where the form says so, and its page may go there', async () => {
    const redirect = 'https://www.example.com/obrigado'
    const proxy = await openHosted([{ ...contato, success: { redirect } }])
    const page = await proxy.get('/f/contato')
    expect(page.headers.get('content-security-policy')).toContain(
      'form-action https://forms.example.net https://example.com https://*.example.com;',
    )
    const response = await proxy.post('contato', { ...hiddenOf(await page.text()), ...good })
    expect([response.status, response.headers.get('location')]).toEqual([303, redirect])
  })

  test('in a form that was changed meanwhile is read as the page was written', async () => {
    const proxy = await openHosted()
    const hidden = await begun(proxy)
    const [nome, email, ...rest] = contato.fields as Exclude<FormDefinition['fields'], 'all'>
    if (!nome || !email) throw new Error('The form has two fields.')
    await proxy.publish({ ...contato, fields: [{ name: 'novo', to: 'Origem', required: true }, email, nome, ...rest] })
    expect((await proxy.post('contato', { ...hidden, ...good })).status).toBe(303)
    expect(await proxy.kept()).toMatchObject([{ version: hidden.version, answers: { nome: 'Ana' } }])
  })

  test('from a page that is older than every version that is kept is read by the names in it', async () => {
    const proxy = await openHosted()
    const old = { ...(await begun(proxy)), version: 'forgotten', names: 'email nome' }
    expect((await proxy.post('contato', { ...old, f1: 'ana@example.com', f2: 'Ana' })).status).toBe(303)
    expect(await proxy.kept()).toMatchObject([{ answers: { nome: 'Ana', email: 'ana@example.com' } }])
  })

  test('with an answer that no version asks for gets the form as it is, with the other answers', async () => {
    const proxy = await openHosted()
    const old = { ...(await begun(proxy)), version: 'forgotten', names: 'email apelido nome dias' }
    const sent = { ...old, f1: 'ana@example.com', f2: 'Aninha', f3: 'Ana', f4: ['seg', 'ter'] }
    const response = await proxy.post('contato', sent)
    expect(response.status).toBe(422)
    const page = await response.text()
    expect(page).toContain('<li>Este formulário mudou; confira as respostas e envie de novo</li>')
    expect(page).toMatch(/data-name="nome"[^>]* value="Ana"/)
    expect((await proxy.post('contato', { ...hiddenOf(page), ...good })).status).toBe(303)
  })

  test.each([
    ['no form', { 'content-type': 'application/json' }, '{}', 415],
    [
      'a body in disguise',
      { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' },
      'a',
      415,
    ],
    ['too much', {}, `f1=${'x'.repeat(70_000)}`, 413],
    ['too many controls', {}, 'a=&'.repeat(500), 400],
    ['no UTF-8', {}, new Uint8Array([0xff, 0xfe]), 400],
    ['an id that is none', {}, 'submission=1&names=nome&f1=Ana', 400],
    ['a name without end', {}, `submission=${crypto.randomUUID()}&names=${'a'.repeat(65)}&f1=x`, 400],
  ])('with %s is refused in words, and never kept', async (_what, headers, body, status) => {
    const proxy = await openHosted()
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: OWN, 'accept-language': 'de' }
    const response = await proxy.send('/f/contato', { method: 'POST', headers: { ...form, ...headers }, body })
    expect(response.status).toBe(status)
    const page = await response.text()
    expect(page).toContain('<html lang="de" dir="ltr">')
    expect(page).toContain(`<a href="${BASE}f/contato">Zurück zum Formular</a>`)
    expect(await proxy.kept()).toEqual([])
  })

  test('to a form that is not there is a page that says so', async () => {
    const response = await (await openHosted()).post('nope', good)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('There is no form at this address.')
  })
})

describe('consent', () => {
  const text = { 'pt-BR': 'Aceito a política', en: 'I agree' }
  const form: FormDefinition = { ...contato, consent: { text, required: true, to: 'Origem' } }

  test('is asked for as the last question, and missed', async () => {
    const proxy = await openHosted([form])
    const hidden = await begun(proxy)
    expect(hidden.names).toBe('nome email interesse mensagem $consent')
    const response = await proxy.post('contato', { ...hidden, ...good })
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('<a href="#contato-f5">Aceito a política: marque esta opção</a>')
  })

  test('is kept with the words that were shown, and their version', async () => {
    const proxy = await openHosted([form])
    for (const locale of ['pt-BR', 'en']) {
      const hidden = await begun(proxy, `/f/contato?locale=${locale}`)
      expect((await proxy.post('contato', { ...hidden, ...good, f5: 'on' })).status).toBe(303)
    }
    const consents = (await proxy.kept()).map(({ consent }) => consent)
    expect(consents.map((consent) => consent?.text).sort()).toEqual(['Aceito a política', 'I agree'])
    expect(new Set(consents.map((consent) => consent?.version)).size).toBe(2)
    for (const consent of consents)
      expect(consent).toEqual({ given: true, version: expect.stringMatching(/^[\da-f]{8}$/), text: expect.any(String) })
    expect((await proxy.kept())[0]?.answers).not.toHaveProperty('$consent')
  })

  test('that may be refused is kept as refused; a form without one keeps none', async () => {
    const proxy = await openHosted([{ ...form, consent: { text } }])
    await proxy.post('contato', { ...(await begun(proxy)), ...good })
    expect(await proxy.kept()).toMatchObject([{ consent: { given: false } }])
    const other = await openHosted()
    await other.post('contato', {
      ...(await begun(other)),
      ...good,
      names: 'nome email interesse mensagem $consent',
      f5: 'on',
    })
    expect((await other.kept())[0]).not.toHaveProperty('consent')
  })

  test('of the element is checked and kept the same way', async () => {
    const proxy = await openHosted([form])
    const sent = { answers: { nome: 'Ana', email: 'ana@example.com' }, locale: 'en' }
    const post = (more: object) =>
      proxy.send('/v1/forms/contato/submissions', {
        ...{ method: 'POST', headers: { origin: OWN } },
        body: JSON.stringify({ id: crypto.randomUUID(), ...sent, ...more }),
      })
    const refused = await post({})
    expect([refused.status, (await refused.json()).issues]).toEqual([
      422,
      [{ field: '$consent', code: 'value-missing' }],
    ])
    expect((await post({ consent: true, answers: { ...sent.answers, $consent: 'x' } })).status).toBe(202)
    expect(await proxy.kept()).toMatchObject([{ consent: { given: true, text: 'I agree' } }])
  })
})

test('a pattern that takes too long holds no page', async () => {
  const fields: FormDefinition['fields'] = [{ name: 'nome', pattern: '[a-z]+', maxLength: 20 }]
  const proxy = await openHosted([{ ...contato, fields }], { matches })
  const response = await proxy.post('contato', { ...(await begun(proxy)), f1: '123' })
  expect(await response.text()).toContain('confira o formato')
})
