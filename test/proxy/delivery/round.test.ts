import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../../proxy/upstreams/upstream.ts'
import type { Stage } from '../../support/delivery.ts'
import { DONE, openDelivery, sees } from '../../support/delivery.ts'

const MINUTE = 60_000
const DOWN: Outcome = { kind: 'later', reason: 'not-sent' }

describe('forms', () => {
  test('are served in turn, so that a flooded one holds up no other', async () => {
    const served: string[] = []
    const stage = await openDelivery({ create: () => DONE })
    const formOf = new Map<string, string>()
    for (let count = 0; count < 12; count++) formOf.set(await stage.put({ form: 'flooded' }), 'flooded')
    stage.wait(1)
    for (const form of ['a-form', 'z-form']) formOf.set(await stage.put({ form }), form)
    for (const form of ['a-form', 'flooded', 'z-form'])
      await stage.sqlite.forms.saveVersion({ form, version: 'v1', published: stage.form, source: '' }, 1)
    stage.script = {
      create: (_done, { submissionId }) => {
        served.push(formOf.get(submissionId) ?? '')
        return DONE
      },
    }
    while (await stage.deliver());
    expect(served.slice(0, 4)).toEqual(['a-form', 'flooded', 'z-form', 'flooded'])
    expect(served).toHaveLength(14)
  })
})

describe('a connection whose upstream is in trouble', () => {
  /** After five failures in a row. */
  async function paused(): Promise<{ stage: Stage; answer: (is: boolean) => void; probes: () => number }> {
    const stage = await openDelivery({ create: () => DOWN })
    let probes = 0
    let answers = false
    const upstream = stage.deps.connections.get('crm')?.upstream ?? {}
    Object.assign(upstream, {
      schema: async () => {
        probes++
        return answers ? { kind: 'done', value: { entity: 'opportunity', fields: [] } } : DOWN
      },
    })
    for (let count = 0; count < 8; count++) await stage.put()
    for (let count = 0; count < 5; count++) await stage.deliver()
    return {
      stage,
      answer: (is) => {
        answers = is
      },
      probes: () => probes,
    }
  }

  test('is not sent to after five failures in a row, and says so once', async () => {
    const { stage } = await paused()
    expect(stage.ran).toHaveLength(5)
    expect(await stage.deliver()).toBe(false)
    expect(stage.ran).toHaveLength(5)
    expect((await stage.sqlite.outbox.counts()).waiting).toBe(8)
    expect(stage.lines.filter(({ event }) => event === 'connection-paused')).toHaveLength(1)
  })

  test('is probed by a reading, ever more rarely, and costs no submission a try', async () => {
    const { stage, probes } = await paused()
    for (let second = 0; second < 10 * 60; second++) {
      stage.wait(1_000)
      await stage.deliver()
    }
    expect(stage.ran).toHaveLength(5)
    expect(probes()).toBeGreaterThan(5)
    expect(probes()).toBeLessThan(12)
  })

  test('gets one submission once it answers, and all others when that arrived', async () => {
    const { stage, answer } = await paused()
    stage.wait(MINUTE)
    answer(true)
    await stage.deliver()
    expect(stage.ran).toHaveLength(5)
    await stage.deliver()
    expect(stage.ran).toHaveLength(6)
    expect(await stage.deliver()).toBe(false)

    stage.wait(MINUTE)
    stage.script = { create: () => DONE }
    while (await stage.deliver());
    expect((await stage.sqlite.outbox.counts()).delivered).toBe(8)
    expect(stage.lines.filter(({ event }) => event === 'connection-back')).toHaveLength(1)
  })

  test('holds up no other', async () => {
    const { stage } = await paused()
    stage.script = { create: () => DONE }
    const other = await stage.put({ connection: 'other' })
    await stage.deliver()
    expect((await stage.get(other)).state).toBe('delivered')
  })

  test.each(['rate-limited', 'paced', 'stopping'])('is not paused by those that were %s', async (reason) => {
    const stage = await openDelivery({ create: () => ({ kind: 'later', reason }) })
    for (let count = 0; count < 30; count++) await stage.put()
    while (await stage.deliver());
    expect(stage.ran).toHaveLength(30)
  })
})

