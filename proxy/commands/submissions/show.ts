/** `gatehouse submissions show`: one submission's story, told from its history alone. */
import type { Invocation } from '../invocation.ts'
import { findOrSay, withStore } from '../open-store.ts'
import { heading, story, withoutPerson } from './story.ts'

export async function show({ args: [word = ''], config: path, json }: Invocation): Promise<number> {
  return withStore(path, async (store) => {
    const kept = await findOrSay(store, word)
    if (!kept) return 1
    const history = await store.outbox.history(kept.id)
    if (json) console.log(JSON.stringify({ ...withoutPerson(kept), history }))
    else console.log([...heading(kept), ...story(history)].join('\n'))
    return 0
  })
}
