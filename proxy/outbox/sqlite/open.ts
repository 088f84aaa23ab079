/** The embedded store: one SQLite file, its outbox and its forms. */
import { existsSync } from 'node:fs'
import type { FormStore } from '../../forms/form-store.ts'
import { sqlForms } from '../../forms/form-store.ts'
import type { Outbox } from '../outbox.ts'
import { sqlOutbox } from '../sql-outbox.ts'
import { statement } from '../store.ts'
import type { ConnectOptions } from './connection.ts'
import type { Damage } from './damage.ts'
import type { Disk } from './room.ts'
import { diskOf } from './room.ts'
import type { SqliteStore } from './sqlite-store.ts'
import { startWriter } from './sqlite-store.ts'

export interface Sqlite {
  readonly outbox: Outbox
  readonly forms: FormStore
  readonly store: SqliteStore
  /** Whether something new could be taken in just now. Never rejects. */
  ready(): Promise<boolean>
  /** How full the disk is that the store lies on. */
  disk(): Disk
  /** Resolves when nothing can be stored or read any more: the process should end, with `EX_IOERR`. */
  readonly lost: Promise<Error>
  /** The file that was found was damaged: it is set aside, and this is what could be saved. */
  readonly damage?: Damage
  close(): Promise<void>
}

export interface SqliteOptions extends ConnectOptions {
  /** The built `writer.js`; left out: the one that was built with this file. */
  readonly writer?: URL
}

/** sysexits.h: the disk failed. A supervisor starts the process again, and the start looks for damage. */
export const EX_IOERR = 74

/** Rejects with what is wrong and how to mend it: owned by another process, newer file, no room, no permission. */
export async function openSqlite({ writer = builtWriter(), ...options }: SqliteOptions): Promise<Sqlite> {
  const store = await startWriter(writer, options)
  return {
    outbox: sqlOutbox(store),
    forms: sqlForms(store),
    store,
    ready: () => takesMore(store),
    disk: () => diskOf(options.file, options.minFreeBytes),
    lost: store.lost,
    ...(store.damage && { damage: store.damage }),
    close: () => store.close(),
  }
}

function takesMore({ db, run }: SqliteStore): Promise<boolean> {
  const probe = db
    .insertInto('settings')
    .values({ key: 'probe', value: '' })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: '' }))
  return run([{ ...statement(probe), admission: true }]).then(
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
