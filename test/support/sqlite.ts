/** Real SQLite stores in folders of their own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Sqlite } from '../../proxy/outbox/sqlite/open.ts'
import { openSqlite } from '../../proxy/outbox/sqlite/open.ts'
import { bundle } from './bundle.ts'

let built: Promise<URL> | undefined

/** The writer's thread, built from its source. */
export function writer(): Promise<URL> {
  built ??= bundle('proxy/outbox/sqlite/writer.ts')
  return built
}

/** A path in a fresh folder that goes when the test ends. */
export function freshFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'data', 'gatehouse.db')
}

/** An open store that closes when the test ends. It keeps no room on the disk, if not said, so that it is made fast. */
export async function openStore(file = freshFile(), own = true, minFreeBytes = 0): Promise<Sqlite> {
  const sqlite = await openSqlite({ file, own, minFreeBytes, writer: await writer() })
  onTestFinished(() => sqlite.close())
  return sqlite
}
