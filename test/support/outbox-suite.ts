/** What every outbox promises, whatever keeps it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Claim, Outbox } from '../../proxy/outbox/outbox.ts'
import { STATES } from '../../proxy/outbox/outbox.ts'
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
      const submission = checked({ doubt: 'no-origin' })
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
      expect(new Set(puts.map((put) => put.kind !== 'conflict' && put.reference)).size).toBe(1)
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
      await outbox.put(checked({ doubt: 'no-proof' }), reference(), 50)
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
      await outbox.put(checked({ doubt: 'no-proof' }), reference(), 3)
      const none = Object.fromEntries(STATES.map((state) => [state, 0]))
      expect(await outbox.counts()).toEqual({ ...none, waiting: 2, held: 1 })
    })

    test('lists the newest first, narrowed by state and form', async () => {
      const outbox = await open()
      const [old, fresh] = [checked(), checked({ form: 'other' })]
      const doubtful = checked({ doubt: 'no-proof' })
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
