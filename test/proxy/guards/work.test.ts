/** Threat S3: work that was not done, not for this, or not enough, is worth nothing. */
import { createChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDemand } from '../../../proxy/guards/demand.ts'
import type { Entry } from '../../../proxy/guards/guard.ts'
import { createTokens, LASTS_MS } from '../../../proxy/guards/tokens.ts'
import type { WorkOrder } from '../../../proxy/guards/work.ts'
import { createWork, triesOf, WORK, workGuard } from '../../../proxy/guards/work.ts'
import type { Proof, WorkChallenge } from '../../../src/contract/wire.ts'
import { solve, worked, workOf } from '../../support/solver.ts'

const NOW = 1_700_000_000_000
const work = createWork('secret')
const order = (more: Partial<WorkOrder> = {}) =>
  work.order({ token: 'mine', form: 'contact', isSlow: true, at: NOW, ...more })

/** One that is solved, for the tests that change it. */
const solved = order().then(async (challenge) => ({ challenge, solution: await solve(challenge) }))

describe('a solution', () => {
  test('is good for the token that its challenge came with', async () => {
    const { challenge, solution } = await solved
    expect(await work.isDone(workOf(challenge, solution), 'mine')).toBe(true)
    expect(await work.isDone(workOf(challenge, solution), 'other')).toBe(false)
    expect(await createWork('secret').isDone(workOf(challenge, solution), 'mine')).toBe(true)
    expect(await createWork('other').isDone(workOf(challenge, solution), 'mine')).toBe(false)
  })

  test('is what a page comes to that knows nothing but the protocol', async () => {
    const { challenge, solution } = await solved
    const { parameters } = challenge
    const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    const password = new Uint8Array([...bytes(parameters.nonce), ...new Uint8Array(4)])
    new DataView(password.buffer).setUint32(16, solution.counter)
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
    const how = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(parameters.salt), iterations: parameters.cost }
    const derived = new Uint8Array(await crypto.subtle.deriveBits(how, key, parameters.keyLength * 8))
    const hex = [...derived].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    expect(hex.startsWith(parameters.keyPrefix)).toBe(true)
    expect(hex).toBe(solution.derivedKey)
    expect(parameters).toMatchObject({ algorithm: 'PBKDF2/SHA-256', cost: WORK.rounds, keyLength: 32 })
    // The prefix alone is not the answer.
    expect(parameters.keyPrefix.length).toBeLessThan(hex.length)
  })

  type Spoil = (challenge: WorkChallenge, solution: { counter: number; derivedKey: string }) => readonly unknown[]
  const within =
    (more: object): Spoil =>
    (challenge, solution) => [{ ...challenge, parameters: { ...challenge.parameters, ...more } }, solution]
  test.each<[string, Spoil]>([
    ['of a challenge made easier', within({ cost: 1 })],
    ['of a shorter prefix', within({ keyPrefix: '00' })],
    ['of no prefix', within({ keyPrefix: '' })],
    ['with another token spliced in', within({ data: { token: 'mine', form: 'x' } })],
    ['with an end spliced in', within({ expiresAt: 9_999_999_999 })],
    ['without the signature of its key', within({ keySignature: undefined })],
    ['unsigned', ({ parameters }, solution) => [{ parameters }, solution]],
    ['signed by nobody', ({ parameters }, solution) => [{ parameters, signature: '00'.repeat(32) }, solution]],
    ['with another key', (challenge, { counter }) => [challenge, { counter, derivedKey: '00'.repeat(32) }]],
    [
      'with the prefix only',
      (challenge, { counter }) => [challenge, { counter, derivedKey: challenge.parameters.keyPrefix }],
    ],
    ['with a counter that is none', (challenge, solution) => [challenge, { ...solution, counter: -1 }]],
    ['left out', (challenge) => [challenge]],
    ['that is a list', (challenge) => [challenge, []]],
    ['of a list', (_challenge, solution) => [[], solution]],
    ['of nothing', (_challenge, solution) => [null, solution]],
    ['of parameters that are none', (challenge, solution) => [{ ...challenge, parameters: 'x' }, solution]],
  ])('%s is none', async (_what, spoil) => {
    const { challenge, solution } = await solved
    const [spoilt, given] = spoil(challenge, solution)
    expect(await work.isDone(workOf(spoilt, given), 'mine')).toBe(false)
  })

  test('of a challenge that somebody else made, and that is too easy, is none', async () => {
    const own = { hmacSignatureSecret: 'guessed', hmacKeySignatureSecret: 'guessed' }
    const about = { algorithm: 'PBKDF2/SHA-256', cost: 1, counter: 1, deriveKey, data: { token: 'mine' } }
    expect(await work.isDone(await worked(await createChallenge({ ...about, ...own })), 'mine')).toBe(false)
    expect(await work.isDone(await worked(await createChallenge(about)), 'mine')).toBe(false)
  })

  test('can be any text without harm', async () => {
    const { challenge, solution } = await solved
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.json().map((text) => btoa(encodeURIComponent(text))),
      fc.json().map((text) => btoa(unescape(encodeURIComponent(text)))),
      fc.nat({ max: 600 }).map((at) => workOf(challenge, solution).slice(0, at)),
      fc.constant(btoa('['.repeat(3_000))),
      fc.constant(
        btoa('{"challenge":{"parameters":{"data":{"token":"mine"}},"signature":{}},"solution":{"__proto__":1}}'),
      ),
      fc.constant(btoa('{"challenge":{"parameters":{"data":{"token":"mine"}},"signature":[]},"solution":1}')),
    )
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect(await work.isDone(text, 'mine')).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})

