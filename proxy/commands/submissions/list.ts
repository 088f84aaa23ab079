/** `gatehouse submissions list`: what was received and where it is. */
import { SUSPECTED_SPAM } from '../../guards/doubts.ts'
import type { Kept, Outbox } from '../../outbox/outbox.ts'
import { STATES } from '../../outbox/outbox.ts'
import type { Invocation } from '../invocation.ts'
import { withStore } from '../open-store.ts'
import { doubtLines } from './doubts.ts'
import { personOf, rangeOf, stateOf } from './filter.ts'
import { time, withoutPerson } from './story.ts'

export async function list(invocation: Invocation): Promise<number> {
  const { config: path, email, form, json } = invocation
  const state = stateOf(invocation)
  const range = rangeOf(invocation)
  return withStore(path, async (store, config) => {
    const person = email === undefined ? undefined : await personOf(store, config, email)
    const nobody = email !== undefined && person === undefined
    const rows = nobody
      ? []
      : await store.outbox.list({
          ...range,
          ...(state && { state }),
          ...(form !== undefined && { form }),
          ...(person !== undefined && { person }),
        })
    if (json) for (const row of rows) console.log(JSON.stringify(withoutPerson(row)))
    else await print(store.outbox, rows, range.limit)
    return 0
  })
}

async function print(outbox: Outbox, rows: readonly Kept[], limit: number): Promise<void> {
  const counts = await outbox.counts()
  console.log(STATES.map((each) => `${each} ${counts[each]}`).join('  '))
  for (const { id, reference, receivedAt, form, state, reason, doubts = [] } of rows) {
    console.log(`${id}  ${reference}  ${time(receivedAt)}  ${form}  ${state}${reason ? ` (${reason})` : ''}`)
    if (reason === SUSPECTED_SPAM) for (const line of doubtLines(doubts)) console.log(`    ${line}`)
  }
  const last = rows.at(-1)
  if (last && rows.length === limit) console.log(`Older ones: --before ${time(last.receivedAt)}`)
}
