/**
 * Work, as ALTCHA's second version has it (PBKDF2): which number, put behind the nonce, gives a key that begins as is asked
 * for. Browsers derive keys off the page's own thread, and each comes back as a task of its own: nothing waits behind it.
 */
import type { WorkChallenge } from '../../../contract/wire.ts'
import { json } from '../../json.ts'

/** No work is as long as that; whatever asks for it asks in vain. */
const GIVE_UP_MS = 60_000

export interface Pace {
  /** How many keys are derived beside each other. */
  readonly abreast: number
  /** A device whose first keys take longer gives up at once. */
  readonly slowMs: number
  /** Looked at after each slice. */
  readonly isWanted: () => boolean
}

/**
 * ALTCHA's payload for a challenge. `slow`: the device is too slow for it. Undefined: not wanted any more, or in vain.
 * @throws whatever the browser has against it
 */
export async function solve(
  challenge: WorkChallenge,
  { abreast, slowMs, isWanted }: Pace,
): Promise<string | 'slow' | undefined> {
  const derive = deriver(challenge)
  const startedMs = performance.now()
  const tookMs = () => performance.now() - startedMs
  for (let counter = 0; isWanted() && tookMs() < GIVE_UP_MS; counter += abreast) {
    const keys = await Promise.all(Array.from({ length: abreast }, (_, index) => derive(counter + index)))
    const found = keys.findIndex((key) => key.startsWith(challenge.parameters.keyPrefix))
    if (found >= 0) {
      const solution = { counter: counter + found, derivedKey: keys[found], time: Math.round(tookMs()) }
      return btoa(json({ challenge, solution }))
    }
    if (!counter && tookMs() > slowMs) return 'slow'
  }
}

/** Gives the key of a number, in hex. */
function deriver({ parameters }: WorkChallenge): (counter: number) => Promise<string> {
  const { subtle } = crypto
  const { algorithm, cost, keyLength } = parameters
  const [nonce, salt] = [parameters.nonce, parameters.salt].map(bytesOf) as [Uint8Array, Uint8Array<ArrayBuffer>]
  const how = { name: 'PBKDF2', hash: algorithm.slice('PBKDF2/'.length), iterations: cost, salt }
  return async (counter) => {
    const password = new Uint8Array(nonce.length + 4)
    password.set(nonce)
    new DataView(password.buffer).setUint32(nonce.length, counter)
    const key = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
    return hexOf(new Uint8Array(await subtle.deriveBits(how, key, keyLength * 8)))
  }
}

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

const hexOf = (bytes: Uint8Array) => [...bytes].map((byte) => (byte + 256).toString(16).slice(1)).join('')
