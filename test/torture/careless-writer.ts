/** What Gatehouse must not be: commits without waiting for the disk, and says each id as if it had. */
import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadDriver } from '../../proxy/outbox/sqlite/driver.ts'

const [, , file = ''] = process.argv
const database = (await loadDriver()).open(file)
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
database.exec('CREATE TABLE submissions (id TEXT PRIMARY KEY, reference TEXT, state TEXT, reason TEXT) STRICT')
const insert = database.prepare("INSERT INTO submissions VALUES (?, ?, 'waiting', NULL)")

for (let count = 0; ; count++) {
  insert.run(`${count}`, 'x'.repeat(500))
  writeSync(1, `${count}\n`)
  await sleep(2)
}