describe('a submission whose holders all end without a word', () => {
  async function claimed(stage: Stage): Promise<void> {
    await stage.sqlite.outbox.claim({ owner: 'doomed', connections: ['crm'], now: stage.now(), leaseMs: MINUTE })
    stage.wait(MINUTE)
  }

  async function luckless(): Promise<{ stage: Stage; id: string }> {
    const stage = await openDelivery({ create: () => DONE })
    const id = await stage.put()
    for (let count = 0; count < 3; count++) await claimed(stage)
    await stage.deliver()
    return { stage, id }
  }

  test('waits in a slow lane after the third, while others are served', async () => {
    const { stage, id } = await luckless()
    expect(await stage.get(id)).toMatchObject({
      state: 'waiting',
      reason: 'slow-lane',
      dueAt: stage.now() + 10 * MINUTE,
    })
    expect(stage.ran).toEqual([])
    const other = await stage.put()
    await stage.deliver()
    expect((await stage.get(other)).state).toBe('delivered')
  })

  test('is tried once more, and delivered if that ends well', async () => {
    const { stage, id } = await luckless()
    stage.wait(10 * MINUTE)
    await stage.deliver()
    expect((await stage.get(id)).state).toBe('delivered')
  })

  test('fails after the fourth, and a person can have it tried again', async () => {
    const { stage, id } = await luckless()
    stage.wait(10 * MINUTE)
    await claimed(stage)
    await stage.deliver()
    expect(await stage.get(id)).toMatchObject({ state: 'failed', reason: 'poison' })
    expect(stage.ran).toEqual([])
    await stage.sqlite.outbox.decide(id, { from: ['failed'], state: 'waiting', reason: 'retried' }, stage.now())
    await stage.deliver()
    expect((await stage.get(id)).state).toBe('delivered')
  })

  test('keeps its open step in evidence through all of it', async () => {
    const stage = await openDelivery({ opportunity: () => DONE })
    stage.look = sees({ kind: 'found', id: 'record-9' })
    const id = await stage.put()
    const { outbox } = stage.sqlite
    const claim = await outbox.claim({ owner: 'doomed', connections: ['crm'], now: stage.now(), leaseMs: MINUTE })
    if (!claim) throw new Error('Nothing was claimed.')
    await outbox.begin(claim, 'opportunity', false, stage.now())
    stage.wait(MINUTE)
    for (let count = 0; count < 2; count++) await claimed(stage)
    await stage.deliver()
    expect(await stage.get(id)).toMatchObject({ reason: 'slow-lane' })
    stage.wait(10 * MINUTE)
    await stage.deliver()
    expect(await stage.get(id)).toMatchObject({ state: 'delivered', results: { opportunity: { id: 'record-9' } } })
    expect(stage.ran).toEqual([])
  })
})

describe('whoever listens', () => {
  test('hears of every move once it is on disk', async () => {
    const stage = await openDelivery({ create: () => ({ kind: 'refused', reason: 'invalid', words: 'Ana' }) })
    const submission = await stage.put()
    const { reference } = await stage.get(submission)
    await stage.deliver()
    expect(stage.moves).toEqual([
      { submission, reference, form: 'contact', connection: 'crm', state: 'held', reason: 'refused' },
    ])
  })

  test('cannot break the delivery', async () => {
    const stage = await openDelivery(
      { create: () => DONE },
      {
        moved() {
          throw new Error('broken')
        },
      },
    )
    const id = await stage.put()
    expect(await stage.deliver()).toBe(true)
    expect((await stage.get(id)).state).toBe('delivered')
    expect(stage.lines).toContainEqual(expect.objectContaining({ event: 'listener-failed' }))
  })
})

test('three days are counted from when a stopped connection ran again', async () => {
  const stage = await openDelivery({ create: () => DOWN })
  const id = await stage.put()
  await stage.deliver()
  stage.deps.connections.get('crm')?.stop('key', 'unauthorized')
  stage.wait(100 * 60 * MINUTE)
  await stage.deliver()
  stage.deps.connections.get('crm')?.resume()
  await stage.deliver()
  expect((await stage.get(id)).state).toBe('waiting')
  stage.wait(72 * 60 * MINUTE)
  await stage.deliver()
  expect((await stage.get(id)).state).toBe('failed')
})
