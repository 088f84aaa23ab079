/** Threats O5 and S2: who has a form token has asked for that form, from there, by that way, not long ago. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyedDigest, keyFor } from '../../../proxy/forms/digest.ts'
import type { Entry } from '../../../proxy/guards/guard.ts'
import { hasteGuard, LEAST_MS } from '../../../proxy/guards/haste.ts'
import type { FormToken } from '../../../proxy/guards/token.ts'
import { mintToken, readToken } from '../../../proxy/guards/token.ts'
import { createTokens, LASTS_MS, tokenGuard } from '../../../proxy/guards/tokens.ts'

const OWN = 'https://forms.example.net'
const SITE = 'https://example.com'
const NOW = 1_700_000_000_000
const MINUTE = 60_000

const tokens = createTokens('secret', OWN)

interface Sent {
  readonly token?: string
  readonly form?: string
  readonly origin?: string | null
  readonly fetchSite?: string
  readonly way?: 'element' | 'page'
  readonly at?: number
  readonly typedMs?: number
}

async function entry({
  token,
  form = 'contact',
  origin = SITE,
  fetchSite,
  way = 'element',
  at = NOW,
  typedMs,
}: Sent): Promise<Entry> {
  const proof = { ...(token !== undefined && { token }), ...(typedMs !== undefined && { typedMs }) }
  const sender = { origin, fetchSite: fetchSite ?? null, way }
  const worth = await tokens.worth({ token, form, sender, at })
  return { form: { id: form }, submission: { proof }, sender, worth, at } as unknown as Entry
}

const said = async (sent: Sent) => {
  const verdict = await tokenGuard(await entry(sent))
  return verdict.kind === 'doubt' ? verdict.doubt : verdict.kind
}
const element = (more: Partial<FormToken> = {}) => issued({ way: 'element', site: SITE, ...more })
const page = (more: Partial<FormToken> = {}) => issued({ way: 'page', site: '', ...more })

async function issued({ form = 'contact', site = '', way = 'page', issuedAt = NOW }: Partial<FormToken>) {
  return (await tokens.issue({ form, site, way }, issuedAt)).token
}

describe('a form token', () => {
  test('comes back as it was, whatever its parts say', async () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('1:a', '', ':', '0:0:', 'v1.', '12'))
    const token = fc.record({
      ...{ form: text, site: text, id: text, way: fc.constantFrom('element' as const, 'page' as const) },
      issuedAt: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    })
    await fc.assert(
      fc.asyncProperty(token, async (given) => {
        expect(await readToken('key', await mintToken('key', given))).toEqual(given)
      }),
      { numRuns: 100 },
    )
  })

  test('of other parts is another one: nothing can be pushed from one part into the next', async () => {
    const part = fc.string({ unit: fc.constantFrom('a', ':', '1', '0'), maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(part, part, part, part, async (form, site, otherForm, otherSite) => {
        fc.pre(form !== otherForm || site !== otherSite)
        const rest = { way: 'page' as const, issuedAt: 1, id: 'x' }
        const one = await mintToken('key', { form, site, ...rest })
        expect(await mintToken('key', { form: otherForm, site: otherSite, ...rest })).not.toBe(one)
      }),
      { numRuns: 100 },
    )
  })

  test('is worth nothing with any one bit of it changed, or cut, or longer', async () => {
    const token = await element()
    const changed = Array.from(token).flatMap((char, at) =>
      [1, 2, 4, 8, 16, 32, 64].map(
        (bit) => token.slice(0, at) + String.fromCharCode(char.charCodeAt(0) ^ bit) + token.slice(at + 1),
      ),
    )
    const cut = Array.from(token, (_, at) => token.slice(0, at))
    const others = [...changed, ...cut, `${token}=`, `${token}A`, ` ${token}`, `${token}.`, token.replace('v1', 'v2')]
    expect(new Set(await Promise.all(others.map((other) => said({ token: other }))))).toEqual(new Set(['token-bad']))
    expect(others.length).toBeGreaterThan(token.length * 8)
  })

  test('under another secret, or signed for another purpose, is bad', async () => {
    const { token } = await createTokens('other', OWN).issue({ form: 'contact', site: SITE, way: 'element' }, NOW)
    expect(await said({ token })).toBe('token-bad')
    const good = await element()
    const signed = good.slice(0, good.lastIndexOf('.'))
    for (const key of ['secret', await keyFor('secret', 'work')])
      expect(await said({ token: `${signed}.${await keyedDigest(key, signed)}` })).toBe('token-bad')
    expect(await said({ token: `${signed}.${await keyedDigest(await keyFor('secret', 'form-token'), signed)}` })).toBe(
      'pass',
    )
  })

  test('is random, and says nothing of the secret', async () => {
    const two = await Promise.all([element(), element()])
    expect(new Set(two).size).toBe(2)
    const [token = ''] = two
    expect(atob(token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '')).not.toContain('secret')
  })

  test('that passes is used up, and remembered until no proxy takes it any more', async () => {
    const issuedToken = await tokens.issue({ form: 'contact', site: SITE, way: 'element' }, NOW)
    const verdict = await tokenGuard(await entry({ token: issuedToken.token }))
    expect(verdict).toEqual({
      kind: 'pass',
      spends: { id: issuedToken.id, until: NOW + LASTS_MS.element + 2 * MINUTE },
    })
  })
})

describe('which token is good where', () => {
  test.each([
    ['the page that asked', { site: SITE }, { origin: SITE }, 'pass'],
    ['another page', { site: SITE }, { origin: 'https://evil.example' }, 'token-bad'],
    ['another port', { site: SITE }, { origin: `${SITE}:8443` }, 'token-bad'],
    ['another form', { site: SITE, form: 'jobs' }, { origin: SITE }, 'token-bad'],
    ['a page that says no origin, ever', { site: '' }, { origin: null }, 'pass'],
    ['a sandbox', { site: '' }, { origin: 'null' }, 'pass'],
    ['the proxy’s own page, which says no origin when it asks', { site: '' }, { origin: OWN }, 'pass'],
    ['a page that hides only when it posts', { site: SITE }, { origin: null }, 'token-bad'],
    ['a page that hides only when it asks', { site: '' }, { origin: SITE }, 'token-bad'],
    ['a site above the proxy', { site: '' }, { origin: SITE, fetchSite: 'same-origin' }, 'pass'],
    ['a page’s token in a script', { site: '', way: 'page' }, { origin: OWN }, 'token-bad'],
    ['a script’s token in a page', { site: '' }, { origin: OWN, way: 'page' }, 'token-bad'],
    ['the form’s own page', { site: '', way: 'page' }, { origin: OWN, way: 'page' }, 'pass'],
  ] as const)('%s', async (_where, asked, sent, expected) => {
    expect(await said({ token: await element(asked), ...sent })).toBe(expected)
  })

  test('none at all is a doubt, never a refusal', async () => {
    expect(await said({})).toBe('token-missing')
  })

  test.each(['element', 'page'] as const)('%s: it ends, and clocks may be a minute apart', async (way) => {
    const asked = { site: SITE, way }
    const token = await issued(asked)
    const later = (ms: number) => said({ token, way, at: NOW + ms })
    expect(await later(LASTS_MS[way] + MINUTE)).toBe('pass')
    expect(await later(LASTS_MS[way] + MINUTE + 1)).toBe('token-expired')
    expect(await later(-MINUTE)).toBe('pass')
    expect(await later(-MINUTE - 1)).toBe('token-bad')
    // Bad before old: whoever changed it learns nothing of its age.
    expect(await said({ token: `${token}A`, way, at: NOW + 2 * LASTS_MS[way] })).toBe('token-bad')
  })

  test('a script’s lasts for a quarter of an hour, a page’s for a day', () => {
    expect(LASTS_MS).toEqual({ element: 15 * MINUTE, page: 24 * 60 * MINUTE })
  })
})

describe('too little time to type', () => {
  const haste = async (sent: Sent) => (await hasteGuard(await entry(sent))).kind

  test.each([
    [0, 'doubt'],
    [LEAST_MS.element - 1, 'doubt'],
    [LEAST_MS.element, 'pass'],
    [undefined, 'pass'],
  ])('by the script, %s ms from the first keystroke: %s', async (typedMs, kind) => {
    const token = await element()
    expect(await haste({ token, ...(typedMs !== undefined && { typedMs }) })).toBe(kind)
  })

  test.each([
    [0, 'doubt'],
    [LEAST_MS.page - 1, 'doubt'],
    [LEAST_MS.page, 'pass'],
  ])('without one, %s ms from when the page was made: %s', async (ms, kind) => {
    expect(await haste({ token: await page(), origin: OWN, way: 'page', at: NOW + ms, typedMs: 0 })).toBe(kind)
  })

  test('is nothing that a token can say that is not good', async () => {
    expect(await haste({ token: await page({ form: 'jobs' }), origin: OWN, way: 'page' })).toBe('pass')
  })
})
