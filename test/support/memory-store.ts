/** The real SQL on a database in memory, on the test's own thread: nothing between two awaits but what a test puts there. */
import { batches } from '../../proxy/outbox/sqlite/batch.ts'
import type { DatabaseSync } from '../../proxy/outbox/sqlite/driver.ts'
import { loadDriver } from '../../proxy/outbox/sqlite/driver.ts'
import { migrate } from '../../proxy/outbox/sqlite/migrations.ts'
import { queryBuilder } from '../../proxy/outbox/sqlite/query-builder.ts'
import type { Operation, Rows, Store } from '../../proxy/outbox/store.ts'

export interface MemoryStore extends Store {
  readonly database: DatabaseSync
  /** Which step of a submission is on record as begun and not ended. */
  openStep(submission: string): unknown
  /** Whether anything waits or is being delivered. */
  anyOnItsWay(): boolean
  /** Forgets every row. */
  empty(): void
}

export async function openMemoryStore(): Promise<MemoryStore> {
  const database = (await loadDriver()).open(':memory:')
  database.exec('PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF')
  migrate(database, ':memory:')
  const runBatch = batches(database, { admits: () => true, yieldRoom() {} })
  const open = database.prepare('SELECT open_step AS step FROM submissions WHERE id = ?')
  const some = database.prepare("SELECT 1 FROM submissions WHERE state IN ('waiting', 'sending', 'checking') LIMIT 1")
  return {
    database,
    openStep: (submission) => open.get(submission)?.step,
    anyOnItsWay: () => some.get() !== undefined,
    db: queryBuilder(),
    async run<const Op extends Operation>(operation: Op) {
      const [ended] = runBatch([operation])
      if (ended && 'rows' in ended) return ended.rows as Rows<Op> | null
      throw new Error(ended && 'error' in ended ? ended.error : 'There was no room.')
    },
    empty: () =>
      database.exec('DELETE FROM history; DELETE FROM records; DELETE FROM contacts; DELETE FROM submissions'),
    close: async () => database.close(),
  }
}
