import { describe, expect, onTestFinished, test } from 'vitest'
import { createWorker } from '../../../proxy/delivery/worker.ts'
import { RETRIED } from '../../../proxy/outbox/outbox.ts'
import type { Outcome } from '../../../proxy/upstreams/upstream.ts'
import type { Stage } from '../../support/delivery.ts'
import { DONE, openDelivery, sees } from '../../support/delivery.ts'
import { freshFile, openStore } from '../../support/sqlite.ts'

const HOUR = 3_600_000
const SEEN: Outcome = { kind: 'done', result: { seen: true } }

/** A submission after one attempt whose only step ends so. */
async function attempted(outcome: Outcome, step = 'create') {
  const stage = await openDelivery({ [step]: () => outcome })
  const id = await stage.put()
  expect(await stage.deliver()).toBe(true)
  return { stage, id, kept: await stage.get(id) }
}

describe('a submission', () => {
  test('whose steps are all done is delivered, with each result kept', async () => {
    const stage = await openDelivery({ create: () => DONE, 'read-back': () => SEEN })
    const id = await stage.put()
    await stage.deliver()
    expect(await stage.get(id)).toMatchObject({
      state: 'delivered',
      results: { create: { id: 'record-1' }, 'read-back': { seen: true } },
    })
    expect(stage.ran).toEqual(['create', 'read-back'])
    expect(await stage.deliver()).toBe(false)
  })

  test('is on record as sending before its request leaves, and as checking while it is read back', async () => {
    const states: string[] = []
    const look = async (outcome: Outcome) => {
      states.push((await stage.get(id)).state)
      return outcome
    }
    const stage = await openDelivery({ create: () => look(DONE), 'read-back': () => look(SEEN) })
    const id = await stage.put()
    await stage.deliver()
    expect(states).toEqual(['sending', 'checking'])
  })

  test('that the upstream put off waits as long as it asked for', async () => {
    const { stage, kept, id } = await attempted({ kind: 'later', reason: 'rate-limited', afterMs: 7_000 })
    expect(kept).toMatchObject({ state: 'waiting', reason: 'rate-limited', dueAt: stage.now() + 7_000 })
    expect(await stage.deliver()).toBe(false)
    stage.wait(7_000)
    stage.script = { create: () => DONE }
    await stage.deliver()
    expect(await stage.get(id)).toMatchObject({ state: 'delivered', attempt: 2 })
  })

  test.each([
    [1, 1_000],
    [50 * HOUR, 24 * HOUR],
  ])('that the upstream put off by %d ms waits %d ms', async (afterMs, waited) => {
    const { stage, kept } = await attempted({ kind: 'later', reason: 'rate-limited', afterMs })
    expect(kept.dueAt - stage.now()).toBe(waited)
  })

  test('waits longer after each try, by the dice', async () => {
    const stage = await openDelivery({ create: () => ({ kind: 'later', reason: 'rate-limited' }) })
    const id = await stage.put()
    const waits: number[] = []
    for (let tries = 0; tries < 13; tries++) {
      await stage.deliver()
      const ms = (await stage.get(id)).dueAt - stage.now()
      waits.push(ms / 1_000)
      stage.wait(ms)
    }
    expect(waits).toEqual([2, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 1_800, 1_800])
  })

  test('fails when its tries are used up after three days, and is kept', async () => {
    const { stage, id } = await attempted({ kind: 'later', reason: 'not-sent' })
    stage.wait(72 * HOUR)
    await stage.deliver()
    expect(await stage.get(id)).toMatchObject({ state: 'failed', reason: 'tries-used', answers: { nome: 'Ana' } })
  })

  test('is tried for three days from its first attempt, not from its receipt, and anew when a person says so', async () => {
    const stage = await openDelivery({ create: () => ({ kind: 'later', reason: 'not-sent' }) })
    const id = await stage.put()
    stage.wait(100 * HOUR)
    await stage.deliver()
    expect((await stage.get(id)).state).toBe('waiting')
    stage.wait(72 * HOUR)
    await stage.deliver()
    expect((await stage.get(id)).state).toBe('failed')
    const decision = { from: ['failed'], state: 'waiting', reason: RETRIED } as const
    expect(await stage.sqlite.outbox.decide(id, decision, stage.now())).toBe(true)
    await stage.deliver()
    expect((await stage.get(id)).state).toBe('waiting')
  })

  test('uses up no try while it waits for our own pace', async () => {
    const { stage, id } = await attempted({ kind: 'later', reason: 'paced', afterMs: 1_000 })
    stage.wait(72 * HOUR)
    await stage.deliver()
    expect((await stage.get(id)).state).toBe('waiting')
  })

  test('that was refused is held with the upstream’s words', async () => {
    const { kept } = await attempted({ kind: 'refused', reason: 'invalid', words: 'Nome é inválido' })
    expect(kept).toMatchObject({ state: 'held', reason: 'refused', words: 'Nome é inválido' })
  })

  test.each([
    ['too long', 'ã'.repeat(5_000), 'ã'.repeat(1_024)],
    ['cut within a character', `x${'😀'.repeat(600)}`, `x${'😀'.repeat(511)}`],
    ['with NUL and half characters', 'a\0b\ud800c', 'ab\ufffdc'],
  ])('keeps words that are %s as far as the store takes them', async (_how, said, kept) => {
    expect((await attempted({ kind: 'refused', reason: 'invalid', words: said })).kept.words).toBe(kept)
  })

  test('whose outcome is unclear waits to be looked up, and is not sent again', async () => {
    const { stage, kept, id } = await attempted({ kind: 'unclear', reason: 'timeout' }, 'opportunity')
    expect(kept).toMatchObject({ state: 'checking', reason: 'timeout', dueAt: stage.now() + 60_000 })
    stage.wait(59_999)
    expect(await stage.deliver()).toBe(false)
    expect(stage.ran).toEqual(['opportunity'])
    expect((await stage.get(id)).state).toBe('checking')
  })

  test('whose reading back is unclear is read again later', async () => {
    const { stage, kept, id } = await attempted({ kind: 'unclear', reason: 'timeout' }, 'read-back')
    expect(kept).toMatchObject({ state: 'waiting', reason: 'timeout' })
    stage.wait(HOUR)
    stage.script = { 'read-back': () => SEEN }
    await stage.deliver()
    expect((await stage.get(id)).state).toBe('delivered')
  })

  test('that lost values on the way is held, and names them', async () => {
    const { kept } = await attempted({ kind: 'done', result: { id: 'r', lost: ['Telefone', 'UTM'] } })
    expect(kept).toMatchObject({ state: 'held', reason: 'lost-fields', words: 'Not in the record: Telefone, UTM' })
  })

  test('whose field is gone from the schema is sent without it, then held', async () => {
    const keys: string[] = []
    const stage = await openDelivery({
      create: (_done, order) => {
        keys.push(...(order.values.opportunity ?? []).map(({ key }) => key))
        return DONE
      },
    })
    stage.schemas = { opportunity: { entity: 'opportunity', fields: [{ key: 'Nome', label: 'Nome', raw: {} }] } }
    const id = await stage.put({ leftovers: { antigo: 'x' } })
    await stage.deliver()
    expect(keys).toEqual(['Nome'])
    expect(await stage.get(id)).toMatchObject({
      ...{ state: 'held', reason: 'lost-fields', words: 'Not in the record: E-mail, antigo' },
      results: { create: { id: 'record-1' } },
    })
  })

  test('of a version that the store does not know is held', async () => {
    const stage = await openDelivery({ create: () => DONE })
    const id = await stage.put({ version: 'unheard-of' })
    await stage.deliver()
    expect(await stage.get(id)).toMatchObject({ state: 'held', reason: 'form-unknown' })
    expect(stage.ran).toEqual([])
  })
})

