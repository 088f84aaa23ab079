/** `gatehouse store check | backup`: the store's file and the files beside it, while the proxy runs on it. */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { loadConfig } from '../config.ts'
import { backUp } from '../node/back-up.ts'
import { uploadsOf } from '../node/upload-folder.ts'
import { STATES } from '../outbox/outbox.ts'
import { openMaintenance } from '../outbox/sqlite/maintenance.ts'
import type { Invocation } from './invocation.ts'
import { loadOrSay } from './load.ts'
import { storeIsThere, withStore } from './open-store.ts'

export async function check({ config: path, json }: Invocation): Promise<number> {
  return withStore(path, async ({ outbox }, { database }) => {
    const maintenance = await openMaintenance(database)
    try {
      const faults = maintenance.check('whole')
      const counts = await outbox.counts()
      if (json) console.log(JSON.stringify({ file: database, ok: faults.length === 0, faults, counts }))
      else {
        console.log(`${database}  ${STATES.map((state) => `${state} ${counts[state]}`).join('  ')}`)
        for (const fault of faults) console.log(fault)
        console.log(faults.length === 0 ? 'All of it can be read.' : DAMAGED)
      }
      return faults.length === 0 ? 0 : 1
    } finally {
      maintenance.close()
    }
  })
}

const DAMAGED =
  'Stop the proxy, copy the file away and start the proxy again: it sets a damaged file aside and keeps what can be read. Or put a backup in its place.'

export async function backup({ args: [file = ''], config: path, json }: Invocation): Promise<number> {
  const config = loadOrSay(loadConfig(path, process.env))
  if (!config || !storeIsThere(config)) return 1
  const to = resolve(file)
  if (existsSync(to)) {
    console.error(`${file} is there already and stays as it is. Name a new file.`)
    return 1
  }
  const maintenance = await openMaintenance(config.database)
  try {
    const { submissions, files } = backUp(config.database, to, maintenance)
    const bytes = statSync(to).size
    if (json) console.log(JSON.stringify({ file: to, submissions, bytes, files }))
    else {
      console.log(`${file} written: ${submissions} submissions, ${bytes} bytes, read back and whole.`)
      if (files > 0) console.log(`${uploadsOf(file)} written: ${files} files. To restore, put both in their places.`)
    }
    return 0
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    console.error(`${file} could not be written. ${MENDS[code ?? ''] ?? message}`)
    return 1
  } finally {
    maintenance.close()
  }
}

const MENDS: Readonly<Record<string, string>> = {
  ENOENT: 'Its folder is not there: make it first.',
  EEXIST: 'It is there already and stays as it is. Name a new file.',
  EACCES: 'This user may not write there.',
  ENOSPC: 'The disk is full.',
}
