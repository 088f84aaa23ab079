/** Stands for what must not be kept, such as a visitor's address, for a day: under a key that is only in memory. */
import { createHmac, randomBytes } from 'node:crypto'
import type { Env } from '../env.ts'

/** The same for the same text until the (UTC) day ends; nothing leads back from it. */
export type DayHash = (text: string) => string

const DAY_MS = 86_400_000

export function createDayHash({ now }: Pick<Env, 'now'>): DayHash {
  let [day, key] = [Number.NaN, randomBytes(32)]
  return (text) => {
    const today = Math.floor(now() / DAY_MS)
    if (today !== day) [day, key] = [today, randomBytes(32)]
    return createHmac('sha256', key).update(text).digest('base64url').slice(0, 22)
  }
}
