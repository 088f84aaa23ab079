/** A copy of the store and of its files that fit each other, although submissions come and are delivered meanwhile. */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Maintenance } from '../outbox/sqlite/maintenance.ts'
import { copyUploads } from './copy-uploads.ts'
import { uploadsOf } from './upload-folder.ts'

export interface BackedUp {
  readonly submissions: number
  readonly files: number
}

const TRIES = 5

/** Leaves no store at `to` when it throws. */
export function backUp(database: string, to: string, store: Pick<Maintenance, 'backup' | 'filesIn'>): BackedUp {
  const [from, beside] = [uploadsOf(database), uploadsOf(to)]
  for (let tries = 0; tries < TRIES; tries++) {
    // Before the rows as well: a file that is delivered meanwhile is still one of the copy's.
    copyUploads(from, beside)
    const submissions = store.backup(to)
    const files = copyUploads(from, beside)
    if (!isOneGone()) return { submissions, files }
    rmSync(to)
  }
  throw new Error('Files came and went all the time. Try again when less is going on.')

  /** It came after the first look and was delivered before the second. One that the store has lost is no reason to try again. */
  function isOneGone(): boolean {
    const missing = [...store.filesIn(to)].filter((at) => !existsSync(join(beside, at)))
    if (missing.length === 0) return false
    const inUse = store.filesIn(database)
    return missing.some((at) => !inUse.has(at))
  }
}
