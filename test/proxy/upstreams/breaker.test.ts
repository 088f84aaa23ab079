import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBreaker } from '../../../proxy/upstreams/breaker.ts'

const FAILED = { kind: 'later', reason: 'not-sent' } as const
const UNCLEAR = { kind: 'unclear', reason: 'timeout' } as const
const DONE = { kind: 'done' } as const

test('opens at the fifth failure in a row, and not when one call in between is answered', () => {
  const breaker = createBreaker()
  for (let count = 0; count < 4; count++) breaker.heard(FAILED, 0)
  breaker.heard({ kind: 'refused', reason: 'invalid' }, 0)
  for (let count = 0; count < 4; count++) breaker.heard(UNCLEAR, 0)
  expect(breaker.state).toBe('closed')
  breaker.heard(FAILED, 0)
  expect(breaker.state).toBe('open')
})

test.each([
  ['half of twenty within half a minute', 20, 1_000, 'open'],
  ['half of nineteen', 18, 1_000, 'closed'],
  ['half of twenty, spread over a minute', 20, 3_000, 'closed'],
])('of %s failures: %d calls, %d ms apart, leave it %s', (_what, calls, apartMs, state) => {
  const breaker = createBreaker()
  for (let count = 0; count < calls; count++) breaker.heard(count % 2 === 0 ? DONE : FAILED, count * apartMs)
  expect(breaker.state).toBe(state)
})

test.each(['paced', 'stopping', 'adapter-fault', 'rate-limited'])('does not open for what is %s', (reason) => {
  const breaker = createBreaker()
  for (let count = 0; count < 100; count++) breaker.heard({ kind: 'later', reason }, count)
  expect(breaker.state).toBe('closed')
})

/** One that opened at 0. */
function open() {
  const breaker = createBreaker()
  for (let count = 0; count < 5; count++) breaker.heard(FAILED, 0)
  return breaker
}

test('waits twice as long after each probe in vain, up to five minutes', () => {
  const breaker = open()
  const pauses: number[] = []
  let at = 0
  for (let count = 0; count < 10; count++) {
    pauses.push(breaker.probeAt - at)
    at = breaker.probeAt
    breaker.heard(FAILED, at)
  }
  expect(pauses.map((ms) => ms / 1_000)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
})

test('lets one call decide after a probe that was answered', () => {
  for (const [outcome, state] of [
    [DONE, 'closed'],
    [{ kind: 'refused', reason: 'invalid' }, 'closed'],
    [FAILED, 'open'],
    [{ kind: 'later', reason: 'paced' }, 'half-open'],
  ] as const) {
    const breaker = open()
    breaker.heard(DONE, 2_000)
    expect(breaker.state).toBe('half-open')
    breaker.heard(outcome, 3_000)
    expect([outcome.kind, breaker.state]).toEqual([outcome.kind, state])
  }
})

test('forgets everything once it is closed again', () => {
  const breaker = open()
  breaker.heard(DONE, 2_000)
  breaker.heard(DONE, 2_000)
  for (let count = 0; count < 4; count++) breaker.heard(FAILED, 2_000)
  expect(breaker.state).toBe('closed')
  breaker.heard(FAILED, 2_000)
  expect(breaker.probeAt).toBe(4_000)
})

test('tries a probe again that was never made', () => {
  const breaker = open()
  breaker.heard({ kind: 'later', reason: 'paced' }, 2_000)
  expect(breaker.state).toBe('open')
  expect(breaker.probeAt).toBe(4_000)
})

test('whatever it hears, it never stays open without a time for the next probe', () => {
  const outcome = fc.constantFrom(FAILED, UNCLEAR, DONE, { kind: 'later', reason: 'paced' } as const)
  fc.assert(
    fc.property(fc.array(fc.tuple(outcome, fc.nat(60_000)), { maxLength: 200 }), (heard) => {
      const breaker = createBreaker()
      let at = 0
      for (const [what, ms] of heard) {
        at += ms
        breaker.heard(what, at)
        if (breaker.state === 'open') expect(breaker.probeAt - at).toBeGreaterThan(0)
        if (breaker.state === 'open') expect(breaker.probeAt - at).toBeLessThanOrEqual(300_000)
      }
    }),
  )
})