describe('a connection that must not be used', () => {
  const REFUSED = { kind: 'refused', reason: 'unauthorized', words: 'Bad key' } as const

  test.each([
    ['key', ['crm', 'desk']],
    ['component', ['crm']],
  ] as const)('stops by its %s, with all that share it', async (stops, stopped) => {
    const { stage, kept } = await attempted({ ...REFUSED, stops })
    const connections = [...stage.deps.connections.values()]
    expect(connections.filter((connection) => connection.stopped()).map(({ name }) => name)).toEqual(stopped)
    expect(kept).toMatchObject({ state: 'waiting', reason: 'unauthorized' })
  })

  test('is not stopped twice by one submission: that is held with the words, and the others are delivered', async () => {
    const { stage, id } = await attempted({ ...REFUSED, stops: 'component' })
    const others = [await stage.put(), await stage.put()]
    stage.script = {
      create: (_done, { submissionId }) => (submissionId === id ? { ...REFUSED, stops: 'component' } : DONE),
    }
    stage.deps.connections.get('crm')?.resume()
    while (await stage.deliver());
    stage.wait(60_000)
    while (await stage.deliver());
    expect(stage.deps.connections.get('crm')?.stopped()).toBeUndefined()
    expect(await stage.get(id)).toMatchObject({ state: 'held', reason: 'refused', words: 'Bad key' })
    for (const other of others) expect((await stage.get(other)).state).toBe('delivered')
  })

  test('that refuses everyone gets each submission twice and no more, and each is held in the end', async () => {
    const { stage, id } = await attempted({ ...REFUSED, stops: 'key' })
    const all = [id, await stage.put(), await stage.put()]
    for (let minute = 0; minute < 12; minute++) {
      stage.wait(60_000)
      stage.deps.connections.get('crm')?.resume()
      while (await stage.deliver());
    }
    expect(stage.ran).toHaveLength(2 * all.length)
    for (const each of all) expect((await stage.get(each)).state).toBe('held')
  })

  test('blames the one that stopped it only once it could be read again', async () => {
    const { stage, id } = await attempted({ ...REFUSED, stops: 'key' })
    const connection = stage.deps.connections.get('crm')
    expect(connection?.blames(id)).toBe(false)
    connection?.resume('opportunity')
    expect(connection?.blames(id)).toBe(true)
    expect(connection?.blames(crypto.randomUUID())).toBe(false)
  })

  test('keeps its submissions waiting however long it takes, and delivers them when it runs again', async () => {
    const { stage, id } = await attempted({ ...REFUSED, stops: 'key' })
    stage.wait(100 * HOUR)
    expect(await stage.deliver()).toBe(false)
    expect(stage.ran).toEqual(['create'])
    stage.deps.connections.get('crm')?.resume()
    stage.script = { create: () => DONE }
    await stage.deliver()
    expect((await stage.get(id)).state).toBe('delivered')
  })

  test('holds up no other', async () => {
    const { stage } = await attempted({ ...REFUSED, stops: 'key' })
    stage.script = { create: () => DONE }
    const other = await stage.put({ connection: 'other' })
    await stage.deliver()
    expect((await stage.get(other)).state).toBe('delivered')
  })
})

