/** What every outbox promises, whatever keeps it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Claim, Outbox, State } from '../../proxy/outbox/outbox.ts'
import { RETRIED, SLOW_LANE, STATES } from '../../proxy/outbox/outbox.ts'
import { MOVES } from '../../proxy/outbox/states.ts'
import { checked, reference } from './submission.ts'

const LEASE = 60_000

/** `open` gives an empty outbox that closes with the test. */
export function outboxSuite(open: () => Promise<Outbox>): void {
  describe('what is put', () => {
    test('comes back as it was, waiting, with its first free reference', async () => {
      const outbox = await open()
      const submission = checked({ leftovers: { old: ['a', 'b'] }, amends: 'an-earlier-id' })
      expect(await outbox.put(submission, ['ABC-1', 'ABC-2'], 1_000)).toEqual({ kind: 'stored', reference: 'ABC-1' })
      const { digest, ...kept } = submission
      expect(await outbox.get(submission.id)).toEqual({
        ...kept,
        ...{ reference: 'ABC-1', state: 'waiting', attempt: 0, receivedAt: 1_000, dueAt: 1_000, results: {} },
      })
      expect(await outbox.accepted(submission.id)).toEqual({ form: 'contact', digest, reference: 'ABC-1' })
    })

    test('is kept byte for byte, whatever people write', async () => {
      const outbox = await open()
      const answer = fc.oneof(fc.string({ unit: 'binary' }), fc.boolean(), fc.array(fc.string({ unit: 'binary' })))
      const answers = fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'nome'), answer, {
        noNullPrototype: false,
      })
      await fc.assert(
        fc.asyncProperty(answers, async (given) => {
          const submission = checked({ answers: given })
          await outbox.put(submission, reference(), 1)
          const kept = await outbox.get(submission.id)
          expect(Object.entries(kept?.answers ?? {})).toEqual(Object.entries(given))
        }),
        { numRuns: 100 },
      )
    })

    test.each(['a\0b', '\ud800', 'x\udc00y'])(
      'is kept exactly in its answers, and refused elsewhere: %j',
      async (text) => {
        const outbox = await open()
        const submission = checked({ answers: { nome: text }, context: { last: { utm_source: text } } })
        await outbox.put(submission, reference(), 1)
        const kept = await outbox.get(submission.id)
        expect(kept?.answers.nome).toBe(text)
        expect(kept?.context.last?.utm_source).toBe(text)
        await expect(outbox.put(checked({ locale: text }), reference(), 1)).rejects.toThrow('Unicode')
      },
    )

    test('answers a field called constructor only when there is one', async () => {
      const outbox = await open()
      const submission = checked({ answers: {} })
      await outbox.put(submission, reference(), 1)
      expect((await outbox.get(submission.id))?.answers.constructor).toBeUndefined()
    })

    test('starts as held when the door has doubts, and nobody claims it', async () => {
      const outbox = await open()
      const submission = checked({ held: 'no-origin' })
      await outbox.put(submission, reference(), 1)
      expect(await outbox.get(submission.id)).toMatchObject({ state: 'held', reason: 'no-origin' })
      expect(await claim(outbox, 2)).toBeUndefined()
      expect(await outbox.history(submission.id)).toEqual([{ at: 1, state: 'held', reason: 'no-origin', attempt: 0 }])
    })

    test('is the same submission however often it comes, and keeps its first reference', async () => {
      const outbox = await open()
      const submission = checked()
      await outbox.put(submission, ['FIRST'], 1)
      expect(await outbox.put(submission, ['SECOND'], 2)).toEqual({ kind: 'replayed', reference: 'FIRST' })
      expect(await outbox.history(submission.id)).toHaveLength(1)
      expect(await outbox.get(submission.id)).toMatchObject({ receivedAt: 1, reference: 'FIRST' })
    })

    test('is never overwritten by other answers under the same id', async () => {
      const outbox = await open()
      const submission = checked()
      await outbox.put(submission, reference(), 1)
      const other = checked({ id: submission.id, digest: 'other', answers: { nome: 'Eve' } })
      expect(await outbox.put(other, reference(), 2)).toEqual({ kind: 'conflict' })
      expect((await outbox.get(submission.id))?.answers).toEqual(submission.answers)
    })

    test('is stored once when the same arrives many times at once', async () => {
      const outbox = await open()
      const submission = checked()
      const puts = await Promise.all(Array.from({ length: 20 }, () => outbox.put(submission, reference(), 1)))
      expect(puts.filter(({ kind }) => kind === 'stored')).toHaveLength(1)
      expect(puts.filter(({ kind }) => kind === 'replayed')).toHaveLength(19)
      expect(new Set(puts.map((put) => 'reference' in put && put.reference)).size).toBe(1)
    })

    test('takes the next reference when one is taken, and says so when all are', async () => {
      const outbox = await open()
      await outbox.put(checked(), ['A'], 1)
      expect(await outbox.put(checked(), ['A', 'B'], 1)).toEqual({ kind: 'stored', reference: 'B' })
      const unlucky = checked()
      await expect(outbox.put(unlucky, ['A', 'B'], 1)).rejects.toThrow('reference')
      expect(await outbox.get(unlucky.id)).toBeUndefined()
      expect(await outbox.history(unlucky.id)).toEqual([])
    })

    // Threat O6.
    test('with a token, 200 times at once, is one submission with one receipt', async () => {
      const outbox = await open()
      const submission = checked({ token: { id: 'token', until: 9 } })
      const puts = await Promise.all(Array.from({ length: 200 }, () => outbox.put(submission, reference(), 1)))
      expect(puts.filter(({ kind }) => kind === 'stored')).toHaveLength(1)
      expect(puts.filter(({ kind }) => kind === 'replayed')).toHaveLength(199)
      expect(new Set(puts.map((put) => 'reference' in put && put.reference)).size).toBe(1)
      expect(await outbox.list({ limit: 10 })).toHaveLength(1)
      expect(await outbox.history(submission.id)).toHaveLength(1)
    })

    test('with the token of another is not stored, not even in part', async () => {
      const outbox = await open()
      const token = { id: 'token', until: 9 }
      await outbox.put(checked({ token }), reference(), 1)
      const second = checked({ token })
      expect(await outbox.put(second, reference(), 2)).toEqual({ kind: 'spent' })
      expect(await outbox.get(second.id)).toBeUndefined()
      expect(await outbox.history(second.id)).toEqual([])
      // Without it, it is one like any other.
      const { token: _spent, ...without } = second
      expect(await outbox.put(without, reference(), 3)).toMatchObject({ kind: 'stored' })
    })

    test('with the token of the one that it corrects takes it over, once', async () => {
      const outbox = await open()
      const token = { id: 'token', until: 9 }
      const first = checked({ token })
      const correcting = () => checked({ amends: first.id, token: { ...token, from: first.id } })
      await outbox.put(first, reference(), 1)
      const puts = await Promise.all([1, 2, 3].map(() => outbox.put(correcting(), reference(), 2)))
      expect(puts.map(({ kind }) => kind).sort()).toEqual(['spent', 'spent', 'stored'])
      expect(await outbox.put(checked({ token: { ...token, from: 'nobody' } }), reference(), 3)).toEqual({
        kind: 'spent',
      })
      expect(await outbox.forgetTokens(10)).toBe(1)
    })

    test('of many that share tokens, at once and in any order: one a token, and each is told what became of it', async () => {
      const outbox = await open()
      const chosen = fc.array(fc.record({ of: fc.nat({ max: 2 }), token: fc.nat({ max: 2 }) }), {
        minLength: 2,
        maxLength: 12,
      })
      let round = 0
      await fc.assert(
        fc.asyncProperty(chosen, async (attempts) => {
          round++
          const ids = [1, 2, 3].map(() => checked().id)
          const puts = await Promise.all(
            attempts.map(({ of, token }) =>
              outbox.put(checked({ id: ids[of] ?? '', token: { id: `${round}-${token}`, until: 9 } }), reference(), 1),
            ),
          )
          const said = (kind: string) => attempts.filter((_, at) => puts[at]?.kind === kind)
          const stored = said('stored')
          expect(new Set(stored.map(({ of }) => of)).size).toBe(stored.length)
          expect(new Set(stored.map(({ token }) => token)).size).toBe(stored.length)
          for (const { of } of said('replayed')) expect(stored.map((one) => one.of)).toContain(of)
          for (const { token } of said('spent')) expect(stored.map((one) => one.token)).toContain(token)
          const known = await Promise.all(ids.map((id) => outbox.get(id)))
          expect(known.filter((kept) => kept !== undefined)).toHaveLength(stored.length)
        }),
        { numRuns: 50 },
      )
    })

    test('forgets a token once nothing comes with it any more, and no other', async () => {
      const outbox = await open()
      const put = (id: string, until: number) => outbox.put(checked({ token: { id, until } }), reference(), 1)
      await Promise.all([put('old', 99), put('good', 100)])
      expect(await outbox.forgetTokens(100)).toBe(1)
      expect(await outbox.forgetTokens(100)).toBe(0)
      expect(await put('good', 100)).toEqual({ kind: 'spent' })
      expect(await put('old', 99)).toMatchObject({ kind: 'stored' })
    })

    test('takes its token with it when no reference is free', async () => {
      const outbox = await open()
      await outbox.put(checked(), ['A'], 1)
      const token = { id: 'token', until: 9 }
      await expect(outbox.put(checked({ token }), ['A'], 1)).rejects.toThrow('reference')
      expect(await outbox.put(checked({ token }), ['B'], 1)).toEqual({ kind: 'stored', reference: 'B' })
    })

    test('is unknown before it is put', async () => {
      const outbox = await open()
      expect(await outbox.accepted('nobody')).toBeUndefined()
      expect(await outbox.get('nobody')).toBeUndefined()
    })
  })

  describe('a claim', () => {
    test('takes the one that is due the longest, of the connections asked for, and only when it is due', async () => {
      const outbox = await open()
      const [late, early, elsewhere] = [checked(), checked(), checked({ connection: 'desk' })]
      await outbox.put(late, reference(), 300)
      await outbox.put(early, reference(), 200)
      await outbox.put(elsewhere, reference(), 100)
      expect(await claim(outbox, 199)).toBeUndefined()
      expect(await claim(outbox, 400)).toMatchObject({ id: early.id, state: 'sending', attempt: 1, owner: 'worker' })
      expect(await claim(outbox, 400)).toMatchObject({ id: late.id })
      expect(await claim(outbox, 400)).toBeUndefined()
      expect(await outbox.claim({ owner: 'worker', connections: [], now: 400, leaseMs: LEASE })).toBeUndefined()
    })

    test('lasts for its lease and not longer', async () => {
      const outbox = await open()
      const submission = checked()
      await outbox.put(submission, reference(), 0)
      await claim(outbox, 1)
      expect(await claim(outbox, LEASE, 'another')).toBeUndefined()
      expect(await claim(outbox, LEASE + 1, 'another')).toMatchObject({
        id: submission.id,
        attempt: 2,
        owner: 'another',
      })
    })

    test('never gives one submission to two workers', async () => {
      const outbox = await open()
      const submissions = Array.from({ length: 40 }, () => checked())
      await Promise.all(submissions.map((submission) => outbox.put(submission, reference(), 0)))
      const claims = await Promise.all(
        Array.from({ length: 60 }, (_, index) => claim(outbox, 1, `worker-${index % 7}`)),
      )
      const ids = claims.flatMap((taken) => (taken ? [taken.id] : []))
      expect(ids.toSorted()).toEqual(submissions.map(({ id }) => id).toSorted())
      for (const { id } of submissions) expect(await outbox.history(id)).toHaveLength(2)
    })

    test('that another worker has taken over can no longer do anything', async () => {
      const outbox = await open()
      const stale = await taken(outbox)
      const fresh = await claim(outbox, LEASE + 1, 'another')
      if (!fresh) throw new Error('The lease did not end.')
      expect(await outbox.begin(stale, 'create', false, 9)).toBe(false)
      expect(await outbox.finish(stale, 'create', { id: 'x' }, 9)).toBe(false)
      expect(await outbox.settle(stale, { state: 'delivered' }, 9)).toBe(false)
      expect(await outbox.get(stale.id)).toMatchObject({ state: 'sending', attempt: 2, results: {} })
      expect(await outbox.settle(fresh, { state: 'delivered' }, 10)).toBe(true)
    })

    test('of the same worker is another claim', async () => {
      const outbox = await open()
      const first = await taken(outbox)
      await claim(outbox, LEASE + 1)
      expect(await outbox.begin(first, 'create', false, 9)).toBe(false)
    })

    test('ends once', async () => {
      const outbox = await open()
      const held = await taken(outbox)
      expect(await outbox.settle(held, { state: 'failed', reason: 'tries-used' }, 2)).toBe(true)
      expect(await outbox.settle(held, { state: 'delivered' }, 3)).toBe(false)
      expect(await outbox.begin(held, 'create', false, 3)).toBe(false)
      expect(await outbox.get(held.id)).toMatchObject({ state: 'failed', reason: 'tries-used' })
      expect(await claim(outbox, Number.MAX_SAFE_INTEGER - LEASE)).toBeUndefined()
    })
  })

  describe('a delivery', () => {
    test('keeps the result of each finished step, and writes every move into history', async () => {
      const outbox = await open()
      const sent = await taken(outbox)
      await outbox.begin(sent, 'contact', false, 2)
      expect((await outbox.get(sent.id))?.state).toBe('sending')
      await outbox.finish(sent, 'contact', { id: 'c1', lost: ['Telefone'] }, 3)
      await outbox.begin(sent, 'read-back', true, 4)
      expect((await outbox.get(sent.id))?.state).toBe('checking')
      await outbox.finish(sent, 'read-back', { seen: true }, 5)
      await outbox.settle(sent, { state: 'delivered' }, 6)
      expect(await outbox.get(sent.id)).toMatchObject({
        state: 'delivered',
        results: { contact: { id: 'c1', lost: ['Telefone'] }, 'read-back': { seen: true } },
      })
      expect(await outbox.history(sent.id)).toEqual([
        { at: 0, state: 'waiting', attempt: 0 },
        { at: 1, state: 'sending', attempt: 1 },
        { at: 2, state: 'sending', reason: 'begun', attempt: 1, step: 'contact' },
        { at: 3, state: 'sending', reason: 'done', attempt: 1, step: 'contact' },
        { at: 4, state: 'checking', reason: 'begun', attempt: 1, step: 'read-back' },
        { at: 5, state: 'checking', reason: 'done', attempt: 1, step: 'read-back' },
        { at: 6, state: 'delivered', attempt: 1 },
      ])
    })

    test('that broke off within a step says which, and no other tells of one', async () => {
      const outbox = await open()
      const broken = await taken(outbox)
      await outbox.begin(broken, 'contact', false, 2)
      await outbox.finish(broken, 'contact', { id: 'c1' }, 3)
      await outbox.begin(broken, 'opportunity', false, 4)
      const next = await claim(outbox, LEASE + 1)
      expect(next).toMatchObject({ openStep: 'opportunity', results: { contact: { id: 'c1' } } })

      const reading = await taken(outbox)
      await outbox.begin(reading, 'read-back', true, 2)
      expect(await claim(outbox, 2 * LEASE)).not.toHaveProperty('openStep')
    })

    test('whose open step surely did not happen leaves no evidence of it', async () => {
      const outbox = await open()
      const turnedAway = await taken(outbox)
      await outbox.begin(turnedAway, 'contact', false, 2)
      await outbox.settle(turnedAway, { state: 'waiting', dueAt: 50, reason: 'rate-limited' }, 3)
      expect(await claim(outbox, 49)).toBeUndefined()
      const again = await claim(outbox, 50)
      expect(again).toMatchObject({ id: turnedAway.id, attempt: 2, reason: 'rate-limited' })
      expect(again).not.toHaveProperty('openStep')
    })

    test('that a person must decide keeps the reason and the upstream’s words', async () => {
      const outbox = await open()
      const refused = await taken(outbox)
      await outbox.settle(refused, { state: 'held', reason: 'refused', words: 'Nome é inválido' }, 2)
      expect(await outbox.get(refused.id)).toMatchObject({ state: 'held', reason: 'refused', words: 'Nome é inválido' })
      expect(await claim(outbox, 2 * LEASE)).toBeUndefined()
    })

    test('leaves no answer in its history', async () => {
      const outbox = await open()
      const sent = await taken(outbox, 'a-very-private-answer')
      await outbox.begin(sent, 'contact', false, 2)
      await outbox.finish(sent, 'contact', { id: 'c1' }, 3)
      await outbox.settle(sent, { state: 'delivered' }, 4)
      expect(JSON.stringify(await outbox.history(sent.id))).not.toContain('private')
    })
  })

  describe('whoever looks', () => {
    test('learns when the next one is due: a waiting one, or the end of a lease', async () => {
      const outbox = await open()
      expect(await outbox.nextDue(['crm'])).toBeUndefined()
      await outbox.put(checked(), reference(), 700)
      await outbox.put(checked({ connection: 'desk' }), reference(), 100)
      await outbox.put(checked({ held: 'no-proof' }), reference(), 50)
      expect(await outbox.nextDue(['crm'])).toBe(700)
      expect(await outbox.nextDue(['crm', 'desk'])).toBe(100)
      await claim(outbox, 800)
      expect(await outbox.nextDue(['crm'])).toBe(800 + LEASE)
      expect(await outbox.nextDue([])).toBeUndefined()
    })

    test('sees every state counted', async () => {
      const outbox = await open()
      await outbox.put(checked(), reference(), 1)
      await outbox.put(checked(), reference(), 2)
      await outbox.put(checked({ held: 'no-proof' }), reference(), 3)
      const none = Object.fromEntries(STATES.map((state) => [state, 0]))
      expect(await outbox.counts()).toEqual({ ...none, waiting: 2, held: 1 })
    })

    test('lists the newest first, narrowed by state and form', async () => {
      const outbox = await open()
      const [old, fresh] = [checked(), checked({ form: 'other' })]
      const doubtful = checked({ held: 'no-proof' })
      await outbox.put(old, reference(), 1)
      await outbox.put(doubtful, reference(), 2)
      await outbox.put(fresh, reference(), 3)
      const ids = async (filter: Parameters<Outbox['list']>[0]) => (await outbox.list(filter)).map(({ id }) => id)
      expect(await ids({ limit: 10 })).toEqual([fresh.id, doubtful.id, old.id])
      expect(await ids({ limit: 2 })).toEqual([fresh.id, doubtful.id])
      expect(await ids({ limit: 10, state: 'held' })).toEqual([doubtful.id])
      expect(await ids({ limit: 10, form: 'other' })).toEqual([fresh.id])
    })

    test('gets each submission with its own steps', async () => {
      const outbox = await open()
      for (const step of ['contact', 'opportunity']) {
        const sent = await taken(outbox)
        await outbox.begin(sent, step, false, 2)
        await outbox.finish(sent, step, { id: step }, 3)
        await outbox.settle(sent, { state: 'delivered' }, 4)
      }
      const listed = await outbox.list({ limit: 10 })
      expect(listed.flatMap(({ results }) => Object.keys(results)).toSorted()).toEqual(['contact', 'opportunity'])
    })
  })

  describe('a step whose end is not known', () => {
    test('stays open while it is looked up, however often, and tells when it was begun and doubted', async () => {
      const outbox = await open()
      const sent = await begun(outbox, 'contact', 5)
      await outbox.settle(sent, { state: 'checking', dueAt: 50, reason: 'timeout' }, 9)
      expect(await claim(outbox, 49)).toBeUndefined()
      const first = await claim(outbox, 50)
      if (!first) throw new Error('It was not due.')
      expect(first).toMatchObject({ state: 'checking', openStep: 'contact', begunAt: 5, doubtedAt: 9, claims: 1 })
      await outbox.settle(first, { state: 'checking', dueAt: 60, reason: 'not-sent' }, 51)
      expect(await claim(outbox, 60)).toMatchObject({ openStep: 'contact', begunAt: 5, doubtedAt: 9 })
    })

    test('is in doubt from when its holder was found gone', async () => {
      const outbox = await open()
      await begun(outbox, 'contact', 5)
      expect(await claim(outbox, LEASE + 1)).toMatchObject({ state: 'checking', begunAt: 5, doubtedAt: LEASE + 1 })
      expect(await claim(outbox, 2 * LEASE + 1)).toMatchObject({ begunAt: 5, doubtedAt: LEASE + 1, claims: 3 })
    })

    test('is closed by what is known of it', async () => {
      const outbox = await open()
      for (const how of ['absent', 'resend'] as const) {
        const sent = await begun(outbox, 'contact', 5)
        expect(await outbox.reopen({ ...sent, openStep: 'contact' }, how, 6)).toBe(true)
        expect((await outbox.get(sent.id))?.state).toBe('sending')
        await outbox.settle(sent, { state: 'waiting', dueAt: 7, reason: 'lease-short' }, 6)
        const next = await claim(outbox, 8)
        expect(next).toMatchObject({ id: sent.id, resent: how === 'resend' })
        expect(next).not.toHaveProperty('openStep')
        expect(await outbox.history(sent.id)).toContainEqual({
          ...{ at: 6, state: 'sending', reason: how, attempt: 1, step: 'contact' },
        })
        if (next) await outbox.settle(next, { state: 'delivered' }, 9)
        expect(await outbox.reopen(sent, how, 10)).toBe(false)
      }
    })

    test.each([
      ['held', { state: 'held', reason: 'in-doubt', open: true }, true],
      ['held', { state: 'held', reason: 'refused' }, false],
      ['failed', { state: 'failed', reason: 'poison', open: true }, true],
      ['failed', { state: 'failed', reason: 'tries-used' }, false],
    ] as const)(
      'stays in evidence of one that is %s only where it may have happened: %j',
      async (state, move, open_) => {
        const outbox = await open()
        const sent = await begun(outbox, 'contact', 5)
        await outbox.settle(sent, move, 9)
        expect(await outbox.get(sent.id)).toMatchObject({ state, settledAt: 9 })
        await outbox.decide(sent.id, { from: [state], state: 'waiting', reason: RETRIED }, 20)
        const again = await claim(outbox, 20)
        expect(again?.openStep).toBe(open_ ? 'contact' : undefined)
        expect(again).toMatchObject({ state: open_ ? 'checking' : 'sending', reason: RETRIED, triedAt: 20, claims: 1 })
        expect(again).not.toHaveProperty('settledAt')
      },
    )

    test('is listed with its due time, the longest due first, the claimed ones included', async () => {
      const outbox = await open()
      const [late, early, claimed] = [
        await begun(outbox, 'contact', 5),
        await begun(outbox, 'opportunity', 5),
        await begun(outbox, 'contact', 5),
      ]
      await outbox.settle(late, { state: 'checking', dueAt: 70, reason: 'timeout' }, 9)
      await outbox.settle(early, { state: 'checking', dueAt: 60, reason: 'timeout' }, 8)
      await outbox.settle(claimed, { state: 'checking', dueAt: 50, reason: 'timeout' }, 7)
      await claim(outbox, 50)
      const ids = async (now: number) => (await outbox.unclear('crm', now)).map(({ id }) => id)
      expect(await ids(50)).toEqual([claimed.id])
      expect(await ids(70)).toEqual([early.id, late.id, claimed.id])
      expect(await outbox.unclear('desk', 70)).toEqual([])
      expect((await outbox.unclear('crm', 70))[0]).toMatchObject({ openStep: 'opportunity', begunAt: 5, doubtedAt: 8 })
      const reading = await taken(outbox)
      await outbox.begin(reading, 'read-back', true, 9)
      expect(await ids(70)).not.toContain(reading.id)
    })
  })

  describe('claims without an outcome', () => {
    test('are counted until something is recorded', async () => {
      const outbox = await open()
      const first = await taken(outbox)
      expect(first.claims).toBe(1)
      const second = await claim(outbox, LEASE + 1)
      expect(second?.claims).toBe(2)
      if (second) await outbox.finish(second, 'contact', { id: 'c' }, LEASE + 2)
      const third = await claim(outbox, 2 * LEASE + 1)
      expect(third).toMatchObject({ claims: 1, triedAt: 1 })
      if (third) await outbox.settle(third, { state: 'waiting', dueAt: 0, reason: 'rate-limited' }, 1)
      expect((await claim(outbox, 3 * LEASE))?.claims).toBe(1)
    })

    test('are not forgotten in the slow lane', async () => {
      const outbox = await open()
      const first = await taken(outbox)
      await outbox.settle({ ...first, claims: 4 }, { state: 'waiting', dueAt: 5, reason: SLOW_LANE, open: true }, 4)
      expect(await claim(outbox, 5)).toMatchObject({ claims: 4, reason: SLOW_LANE })
    })
  })

  describe('forms', () => {
    test('that have something due are told, each with its longest', async () => {
      const outbox = await open()
      await outbox.put(checked({ form: 'b' }), reference(), 30)
      await outbox.put(checked({ form: 'b' }), reference(), 20)
      await outbox.put(checked({ form: 'a' }), reference(), 40)
      await outbox.put(checked({ form: 'c' }), reference(), 99)
      await outbox.put(checked({ form: 'd', connection: 'desk' }), reference(), 1)
      expect(await outbox.dueForms('crm', 50)).toEqual([
        { form: 'a', dueAt: 40 },
        { form: 'b', dueAt: 20 },
      ])
    })

    test('narrow a claim', async () => {
      const outbox = await open()
      await outbox.put(checked({ form: 'b' }), reference(), 20)
      const later = checked({ form: 'a' })
      await outbox.put(later, reference(), 40)
      const by = { owner: 'worker', connections: ['crm'], now: 50, leaseMs: LEASE }
      expect(await outbox.claim({ ...by, forms: [] })).toBeUndefined()
      expect(await outbox.claim({ ...by, forms: ['a', 'z'] })).toMatchObject({ id: later.id })
      expect(await outbox.claim({ ...by, forms: ['a', 'z'] })).toBeUndefined()
    })
  })

  describe('records', () => {
    test('belong to the submission that made them first, on their connection', async () => {
      const outbox = await open()
      const [one, other] = [await taken(outbox), await taken(outbox)]
      await outbox.finish(one, 'contact', { id: 'c1' }, 2)
      await outbox.finish(other, 'contact', { id: 'c1', reused: true }, 2)
      await outbox.finish(other, 'read-back', { seen: true }, 2)
      expect(await outbox.takenRecords('crm', ['c1', 'c2'])).toEqual(new Set(['c1']))
      expect(await outbox.takenRecords('desk', ['c1'])).toEqual(new Set())
      expect(await outbox.takenRecords('crm', [])).toEqual(new Set())
    })

    test('are found among very many', async () => {
      const outbox = await open()
      const sent = await taken(outbox)
      await outbox.finish(sent, 'contact', { id: 'id-250' }, 2)
      const ids = Array.from({ length: 2_001 }, (_, index) => `id-${index}`)
      expect(await outbox.takenRecords('crm', ids)).toEqual(new Set(['id-250']))
    })

    test('of a person are remembered, replaced and forgotten', async () => {
      const outbox = await open()
      expect(await outbox.contactOf('crm', 'ana')).toBeUndefined()
      await outbox.rememberContact('crm', 'ana', 'c1', 1)
      await outbox.rememberContact('crm', 'ana', 'c2', 2)
      expect(await outbox.contactOf('crm', 'ana')).toBe('c2')
      expect(await outbox.contactOf('desk', 'ana')).toBeUndefined()
      await outbox.forgetContact('crm', 'ana')
      expect(await outbox.contactOf('crm', 'ana')).toBeUndefined()
      for (const connection of ['crm', 'gone']) await outbox.rememberContact(connection, 'ana', 'c3', 3)
      await outbox.rememberContact('crm', 'bia', 'c4', 3)
      await outbox.forgetPerson('ana')
      expect(await outbox.contactOf('crm', 'ana')).toBeUndefined()
      expect(await outbox.contactOf('gone', 'ana')).toBeUndefined()
      expect(await outbox.contactOf('crm', 'bia')).toBe('c4')
    })
  })

  describe('a person’s word', () => {
    test('moves only what is where the person saw it, and no worker holds', async () => {
      const outbox = await open()
      const { id } = await taken(outbox)
      const retry = { from: ['held', 'failed', 'sending'], state: 'waiting', reason: RETRIED } as const
      expect(await outbox.decide(id, retry, 5)).toBe(false)
      const doubtful = checked({ held: 'no-origin' })
      await outbox.put(doubtful, reference(), 1)
      expect(await outbox.decide(doubtful.id, { ...retry, from: ['failed'] }, 5)).toBe(false)
      expect(await outbox.decide(doubtful.id, { ...retry, reason: 'approved' }, 5)).toBe(true)
      expect(await outbox.decide(doubtful.id, { ...retry, reason: 'approved' }, 6)).toBe(false)
      expect(await outbox.get(doubtful.id)).toMatchObject({ state: 'waiting', reason: 'approved', dueAt: 5 })
      expect(await outbox.history(doubtful.id)).toEqual([
        { at: 1, state: 'held', reason: 'no-origin', attempt: 0 },
        { at: 5, state: 'waiting', reason: 'approved', attempt: 0 },
      ])
      expect(await outbox.decide('nobody', retry, 5)).toBe(false)
    })

    test('rejects for good', async () => {
      const outbox = await open()
      const spam = checked({ held: 'no-origin' })
      await outbox.put(spam, reference(), 1)
      expect(await outbox.decide(spam.id, { from: ['held'], state: 'rejected', reason: 'rejected' }, 5)).toBe(true)
      expect(await outbox.get(spam.id)).toMatchObject({ state: 'rejected', settledAt: 5 })
      expect(await claim(outbox, 2 * LEASE)).toBeUndefined()
      expect(await outbox.decide(spam.id, { from: STATES, state: 'waiting', reason: RETRIED }, 6)).toBe(false)
    })

    test('tells which record it is, and that record is taken', async () => {
      const outbox = await open()
      const sent = await begun(outbox, 'opportunity', 5)
      await outbox.settle(sent, { state: 'held', reason: 'in-doubt', open: true }, 6)
      const record = { step: 'opportunity', id: 'o1' }
      const resolve = { from: ['held'], state: 'delivered', reason: 'resolved', record } as const
      expect(await outbox.decide(sent.id, resolve, 7)).toBe(true)
      expect(await outbox.get(sent.id)).toMatchObject({ state: 'delivered', results: { opportunity: { id: 'o1' } } })
      expect((await outbox.history(sent.id)).at(-1)).toEqual({
        ...{ at: 7, state: 'delivered', reason: 'resolved', attempt: 1, step: 'opportunity' },
      })
      expect(await outbox.takenRecords('crm', ['o1'])).toEqual(new Set(['o1']))
    })

    test('moves along the table of moves and no other way', async () => {
      const outbox = await open()
      for (const from of STATES) {
        for (const state of ['waiting', 'rejected', 'delivered'] as const) {
          const id = await inState(outbox, from)
          const said = await outbox.decide(id, { from: [from], state, reason: 'said' }, 9)
          const free = from !== 'sending' && from !== 'checking'
          expect([from, state, said]).toEqual([from, state, free && MOVES[from].includes(state)])
        }
      }
    })

    test('to try again forgets what was found missing, and nothing that was made', async () => {
      const outbox = await open()
      const sent = await taken(outbox)
      await outbox.finish(sent, 'opportunity', { id: 'o1', lost: ['A'] }, 2)
      await outbox.finish(sent, 'read-back', { seen: true, lost: ['A'] }, 3)
      await outbox.settle(sent, { state: 'held', reason: 'lost-fields' }, 4)
      await outbox.decide(sent.id, { from: ['held'], state: 'waiting', reason: RETRIED }, 5)
      expect((await claim(outbox, 5))?.results).toEqual({ opportunity: { id: 'o1', lost: ['A'] } })
    })
  })

  describe('what is erased', () => {
    test('leaves a tombstone that still knows a replay, in every state that nobody holds', async () => {
      const outbox = await open()
      for (const from of STATES.filter((state) => state !== 'erased')) {
        const id = await inState(outbox, from)
        const before = await outbox.accepted(id)
        // Whoever held it has lost it by then.
        expect(await outbox.erase(id, 10 * LEASE)).toBe(true)
        expect(await outbox.get(id)).toMatchObject({ state: 'erased', reason: 'erased', settledAt: 10 * LEASE })
        expect(await outbox.get(id)).toMatchObject({ answers: {}, leftovers: {}, context: {} })
        expect(JSON.stringify(await outbox.get(id))).not.toContain('words')
        expect(await outbox.accepted(id)).toEqual(before)
        expect((await outbox.history(id)).at(-1)).toMatchObject({ state: 'erased', reason: 'erased' })
        expect(await outbox.erase(id, 10 * LEASE)).toBe(false)
      }
      expect(await claim(outbox, 20 * LEASE)).toBeUndefined()
    })

    test('is not what a worker holds, nor what never was', async () => {
      const outbox = await open()
      const held = await taken(outbox)
      expect(await outbox.erase(held.id, 2)).toBe(false)
      expect(await outbox.settle(held, { state: 'delivered' }, 3)).toBe(true)
      expect(await outbox.erase('nobody', 2)).toBe(false)
    })

    test('takes the person’s contact along', async () => {
      const outbox = await open()
      const submission = checked({ person: 'ana' })
      await outbox.put(submission, reference(), 1)
      await outbox.rememberContact('crm', 'ana', 'c1', 1)
      await outbox.rememberContact('crm', 'bia', 'c2', 1)
      await outbox.erase(submission.id, 2)
      expect(await outbox.contactOf('crm', 'ana')).toBeUndefined()
      expect(await outbox.contactOf('crm', 'bia')).toBe('c2')
      expect(await outbox.list({ person: 'ana', limit: 10 })).toEqual([])
    })

    test('by age is what was settled long enough ago in one state', async () => {
      const outbox = await open()
      const settled: string[] = []
      for (const at of [10, 20, 30]) {
        const sent = await taken(outbox)
        await outbox.settle(sent, { state: 'delivered' }, at)
        settled.push(sent.id)
      }
      const failed = await taken(outbox)
      await outbox.settle(failed, { state: 'failed', reason: 'tries-used' }, 10)
      expect(await outbox.retire('delivered', 30, 99)).toBe(2)
      expect(await outbox.retire('delivered', 30, 99)).toBe(0)
      expect(await outbox.counts()).toMatchObject({ delivered: 1, failed: 1, erased: 2 })
      expect(await outbox.get(settled[0] ?? '')).toMatchObject({ state: 'erased', reason: 'retired', answers: {} })
      expect((await outbox.history(settled[0] ?? '')).at(-1)).toMatchObject({ state: 'erased', reason: 'retired' })
    })

    test('by age may be very many', async () => {
      const outbox = await open()
      await Promise.all(Array.from({ length: 1_100 }, () => outbox.put(checked({ held: 'x' }), reference(), 1)))
      expect(await outbox.retire('held', 2, 3)).toBe(1_100)
      expect((await outbox.counts()).erased).toBe(1_100)
    })
  })

  describe('files', () => {
    const file = (at: string) => ({ field: 'cv', name: 'cv.pdf', type: 'application/pdf', bytes: 3, sha256: '00', at })
    const held = async (outbox: Outbox, at: string) => {
      const submission = checked({ files: [file(at), file(`${at}-two`)] })
      await outbox.put(submission, reference(), 1)
      return submission.id
    }

    const take = async (outbox: Outbox, now: number) => {
      const taken = await claim(outbox, now)
      if (!taken) throw new Error('Nothing was due.')
      return taken
    }

    test('are in use while a submission has them, whatever becomes of it', async () => {
      const outbox = await open()
      expect(await outbox.filesInUse()).toEqual(new Set())
      const id = await held(outbox, 'one')
      await outbox.put(checked(), reference(), 2)
      const used = new Set(['one', 'one-two'])
      expect((await outbox.get(id))?.files).toEqual([file('one'), file('one-two')])
      expect(await outbox.filesInUse()).toEqual(used)
      const claim = await take(outbox, 1)
      await outbox.settle(claim, { state: 'held', reason: 'refused' }, 1)
      expect(await outbox.filesInUse()).toEqual(used)
      await outbox.decide(id, { from: ['held'], state: 'rejected', reason: 'rejected' }, 1)
      expect(await outbox.filesInUse()).toEqual(used)
      expect(await outbox.retire('rejected', 2, 3)).toBe(1)
      expect(await outbox.filesInUse()).toEqual(new Set())
    })

    test('of those that are held for one reason are counted in bytes', async () => {
      const outbox = await open()
      expect(await outbox.heldFileBytes('junk')).toBe(0)
      const [files, one] = [[file('a'), file('b')], checked({ held: 'junk', files: [file('a'), file('b')] })]
      await outbox.put(one, reference(), 1)
      await outbox.put(checked({ held: 'closed', files: [file('c')] }), reference(), 1)
      await outbox.put(checked({ files: [file('d')] }), reference(), 1)
      await outbox.put(checked({ held: 'junk' }), reference(), 1)
      expect(await outbox.heldFileBytes('junk')).toBe(files.reduce((sum, { bytes }) => sum + bytes, 0))
      await outbox.decide(one.id, { from: ['held'], state: 'rejected', reason: 'rejected' }, 1)
      expect(await outbox.heldFileBytes('junk')).toBe(0)
    })

    test('are let go in the same write as the delivery that took them, and stay where it took none', async () => {
      const outbox = await open()
      const sent = await held(outbox, 'sent')
      await outbox.settle(await take(outbox, 1), { state: 'delivered', filesSent: true }, 1)
      const stays = await held(outbox, 'stays')
      await outbox.settle(await take(outbox, 1), { state: 'delivered' }, 1)
      expect(await outbox.get(sent)).not.toHaveProperty('files')
      expect(await outbox.filesInUse()).toEqual(new Set(['stays', 'stays-two']))
      expect(await outbox.erase(stays, 2)).toBe(true)
      expect(await outbox.filesInUse()).toEqual(new Set())
    })
  })

  describe('whoever keeps watch', () => {
    test('learns of the oldest that is not delivered', async () => {
      const outbox = await open()
      expect(await outbox.oldestUndelivered()).toBeUndefined()
      const oldest = checked()
      await outbox.put(checked({ held: 'no-origin' }), reference(), 1)
      await outbox.put(oldest, reference(), 5)
      await outbox.put(checked(), reference(), 7)
      expect(await outbox.oldestUndelivered()).toBe(5)
      const sent = await claim(outbox, 10)
      expect(await outbox.oldestUndelivered()).toBe(5)
      if (sent) await outbox.settle(sent, { state: 'delivered' }, 11)
      expect(await outbox.oldestUndelivered()).toBe(7)
    })

    test('learns how long deliveries took', async () => {
      const outbox = await open()
      expect(await outbox.latency()).toEqual({ count: 0 })
      for (let count = 1; count <= 100; count++) {
        const sent = await taken(outbox)
        await outbox.settle(sent, { state: 'delivered' }, count)
      }
      expect(await outbox.latency()).toEqual({ count: 100, medianMs: 50, p95Ms: 95 })
    })

    test('finds a person’s submissions, and the next page', async () => {
      const outbox = await open()
      const mine = [checked({ person: 'ana' }), checked({ person: 'ana' }), checked({ person: 'ana' })]
      for (const [index, submission] of mine.entries()) await outbox.put(submission, reference(), index)
      await outbox.put(checked({ person: 'bia' }), reference(), 9)
      const ids = async (filter: Parameters<Outbox['list']>[0]) => (await outbox.list(filter)).map(({ id }) => id)
      expect(await ids({ person: 'ana', limit: 2 })).toEqual([mine[2]?.id, mine[1]?.id])
      expect(await ids({ person: 'ana', before: 1, limit: 2 })).toEqual([mine[0]?.id])
      expect((await outbox.get(mine[0]?.id ?? ''))?.person).toBe('ana')
    })
  })
}

