/**
 * The ids of what was erased, in a file beside the store: one a line, only ever added to. A backup that is put in the
 * store's place may hold what was erased since; whoever owns the store erases it again when it opens.
 */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Outbox } from '../outbox.ts'
import type { Statement, Store } from '../store.ts'
import { syncFolder } from './place.ts'

/** Returns when the ids are safely on disk: before the rows are wiped, so that a crash in between is made good. */
export function noteErased(file: string, ids: readonly string[]): void {
  const list = openSync(listOf(file), 'a', 0o600)
  try {
    // In one write, so that two commands at once do not mix their lines. The break in front ends a line cut by a crash.
    writeSync(list, `\n${ids.join('\n')}\n`)
    fsyncSync(list)
  } finally {
    closeSync(list)
  }
  syncFolder(file)
}

/** Erases again what came back. For the owner, before anything is claimed. How many came back. */
export async function eraseAgain(
  file: string,
  { outbox, store }: { readonly outbox: Pick<Outbox, 'erase'>; readonly store: Pick<Store, 'run'> },
  at: number,
): Promise<number> {
  const parameters = [JSON.stringify([...erasedIds(file)])]
  // Whoever held it when the backup was made is gone.
  const rows = await store.run([{ sql: FREE, parameters } as Statement<{ id: string }>])
  const back = rows?.[0] ?? []
  for (const { id } of back) await outbox.erase(id, at)
  return back.length
}

const FREE = `UPDATE submissions SET owner = NULL
  WHERE state <> 'erased' AND id IN (SELECT value FROM json_each(?)) RETURNING id`

export function erasedIds(file: string): ReadonlySet<string> {
  let text = ''
  try {
    text = readFileSync(listOf(file), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  return new Set(text.split('\n').filter((line) => line !== ''))
}

function listOf(file: string): string {
  return `${file}.erased`
}
