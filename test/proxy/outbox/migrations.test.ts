import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { loadDriver } from '../../../proxy/outbox/sqlite/driver.ts'
import { MIGRATIONS, migrate } from '../../../proxy/outbox/sqlite/migrations.ts'
import { freshFile, openStore } from '../../support/sqlite.ts'

/** A file as the first version left it, with a submission in each kind of trouble. */
async function versionOne(): Promise<string> {
  const file = freshFile()
  mkdirSync(dirname(file), { recursive: true })
  const database = (await loadDriver()).open(file)
  migrate(database, file, MIGRATIONS.slice(0, 1))
  const put = database.prepare(`INSERT INTO submissions VALUES
    (?, ?, 'contact', 'v1', 'crm', 'digest', 'pt-BR', '{"nome":"Ana"}', '{}', '{}', NULL, ?, ?, NULL, 1, 10, 20, ?, ?)`)
  const happened = database.prepare(
    'INSERT INTO history (submission, at, state, reason, attempt, step, result) VALUES (?, ?, ?, ?, 1, ?, ?)',
  )
  put.run('waits', 'A', 'waiting', 'rate-limited', null, null)
  put.run('sends', 'B', 'sending', null, 'gone', 'opportunity')
  put.run('doubts', 'C', 'held', 'in-doubt', null, 'contact')
  put.run('delivered', 'D', 'delivered', null, null, null)
  happened.run('waits', 10, 'waiting', null, null, null)
  happened.run('sends', 12, 'sending', 'begun', 'contact', null)
  happened.run('sends', 13, 'sending', 'done', 'contact', '{"id":"c1"}')
  happened.run('sends', 14, 'sending', 'begun', 'opportunity', null)
  happened.run('doubts', 15, 'sending', 'begun', 'contact', null)
  happened.run('doubts', 16, 'held', 'in-doubt', null, null)
  happened.run('delivered', 17, 'sending', 'done', 'opportunity', '{"id":"o1"}')
  happened.run('delivered', 18, 'delivered', null, null, null)
  database.close()
  return file
}

test('a file of the first version is brought up to date without a loss', async () => {
  const { outbox } = await openStore(await versionOne())
  expect(await outbox.counts()).toMatchObject({ waiting: 1, sending: 1, held: 1, delivered: 1 })
  expect(await outbox.get('waits')).toMatchObject({ answers: { nome: 'Ana' }, reason: 'rate-limited', dueAt: 20 })
  expect(await outbox.get('delivered')).toMatchObject({ settledAt: 18, results: { opportunity: { id: 'o1' } } })
  expect(await outbox.get('doubts')).toMatchObject({ settledAt: 16 })
  expect(await outbox.history('sends')).toHaveLength(3)
  expect(await outbox.takenRecords('crm', ['c1', 'o1', 'x'])).toEqual(new Set(['c1', 'o1']))
  expect(await outbox.latency()).toEqual({ count: 1, medianMs: 8, p95Ms: 8 })
})

test('what was open in it is looked up, and was begun when its history says', async () => {
  const { outbox } = await openStore(await versionOne())
  const by = { owner: 'worker', connections: ['crm'], now: 100, leaseMs: 60_000 }
  const sends = await outbox.claim(by)
  expect(sends).toMatchObject({ id: 'sends', openStep: 'opportunity', begunAt: 14, doubtedAt: 100, state: 'checking' })
  await outbox.decide('doubts', { from: ['held'], state: 'waiting', reason: 'retried' }, 15)
  expect(await outbox.claim(by)).toMatchObject({ id: 'doubts', openStep: 'contact', begunAt: 15 })
  expect(await outbox.claim(by)).toMatchObject({ id: 'waits', state: 'sending' })
})

test('an older Gatehouse refuses a file of the present one, and leaves it alone', async () => {
  const file = freshFile()
  const { close } = await openStore(file)
  await close()
  const database = (await loadDriver()).open(file)
  expect(() => migrate(database, file, MIGRATIONS.slice(0, -1))).toThrow(
    `${file} was written by a newer Gatehouse (version ${MIGRATIONS.length} of the store, this one knows ${MIGRATIONS.length - 1})`,
  )
  database.close()
  await expect(openStore(file)).resolves.toBeDefined()
})

test('the step that was released stands as it was', () => {
  expect(
    createHash('sha256')
      .update(MIGRATIONS[0] ?? '')
      .digest('hex'),
  ).toBe(RELEASED)
})

const RELEASED = 'dddfac2ae5ad1ad83a45adec0fe0d775f6ee18c3a7ea72724ef419013ad52a64'
