/**
 * What is more than a person could do is refused, for a while; what is more than usual is doubt. A retry of what is stored
 * has its receipt before any of this.
 */
import { Problem } from '../problem.ts'
import type { Counters } from './counters.ts'
import type { DoorGuard, HallGuard } from './guard.ts'
import type { Limited, Rate, RateTable } from './rates.ts'
import type { Sight } from './sight.ts'
import { doubtful, PASS } from './verdict.ts'

export interface LimitDeps {
  readonly rates: RateTable
  readonly counters: Counters
  readonly sight: Sight
  /** Stands for an e-mail address in counters; nothing leads back from it. */
  readonly hash: (text: string) => string
}

export interface Limits {
  /** Refuses an address that sends too much. */
  readonly address: DoorGuard
  /** Doubts what comes while the form, or its connection, gets too much. */
  readonly busy: HallGuard
  /** Doubts one e-mail address that is given too often: what thanks it would be a bomb to whoever has it (S8). */
  readonly email: HallGuard
  /** A form token is asked for. @throws {Problem} `rate-limited` */
  challenge(client: string | undefined): Promise<void>
  /** So many bytes of files are announced. @throws {Problem} `rate-limited` */
  upload(client: string | undefined, bytes: number): Promise<void>
  /** So many bytes are to be kept as suspected spam: junk must not fill the store. @throws {Problem} `rate-limited` */
  suspected(client: string | undefined, bytes: number): Promise<void>
}

const RETRIES_MS = 3_600_000

export function createLimits({ rates, counters, sight, hash }: LimitDeps): Limits {
  /** Counts, and says for how long there was too much; undefined: there was not. */
  async function beyond(of: Limited, key: string, amount = 1, table: readonly Rate[] = rates[of]) {
    const counts = await Promise.all(
      table.map(async ({ most, perMs }) => {
        const { total, endsInMs, isShared } = await counters.add(of, key, perMs, amount)
        // What is counted with others' says nothing of anybody: whoever fills the counters must not shut people out.
        return total > most && !isShared ? endsInMs : 0
      }),
    )
    return Math.max(...counts) || undefined
  }

  /** Whoever is not known is not counted with others who are not. */
  async function refusal(of: Limited, client: string | undefined, amount = 1): Promise<Problem | undefined> {
    if (client === undefined) return undefined
    // It may be all visitors: as much as a form may get is let through. A flood is one in either case.
    const table = sight.blindness() ? rates[of].map(({ most, perMs }) => ({ most: most * CROWD, perMs })) : rates[of]
    return refusing(await beyond(of, client, amount, table))
  }

  const throwing = async (problem: Promise<Problem | undefined>) => {
    const refused = await problem
    if (refused) throw refused
  }

  return {
    async address({ sender: { client } }) {
      const problem = await refusal('address', client)
      if (problem) return { kind: 'refuse', problem }
      sight.submitted(client)
      return PASS
    },
    async busy({ form }) {
      const waits = [await beyond('form', form.id), await beyond('connection', form.connection)]
      return waits.some((wait) => wait !== undefined) ? doubtful('form-busy') : PASS
    },
    async email({ emails, submission }) {
      // What could not be stored comes again with its id, and is one submission.
      const known = await counters.add('submission', hash(submission.id), RETRIES_MS)
      const amount = known.total > 1 && !known.isShared ? 0 : 1
      const targets = new Set(emails.flatMap((email) => (email.trim() === '' ? [] : hash(targetOf(email)))))
      const waits = await Promise.all([...targets].map((target) => beyond('email', target, amount)))
      return waits.some((wait) => wait !== undefined) ? doubtful('many-for-address') : PASS
    },
    challenge: (client) => throwing(refusal('challenges', client)),
    upload: (client, bytes) => throwing(refusal('uploads', client, bytes)),
    async suspected(client, bytes) {
      await throwing(refusal('suspected', client, bytes))
      await throwing(beyond('suspectedByAll', '', bytes).then(refusing))
    },
  }
}

function refusing(waitMs: number | undefined): Problem | undefined {
  if (waitMs === undefined) return undefined
  return new Problem('rate-limited', { headers: { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1_000))) } })
}

/** So many visitors may share an address that cannot be looked behind. */
const CROWD = 10

/** Where mail to it arrives: a tag after `+` changes the address and not whom it reaches. */
function targetOf(email: string): string {
  const [, local = '', domain = ''] = /^(.*)@([^@]*)$/.exec(email.trim().toLowerCase()) ?? []
  return `${local.split('+', 1)[0] || local}@${domain}`
}
