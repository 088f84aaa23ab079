import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Secret } from '../../../proxy/upstreams/secret.ts'

const VALUE = 'sk_CANARY_0123456789'

test('a secret shows itself only to who asks for it by name', () => {
  const secret = new Secret(VALUE)
  expect(secret.reveal()).toBe(VALUE)
  const shown = [
    `${secret}`,
    String(secret),
    JSON.stringify({ secret }),
    inspect(secret, { depth: 9, showHidden: true }),
    inspect({ deep: [secret] }, { depth: 9 }),
    JSON.stringify(Object.entries(secret)),
    inspect(new Error('x', { cause: secret })),
  ]
  for (const text of shown) expect(text).not.toContain('CANARY')
})

test('equal keys have equal fingerprints, which do not tell them', async () => {
  const fingerprint = await new Secret(VALUE).fingerprint()
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
  expect(await new Secret(VALUE).fingerprint()).toBe(fingerprint)
  expect(await new Secret(`${VALUE}0`).fingerprint()).not.toBe(fingerprint)
})

test.each(['', `${VALUE}\n`, `${VALUE} x`, `${VALUE}\r\nx: y`, 'chavé', '\u0000'])(
  'what no header may carry is no key, and the error does not quote it: %j',
  (value) => {
    expect(() => new Secret(value)).toThrow(/visible ASCII/)
    expect(() => new Secret(value)).not.toThrow(/CANARY/)
  },
)
