/** The store: whether it opens, is whole and has room, who runs on it, what its secret is, and what waits in it. */
import { existsSync, statSync } from 'node:fs'
import type { Alert, Disk } from '../../alerts/causes.ts'
import { fillings, roomForFiles } from '../../alerts/filling.ts'
import type { Config } from '../../config.ts'
import { openUploadFolder, uploadsOf } from '../../node/upload-folder.ts'
import { isOwned, openMaintenance } from '../../outbox/sqlite/maintenance.ts'
import type { Sqlite } from '../../outbox/sqlite/open.ts'
import { openSqlite } from '../../outbox/sqlite/open.ts'
import type { LiveForms } from '../live-forms.ts'
import { liveForms } from '../live-forms.ts'
import { time } from '../submissions/story.ts'
import type { Finding } from './finding.ts'
import { fail, ok, warn } from './finding.ts'
import { checkSecret } from './secret.ts'

const MIB = 2 ** 20
const MB = 1e6

/** Returns the forms that the store serves; none where it cannot be read. */
export async function* checkStore(config: Config): AsyncGenerator<Finding, LiveForms> {
  const { database, file, alerts } = config
  if (!existsSync(database)) {
    yield warn(
      'store',
      `${database} is not there yet`,
      `\`gatehouse start\` makes it; \`database\` in ${file} says where.`,
    )
    return new Map()
  }
  const running = await isOwned(database)
  let store: Sqlite
  try {
    store = await openSqlite({ file: database, own: false })
  } catch (error) {
    const mend =
      'Start the proxy: what is damaged is set aside, and what can be read of it is kept. Or put a backup in its place.'
    yield fail('store', error instanceof Error ? error.message : String(error), mend)
    return new Map()
  }
  try {
    const faults = await pageFaults(database)
    const size = `${Math.ceil(statSync(database).size / MIB)} MiB`
    if (faults.length === 0) yield ok('store', `${database}, ${size}, whole`)
    for (const fault of faults) yield fail('store', fault, 'See `gatehouse store check`.')
    yield running
      ? ok('proxy', 'one runs on this store')
      : warn('proxy', 'none runs on this store', 'Start it: `gatehouse start`.')
    const disk = store.disk()
    yield checkRoom('disk', disk, `${Math.floor(disk.freeBytes / MIB)} MiB free`)
    yield await checkUploads(config)
    yield* checkSecret(store.store, config)
    yield* checkBacklog(store, alerts?.oldestMs)
    return await liveForms(store.forms)
  } finally {
    await store.close()
  }
}

async function pageFaults(database: string): Promise<readonly string[]> {
  const maintenance = await openMaintenance(database)
  try {
    return maintenance.check('quick')
  } finally {
    maintenance.close()
  }
}

const HOUR_MS = 3_600_000

async function* checkBacklog({ outbox }: Sqlite, oldestMs = HOUR_MS): AsyncGenerator<Finding> {
  const counts = await outbox.counts()
  const under = counts.waiting + counts.sending + counts.checking
  const oldestAt = await outbox.oldestUndelivered()
  const words = `${under} on their way, ${counts.delivered} delivered`
  if (oldestAt === undefined || Date.now() - oldestAt <= oldestMs) yield ok('backlog', words)
  else {
    yield warn(
      'backlog',
      `${words}; the oldest was received ${time(oldestAt)}`,
      'See why: `gatehouse submissions list --state waiting`, then `gatehouse submissions show <id>`.',
    )
  }
  for (const state of ['held', 'failed'] as const) {
    if (counts[state] === 0) continue
    yield warn(
      state,
      `${counts[state]} ${counts[state] === 1 ? 'submission waits' : 'submissions wait'} for a person`,
      `\`gatehouse submissions list --state ${state}\` shows them; approve, retry, resolve or reject each.`,
    )
  }
}

async function checkUploads({ database, uploads }: Config): Promise<Finding> {
  try {
    const room = await roomForFiles(openUploadFolder(uploadsOf(database)), uploads)
    return checkRoom('uploads', room, `${Math.floor(room.freeBytes / MB)} MB free of \`uploads.total\``)
  } catch (error) {
    return fail(
      'uploads',
      (error as Error).message,
      'Let the user that runs the proxy read that folder, and write in it.',
    )
  }
}

function checkRoom(part: 'disk' | 'uploads', room: Disk, words: string): Finding {
  const [filling] = fillings({ [part]: room })
  return filling ? ofAlert(part, filling) : ok(part, words)
}

function ofAlert(check: string, { severity, title, text }: Alert): Finding {
  return severity === 'critical' ? fail(check, title, text) : warn(check, title, text)
}
