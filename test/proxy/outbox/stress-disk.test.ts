import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Outbox } from '../../../proxy/outbox/outbox.ts'
import type { Sqlite } from '../../../proxy/outbox/sqlite/open.ts'
import { StoreFull } from '../../../proxy/outbox/store.ts'
import { fill, mountSmallDisk, noSmallDisk } from '../../support/small-disk.ts'
import { freshFile, openStore } from '../../support/sqlite.ts'
import { checked, reference } from '../../support/submission.ts'

const MB = 2 ** 20

async function putMany(outbox: Outbox, count: number): Promise<readonly string[]> {
  const submissions = Array.from({ length: count }, () => checked({ answers: { nome: 'x'.repeat(2_000) } }))
  await Promise.all(submissions.map((submission) => outbox.put(submission, reference(), 1)))
  return submissions.map(({ id }) => id)
}

/** The whole way out of everything that is due, as a worker writes it. Rejects when the store does. */
async function deliverAll(outbox: Outbox): Promise<number> {
  for (let delivered = 0; ; delivered++) {
    const claim = await outbox.claim({ owner: 'worker', connections: ['crm'], now: 10, leaseMs: 60_000 })
    if (!claim) return delivered
    await outbox.begin(claim, 'create', false, 11)
    await outbox.finish(claim, 'create', { id: `record ${claim.id}`, seen: true }, 12)
    await outbox.settle(claim, { state: 'delivered' }, 13)
  }
}

const refusal = ({ outbox }: Sqlite) =>
  outbox.put(checked(), reference(), 2).then(
    () => undefined,
    (error: unknown) => error,
  )

describe.skipIf(noSmallDisk)('on a full disk', () => {
  test('nothing new is taken, what is stored is delivered, and it heals by itself', async () => {
    const folder = mountSmallDisk()
    const file = join(folder, 'gatehouse.db')
    const ballast = `${file}.ballast`
    const store = await openStore(file, true, 2 * MB)
    const ids = await putMany(store.outbox, 300)
    expect(statSync(ballast).size).toBe(16 * MB)

    const free = fill(folder)
    expect(store.disk().freeBytes).toBeLessThan(4_096)
    expect(await store.ready()).toBe(false)
    expect(await refusal(store)).toBeInstanceOf(StoreFull)
    // Who asks again for what has its receipt is answered.
    expect(await store.outbox.accepted(ids[0] ?? '')).toBeDefined()
    // Written as many times over as the ballast is large: the log goes round in the room that it has.
    expect(await deliverAll(store.outbox)).toBe(300)
    expect(existsSync(ballast)).toBe(false)
    expect(await refusal(store)).toBeInstanceOf(StoreFull)

    free()
    expect(await store.ready()).toBe(true)
    expect(await refusal(store)).toBeUndefined()
    expect(statSync(ballast).size).toBe(16 * MB)
    expect(await store.outbox.counts()).toMatchObject({ delivered: 300, waiting: 1 })
    expect(await store.store.run([{ sql: 'PRAGMA integrity_check', parameters: [] }])).toEqual([
      [{ integrity_check: 'ok' }],
    ])
  })

  test('without ballast there would be no delivery: what it is for', async () => {
    const folder = mountSmallDisk()
    const store = await openStore(join(folder, 'gatehouse.db'), true, 0)
    await putMany(store.outbox, 50)
    const free = fill(folder)
    await expect(deliverAll(store.outbox)).rejects.toThrow('disk is full')
    expect(store.store.alive()).toBe(true)
    free()
    expect((await store.outbox.counts()).delivered).toBeLessThan(50)
  })

  test('the proxy starts and delivers; without a byte to spare it says so, and takes no file for damaged', async () => {
    const folder = mountSmallDisk()
    const file = join(folder, 'gatehouse.db')
    const before = await openStore(file, true, 2 * MB)
    await putMany(before.outbox, 30)
    await before.close()

    const free = fill(folder)
    const during = await openStore(file, true, 2 * MB)
    expect(during.damage).toBeUndefined()
    expect(existsSync(`${file}.ballast`)).toBe(false)
    expect(await refusal(during)).toBeInstanceOf(StoreFull)
    expect(await deliverAll(during.outbox)).toBe(30)
    await during.close()
    fill(folder)
    await expect(openStore(file, true, 2 * MB)).rejects.toThrow('the disk is full. Free some space')

    free()
    const after = await openStore(file, true, 2 * MB)
    expect(after.damage).toBeUndefined()
    expect(await after.outbox.counts()).toMatchObject({ delivered: 30 })
    expect(await refusal(after)).toBeUndefined()
  })
})

describe('with little room left on the disk', () => {
  test('nothing new is taken, and what is stored is delivered', async () => {
    const file = freshFile()
    const roomy = await openStore(file)
    await putMany(roomy.outbox, 5)
    await roomy.close()
    const store = await openStore(file, true, 2 ** 52)
    expect(await store.ready()).toBe(false)
    expect(await refusal(store)).toBeInstanceOf(StoreFull)
    expect(await deliverAll(store.outbox)).toBe(5)
    expect(await store.outbox.counts()).toMatchObject({ delivered: 5, waiting: 0 })
    expect(store.store.alive()).toBe(true)
  })

  test('a batch is split: what is new is refused, what settles beside it is done', async () => {
    const { store, outbox, forms } = await openStore(freshFile(), true, 2 ** 52)
    const ended = await Promise.allSettled([
      forms.setting('nothing'),
      outbox.put(checked(), reference(), 1),
      store.run([{ sql: "INSERT INTO settings (key, value) VALUES ('a', '1')", parameters: [] }]),
    ])
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await forms.setting('a')).toBe('1')
  })
})
