import { describe, expect, test } from 'vitest'
import { guarded } from '../../../proxy/upstreams/guarded.ts'
import type { Order, Upstream } from '../../../proxy/upstreams/upstream.ts'
import { DONE } from '../../support/delivery.ts'
import { virtualClock } from '../../support/virtual-clock.ts'

const ORDER: Order = { submissionId: 's', entity: 'lead', values: {}, schemas: {} }
const never = () => new Promise<never>(() => {})
const NO_ANSWER = { kind: 'unclear', reason: 'no-answer' }

/** A module of somebody's, with these of its parts as they should not be. */
function opened(parts: Readonly<Record<string, unknown>>) {
  const clock = virtualClock(0)
  const good: Upstream = {
    entities: ['lead'],
    schema: async () => ({ kind: 'done', value: { entity: 'lead', fields: [] } }),
    components: async () => ({ kind: 'done', value: [] }),
    look: async () => ({ kind: 'done', value: new Map() }),
    plan: () => [],
  }
  return { clock, upstream: guarded({ ...good, ...parts }, clock) }
}

function stepThat(run: unknown) {
  const { clock, upstream } = opened({ plan: () => [{ name: 'lead', safe: false, run }] })
  const [step] = upstream.plan(ORDER)
  if (!step) throw new Error('There is no step.')
  return { clock, step }
}

describe('of a module of one’s own', () => {
  test('what it should be goes through, with nothing beside it', async () => {
    const result = { id: 'r1', seen: true, lost: ['E-mail'], attached: false, left: [0] }
    const { step } = stepThat(async () => ({ kind: 'done', result: { ...result, answers: 'Ana' }, more: 1 }))
    expect(await step.run({})).toEqual({ kind: 'done', result })
    expect(step).toMatchObject({ name: 'lead', safe: false })
    for (const outcome of [
      { kind: 'later', reason: 'busy', afterMs: 5 },
      { kind: 'refused', reason: 'no', words: 'No.', stops: 'key' },
      { kind: 'unclear', reason: 'timeout' },
    ])
      expect(await stepThat(async () => outcome).step.run({})).toEqual(outcome)
    const found = new Map([['s', { kind: 'found', id: 'r' }]])
    const { upstream } = opened({ look: async () => ({ kind: 'done', value: found }) })
    expect(await upstream.look([], async () => new Set())).toEqual({ kind: 'done', value: found })
  })

  test.each([
    ['nothing', undefined, /^outcome: /],
    ['a word of its own', { kind: 'doen', result: { id: 'CANARY' } }, /^outcome\.kind: /],
    ['done without a result', { kind: 'done' }, /^outcome\.result: /],
    ['an id that is a number', { kind: 'done', result: { id: 7 } }, /^outcome\.result\.id: .*string/],
    ['later without a reason', { kind: 'later' }, /^outcome\.reason: /],
    ['a wait that is none', { kind: 'later', reason: 'x', afterMs: Number.NaN }, /^outcome\.afterMs: /],
  ])('a step that gives %s rejects, and says where without saying what', async (_what, outcome, said) => {
    const fault = await stepThat(async () => outcome)
      .step.run({})
      .catch((error) => error)
    expect(fault).toMatchObject({ name: 'Misfit', message: expect.stringMatching(said) })
    expect(fault.message).not.toContain('CANARY')
  })

  test.each([
    ['nothing', () => undefined],
    ['a promise', async () => []],
    ['a step that does nothing', () => [{ name: 'lead', safe: true }]],
    ['two of one name', () => [1, 2].map(() => ({ name: 'lead', safe: true, run: never }))],
  ])('a plan that gives %s is thrown out', (_what, plan) => {
    expect(() => opened({ plan }).upstream.plan(ORDER)).toThrow(/^plan/)
  })

  test('a schema or a look that is none rejects, also where it throws at once', async () => {
    const { upstream } = opened({
      schema: async () => ({ kind: 'done', value: { entity: 'lead', fields: [null] } }),
      look: async () => ({ kind: 'done', value: { s: { kind: 'absent' } } }),
      components() {
        throw new Error('at once')
      },
    })
    await expect(upstream.schema('lead')).rejects.toThrow(/^schema\.value\.fields\.0: /)
    await expect(upstream.look([], async () => new Set())).rejects.toThrow(/^look\.value: /)
    await expect(upstream.components()).rejects.toThrow('at once')
  })

  test('what never answers is unclear: a step before its submission may become somebody else’s', async () => {
    const { clock, step } = stepThat(never)
    const ends: unknown[] = []
    void step.run({}, 60_000).then((outcome) => ends.push(outcome))
    await clock.advance(57_999)
    expect(ends).toEqual([])
    await clock.advance(1)
    expect(ends).toEqual([NO_ANSWER])
  })

  test('what never answers is unclear: a schema, a look, the parts, whose key it is', async () => {
    const { clock, upstream } = opened({ schema: never, look: never, components: never, whoami: never })
    const asked = Promise.all([
      upstream.schema('lead'),
      upstream.look([], async () => new Set()),
      upstream.components(),
      upstream.whoami?.(),
    ])
    await clock.advance(60_000)
    expect(await asked).toEqual([NO_ANSWER, NO_ANSWER, NO_ANSWER, NO_ANSWER])
  })

  test('what fails after its time is heard by nobody, and nothing is left that waits', async () => {
    const clock = virtualClock(0)
    let waiting = 0
    const sleep: typeof clock.sleep = async (ms, signal) => {
      waiting++
      await clock.sleep(ms, signal)
      waiting--
    }
    const plan = () => [{ name: 'lead', safe: true, run: async () => DONE }]
    const upstream = guarded({ ...opened({}).upstream, plan }, { ...clock, sleep })
    expect(await upstream.plan(ORDER)[0]?.run({})).toEqual(DONE)
    await clock.advance(0)
    expect(waiting).toBe(0)

    const late = stepThat(() => clock.sleep(40_000).then(() => Promise.reject(new Error('late'))))
    const outcome = late.step.run({})
    await late.clock.advance(30_000)
    expect(await outcome).toEqual(NO_ANSWER)
    // A rejection that nobody hears would fail this test.
    await clock.advance(40_000)
  })

  test('its own `this` is its own', async () => {
    class Mine {
      entities = ['lead']
      fields = []
      async schema() {
        return { kind: 'done', value: { entity: 'lead', fields: this.fields } } as const
      }
      async components() {
        return { kind: 'done', value: [] } as const
      }
      async look() {
        return { kind: 'done', value: new Map() } as const
      }
      plan() {
        return []
      }
      async whoami() {
        return { kind: 'done', value: { name: this.entities.join() } } as const
      }
    }
    const upstream = guarded(new Mine(), virtualClock(0))
    expect(await upstream.schema('lead')).toMatchObject({ kind: 'done' })
    expect(await upstream.whoami?.()).toEqual({ kind: 'done', value: { name: 'lead' } })
  })
})
