/** Which SQLite runs: Node's own where it has one that is sound, else the package with the same API. */
import { isBuiltin } from 'node:module'
import type { DatabaseSyncInstance } from '@photostructure/sqlite'

export type DatabaseSync = DatabaseSyncInstance

export interface Driver {
  open(file: string, options?: { readonly readOnly?: boolean }): DatabaseSync
}

/** Throws where only an SQLite with the WAL-reset bug is to be had. */
export async function loadDriver(): Promise<Driver> {
  const own = isBuiltin('node:sqlite') && isSound(process.versions.sqlite ?? '')
  // The name in a variable keeps bundlers and older type definitions out of it.
  const builtIn = 'node:sqlite'
  const { DatabaseSync }: typeof import('@photostructure/sqlite') = own
    ? await import(/* @vite-ignore */ builtIn)
    : await import('@photostructure/sqlite')
  const memory = new DatabaseSync(':memory:')
  const version = String(memory.prepare('SELECT sqlite_version() AS version').get()?.version)
  memory.close()
  if (!isSound(version)) {
    throw new Error(
      `SQLite ${version} can corrupt a database in WAL mode; 3.51.3 or newer is needed. Run \`npm ci\`, or update Node.`,
    )
  }
  return { open: (file, options = {}) => new DatabaseSync(file, options) }
}

/** Whether a version of SQLite is free of the WAL-reset bug (https://sqlite.org/wal.html#walresetbug). */
export function isSound(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  if (major !== 3) return major > 3
  if (minor === 50) return patch >= 7
  if (minor === 44) return patch >= 6
  return minor === 51 ? patch >= 3 : minor > 51
}