describe('a worker that ends', () => {
  /** Ends as a killed process does: nothing of the attempt is recorded after this. */
  const killed = () => new Promise<Outcome>(() => {})

  test('between two steps leaves the rest to the next one, which repeats none', async () => {
    const file = freshFile()
    const before = await openStore(file)
    const first = await openDelivery({ contact: () => DONE, 'read-back': killed }, {}, before)
    const id = await first.put()
    void first.deliver('first')
    await until(() => first.ran.length === 2)
    await before.close()

    const second = await openDelivery({ contact: () => DONE, 'read-back': () => SEEN }, {}, await openStore(file))
    await second.deliver('second')
    expect(second.ran).toEqual(['read-back'])
    expect(await second.get(id)).toMatchObject({ state: 'delivered', results: { contact: { id: 'record-1' } } })
  })

  test('within a step that may have happened leaves it to be looked up', async () => {
    const file = freshFile()
    const before = await openStore(file)
    const first = await openDelivery({ contact: () => DONE, opportunity: killed }, {}, before)
    const id = await first.put()
    void first.deliver('first')
    await until(() => first.ran.length === 2)
    await before.close()

    const second = await openDelivery({ contact: () => DONE, opportunity: () => DONE }, {}, await openStore(file))
    await second.deliver('second')
    expect(second.ran).toEqual([])
    expect(await second.get(id)).toMatchObject({
      ...{ state: 'checking', reason: 'not-recorded', dueAt: second.now() + 60_000 },
      results: { contact: { id: 'record-1' } },
    })
    second.wait(60_000)
    second.look = sees({ kind: 'found', id: 'record-2' })
    await second.deliver('second')
    expect(second.ran).toEqual([])
    expect(await second.get(id)).toMatchObject({ state: 'delivered', results: { opportunity: { id: 'record-2' } } })
  })

  test('because it is told to starts no new step, and keeps what is done', async () => {
    const stopping = new AbortController()
    const stage = await openDelivery({
      contact: () => {
        stopping.abort()
        return DONE
      },
      opportunity: () => DONE,
    })
    const id = await stage.put()
    await stage.deliver('first', stopping.signal)
    expect(stage.ran).toEqual(['contact'])
    expect(await stage.get(id)).toMatchObject({ state: 'waiting', reason: 'stopping', dueAt: stage.now() })
    await stage.deliver('second')
    expect(stage.ran).toEqual(['contact', 'opportunity'])
    expect((await stage.get(id)).state).toBe('delivered')
  })
})

