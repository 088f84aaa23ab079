import { describe, expect, test } from 'vitest'
import { sqlOutbox } from '../../../proxy/outbox/sql-outbox.ts'
import { openMemoryStore } from '../../support/memory-store.ts'
import { outboxSuite } from '../../support/outbox-suite.ts'
import { freshFile, openStore } from '../../support/sqlite.ts'
import { checked, reference } from '../../support/submission.ts'

describe('the outbox on SQLite', () => outboxSuite(async () => (await openStore()).outbox))
describe('the outbox as simulations run it', () => outboxSuite(async () => sqlOutbox(await openMemoryStore())))

test('what was put is there after a restart, and a broken-off step is still in evidence', async () => {
  const file = freshFile()
  const before = await openStore(file)
  const submission = checked()
  await before.outbox.put(submission, ['KEPT'], 1)
  const claim = await before.outbox.claim({ owner: 'first', connections: ['crm'], now: 1_000, leaseMs: 60_000 })
  if (!claim) throw new Error('Nothing was claimed.')
  await before.outbox.begin(claim, 'create', false, 1_001)
  await before.close()

  const after = await openStore(file)
  expect(await after.outbox.accepted(submission.id)).toMatchObject({ reference: 'KEPT' })
  // The lease of the process that is gone is not waited for.
  const again = await after.outbox.claim({ owner: 'second', connections: ['crm'], now: 1_002, leaseMs: 60_000 })
  expect(again).toMatchObject({ id: submission.id, attempt: 2, openStep: 'create' })
})

test('a command works beside the proxy, and takes no claim away from it', async () => {
  const file = freshFile()
  const proxy = await openStore(file)
  await proxy.outbox.put(checked(), reference(), 1)
  await proxy.outbox.claim({ owner: 'proxy', connections: ['crm'], now: 2, leaseMs: 60_000 })
  const command = await openStore(file, false)
  expect(await command.outbox.counts()).toMatchObject({ sending: 1 })
  expect(await command.outbox.nextDue(['crm'])).toBe(60_002)
  await command.forms.setSettingOnce('seen', 'by a command')
  expect(await proxy.forms.setting('seen')).toBe('by a command')
})
