/** What commands on submissions begin with: the store, opened beside the proxy that may run on it. */
import { existsSync } from 'node:fs'
import type { Config } from '../config.ts'
import { loadConfig } from '../config.ts'
import { openKey } from '../node/key.ts'
import type { Kept } from '../outbox/outbox.ts'
import type { Sqlite } from '../outbox/sqlite/open.ts'
import { openSqlite } from '../outbox/sqlite/open.ts'
import { statement } from '../outbox/store.ts'
import { loadOrSay } from './load.ts'

/** Resolves with what `work` says, or with 1 after it was said why there is no store to work on. */
export async function withStore(
  path: string,
  work: (store: Sqlite, config: Config) => Promise<number>,
): Promise<number> {
  const config = loadOrSay(loadConfig(path, process.env))
  if (!config || !storeIsThere(config)) return 1
  const store = await openSqlite({ file: config.database, own: false })
  try {
    return await work(store, config)
  } finally {
    await store.close()
  }
}

/** A store that a command made by mistake would look like an empty one. */
export function storeIsThere({ database, file }: Config): boolean {
  if (existsSync(database)) return true
  console.error(`There is no store at ${database}. \`gatehouse start\` makes it; \`database\` in ${file} says where.`)
  return false
}

/** The secret of this store; undefined where none was made yet. @throws {Error} where the configured one is not to be had */
export async function secretOf({ forms }: Pick<Sqlite, 'forms'>, { secret }: Config): Promise<string | undefined> {
  return secret ? openKey(secret, process.env).read() : forms.setting('secret')
}

/** By its id, or by the reference that its visitor was given. */
export async function find({ outbox, store }: Sqlite, word: string): Promise<Kept | undefined> {
  const kept = await outbox.get(word)
  if (kept) return kept
  const query = store.db.selectFrom('submissions').select('id').where('reference', '=', word.toUpperCase())
  const rows = await store.run([statement(query)])
  const id = rows?.[0][0]?.id
  return id === undefined ? undefined : outbox.get(id)
}

/** As `find`; undefined after it was said that there is none. */
export async function findOrSay(store: Sqlite, word: string): Promise<Kept | undefined> {
  const kept = await find(store, word)
  if (!kept) console.error(`There is no submission ${word}. \`gatehouse submissions list\` shows them.`)
  return kept
}
