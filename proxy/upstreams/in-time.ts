/** A limit for what is not ours: whoever never answers holds up nobody for longer. */
import type { Env } from '../env.ts'

export const LATE = Symbol('late')

/** What `work` comes to, or `LATE` after `ms`. Whatever comes of it later is heard by nobody. Rejects when it throws in time. */
export async function inTime<T>(env: Pick<Env, 'sleep'>, ms: number, work: () => T): Promise<Awaited<T> | typeof LATE> {
  const nap = new AbortController()
  try {
    return await Promise.race([Promise.resolve().then(work), env.sleep(ms, nap.signal).then((): typeof LATE => LATE)])
  } finally {
    nap.abort()
  }
}
