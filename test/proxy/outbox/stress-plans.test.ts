import { describe, expect, test } from 'vitest'
import type { Claim, Outbox } from '../../../proxy/outbox/outbox.ts'
import { sqlOutbox } from '../../../proxy/outbox/sql-outbox.ts'
import type { Operation, Statement, Store } from '../../../proxy/outbox/store.ts'
import { openStore } from '../../support/sqlite.ts'
import { checked, reference } from '../../support/submission.ts'

const WAITING = 10_000

/** Every call of the way in and the way out: what a visitor or a lead waits for. */
const WAYS: Readonly<Record<string, (outbox: Outbox, claim: Claim) => Promise<unknown>>> = {
  put: (outbox) => outbox.put(checked({ connection: 'idle' }), reference(), 1),
  accepted: (outbox) => outbox.accepted('nobody'),
  get: (outbox) => outbox.get('nobody'),
  history: (outbox) => outbox.history('nobody'),
  claim: (outbox) => outbox.claim({ owner: 'second', connections: ['idle'], now: 0, leaseMs: 1 }),
  'claim for forms': (outbox) =>
    outbox.claim({ owner: 'second', connections: ['idle'], forms: ['contact'], now: 0, leaseMs: 1 }),
  dueForms: (outbox) => outbox.dueForms('crm', 0),
  nextDue: (outbox) => outbox.nextDue(['crm']),
  unclear: (outbox) => outbox.unclear('crm', 0),
  takenRecords: (outbox) => outbox.takenRecords('crm', ['record']),
  begin: (outbox, claim) => outbox.begin(claim, 'create', false, 2),
  'begin, safe': (outbox, claim) => outbox.begin(claim, 'read', true, 2),
  finish: (outbox, claim) => outbox.finish(claim, 'create', { id: 'record', seen: true }, 3),
  reopen: (outbox, claim) => outbox.reopen(claim, 'absent', 4),
  settle: (outbox, claim) => outbox.settle(claim, { state: 'delivered' }, 5),
  decide: (outbox) => outbox.decide('nobody', { from: ['held'], state: 'waiting', reason: 'approved' }, 6),
  oldestUndelivered: (outbox) => outbox.oldestUndelivered(),
  contactOf: (outbox) => outbox.contactOf('crm', 'person'),
  rememberContact: (outbox) => outbox.rememberContact('crm', 'person', 'contact', 7),
  forgetContact: (outbox) => outbox.forgetContact('crm', 'person'),
}

/** The statements that a call compiles, and how SQLite would go about each. */
async function plansOf(store: Store): Promise<ReadonlyMap<string, readonly string[]>> {
  const statements: Statement[] = []
  const watched: Store = {
    ...store,
    run<const Op extends Operation>(operation: Op) {
      statements.push(...operation)
      return store.run(operation)
    },
  }
  const outbox = sqlOutbox(watched)
  await outbox.put(checked({ connection: 'first' }), reference(), 1)
  const claim = await outbox.claim({ owner: 'worker', connections: ['first'], now: 1, leaseMs: 60_000 })
  if (!claim) throw new Error('Nothing was claimed.')
  const plans = new Map<string, readonly string[]>()
  for (const [name, act] of Object.entries(WAYS)) {
    statements.length = 0
    await act(outbox, claim)
    for (const { sql, parameters } of statements.slice()) {
      const rows = await store.run([{ sql: `EXPLAIN QUERY PLAN ${sql}`, parameters } as Statement<{ detail: string }>])
      plans.set(`${name}: ${sql}`, rows?.[0].map(({ detail }) => detail) ?? [])
    }
  }
  return plans
}

async function fill(outbox: Outbox, count: number): Promise<void> {
  const stored = await Promise.all(Array.from({ length: count }, () => outbox.put(checked(), reference(), 1)))
  expect(stored.every(({ kind }) => kind === 'stored')).toBe(true)
}

describe(`with ${WAITING} waiting`, () => {
  test('every statement of the way in and out has the plan that it has with none, and goes through no table', async () => {
    const empty = await openStore()
    const full = await openStore()
    await fill(full.outbox, WAITING)
    // What SQLite knows of the tables' sizes, it may plan by.
    await full.store.run([{ sql: 'ANALYZE', parameters: [] }])
    const plans = await plansOf(full.store)
    expect(plans.size).toBeGreaterThan(Object.keys(WAYS).length)
    expect(await plansOf(empty.store)).toEqual(plans)
    const scans = [...plans].flatMap(([sql, plan]) =>
      plan
        .filter((line) => /^SCAN (submissions|history|records|contacts)\b/.test(line))
        .map((line) => `${line}: ${sql}`),
    )
    expect(scans).toEqual([])
  }, 60_000)

  test('a put costs about what it costs with none: the ratio is printed', async () => {
    const { outbox } = await openStore()
    const time = async () => {
      const from = performance.now()
      for (let count = 0; count < 200; count++) await outbox.put(checked(), reference(), 1)
      return performance.now() - from
    }
    await time()
    const withNone = await time()
    await fill(outbox, WAITING)
    const withMany = await time()
    console.log(
      `accepting with ${WAITING} waiting takes ${(withMany / withNone).toFixed(2)} times what it takes with none`,
    )
    expect((await outbox.counts()).waiting).toBe(WAITING + 600)
  }, 60_000)
})
