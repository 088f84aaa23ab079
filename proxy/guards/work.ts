/**
 * Proof of work in ALTCHA's protocol, version 2: https://altcha.org/docs/v2/proof-of-work-captcha. The page looks for the
 * counter whose PBKDF2 key begins as the challenge says; the proxy knows it beforehand, and compares.
 */
import { isObject } from '../../src/contract/received.ts'
import type { WorkChallenge } from '../../src/contract/wire.ts'
import { keyFor } from '../forms/digest.ts'
import { parseJson } from '../read-body.ts'
import { createDemand } from './demand.ts'
import type { DoorGuard } from './guard.ts'
import { doubtful, PASS } from './verdict.ts'

/**
 * All figures. One try is one derivation of `rounds`: 1.5 ms in a desktop's Chromium, 6 ms on an ordinary phone, 9 ms at a
 * sixth of a desktop's speed; so that half of all phones are done in 300 ms and the slowest within 2 s. To make a
 * challenge costs the proxy one try on a thread beside its loop; to check a solution costs two digests.
 */
export const WORK = {
  rounds: 5_000,
  /** A solver counts from 0 to a number between these. */
  tries: { usual: { least: 30, most: 70 }, slow: { least: 10, most: 25 } },
  /** So many times that, from so many challenges a minute and form on. The first row that fits. */
  load: [
    { perMinute: 300, times: 4 },
    { perMinute: 60, times: 2 },
    { perMinute: 0, times: 1 },
  ],
} as const

export interface WorkOrder {
  /** Id of the token that it goes with, and with no other. */
  readonly token: string
  readonly form: string
  /** The page says that its device is slow. */
  readonly isSlow: boolean
  /** Now, ms since the epoch. */
  readonly at: number
}

export interface Work {
  /** It is good for as long as its token is. */
  order(order: WorkOrder): Promise<WorkChallenge>
  /** Whether it is a solution, of a challenge from here, for this token. Never throws. */
  isDone(work: string, token: string): Promise<boolean>
}

/** Between which the number of tries lies, for a form that is asked for so often. */
export function triesOf(isSlow: boolean, perMinute: number): { readonly least: number; readonly most: number } {
  const { least, most } = WORK.tries[isSlow ? 'slow' : 'usual']
  const times = WORK.load.find((row) => perMinute > row.perMinute)?.times ?? 1
  return { least: least * times, most: most * times }
}

/** `secret`: the store's. */
export function createWork(secret: string): Work {
  const demand = createDemand()
  const keys = Promise.all([keyFor(secret, 'work'), keyFor(secret, 'work-solution')])
  const signing = async () => {
    const [hmacSignatureSecret, hmacKeySignatureSecret] = await keys
    return { hmacSignatureSecret, hmacKeySignatureSecret }
  }

  return {
    async order({ token, form, isSlow, at }) {
      const [{ createChallenge, randomInt, deriveKey }, secrets] = await Promise.all([altcha(), signing()])
      const { least, most } = triesOf(isSlow, demand(form, at))
      return createChallenge({
        ...{ algorithm: 'PBKDF2/SHA-256', cost: WORK.rounds, deriveKey, ...secrets },
        counter: randomInt(most, least),
        data: { token },
      })
    },

    async isDone(work, token) {
      try {
        const payload = parseJson(atob(work))
        if (!isObject(payload) || !isObject(payload.challenge)) return false
        const { parameters } = payload.challenge
        if (!isObject(parameters) || !isObject(parameters.data) || parameters.data.token !== token) return false
        const [{ verifySolution, deriveKey }, secrets] = await Promise.all([altcha(), signing()])
        // What the types promise is not so here, and is looked at before it is used.
        const { challenge, solution } = payload as unknown as Pick<Parameters<typeof verifySolution>[0], Given>
        const { verified } = await verifySolution({ challenge, solution, deriveKey, ...secrets })
        return verified
      } catch {
        return false
      }
    },
  }
}

type Given = 'challenge' | 'solution'

/** Loaded with the first challenge. */
async function altcha() {
  const [{ createChallenge, randomInt, verifySolution }, { deriveKey }] = await Promise.all([
    import('altcha-lib'),
    import('altcha-lib/algorithms/web/pbkdf2'),
  ])
  return { createChallenge, randomInt, verifySolution, deriveKey }
}

export function workGuard(work: Pick<Work, 'isDone'>): DoorGuard {
  return async ({ form, submission, sender, worth }) => {
    if (sender.way === 'page') return doubtful('no-script')
    if (form.proof === false) return PASS
    const given = submission.proof?.work
    if (given === undefined) return doubtful('work-missing')
    return worth.kind === 'good' && (await work.isDone(given, worth.token.id)) ? PASS : doubtful('work-bad')
  }
}
