/** Submissions as the way in would hand them on. */
import { randomUUID } from 'node:crypto'
import type { CheckedSubmission } from '../../proxy/outbox/outbox.ts'

export function checked(given: Partial<CheckedSubmission> = {}): CheckedSubmission {
  return {
    id: randomUUID(),
    form: 'contact',
    version: 'v1',
    connection: 'crm',
    digest: 'digest',
    locale: 'pt-BR',
    answers: { nome: 'Ana', email: 'ana@example.com' },
    leftovers: {},
    context: { page: 'https://example.com/' },
    ...given,
  } as CheckedSubmission
}

let taken = 0

/** One candidate that no other submission of this process was offered. */
export function reference(): string[] {
  return [`R-${process.pid}-${++taken}`]
}
