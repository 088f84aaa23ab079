/** Who a submission is from, without saying who it is. */
import { keyedDigest } from './forms/digest.ts'

/** The keyed hash of an address: the same person has the same, and nobody can tell from it who it is. */
export function personHash(secret: string, email: string): Promise<string> {
  return keyedDigest(secret, `person:${email.trim().toLowerCase()}`)
}