describe('a worker whose claim is lost', () => {
  test('records nothing over the one that has it', async () => {
    const stage = await openDelivery({})
    stage.script = {
      create: async () => {
        stage.wait(60_001)
        await stage.sqlite.outbox.claim({ owner: 'another', connections: ['crm'], now: stage.now(), leaseMs: 60_000 })
        return DONE
      },
      link: () => DONE,
    }
    const id = await stage.put()
    await stage.deliver()
    expect(stage.ran).toEqual(['create'])
    expect(await stage.get(id)).toMatchObject({ state: 'checking', attempt: 2, results: {} })
    expect(stage.lines).toContainEqual(expect.objectContaining({ event: 'claim-lost', submission: id }))
  })

  test('does not send at all when that happened before', async () => {
    const stage = await openDelivery({ create: () => DONE })
    const { outbox } = stage.deps
    const slow = {
      ...outbox,
      async claim(by: Parameters<typeof outbox.claim>[0]) {
        const claim = await outbox.claim(by)
        await outbox.claim({ ...by, owner: 'another', now: by.now + by.leaseMs })
        return claim
      },
    }
    const id = await stage.put()
    Object.assign(stage.deps, { outbox: slow })
    await stage.deliver()
    expect(stage.ran).toEqual([])
    expect((await stage.get(id)).attempt).toBe(2)
  })

  test('starts no step that its lease might not outlast, and goes on with a fresh one', async () => {
    const stage = await openDelivery({})
    stage.script = {
      contact: () => {
        stage.wait(40_000)
        return DONE
      },
      opportunity: () => DONE,
    }
    const id = await stage.put()
    await stage.deliver()
    expect(stage.ran).toEqual(['contact'])
    expect(await stage.get(id)).toMatchObject({ state: 'waiting', reason: 'lease-short', dueAt: stage.now() })
    await stage.deliver()
    expect(stage.ran).toEqual(['contact', 'opportunity'])
    expect((await stage.get(id)).state).toBe('delivered')
  })
})

describe('an adapter that throws', () => {
  const throws = (): never => {
    throw new TypeError('Unexpected token in "Ana, ana@example.com"')
  }

  test('within a step leaves it to be looked up', async () => {
    const stage = await openDelivery({ create: throws })
    const id = await stage.put()
    await stage.deliver()
    expect(await stage.get(id)).toMatchObject({ state: 'checking', reason: 'adapter-fault' })
    expect(stage.lines).toContainEqual(expect.objectContaining({ event: 'adapter-fault', error: 'TypeError' }))
  })

  test('within a reading is asked again later, and while it plans too', async () => {
    const stage = await openDelivery({ 'read-back': throws })
    const id = await stage.put()
    await stage.deliver()
    expect(await stage.get(id)).toMatchObject({ state: 'waiting', reason: 'adapter-fault' })
    const upstream = stage.deps.connections.get('crm')?.upstream
    Object.assign(upstream ?? {}, { plan: throws })
    stage.wait(HOUR)
    await stage.deliver()
    expect(await stage.get(id)).toMatchObject({ state: 'waiting', reason: 'adapter-fault', attempt: 2 })
  })
})

test('an outcome that cannot be recorded is said loudly, left to the lease, and looked up', async () => {
  const stage = await openDelivery({ opportunity: () => DONE })
  const id = await stage.put()
  const { outbox } = stage.deps
  Object.assign(stage.deps, { outbox: { ...outbox, finish: () => Promise.reject(new Error('disk full')) } })
  expect(await stage.deliver()).toBe(true)
  expect(stage.lines).toContainEqual(expect.objectContaining({ event: 'outcome-not-recorded', error: 'disk full' }))
  Object.assign(stage.deps, { outbox })
  stage.wait(60_001)
  await stage.deliver()
  expect(await stage.get(id)).toMatchObject({ state: 'checking', reason: 'not-recorded' })
  stage.wait(60_000)
  stage.look = sees({ kind: 'found', id: 'record-1' })
  await stage.deliver()
  expect(await stage.get(id)).toMatchObject({ state: 'delivered', results: { opportunity: { id: 'record-1' } } })
  expect(stage.ran).toEqual(['opportunity'])
})

