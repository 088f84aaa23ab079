/** What is known of records upstream: which belong to a submission, and the contact of a person. */
import type { Outbox } from './outbox.ts'
import type { Store } from './store.ts'
import { statement } from './store.ts'

type Contacts = Pick<Outbox, 'takenRecords' | 'contactOf' | 'rememberContact' | 'forgetContact' | 'forgetPerson'>

const IDS_A_QUERY = 100

export function sqlContacts(store: Store): Contacts {
  const { db } = store
  return {
    async takenRecords(connection, ids) {
      const taken = new Set<string>()
      for (let from = 0; from < ids.length; from += IDS_A_QUERY) {
        const some = ids.slice(from, from + IDS_A_QUERY)
        // Filled up by repeating one, so that every length of list is the same statement.
        const filled = Array.from({ length: IDS_A_QUERY }, (_, index) => some[index] ?? some[0] ?? '')
        const query = db
          .selectFrom('records')
          .select('upstream_id')
          .where('connection', '=', connection)
          .where('upstream_id', 'in', filled)
        const rows = await store.run([statement(query)])
        for (const { upstream_id } of rows?.[0] ?? []) taken.add(upstream_id)
      }
      return taken
    },

    async contactOf(connection, person) {
      const query = db
        .selectFrom('contacts')
        .select('upstream_id')
        .where('connection', '=', connection)
        .where('person', '=', person)
      const rows = await store.run([statement(query)])
      return rows?.[0][0]?.upstream_id
    },

    async rememberContact(connection, person, id, at) {
      const contact = { upstream_id: id, at }
      const query = db
        .insertInto('contacts')
        .values({ connection, person, ...contact })
        .onConflict((conflict) => conflict.columns(['connection', 'person']).doUpdateSet(contact))
      await store.run([statement(query)])
    },

    async forgetContact(connection, person) {
      const query = db.deleteFrom('contacts').where('connection', '=', connection).where('person', '=', person)
      await store.run([statement(query)])
    },

    async forgetPerson(person) {
      await store.run([statement(db.deleteFrom('contacts').where('person', '=', person))])
    },
  }
}
