/** A challenge as the proxy gives it, made where there is no proxy: in a page. */
import type { Challenge, WorkChallenge } from '../../src/contract/wire.ts'

const ROUNDS = 500

/** `counter`: the number that solves it. */
export async function workOf(counter: number, keyLength = 32): Promise<WorkChallenge> {
  const [nonce, salt] = [16, 16].map((bytes) => crypto.getRandomValues(new Uint8Array(bytes))) as [Bytes, Bytes]
  const password = new Uint8Array([...nonce, 0, 0, 0, 0])
  new DataView(password.buffer).setUint32(16, counter)
  const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
  const how = { name: 'PBKDF2', hash: 'SHA-256', iterations: ROUNDS, salt }
  const derived = hexOf(new Uint8Array(await crypto.subtle.deriveBits(how, key, keyLength * 8)))
  const parameters = {
    ...{ algorithm: 'PBKDF2/SHA-256', nonce: hexOf(nonce), salt: hexOf(salt), cost: ROUNDS, keyLength },
    keyPrefix: derived.slice(0, keyLength),
    data: { token: 'an-id' },
  }
  return { parameters, signature: 'ab12' }
}

type Bytes = Uint8Array<ArrayBuffer>

/** Its work is done with the fifth key. */
export async function challengeOf(token: string, lastsMs = 900_000): Promise<Challenge> {
  return { token, lastsMs, proof: await workOf(4) }
}

const hexOf = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** What stands in ALTCHA's payload. */
export function payloadOf(work: string | undefined): { challenge: WorkChallenge; solution: { counter: number } } {
  return JSON.parse(atob(work ?? ''))
}
