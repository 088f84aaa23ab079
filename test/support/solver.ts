/** A visitor's device: does the work of a challenge, as a page does it. */
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2'
import type { WorkChallenge } from '../../src/contract/wire.ts'

export interface Solution {
  readonly counter: number
  readonly derivedKey: string
}

export async function solve(challenge: WorkChallenge): Promise<Solution> {
  const solution = await solveChallenge({ challenge, deriveKey })
  if (!solution) throw new Error('The challenge has no solution.')
  return solution
}

/** As it is sent. */
export const workOf = (challenge: unknown, solution: unknown): string => btoa(JSON.stringify({ challenge, solution }))

export const worked = async (challenge: WorkChallenge): Promise<string> => workOf(challenge, await solve(challenge))
