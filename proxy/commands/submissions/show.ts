/** `gatehouse submissions show`: one submission's story, told from its history alone. */
import { join } from 'node:path'
import { uploadsOf } from '../../node/upload-folder.ts'
import type { Kept } from '../../outbox/outbox.ts'
import type { Invocation } from '../invocation.ts'
import { findOrSay, withStore } from '../open-store.ts'
import { weighed } from './doubts.ts'
import { heading, oneLine, story, withoutPerson } from './story.ts'

export async function show({ args: [word = ''], config: path, json }: Invocation): Promise<number> {
  return withStore(path, async (store, { database, doubts }) => {
    const kept = await findOrSay(store, word)
    if (!kept) return 1
    const history = await store.outbox.history(kept.id)
    if (json) console.log(JSON.stringify({ ...withoutPerson(kept), history }))
    else {
      const found = weighed(kept.doubts ?? [], doubts)
      console.log([...heading(kept), ...found, ...filesOf(kept, database), ...story(history)].join('\n'))
    }
    return 0
  })
}

/** Where they lie, for whoever has to open one. */
function filesOf({ files = [] }: Kept, database: string): readonly string[] {
  return files.map(
    ({ field, name, type, bytes, at }) =>
      `  ${field}: ${oneLine(name)}, ${type}, ${bytes} bytes, at ${join(uploadsOf(database), at)}`,
  )
}
