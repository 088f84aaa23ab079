import { statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openMaintenance } from '../../proxy/outbox/sqlite/maintenance.ts'
import { giveBackSpace } from '../../proxy/outbox/sqlite/space.ts'
import type { RetentionDeps } from '../../proxy/retention.ts'
import { keepRetention, retireDue } from '../../proxy/retention.ts'
import { freshFile, openStore } from '../support/sqlite.ts'
import { settled, stored } from '../support/stored.ts'
import { checked, reference } from '../support/submission.ts'

const DAY_MS = 86_400_000
const retention = { delivered: 30 * DAY_MS, held: 180 * DAY_MS, failed: 180 * DAY_MS, rejected: 30 * DAY_MS }

function depsOf(over: Partial<RetentionDeps> & Pick<RetentionDeps, 'outbox'>, now: number) {
  const logged: string[] = []
  const deps: RetentionDeps = {
    giveBack: async () => 0,
    retention,
    env: { now: () => now, random: () => 0.5, sleep: async () => {} },
    log: (_level, { event, state, count }) =>
      logged.push([event, state, count].filter((part) => part !== undefined).join(' ')),
    ...over,
  }
  return { deps, logged }
}

describe('retention', () => {
  test('wipes what was settled long enough ago, state by state, and keeps receipt, digest and story', async () => {
    const { outbox } = await openStore()
    const at = 1_000
    const delivered = await settled(
      outbox,
      { state: 'delivered' },
      { person: 'hash' },
      { at, ids: { opportunity: 'o' } },
    )
    const failed = await settled(outbox, { state: 'failed', reason: 'tries-used' }, {}, { at })
    const held = await settled(outbox, { state: 'held', reason: 'refused', words: 'Ana is no name' }, {}, { at })
    const rejected = await stored(outbox, { held: 'x' }, at)
    await outbox.decide(rejected.id, { from: ['held'], state: 'rejected', reason: 'rejected' }, at)
    const waiting = await stored(outbox, {}, at)
    const receipt = await outbox.accepted(delivered.id)

    const early = depsOf({ outbox }, at + 30 * DAY_MS)
    expect(await retireDue(early.deps)).toBe(0)
    const month = depsOf({ outbox }, at + 31 * DAY_MS)
    expect(await retireDue(month.deps)).toBe(2)
    expect(month.logged).toEqual([
      'submissions-retired delivered 1',
      'submissions-retired rejected 1',
      'space-given-back',
    ])
    expect(await outbox.get(failed.id)).toMatchObject({ answers: failed.answers })
    expect(await retireDue(depsOf({ outbox }, at + 181 * DAY_MS).deps)).toBe(2)

    for (const { id } of [delivered, failed, held, rejected]) {
      const kept = await outbox.get(id)
      expect(kept).toMatchObject({ state: 'erased', answers: {}, leftovers: {}, context: {} })
      expect(kept).not.toHaveProperty('words')
      expect(kept).not.toHaveProperty('person')
    }
    expect(await outbox.get(waiting.id)).toMatchObject({ state: 'waiting', answers: waiting.answers })
    expect(await outbox.accepted(delivered.id)).toEqual(receipt)
    expect(await outbox.get(delivered.id)).toMatchObject({ results: { opportunity: { id: 'o' } } })
    expect((await outbox.history(delivered.id)).at(-1)).toMatchObject({ state: 'erased', reason: 'retired' })
  })

  test('gives the space back: the file of many wiped ones is a fraction of what it was, and whole', async () => {
    const file = freshFile()
    const { outbox, store } = await openStore(file)
    const ids: string[] = []
    for (let index = 0; index < 1_500; index += 50) {
      const some = Array.from({ length: 50 }, () =>
        checked({ answers: { mensagem: 'x'.repeat(200 + index * 2) }, held: 'x' }),
      )
      for (const submission of some) {
        ids.push(submission.id)
        await outbox.put(submission, reference(), index)
      }
    }
    const rejecting = { from: ['held'], state: 'rejected', reason: 'rejected' } as const
    await Promise.all(ids.slice(0, 1_400).map((id) => outbox.decide(id, rejecting, 1_000)))
    await emptyLog(file)
    const before = statSync(file).size
    const giveBack = () => giveBackSpace(store)
    expect(await retireDue(depsOf({ outbox, giveBack }, 1_000 + 31 * DAY_MS).deps)).toBe(1_400)
    await emptyLog(file)
    expect(statSync(file).size).toBeLessThan(before / 2)
    for (const id of ids.slice(1_400)) expect(await outbox.get(id)).toMatchObject({ state: 'held' })
    const check = await store.run([{ sql: 'PRAGMA integrity_check', parameters: [] }])
    expect(check?.[0]).toEqual([{ integrity_check: 'ok' }])
    const fresh = await stored(outbox)
    expect(await outbox.get(fresh.id)).toMatchObject({ state: 'waiting' })
    expect(await giveBackSpace(store)).toBe(0)
  }, 60_000)

  test('gives space back again and again, also when every submission was wiped before', async () => {
    const file = freshFile()
    const { outbox, store } = await openStore(file)
    const sizes: number[] = []
    for (let round = 1; round <= 4; round++) {
      const some = Array.from({ length: 700 }, () => checked({ answers: { mensagem: 'x'.repeat(1_500) }, held: 'x' }))
      for (const submission of some) await outbox.put(submission, reference(), round)
      const wiped = round === 2 ? some.filter((_, index) => index % 2 === 0) : some
      await Promise.all(wiped.map(({ id }) => outbox.erase(id, round)))
      await giveBackSpace(store)
      await emptyLog(file)
      sizes.push(statSync(file).size)
      const numbers = await store.run([{ sql: 'SELECT count(*) AS count FROM submissions', parameters: [] }])
      expect(numbers?.[0]).toEqual([{ count: 700 * round }])
    }
    const [first = 0, , , last = 0] = sizes
    // Half of the second round is still there in full; of the rest, only what stays of a wiped one.
    expect(last).toBeLessThan(first * 4 + 350 * 4_096)
    expect(last).toBeLessThan(4 * 700 * 1_500)
    const check = await store.run([{ sql: 'PRAGMA integrity_check', parameters: [] }])
    expect(check?.[0]).toEqual([{ integrity_check: 'ok' }])
  }, 60_000)

  test('is looked after once an hour, goes on after a failure, and ends with the signal', async () => {
    const { outbox } = await openStore()
    const stop = new AbortController()
    const slept: number[] = []
    let asked = 0
    const env = {
      now: () => 1_000,
      random: () => 0.5,
      async sleep(ms: number) {
        slept.push(ms)
        if (slept.length === 6) stop.abort()
      },
    }
    const failing = {
      forgetTokens: outbox.forgetTokens,
      retire: async (...args: Parameters<typeof outbox.retire>) => {
        if (asked++ === 0) throw new Error('The disk is full.')
        return outbox.retire(...args)
      },
    }
    const { deps, logged } = depsOf({ outbox: failing, env }, 0)
    await keepRetention(deps, stop.signal)
    expect(slept).toEqual([30_000, 3_600_000, 30_000, 3_600_000, 30_000, 3_600_000])
    expect(logged).toEqual(['retention-failed'])
    expect(asked).toBe(1 + 4 + 4)
  })
})

/** Brings the log of writes into the file, so that the file's size is the store's. */
async function emptyLog(file: string): Promise<void> {
  const maintenance = await openMaintenance(file)
  expect(maintenance.emptyLog()).toBe(true)
  maintenance.close()
}
