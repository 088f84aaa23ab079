/** The form's own page, without a script, at the door: its token, and the field that no person meets. */
import { describe, expect, test } from 'vitest'
import { LEAST_MS } from '../../../proxy/guards/haste.ts'
import { LASTS_MS } from '../../../proxy/guards/tokens.ts'
import { nodeEnv } from '../../../proxy/node/env.ts'
import { TRAP } from '../../../src/contract/wire.ts'
import { openDoors } from '../../support/doors.ts'
import { contato, hiddenOf, OWN, openHosted } from '../../support/hosted.ts'

const good = { f1: 'Ana', f2: 'ana@example.com', f3: 'Outro', f4: 'Olá' }

/** A proxy with its doors on, and a clock that the test moves. */
async function open() {
  const clock = { now: Date.now() }
  const proxy = await openHosted([contato], {
    ...openDoors(OWN, 'secret'),
    env: { ...nodeEnv, now: () => clock.now },
  })
  const page = async () => hiddenOf(await (await proxy.get('/f/contato')).text())
  return { ...proxy, clock, page }
}

const states = async (proxy: Awaited<ReturnType<typeof open>>) =>
  (await proxy.kept()).map(({ state, doubts }) => [state, ...(doubts ?? [])])

describe('a plain post', () => {
  test('from a page that was open for a moment is delivered', async () => {
    const proxy = await open()
    const hidden = await proxy.page()
    proxy.clock.now += LEAST_MS.page
    expect((await proxy.post('contato', { ...hidden, ...good })).status).toBe(303)
    expect(await states(proxy)).toEqual([['waiting', 'no-script']])
  })

  test('from one that was open since yesterday morning is one more click away, with what was typed', async () => {
    const proxy = await open()
    const hidden = await proxy.page()
    proxy.clock.now += LASTS_MS.page + 120_000
    const response = await proxy.post('contato', { ...hidden, ...good })
    const page = await response.text()
    expect([response.status, await proxy.kept()]).toEqual([200, []])
    expect(page).toContain('Falta pouco: confira as respostas e envie.')
    expect(page).toContain('value="ana@example.com"')
    const fresh = hiddenOf(page)
    expect(fresh).toEqual({ ...hidden, token: expect.not.stringContaining(hidden.token ?? '') })
    // At once: it was typed before.
    expect((await proxy.post('contato', { ...fresh, ...good })).status).toBe(303)
    expect(await states(proxy)).toEqual([['waiting', 'no-script']])
  })

  test.each([
    ['without a token', undefined],
    ['with one that was changed', 'v1.e30.AAAA'],
    ['with one of another form', 'other'],
    ['with one of a script', 'script'],
  ])('%s is one more click away', async (_what, token) => {
    const proxy = await open()
    const jobs = { ...contato, id: 'vagas' }
    await proxy.publish(contato, jobs)
    const hidden = await proxy.page()
    const challenge = await proxy.get('/v1/forms/contato/challenge?slow=1', { 'sec-fetch-site': 'same-origin' })
    const given: Record<string, string | undefined> = {
      other: hiddenOf(await (await proxy.get('/f/vagas')).text()).token,
      script: ((await challenge.json()) as { token: string }).token,
    }
    const sent = { ...hidden, ...good, token: token && (given[token] ?? token) }
    const response = await proxy.post('contato', sent)
    expect([response.status, await proxy.kept()]).toEqual([200, []])
    const fresh = hiddenOf(await response.text())
    expect(fresh.submission).toBe(hidden.submission)
    expect((await proxy.post('contato', { ...fresh, ...good })).status).toBe(303)
    expect(await states(proxy)).toEqual([['waiting', 'no-script']])
  })

  test('with wrong answers gets the page with the token that it had: the time it took counts', async () => {
    const proxy = await open()
    const hidden = await proxy.page()
    proxy.clock.now += LEAST_MS.page - 1
    const response = await proxy.post('contato', { ...hidden, ...good, f2: 'ana' })
    expect(response.status).toBe(422)
    const shown = hiddenOf(await response.text())
    expect(shown).toEqual(hidden)
    proxy.clock.now += 1
    expect((await proxy.post('contato', { ...shown, ...good })).status).toBe(303)
    expect(await states(proxy)).toEqual([['waiting', 'no-script']])
  })

  test('sent again, even days later, gets its receipt', async () => {
    const proxy = await open()
    const hidden = await proxy.page()
    proxy.clock.now += 5_000
    const first = await proxy.post('contato', { ...hidden, ...good })
    proxy.clock.now += 3 * LASTS_MS.page
    for (const token of [hidden.token, undefined, 'x']) {
      const again = await proxy.post('contato', { ...hidden, ...good, token })
      expect(again.headers.get('location')).toBe(first.headers.get('location'))
    }
    expect(await states(proxy)).toEqual([['waiting', 'no-script']])
  })

  test('from a page that was gone back to and changed is delivered too; of many such, one', async () => {
    const proxy = await open()
    const hidden = await proxy.page()
    proxy.clock.now += 5_000
    for (const f1 of ['Ana', 'Ana Souza', 'Ana Souza', 'Ana Lima', 'Ana Reis']) {
      expect((await proxy.post('contato', { ...hidden, ...good, f1 })).status).toBe(303)
    }
    expect((await states(proxy)).sort()).toEqual([
      ...[1, 2].map(() => ['held', 'no-script', 'token-spent']),
      ...[1, 2].map(() => ['waiting', 'no-script']),
    ])
  })

  test('of a program that knows the page, but not how long people take, is held', async () => {
    const proxy = await open()
    expect((await proxy.post('contato', { ...(await proxy.page()), ...good })).status).toBe(303)
    expect(await states(proxy)).toEqual([['held', 'too-fast', 'no-script']])
  })

  test('of a program that uses one page for many is delivered once', async () => {
    const proxy = await open()
    const hidden = await proxy.page()
    proxy.clock.now += 5_000
    for (let time = 0; time < 5; time++) {
      await proxy.post('contato', { ...hidden, ...good, submission: crypto.randomUUID() })
    }
    expect((await states(proxy)).sort()).toEqual([
      ...Array.from({ length: 4 }, () => ['held', 'no-script', 'token-spent']),
      ['waiting', 'no-script'],
    ])
  })

  test('from another site is told where it can be sent from, and can be', async () => {
    const proxy = await open()
    const hidden = await proxy.page()
    const refused = await proxy.post('contato', { ...hidden, ...good }, { origin: 'https://evil.example' })
    expect(refused.status).toBe(403)
    expect((await proxy.post('contato', { ...hiddenOf(await refused.text()), ...good })).status).toBe(303)
    expect(await states(proxy)).toEqual([['waiting', 'no-script']])
  })
})

