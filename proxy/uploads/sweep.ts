/** Takes away the files that no submission has: left by a crash, by an erasure, by a delivery. */
import type { Env } from '../env.ts'
import type { Log } from '../log.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { UploadFolder } from './folder.ts'

export interface SweepDeps {
  readonly outbox: Pick<Outbox, 'filesInUse'>
  readonly uploads: Pick<UploadFolder, 'idle' | 'remove'>
  readonly env: Pick<Env, 'now'>
  readonly log: Log
  /** Names of damaged stores that lie beside this one. */
  readonly setAside: () => readonly string[]
}

/** A submission whose end the store could not say may still turn out to be there: younger files stay. */
const YOUNG_MS = 3_600_000

/**
 * How many were taken away. None while a damaged store lies there: submissions that could not be read of it still have
 * their files.
 */
export async function sweep({ outbox, uploads, env, log, setAside }: SweepDeps): Promise<number> {
  // First what lies there, then what is in use: a file that is given to a submission in between is seen.
  const idle = await uploads.idle(env.now() - YOUNG_MS)
  if (idle.length === 0) return 0
  const used = await outbox.filesInUse()
  const strays = idle.filter((at) => !used.has(at))
  if (strays.length === 0) return 0
  const aside = setAside()
  if (aside.length > 0) {
    log('warn', { event: 'uploads-not-swept', count: strays.length, setAside: aside })
    return 0
  }
  await uploads.remove(strays)
  log('info', { event: 'uploads-swept', count: strays.length })
  return strays.length
}
