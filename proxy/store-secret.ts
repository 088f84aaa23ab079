/** The secret that keys what a store remembers: digests of submissions, hashes of people, webhooks without one of their own. */
import { keyFor } from './forms/digest.ts'
import type { Store } from './outbox/store.ts'
import { statement } from './outbox/store.ts'

/** The setting that tells which secret it was; nothing leads back from it. */
const MARK = 'secret-mark'

/** Whether this store was begun with another secret; false for a new store. */
export async function isOtherSecret(store: Store, secret: string): Promise<boolean> {
  const query = store.db.selectFrom('settings').select('value').where('key', '=', MARK)
  const rows = await store.run([statement(query)])
  const mark = rows?.[0][0]?.value
  return mark !== undefined && mark !== (await keyFor(secret, MARK))
}

/** As `isOtherSecret`; from now on it is this one. */
export async function changeSecret(store: Store, secret: string): Promise<boolean> {
  const isOther = await isOtherSecret(store, secret)
  const value = await keyFor(secret, MARK)
  const insert = store.db.insertInto('settings').values({ key: MARK, value })
  // Only where it differs: a start on a full disk writes nothing.
  const differs = insert.onConflict((conflict) =>
    conflict.column('key').doUpdateSet({ value }).where('settings.value', '!=', value),
  )
  await store.run([statement(differs)])
  return isOther
}

/** What it means, and the mend. */
export const SECRET_CHANGED =
  'It is another than this store was written with. A retry of what was stored before becomes a second submission, people are not known again by their address, webhooks without a secret of their own are signed otherwise, and what is typed at this moment is held. If nobody meant that, put the old one back and start again. If it was meant, nothing is to be done: it is said once.'
