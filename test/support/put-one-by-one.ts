/**
 * A process of its own that puts submissions one after the other and says what became of each:
 * `node <bundle> <file> <writer> <count> [lie]`. With `lie` it says a receipt before it has one.
 */
import { EX_IOERR, openSqlite } from '../../proxy/outbox/sqlite/open.ts'
import { checked, reference } from './submission.ts'

const [, , file = '', writer = '', count = '', lie] = process.argv
const say = (line: string) => process.stdout.write(`${line}\n`)

try {
  const { outbox, store } = await openSqlite({ file, own: true, minFreeBytes: 0, writer: new URL(writer) })
  for (let number = 1; number <= Number(count) && store.alive(); number++) {
    const submission = checked()
    if (lie) say(`receipt ${submission.id}`)
    await outbox.put(submission, reference(), 1).then(
      () => lie || say(`receipt ${submission.id}`),
      () => say('failed'),
    )
  }
  process.exit(store.alive() ? 0 : EX_IOERR)
} catch (error) {
  say(`refused ${error}`)
  process.exit(1)
}
