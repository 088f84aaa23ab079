/** A submission as the outbox gives it to delivery. */
import type { Kept, KeptFile } from '../../proxy/outbox/outbox.ts'
import type { Answers } from '../../src/contract/form.ts'

export function kept(answers: Answers, more: Partial<Kept> = {}): Kept {
  return {
    ...{ id: 'id-1', reference: 'KQ4-7PX', form: 'help', version: 'v1', connection: 'desk', locale: 'en' },
    ...{ state: 'sending', attempt: 1, receivedAt: 1_700_000_000_000, dueAt: 0, results: {} },
    ...{ leftovers: {}, context: { page: 'https://example.com/help' } },
    answers: Object.assign(Object.create(null), answers),
    ...more,
  }
}

export function keptFile(field: string, name: string, bytes = 1_234): KeptFile {
  return { field, name, type: 'image/png', bytes, sha256: 'ab', at: `x/${name}` }
}