describe('the field that no person meets', () => {
  test('is on the form’s own page out of sight and of the way, and in pasted markup of the type that no page shows', async () => {
    const proxy = await open()
    const page = await (await proxy.get('/f/contato')).text()
    expect(page).toContain(
      `<input name="${TRAP}" value="" autocomplete="off" tabindex="-1" aria-hidden="true" class="unseen">\n<div class="row"><button>`,
    )
    const pasted = await (await proxy.get('/v1/forms/contato.html')).text()
    expect(pasted).toContain(`<input name="${TRAP}" value="" type="hidden">`)
    expect(pasted).not.toContain('name="token"')
  })

  test('filled in makes a doubt, and stays filled from page to page', async () => {
    const proxy = await open()
    const hidden = await proxy.page()
    proxy.clock.now += 5_000
    const wrong = await proxy.post('contato', { ...hidden, ...good, f2: '', [TRAP]: 'Buy "now"' })
    const page = await wrong.text()
    expect(page).toContain(`name="${TRAP}" value="Buy &quot;now&quot;"`)
    expect((await proxy.post('contato', { ...hiddenOf(page), ...good, [TRAP]: 'Buy "now"' })).status).toBe(303)
    expect(await states(proxy)).toEqual([['held', 'no-script', 'trap-filled']])
    expect(JSON.stringify([proxy.log, await proxy.kept()])).not.toContain('Buy')
  })
})
