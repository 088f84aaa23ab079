import { describe, expect, test } from 'vitest'
import { story } from '../../../proxy/commands/submissions/story.ts'
import type { HistoryRow } from '../../../proxy/outbox/outbox.ts'
import { STATES } from '../../../proxy/outbox/outbox.ts'

/** Each row a second after the one before. */
function told(...rows: readonly Omit<HistoryRow, 'at'>[]): readonly string[] {
  return story(rows.map((row, index) => ({ ...row, at: index * 1_000 }))).map((line) => line.slice(28))
}

describe('the story of a submission', () => {
  test('tells of an answer that was unclear, the look, and the record that was found', () => {
    expect(
      told(
        { state: 'waiting', attempt: 0 },
        { state: 'sending', attempt: 1 },
        { state: 'sending', attempt: 1, step: 'opportunity', reason: 'begun' },
        { state: 'checking', attempt: 1, reason: 'timeout' },
        { state: 'checking', attempt: 2 },
        { state: 'checking', attempt: 2, step: 'opportunity', reason: 'done' },
        { state: 'delivered', attempt: 2 },
      ),
    ).toEqual([
      'Received; waits for delivery.',
      'Attempt 1 began.',
      'Step opportunity: the request leaves.',
      'To be looked up in the upstream before anything is sent again: no answer came in time. (timeout)',
      'Attempt 2 began: it looks in the upstream before it sends.',
      'Step opportunity: found in the upstream.',
      'Delivered: seen in the upstream as it was sent.',
    ])
  })

  test('tells of doubt, of what a person decided, and of a possible duplicate', () => {
    expect(
      told(
        { state: 'held', attempt: 0, reason: 'suspected-spam' },
        { state: 'waiting', attempt: 0, reason: 'approved' },
        { state: 'checking', attempt: 1 },
        { state: 'sending', attempt: 1, step: 'opportunity', reason: 'resend' },
        { state: 'failed', attempt: 1, reason: 'tries-used' },
        { state: 'delivered', attempt: 1, reason: 'resolved', step: 'opportunity' },
        { state: 'erased', attempt: 1, reason: 'retired' },
      ),
    ).toEqual([
      'Received. Held for a person to decide: it looks like spam. (suspected-spam)',
      'A person approved it; due at once.',
      'Attempt 1 began: it looks in the upstream before it sends.',
      'Step opportunity: nobody can tell whether it is in the upstream; sent again, marked as a possible duplicate.',
      'Failed: not tried any more until a person says so: it was tried for as long as the connection is set to. (tries-used)',
      'A person found it in the upstream; it counts as delivered.',
      'Wiped, since it was settled as long ago as `retention` says.',
    ])
  })

  test('has a sentence for every state, and shows a code that it does not know', () => {
    for (const state of STATES) {
      expect(told({ state, attempt: 3 }, { state, attempt: 3, reason: 'status-599' })).toEqual([
        expect.stringMatching(/^[A-Z].*\.$/),
        expect.stringMatching(/^[A-Z].*\(status-599\)$/),
      ])
      expect(told({ state, attempt: 3, step: 'x', reason: 'new-code' })).toEqual(['Step x: new-code.'])
    }
    expect(told({ state: 'waiting', attempt: 0, reason: 'constructor' })[0]).toContain('(constructor)')
  })
})
