/** The contact of a person: linked again where Gatehouse made it before, forgotten where it is gone. */
import type { PublishedForm } from '../forms/published.ts'
import type { Claim, Outbox } from '../outbox/outbox.ts'
import type { StepResult, StepResults } from '../upstreams/upstream.ts'

export interface ContactBook {
  /** The contact to link instead of making one. */
  known(results: StepResults): Promise<string | undefined>
  /** Keeps what a finished step tells of the person's contact. */
  learn(step: string, result: StepResult, at: number): Promise<void>
}

/** The step that makes a contact, by the name of its entity. */
const CONTACT = 'contact'

/** Knows nothing where the form does not reuse contacts, or nobody gave an e-mail. */
export function contactBook(
  outbox: Pick<Outbox, 'contactOf' | 'rememberContact' | 'forgetContact'>,
  { connection, person }: Claim,
  { reuseContact }: PublishedForm,
): ContactBook {
  const of = reuseContact ? person : undefined
  return {
    async known(results) {
      const reused = reusedContact(results)
      // One that this submission made itself is no other's.
      if (reused !== undefined || of === undefined || results[CONTACT]?.id !== undefined) return reused
      return outbox.contactOf(connection, of)
    },

    async learn(step, { id, reused, gone }, at) {
      if (of === undefined) return
      if (gone) await outbox.forgetContact(connection, of)
      else if (step === CONTACT && id !== undefined && !reused) await outbox.rememberContact(connection, of, id, at)
    },
  }
}

/** What an earlier attempt linked stays linked. */
export function reusedContact(results: StepResults): string | undefined {
  return Object.values(results).find(({ reused }) => reused)?.id
}
