import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Claim, State } from '../../../proxy/outbox/outbox.ts'
import { RETRIED, SLOW_LANE, STATES } from '../../../proxy/outbox/outbox.ts'
import type { Facts } from '../../../proxy/outbox/states.ts'
import {
  afterSighting,
  MOVES,
  moveAfterLook,
  moveAfterStep,
  moveAtEnd,
  moveBeforeLook,
  moveOfLuckless,
  OURS,
} from '../../../proxy/outbox/states.ts'
import { openMemoryStore } from '../../support/memory-store.ts'
import { checked } from '../../support/submission.ts'

const HOUR = 3_600_000

function claimed(more: Partial<Claim> = {}): Claim {
  const { id, form, version, connection, locale, answers, leftovers, context } = checked()
  return {
    ...{ id, form, version, connection, locale, answers, leftovers, context, reference: 'R', state: 'sending' },
    ...{ attempt: 1, receivedAt: 0, dueAt: 0, results: {}, owner: 'worker', claims: 1, resent: false, triedAt: 0 },
    ...more,
  }
}

function facts(more: Partial<Facts> = {}): Facts {
  return {
    ...{ claim: claimed(), now: HOUR, waitMs: (afterMs = 5_000) => afterMs, lookAfterMs: 60_000 },
    ...{ triesMs: 72 * HOUR, runningSince: 0, blamed: false },
    ...more,
  }
}

describe('the table of moves', () => {
  test('has the states that the store takes, and no others', async () => {
    const store = await openMemoryStore()
    const row = store.database.prepare("SELECT sql FROM sqlite_schema WHERE name = 'submissions'").get()
    const list = /state IN \(([^)]*)\)/.exec(String(row?.sql))?.[1] ?? ''
    expect(list.split(', ').map((state) => state.slice(1, -1))).toEqual([...STATES])
    expect(Object.keys(MOVES).toSorted()).toEqual([...STATES].toSorted())
    await store.close()
  })

  test('has the states that are drawn, and no others', () => {
    const [drawing = ''] = readFileSync('proxy/outbox/outbox.ts', 'utf8').split('*/')
    const lines = drawing.split('\n').filter((line) => /[─│▶▼▲]/.test(line))
    const drawn = STATES.filter((state) => lines.some((line) => new RegExp(`\\b${state}\\b`).test(line)))
    expect([...drawn, 'erased']).toEqual([...STATES])
    expect(drawing).toContain('`erased`')
  })

  test('leads from each to an end, and from an erased one nowhere', () => {
    const reach = (from: State, seen = new Set<State>()): ReadonlySet<State> => {
      for (const next of MOVES[from]) if (!seen.has(next)) reach(next, seen.add(next))
      return seen
    }
    for (const state of STATES) expect(reach(state).has('erased')).toBe(state !== 'erased')
    expect(MOVES.erased).toEqual([])
    for (const state of ['held', 'failed', 'delivered'] as const) expect(reach('waiting')).toContain(state)
  })
})

describe('a step that was not done', () => {
  test.each([
    ['unsafe', { name: 'contact', safe: false }, 'checking', HOUR + 60_000],
    ['safe', { name: 'read-back', safe: true }, 'waiting', HOUR + 5_000],
  ] as const)('and is %s, with an unclear outcome, is %j: %s', (_what, step, state, dueAt) => {
    expect(moveAfterStep(step, { kind: 'unclear', reason: 'timeout' }, facts())).toEqual({
      state,
      dueAt,
      reason: 'timeout',
    })
  })

  test.each(OURS)('because of us (%s) uses up no tries', (reason) => {
    const move = moveAfterStep({ name: 'x', safe: true }, { kind: 'later', reason }, facts({ now: 100 * HOUR }))
    expect(move.state).toBe('waiting')
  })

  test('uses up its tries from the first attempt, or from when the connection ran again', () => {
    const late = (more: Partial<Facts>) =>
      moveAfterStep(
        { name: 'x', safe: true },
        { kind: 'later', reason: 'not-sent' },
        facts({ now: 80 * HOUR, ...more }),
      )
    expect(late({}).state).toBe('failed')
    expect(late({ claim: claimed({ triedAt: 9 * HOUR }) }).state).toBe('waiting')
    expect(late({ runningSince: 9 * HOUR }).state).toBe('waiting')
    expect(late({ triesMs: 81 * HOUR }).state).toBe('waiting')
  })

  test('is never failed while it may have happened', () => {
    const move = moveAfterStep(
      { name: 'x', safe: false },
      { kind: 'unclear', reason: 'timeout' },
      facts({ now: 99 * HOUR }),
    )
    expect(move.state).toBe('checking')
  })
})

