/** The outbox over any store that speaks SQL. */
import type { Accepted, Outbox, SpentToken, State } from './outbox.ts'
import { sqlClaims } from './sql-claims.ts'
import { sqlContacts } from './sql-contacts.ts'
import { sqlDecisions } from './sql-decisions.ts'
import { historyRow } from './sql-history.ts'
import { sqlReadings } from './sql-readings.ts'
import type { Store } from './store.ts'
import { admission, guard, statement } from './store.ts'

export function sqlOutbox(store: Store): Outbox {
  return {
    ...wayIn(store),
    ...sqlReadings(store),
    ...sqlClaims(store),
    ...sqlDecisions(store),
    ...sqlContacts(store),
  }
}

function wayIn(store: Store): Pick<Outbox, 'put' | 'accepted' | 'forgetTokens'> {
  const { db } = store

  const accepted = async (id: string): Promise<Accepted | undefined> => {
    const query = db.selectFrom('submissions').select(['form', 'digest', 'reference']).where('id', '=', id)
    const rows = await store.run([statement(query)])
    return rows?.[0][0]
  }

  const spend = ({ id: token, until, from = '' }: SpentToken, submission: string) =>
    db
      .insertInto('spent_tokens')
      .values({ token, submission, until })
      .onConflict((taken) =>
        taken.column('token').doUpdateSet({ submission }).where('spent_tokens.submission', '=', from),
      )
      .returning('token')

  const isSpent = async ({ id }: SpentToken): Promise<boolean> => {
    const rows = await store.run([statement(db.selectFrom('spent_tokens').select('token').where('token', '=', id))])
    return rows?.[0][0] !== undefined
  }

  return {
    accepted,

    async forgetTokens(before) {
      const rows = await store.run([
        statement(db.deleteFrom('spent_tokens').where('until', '<', before).returning('token')),
      ])
      return rows?.[0].length ?? 0
    },

    async put(submission, references, at) {
      const { id, form, version, connection, digest, locale } = submission
      const { token, held } = submission
      const state: State = held === undefined ? 'waiting' : 'held'
      const reason = held ?? null
      for (const reference of references) {
        const insert = db.insertInto('submissions').values({
          ...{ id, reference, form, version, connection, digest, locale, state, reason },
          answers: JSON.stringify(submission.answers),
          leftovers: JSON.stringify(submission.leftovers),
          context: JSON.stringify(submission.context),
          consent: submission.consent ? JSON.stringify(submission.consent) : null,
          files: submission.files?.length ? JSON.stringify(submission.files) : null,
          amends: submission.amends ?? null,
          doubts: submission.doubts?.length ? JSON.stringify(submission.doubts) : null,
          words: null,
          attempt: 0,
          received_at: at,
          due_at: at,
          owner: null,
          open_step: null,
          person: submission.person ?? null,
          settled_at: state === 'held' ? at : null,
        })
        // Without a target, so that a taken id and a taken reference both end here, whoever was faster.
        const stored = await store.run([
          admission(insert.onConflict((conflict) => conflict.doNothing()).returning('id')),
          statement(historyRow(db, { submission: id, at, state, reason, attempt: 0 })),
          ...(token ? [guard(spend(token, id))] : []),
        ])
        if (stored) return { kind: 'stored', reference }
        const known = await accepted(id)
        if (known)
          return known.digest === digest ? { kind: 'replayed', reference: known.reference } : { kind: 'conflict' }
        if (token && (await isSpent(token))) return { kind: 'spent' }
      }
      throw new Error(`Each of the ${references.length} references offered for a submission is taken.`)
    },
  }
}
