/** The page's own solver and the proxy's own challenges, before each other and before ALTCHA's own library. */
import { createChallenge, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2'
import { describe, expect, test } from 'vitest'
import { createWork } from '../../../proxy/guards/work.ts'
import { solve } from '../../../src/widget/extensions/proof/solve.ts'

const pace = { abreast: 3, slowMs: Number.POSITIVE_INFINITY, isWanted: () => true }
const secrets = { hmacSignatureSecret: 'a', hmacKeySignatureSecret: 'b' }
const of = { algorithm: 'PBKDF2/SHA-256', cost: 100, deriveKey, ...secrets }

describe('what a page sends as work', () => {
  test.each([false, true])('is taken by the proxy that asked for it (slow: %s)', async (isSlow) => {
    const work = createWork('secret')
    const challenge = await work.order({ token: 't', form: 'contato', isSlow, at: 0 })
    const solved = await solve(challenge, pace)
    expect(await work.isDone(`${solved}`, 't')).toBe(true)
    expect(await work.isDone(`${solved}`, 'another')).toBe(false)
  })

  test.each([
    ['for the first number', { counter: 0 }],
    ['for one in the middle of a slice', { counter: 40 }],
    ['for a number that nobody chose', { keyPrefix: '0' }],
    ['for one with an odd prefix in capitals', { keyPrefix: 'A' }],
    ['with short keys', { counter: 7, keyLength: 16 }],
    ['with another digest', { counter: 7, algorithm: 'PBKDF2/SHA-512' }],
    ['with what goes beside it', { counter: 7, expiresAt: 4e9, data: { token: 't', form: 'f' } }],
  ])('is good by ALTCHA’s own library: %s', async (_what, how) => {
    const challenge = await createChallenge({ ...of, ...how })
    const payload = JSON.parse(atob(`${await solve(challenge, pace)}`))
    expect(await verifySolution({ ...payload, deriveKey, ...secrets })).toMatchObject({ verified: true })
  })
})
