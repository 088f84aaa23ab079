/** `gatehouse submissions erase`: what a person wrote goes from the store; that there was a submission stays known. */
import { readdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Answers } from '../../../src/contract/form.ts'
import type { Config } from '../../config.ts'
import { nodeEnv } from '../../node/env.ts'
import { openUploadFolder, uploadsOf } from '../../node/upload-folder.ts'
import type { Kept, Outbox } from '../../outbox/outbox.ts'
import { noteErased } from '../../outbox/sqlite/erased.ts'
import { openMaintenance } from '../../outbox/sqlite/maintenance.ts'
import type { Sqlite } from '../../outbox/sqlite/open.ts'
import type { UploadFolder } from '../../uploads/folder.ts'
import type { Invocation } from '../invocation.ts'
import { Misuse } from '../invocation.ts'
import { findOrSay, withStore } from '../open-store.ts'
import { personOf } from './filter.ts'
import { pages } from './pages.ts'
import { upstreamRecords } from './story.ts'

/** A worker holds a submission for the few seconds of one attempt. */
const TRIES = 60
const PAUSE_MS = 500

export async function erase({ config: path, email, id, json }: Invocation): Promise<number> {
  if ((email === undefined) === (id === undefined))
    throw new Misuse('Say whose: --email <address>, or which: --id <id>.')
  return withStore(path, async (store, config) => {
    const meant = email === undefined ? await named(store, id ?? '') : await ofPerson(store, config, email)
    if (!meant) return 1
    const { ids, records, mentions } = meant
    // Before the rows are wiped: what is noted and not wiped yet, because of a crash, is wiped at the next start.
    if (ids.length > 0) noteErased(config.database, ids)
    if (meant.person !== undefined) await store.outbox.forgetPerson(meant.person)
    const held = await eraseAll(store.outbox, ids, openUploadFolder(uploadsOf(config.database)))
    const emptied = await emptyLog(config.database)
    const aside = setAside(config.database)
    const erased = ids.length - held.length
    if (json) console.log(JSON.stringify({ erased, held, records, mentions, emptied, setAside: aside }))
    else {
      console.log(`${erased} erased.`)
      if (records.length > 0) console.log(`Upstream it is still there; delete it there: ${records.join(', ')}`)
      if (mentions.length > 0) console.log(`The address stands in what others wrote; look at: ${mentions.join(', ')}`)
      if (held.length > 0) console.log(`Being sent at this moment: ${held.join(', ')}. Run this again.`)
      if (!emptied) console.log('The log of writes is read by someone else at this moment. Run this again.')
      if (aside.length > 0) console.log(`Files that were set aside may hold it still; delete them: ${aside.join(', ')}`)
    }
    return held.length === 0 && emptied ? 0 : 1
  })
}

interface Meant {
  readonly ids: readonly string[]
  /** What they are upstream. */
  readonly records: readonly string[]
  /** Others', in whose texts the address stands: for a person to look at. */
  readonly mentions: readonly string[]
  /** Keyed hash of the address: what is known by it goes too, also where all submissions are wiped already. */
  readonly person?: string
}

async function named(store: Sqlite, word: string): Promise<Meant | undefined> {
  const kept = await findOrSay(store, word)
  return kept && { ids: kept.state === 'erased' ? [] : [kept.id], records: upstreamRecords(kept), mentions: [] }
}

/** By the hash of the first address, and by every answer: an address may be the answer of any field. */
async function ofPerson(store: Sqlite, config: Config, email: string): Promise<Meant> {
  const person = await personOf(store, config, email)
  const wanted = email.trim().toLowerCase()
  const found = { ids: [] as string[], records: [] as string[], mentions: [] as string[] }
  for await (const page of pages(store.outbox, {})) {
    for (const kept of page) {
      const texts = textsOf(kept)
      if ((kept.person !== undefined && kept.person === person) || texts.includes(wanted)) {
        found.ids.push(kept.id)
        found.records.push(...upstreamRecords(kept))
      } else if (texts.some((text) => hasAddress(text, wanted))) found.mentions.push(kept.id)
    }
  }
  return { ...found, ...(person !== undefined && { person }) }
}

function textsOf({ answers, leftovers }: Kept): readonly string[] {
  const given = [answers, leftovers].flatMap((each: Answers) => Object.values(each).flat())
  return given.flatMap((answer) => (typeof answer === 'string' ? [answer.trim().toLowerCase()] : []))
}

/** As an address of its own: not as the end of a longer one. */
function hasAddress(text: string, email: string): boolean {
  const inAddress = /[\p{L}\p{N}._%+-]/u
  for (let at = text.indexOf(email); at >= 0; at = text.indexOf(email, at + 1)) {
    if (!inAddress.test(text[at - 1] ?? ' ')) return true
  }
  return false
}

/** Those that a worker held all the time. */
async function eraseAll(outbox: Outbox, ids: readonly string[], uploads: UploadFolder): Promise<readonly string[]> {
  let left = ids
  for (let tries = 0; left.length > 0 && tries < TRIES; tries++) {
    if (tries > 0) await nodeEnv.sleep(PAUSE_MS)
    const held: string[] = []
    for (const id of left) {
      const { files = [], state } = (await outbox.get(id)) ?? {}
      const isErased = state === 'erased' || (await outbox.erase(id, nodeEnv.now()))
      if (isErased) await uploads.remove(files.map(({ at }) => at))
      else held.push(id)
    }
    left = held
  }
  return left
}

/** The log keeps what was written before until it is emptied. */
async function emptyLog(database: string): Promise<boolean> {
  const maintenance = await openMaintenance(database)
  try {
    for (let tries = 0; tries < 5; tries++) {
      if (maintenance.emptyLog()) return true
      await nodeEnv.sleep(PAUSE_MS)
    }
    return false
  } finally {
    maintenance.close()
  }
}

function setAside(database: string): readonly string[] {
  return readdirSync(dirname(database)).filter((name) => name.startsWith(`${basename(database)}.damaged-`))
}
