/** A process of its own that puts submissions as fast as it can and says each receipt: `node <bundle> <file> <writer>`. */
import { openSqlite } from '../../proxy/outbox/sqlite/open.ts'
import { checked, reference } from './submission.ts'

const [, , file = '', writer = ''] = process.argv
const { outbox } = await openSqlite({ file, own: true, minFreeBytes: 0, writer: new URL(writer) })

await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (;;) {
      const submission = checked()
      const put = await outbox.put(submission, reference(), 1).catch((error: Error) => error)
      if (put instanceof Error) {
        process.stdout.write(`failed ${put.message}\n`)
        return
      }
      process.stdout.write(`receipt ${submission.id}\n`)
    }
  }),
)
process.exit(1)