function claim(outbox: Outbox, now: number, owner = 'worker'): Promise<Claim | undefined> {
  return outbox.claim({ owner, connections: ['crm'], now, leaseMs: LEASE })
}

async function taken(outbox: Outbox, nome = 'Ana'): Promise<Claim> {
  const submission = checked({ answers: { nome } })
  await outbox.put(submission, reference(), 0)
  const claimed = await claim(outbox, 1)
  if (claimed?.id !== submission.id) throw new Error('Nothing was claimed.')
  return claimed
}

async function begun(outbox: Outbox, step: string, at: number): Promise<Claim> {
  const claimed = await taken(outbox)
  await outbox.begin(claimed, step, false, at)
  return claimed
}

/** A submission that got into this state on a way that every worker and person can take. */
async function inState(outbox: Outbox, state: State): Promise<string> {
  const claimed = await taken(outbox)
  const { id } = claimed
  if (state === 'checking') await outbox.begin(claimed, 'read-back', true, 2)
  if (state === 'waiting') await outbox.settle(claimed, { state, dueAt: 20 * LEASE, reason: 'later' }, 2)
  if (state === 'delivered') await outbox.settle(claimed, { state }, 2)
  if (state === 'failed') await outbox.settle(claimed, { state, reason: 'tries-used' }, 2)
  if (state === 'held' || state === 'rejected' || state === 'erased')
    await outbox.settle(claimed, { state: 'held', reason: 'refused', words: 'words' }, 2)
  if (state === 'rejected') await outbox.decide(id, { from: ['held'], state, reason: 'rejected' }, 3)
  if (state === 'erased') await outbox.erase(id, 3)
  expect((await outbox.get(id))?.state).toBe(state)
  return id
}