test.each([
  ['a step', 'first', moveAfterStep.bind(undefined, { name: 'contact', safe: false }), false, 'waiting', undefined],
  ['a step', 'again', moveAfterStep.bind(undefined, { name: 'contact', safe: false }), true, 'held', 'refused'],
  ['a look', 'first', moveAfterLook, false, 'checking', undefined],
  ['a look', 'again', moveAfterLook, true, 'held', 'in-doubt'],
] as const)(
  '%s that is refused for all, %s, leaves its submission %5$s',
  (_what, _time, move, blamed, state, reason) => {
    const outcome = { kind: 'refused', reason: 'forbidden', words: 'No.', stops: 'component' } as const
    const expected = reason ? { state, reason, words: 'No.' } : { state, reason: 'forbidden' }
    expect(move(outcome, facts({ blamed, now: HOUR }))).toMatchObject(expected)
  },
)

describe('a look', () => {
  test('comes when its time has come, counted from when the step was known to be in doubt', () => {
    const claim = claimed({ openStep: 'contact', begunAt: 0, doubtedAt: HOUR })
    expect(moveBeforeLook(facts({ claim, now: HOUR + 59_999 }))).toMatchObject({
      state: 'checking',
      dueAt: HOUR + 60_000,
    })
    expect(moveBeforeLook(facts({ claim, now: HOUR + 60_000 }))).toBeUndefined()
  })

  test('that told nothing is followed by another, until the tries are used up', () => {
    const outcome = { kind: 'unclear', reason: 'timeout' } as const
    expect(moveAfterLook(outcome, facts())).toEqual({ state: 'checking', dueAt: HOUR + 5_000, reason: 'timeout' })
    expect(moveAfterLook(outcome, facts({ now: 80 * HOUR }))).toEqual({
      state: 'failed',
      reason: 'tries-used',
      open: true,
    })
  })

  test.each([
    ['found', 'resend', {}, { kind: 'finish', id: 'r' }],
    ['absent', 'hold', {}, { kind: 'reopen', how: 'absent' }],
    ['unknown', 'resend', {}, { kind: 'reopen', how: 'resend' }],
    ['unknown', 'resend', { resent: true }, { kind: 'settle' }],
    ['unknown', 'hold', {}, { kind: 'settle', move: { state: 'held', reason: 'in-doubt', open: true } }],
    ['unknown', 'resend', { resent: true, reason: RETRIED }, { kind: 'reopen', how: 'resend' }],
    ['unknown', 'hold', { reason: RETRIED }, { kind: 'reopen', how: 'resend' }],
  ] as const)('that says %s, with %s on doubt, of one that is %j: %j', (kind, onDoubt, more, expected) => {
    const sighting = kind === 'found' ? { kind, id: 'r' } : { kind }
    expect(afterSighting('contact', sighting, { claim: claimed(more), onDoubt })).toMatchObject(expected)
  })
})

test.each([
  [1, undefined, undefined],
  [3, undefined, undefined],
  [4, undefined, 'waiting'],
  [4, SLOW_LANE, undefined],
  [5, SLOW_LANE, 'failed'],
  [9, undefined, 'failed'],
])('claim %d in a row without an outcome, of one that is %s, is moved to %s', (claims, reason, state) => {
  expect(moveOfLuckless(claimed({ claims, ...(reason && { reason }) }), 0)?.state).toBe(state)
})

test('whatever no step could carry is lost, whatever the steps say', () => {
  expect(moveAtEnd([{ lost: ['A', 'B'] }, { lost: [] }], [])).toEqual({ state: 'delivered' })
  expect(moveAtEnd([{ lost: ['A'] }, { seen: true }], ['C', 'A'])).toMatchObject({ words: 'Not in the record: C, A' })
})
