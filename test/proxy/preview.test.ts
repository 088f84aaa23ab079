import { describe, expect, test } from 'vitest'
import { mintPreview, SAMPLE_REFERENCE } from '../../proxy/preview.ts'
import { ptBR } from '../../src/contract/strings/pt-BR.ts'
import { contato, hiddenOf, OWN, openHosted } from '../support/hosted.ts'
import { bodyOf, CONTENT, openUploads, submissionWith } from '../support/uploads.ts'

const SOON = Date.now() + 3_600_000
const good = { nome: 'Ana', email: 'ana@example.com' }
const typed = { f1: 'Ana', f2: 'ana@example.com' }
const { preview: says } = ptBR.page

const tokenOf = (form = 'contato', until = SOON, secret = 'secret') => mintPreview(secret, form, until)

function sending(answers: object, preview: unknown): RequestInit {
  const body = JSON.stringify({ id: crypto.randomUUID(), answers, preview })
  return { method: 'POST', headers: { origin: 'https://example.com' }, body }
}

describe('with a good token a form', () => {
  test('says that it is a preview, and no cache keeps that', async () => {
    const proxy = await openHosted()
    const token = await tokenOf()
    const response = await proxy.get(`/v1/forms/contato?locale=pt-BR&preview=${token}`)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect((await response.json()).preview).toEqual({ token, note: says })
    const live = await proxy.get('/v1/forms/contato?locale=pt-BR')
    expect(live.headers.get('cache-control')).toContain('public')
    expect(await live.json()).not.toHaveProperty('preview')
  })

  test('is checked as ever, and what is well is kept nowhere', async () => {
    const proxy = await openHosted()
    const token = await tokenOf()
    const wrong = await proxy.send('/v1/forms/contato/submissions', sending({ nome: 'Ana' }, token))
    expect(wrong.status).toBe(422)
    expect((await wrong.json()).issues).toEqual([{ field: 'email', code: 'value-missing' }])
    const well = await proxy.send('/v1/forms/contato/submissions', sending(good, token))
    expect(well.status).toBe(200)
    expect(await well.json()).toMatchObject({ status: 'previewed', reference: SAMPLE_REFERENCE })
    const elsewhere = { ...sending(good, token), headers: { origin: 'https://other.example' } }
    expect((await proxy.send('/v1/forms/contato/submissions', elsewhere)).status).toBe(403)
    expect(await proxy.kept()).toEqual([])
    expect(proxy.log).toContainEqual({ event: 'submission-previewed', form: 'contato' })
    expect(JSON.stringify(proxy.log)).not.toContain('ana@example.com')
  })

  test('leaves none of its files on the disk', async () => {
    const { post, files, outbox } = await openUploads()
    const preview = await tokenOf('ticket')
    const sent = [{ field: 'cv', name: 'cv.pdf', content: CONTENT.pdf }]
    const { status, body: receipt } = await post(await bodyOf(submissionWith(sent, { preview }), sent))
    expect({ status, said: receipt.status }).toEqual({ status: 200, said: 'previewed' })
    expect(files()).toEqual([])
    expect(await outbox.list({ limit: 10 })).toEqual([])
  })

  test('can be tried before it opens', async () => {
    const proxy = await openHosted([{ ...contato, opens: new Date(SOON).toISOString() }])
    expect(await (await proxy.get('/v1/forms/contato')).json()).toHaveProperty('closed')
    const preview = await (await proxy.get(`/v1/forms/contato?preview=${await tokenOf()}`)).json()
    expect(preview).toHaveProperty('preview')
    expect(preview).not.toHaveProperty('closed')
    expect(await (await proxy.get(`/f/contato?preview=${await tokenOf()}`)).text()).toContain('<form')
  })

  test('is one on its own page too, from the first click to the thanks, and leads to no other page', async () => {
    const success = { redirect: 'https://www.example.com/obrigado' }
    const proxy = await openHosted([{ ...contato, success }])
    const token = await tokenOf()
    const page = await (await proxy.get(`/f/contato?preview=${token}`)).text()
    expect(page).toContain(says)
    expect(page).toContain(` preview="${token}"`)
    const hidden = hiddenOf(page)
    const again = await proxy.post('contato', { ...hidden, ...typed, f2: 'ana' })
    expect(again.status).toBe(422)
    const corrected = await again.text()
    expect(corrected).toContain(says)
    const sent = await proxy.post('contato', { ...hiddenOf(corrected), ...typed })
    expect(sent.status).toBe(303)
    const { pathname, search } = new URL(sent.headers.get('location') ?? '')
    const thanks = await (await proxy.get(pathname + search)).text()
    expect(thanks).toContain(says)
    expect(thanks).toContain(SAMPLE_REFERENCE)
    expect(await proxy.kept()).toEqual([])
    const live = await proxy.post('contato', { ...hidden, ...typed, preview: undefined })
    expect(live.headers.get('location')).toBe(success.redirect)
  })
})

describe('no lead is thrown away by a token that', () => {
  test.each<[string, () => unknown]>([
    ['is over', () => tokenOf('contato', Date.now() - 1)],
    ['is of another form', () => tokenOf('outro')],
    ['was signed with another secret', () => tokenOf('contato', SOON, 'other')],
    ['says another time than was signed', async () => (await tokenOf()).replace(/^\d+/, `${SOON + 1}`)],
    ['says its time in other digits', async () => `0${await tokenOf()}`],
    ['lacks its signature', () => `${SOON}.`],
    ['is empty', () => ''],
    ['is no text', () => ({ a: 1 })],
    ['is very long', () => 'x'.repeat(20_000)],
  ])('%s', async (_, make) => {
    const proxy = await openHosted()
    const token = await make()
    const response = await proxy.send('/v1/forms/contato/submissions', sending(good, token))
    expect(response.status).toBe(202)
    expect(await proxy.kept()).toHaveLength(1)
    const asked = encodeURIComponent(`${token}`)
    expect(await (await proxy.get(`/v1/forms/contato?preview=${asked}`)).json()).not.toHaveProperty('preview')
    const page = await (await proxy.get(`/f/contato?preview=${asked}`)).text()
    expect(page).not.toContain(' preview="')
    await proxy.post('contato', { ...hiddenOf(page), ...typed, preview: `${token}` }, { origin: OWN })
    expect(await proxy.kept()).toHaveLength(2)
  })
})