describe('how much work it is', () => {
  const { usual, slow } = WORK.tries
  const [, busy, quiet] = WORK.load

  test('is less for a device that says it is slow, and never nothing', () => {
    expect(triesOf(false, 1)).toEqual(usual)
    expect(triesOf(true, 1)).toEqual(slow)
    expect(slow.most).toBeLessThan(usual.least)
    expect(slow.least).toBeGreaterThan(0)
  })

  test('rises with what a form is asked for a minute, and never falls while that rises', () => {
    expect(triesOf(false, busy.perMinute)).toEqual(usual)
    expect(triesOf(false, busy.perMinute + 1)).toEqual({ least: 2 * usual.least, most: 2 * usual.most })
    const most = Array.from({ length: 400 }, (_, perMinute) => triesOf(true, perMinute + 1).most)
    expect(most).toEqual([...most].sort((one, other) => one - other))
    expect(most.at(-1)).toBe(4 * slow.most)
    expect(quiet.perMinute).toBe(0)
  })

  test('is so in the challenges themselves, form by form, and falls again', async () => {
    const loaded = createWork('secret')
    const next = (form: string, at = NOW) => loaded.order({ token: 'x', form, isSlow: true, at })
    await Promise.all(Array.from({ length: busy.perMinute }, () => next('busy')))
    const [first, other, later] = await Promise.all([next('busy'), next('other'), next('busy', NOW + 180_000)])
    const counter = async (challenge: WorkChallenge) => (await solve(challenge)).counter
    expect(await counter(first)).toBeGreaterThanOrEqual(2 * slow.least)
    expect(await counter(other)).toBeLessThanOrEqual(slow.most)
    expect(await counter(later)).toBeLessThanOrEqual(slow.most)
  })

  test('demand is what the last minute, or this one, had', () => {
    const demand = createDemand()
    const ask = (times: number, form: string, at: number) =>
      Array.from({ length: times }, () => demand(form, at)).at(-1)
    expect(ask(5, 'a', 0)).toBe(5)
    expect(ask(1, 'b', 0)).toBe(1)
    expect(ask(1, 'a', 60_000)).toBe(5)
    expect(ask(6, 'a', 119_999)).toBe(7)
    expect(ask(1, 'a', 120_000)).toBe(7)
    expect(ask(1, 'a', 180_000)).toBe(1)
    expect(ask(1, 'a', 900_000)).toBe(1)
  })
})

describe('at the door', () => {
  const OWN = 'https://forms.example.net'
  const tokens = createTokens('secret', OWN)
  const guard = workGuard(work)
  const asked = async (form = 'contact') => {
    const issued = await tokens.issue({ form, site: '', way: 'element' }, NOW)
    return { token: issued.token, work: await worked(await order({ token: issued.id, form })) }
  }
  const said = async (proof: Proof, form: object = {}, at = NOW, way: 'element' | 'page' = 'element') => {
    const sender = { origin: OWN, fetchSite: null, way }
    const worth = await tokens.worth({ token: proof.token, form: 'contact', sender, at })
    const seen = { form: { id: 'contact', ...form }, submission: { proof }, sender, worth, at }
    const verdict = await guard(seen as unknown as Entry)
    return verdict.kind === 'doubt' ? verdict.doubt : verdict.kind
  }

  test('passes with its token, and with no other', async () => {
    const [one, other] = [await asked(), await asked()]
    expect(await said(one)).toBe('pass')
    expect(await said({ ...one, token: other.token })).toBe('work-bad')
    expect(await said({ work: one.work })).toBe('work-bad')
    expect(await said({ ...one, token: `${one.token}A` })).toBe('work-bad')
    expect(await said(await asked('jobs'))).toBe('work-bad')
  })

  test('ends with its token', async () => {
    expect(await said(await asked(), {}, NOW + 2 * LASTS_MS.element)).toBe('work-bad')
  })

  test('is missed, except by a form that asks for none; a page without a script says so', async () => {
    const { token } = await asked()
    expect(await said({ token })).toBe('work-missing')
    expect(await said({ token }, { proof: false })).toBe('pass')
    expect(await said({ token }, {}, NOW, 'page')).toBe('no-script')
    expect(await said({ token }, { proof: false }, NOW, 'page')).toBe('no-script')
  })
})
