/** The files of suspected spam: they take a part of the room, so that junk leaves the rest of it to people. */
import type { Answers } from '../../src/contract/form.ts'
import type { Env } from '../env.ts'
import { SUSPECTED_SPAM } from '../guards/doubts.ts'
import type { KeptFile, Outbox } from '../outbox/outbox.ts'
import { storeAnswer } from '../store-answer.ts'
import type { Limits } from './limits.ts'

export interface SuspectedFiles {
  /** Whether there is room for so many bytes more, which then is taken. @throws {Problem} `store-unavailable` */
  take(bytes: number): Promise<boolean>
}

export interface SuspectedDeps {
  readonly outbox: Pick<Outbox, 'heldFileBytes'>
  readonly limits: Pick<Limits, 'total'>
  readonly env: Pick<Env, 'now'>
}

/** Of all room for files. */
export const SUSPECTED_SHARE = 1 / 4
/** People approve and reject, time erases: all without a word, so that it is counted anew before it is called full. */
const RECOUNT_MS = 60_000

export function createSuspectedFiles({ outbox, limits, env }: SuspectedDeps): SuspectedFiles {
  const mostBytes = limits.total * SUSPECTED_SHARE
  let [usedBytes, countedAt] = [Infinity, -Infinity]
  let counting: Promise<void> | undefined

  async function count(): Promise<void> {
    usedBytes = await storeAnswer(() => outbox.heldFileBytes(SUSPECTED_SPAM))
    countedAt = env.now()
  }

  return {
    async take(bytes) {
      if (usedBytes + bytes > mostBytes && env.now() - countedAt >= RECOUNT_MS) {
        counting ??= count().finally(() => {
          counting = undefined
        })
        await counting
      }
      if (usedBytes + bytes > mostBytes) return false
      usedBytes += bytes
      return true
    },
  }
}

export interface Given {
  readonly answers: Answers
  readonly leftovers: Answers
  readonly files?: readonly KeptFile[]
}

/** The names go to the leftovers, under their fields: whoever looks sees what is not there. */
export function withoutFiles<G extends Given>({ files = [], ...given }: G): Omit<G, 'files'> {
  const fields = new Set(files.map(({ field }) => field))
  const names = [...fields].map((field) => [field, files.flatMap((file) => (file.field === field ? file.name : []))])
  const answers = Object.entries(given.answers).filter(([name]) => !fields.has(name))
  return {
    ...given,
    answers: Object.fromEntries(answers),
    leftovers: { ...given.leftovers, ...Object.fromEntries(names) },
  }
}
