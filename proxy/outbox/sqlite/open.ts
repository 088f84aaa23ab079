/** The embedded store: one SQLite file, its outbox and its forms. */
import { existsSync } from 'node:fs'
import type { FormStore } from '../../forms/form-store.ts'
import { sqlForms } from '../../forms/form-store.ts'
import type { Outbox } from '../outbox.ts'
import { sqlOutbox } from '../sql-outbox.ts'
import { statement } from '../store.ts'
import type { SqliteStore } from './sqlite-store.ts'
import { startWriter } from './sqlite-store.ts'

export interface Sqlite {
  readonly outbox: Outbox
  readonly forms: FormStore
  readonly store: SqliteStore
  /** Whether something could be written just now. Never rejects. */
  ready(): Promise<boolean>
  close(): Promise<void>
}

export interface SqliteOptions {
  readonly file: string
  /** The proxy owns its store and is the only one; commands do not, and work beside it. */
  readonly own: boolean
  /** The built `writer.js`; left out: the one that was built with this file. */
  readonly writer?: URL
}

/** Rejects with what is wrong and how to mend it: owned by another process, newer file, no room, no permission. */
export async function openSqlite({ file, own, writer = builtWriter() }: SqliteOptions): Promise<Sqlite> {
  const store = await startWriter(writer, { file, own })
  return {
    outbox: sqlOutbox(store),
    forms: sqlForms(store),
    store,
    ready: () => isWritable(store),
    close: () => store.close(),
  }
}

function isWritable({ db, run }: SqliteStore): Promise<boolean> {
  const probe = db
    .insertInto('settings')
    .values({ key: 'probe', value: '' })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: '' }))
  return run([statement(probe)]).then(
    () => true,
    () => false,
  )
}

/** Beside the entry file; a chunk lies one folder deeper. */
function builtWriter(): URL {
  const places = ['writer.js', '../writer.js'].map((path) => new URL(path, import.meta.url))
  const built = places.find((place) => existsSync(place))
  if (!built) throw new Error('The store needs its built writer, writer.js. Run `npm run build`.')
  return built
}