test('no answer is ever in history or in the log', async () => {
  const nome = 'a-very-private-answer'
  const outcomes: Outcome[] = [
    DONE,
    { kind: 'later', reason: 'rate-limited' },
    { kind: 'refused', reason: 'invalid', words: `Nome "${nome}" é inválido` },
    { kind: 'unclear', reason: 'timeout' },
  ]
  for (const act of [...outcomes.map((outcome) => () => outcome), () => Promise.reject(new Error(nome))]) {
    const stage = await openDelivery({ create: act })
    const id = await stage.put({ answers: { nome }, leftovers: { antigo: nome }, context: { page: nome } })
    await stage.deliver()
    expect(JSON.stringify(await stage.sqlite.outbox.history(id))).not.toContain('private')
    expect(stage.lines.length).toBeGreaterThan(0)
    expect(JSON.stringify(stage.lines)).not.toContain('private')
  }
})

describe('the loop', () => {
  test('delivers all that is due, tries again what was put off, and ends when told', async () => {
    const tries = new Map<string, number>()
    const stage = await openDelivery({
      create: (_done, { submissionId }) => {
        const count = (tries.get(submissionId) ?? 0) + 1
        tries.set(submissionId, count)
        return count < 3 ? { kind: 'later', reason: 'not-sent' } : DONE
      },
    })
    const ids = await Promise.all(
      ['crm', 'desk', 'other', 'crm', 'desk'].map((connection) => stage.put({ connection })),
    )
    const { stop } = start(stage)
    await until(async () => (await stage.sqlite.outbox.counts()).delivered === ids.length)
    await stop()
    expect([...tries.values()]).toEqual([3, 3, 3, 3, 3])
  })

  test('is not held up by a connection that is slow', async () => {
    const stage = await openDelivery({
      create: (_done, order) => (order.submissionId === slow ? new Promise<Outcome>(() => {}) : DONE),
    })
    const slow = await stage.put({ connection: 'crm' })
    const quick = await stage.put({ connection: 'other' })
    start(stage)
    await until(async () => (await stage.get(quick)).state === 'delivered')
    expect((await stage.get(slow)).state).toBe('sending')
  })

  test('wakes for a put, without waiting for its next look', async () => {
    const stage = await openDelivery({ create: () => DONE })
    sleepUntilWoken(stage)
    const { worker, stop } = start(stage)
    await until(() => asleep.size === stage.deps.connections.size)
    const id = await stage.put()
    worker.wake()
    await until(async () => (await stage.get(id)).state === 'delivered')
    await stop()
  })

  test('goes on when the store fails for a while', async () => {
    const stage = await openDelivery({ create: () => DONE })
    const { outbox } = stage.deps
    let failures = 5
    const shaky = {
      ...outbox,
      claim: (by: Parameters<typeof outbox.claim>[0]) =>
        failures-- > 0 ? Promise.reject(new Error('disk full')) : outbox.claim(by),
    }
    Object.assign(stage.deps, { outbox: shaky })
    const id = await stage.put()
    const { stop } = start(stage)
    await until(async () => (await stage.get(id)).state === 'delivered')
    await stop()
    expect(stage.lines.filter(({ event }) => event === 'delivery-stalled')).toHaveLength(5)
  })
})

/** The loop, which ends with the test at the latest. */
function start({ deps }: Stage) {
  const worker = createWorker(deps)
  const stopping = new AbortController()
  const running = worker.run(stopping.signal)
  onTestFinished(() => stopping.abort())
  return {
    worker,
    stop() {
      stopping.abort()
      return running
    },
  }
}

const asleep = new Set<symbol>()

/** Time never passes: whoever sleeps wakes only by its signal. */
function sleepUntilWoken(stage: Stage): void {
  asleep.clear()
  const sleep = (_ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      const sleeper = Symbol()
      asleep.add(sleeper)
      signal?.addEventListener('abort', () => {
        asleep.delete(sleeper)
        resolve()
      })
    })
  Object.assign(stage.deps.env, { sleep })
}

/** Waits for what comes about by itself. The test's own time limit ends it. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 2))
}
