/** Gives the space of wiped submissions back to the disk, in small steps, so that accepting goes on in between. */
import type { Store } from '../store.ts'

const ROWS_A_STEP = 500
const PAGES_A_STEP = 500

/**
 * Wiping makes a row short but leaves its page as large as it was, so wiped rows are moved together first: to negative
 * row numbers, which tell them from those that were not moved yet. Then the free pages are cut off.
 * How many pages were given back; none where the file was not made for it (`auto_vacuum`).
 */
export async function giveBackSpace({ run }: Pick<Store, 'run'>): Promise<number> {
  const ask = async (sql: string, parameters: readonly number[] = []): Promise<number> => {
    const rows = await run([{ sql, parameters }])
    return Number(Object.values((rows?.[0][0] ?? {}) as object)[0] ?? 0)
  }
  const last = await ask('SELECT max(rowid) FROM submissions')
  for (let from = -1; from < last; from += ROWS_A_STEP) await ask(MOVE, [from, from, from + ROWS_A_STEP])
  const before = await ask('PRAGMA freelist_count')
  let free = before
  for (let left = free; left > 0; left = free) {
    await ask(`PRAGMA incremental_vacuum(${PAGES_A_STEP})`)
    free = await ask('PRAGMA freelist_count')
    if (free >= left) break
  }
  return before - free
}

/** Below all others, in one step's order: no number is taken twice. */
const MOVE = `UPDATE submissions SET rowid = (SELECT min(0, min(rowid)) FROM submissions) - (rowid - ?)
  WHERE rowid > ? AND rowid <= ? AND answers = '{}'`
