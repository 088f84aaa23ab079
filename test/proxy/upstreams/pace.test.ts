import { describe, expect, test } from 'vitest'
import { nodeEnv } from '../../../proxy/node/env.ts'
import type { Spacing } from '../../../proxy/upstreams/pace.ts'
import { createQueue } from '../../../proxy/upstreams/pace.ts'
import { openBolten } from '../../support/bolten.ts'
import { virtualClock } from '../../support/virtual-clock.ts'

describe('the pace of one key, on a virtual clock', () => {
  test('waits one spacing after the start, then starts calls in order, one spacing apart', async () => {
    const { clock, starts, queue } = paced()
    const results = ['a', 'b', 'c', 'd'].map((name) => queue.run(starts.call(name)))
    await clock.advance(10_000)
    expect(starts.seen).toEqual([
      ['a', 1_050],
      ['b', 2_100],
      ['c', 3_150],
      ['d', 4_200],
    ])
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd'].map((value) => ({ kind: 'called', value })))
  })

  test('saves nothing up: after a long rest there is no burst', async () => {
    const { clock, starts, queue } = paced()
    await clock.advance(60_000)
    for (const name of ['a', 'b', 'c']) void queue.run(starts.call(name))
    await clock.advance(10_000)
    expect(starts.seen).toEqual([
      ['a', 60_000],
      ['b', 61_050],
      ['c', 62_100],
    ])
  })

  test('a slow call does not hold up the next one, and a failing one breaks nothing', async () => {
    const { clock, starts, queue } = paced()
    void queue.run(() => clock.sleep(5_000).then(starts.call('slow, ended')))
    const failing = queue.run(() => Promise.reject(new Error('broken')))
    const after = queue.run(starts.call('after'))
    failing.catch(() => {})
    await clock.advance(10_000)
    await expect(failing).rejects.toThrow('broken')
    await expect(after).resolves.toEqual({ kind: 'called', value: 'after' })
    expect(starts.seen).toEqual([
      ['after', 3_150],
      ['slow, ended', 6_050],
    ])
  })

  test('counts the spacing from when the call had left, not from when it was asked to', async () => {
    const { clock, starts, queue } = paced()
    let leaving = Promise.resolve()
    void queue.run(async () => {
      leaving = clock.advance(400)
    })
    void queue.run(starts.call('next'))
    await clock.advance(1_050)
    await leaving
    await clock.advance(5_000)
    expect(starts.seen[0]?.[1]).toBeGreaterThanOrEqual(1_050 + 1_050)
  })

  test('a pause holds everything that is near enough, and lets go of what would wait too long', async () => {
    const { clock, starts, queue } = paced()
    await clock.advance(2_000)
    queue.pause(5_000)
    void queue.run(starts.call('a'))
    await clock.advance(4_999)
    expect(starts.seen).toEqual([])
    await clock.advance(1)
    expect(starts.seen).toEqual([['a', 7_000]])

    const waiting = queue.run(starts.call('never'))
    queue.pause(60_000)
    expect(await waiting).toEqual({ kind: 'not-called', reason: 'paced', afterMs: 60_000 })
    expect(await queue.run(starts.call('never'))).toMatchObject({ kind: 'not-called', reason: 'paced' })
    await clock.advance(61_000)
    expect(starts.seen).toHaveLength(1)
  })

  test('a pause that comes while a call waits for its turn holds it too', async () => {
    const { clock, starts, queue } = paced()
    void queue.run(starts.call('a'))
    await clock.advance(500)
    queue.pause(5_000)
    await clock.advance(10_000)
    expect(starts.seen).toEqual([['a', 5_500]])
  })

  test('a shorter pause does not end a longer one', async () => {
    const { clock, starts, queue } = paced()
    queue.pause(9_000)
    queue.pause(2_000)
    void queue.run(starts.call('a'))
    await clock.advance(20_000)
    expect(starts.seen).toEqual([['a', 9_000]])
  })

  test('the line is only so long: who stands too far back is told when to come again', async () => {
    const { clock, starts, queue } = paced()
    const turns = Array.from({ length: 30 }, (_, index) => queue.run(starts.call(String(index))))
    await clock.advance(60_000)
    const settled = await Promise.all(turns)
    const called = settled.filter(({ kind }) => kind === 'called').length
    expect(called).toBe(19)
    expect(starts.seen).toHaveLength(19)
    expect(settled.slice(called).every((turn) => turn.kind === 'not-called' && turn.afterMs > 20_000)).toBe(true)
  })

  test('of those that wait together the more urgent start first, each kind in its order', async () => {
    const { clock, starts, queue } = paced()
    for (const priority of ['schema', 'read', 'look', 'create'] as const)
      for (const place of [1, 2]) void queue.run(starts.call(`${priority} ${place}`), priority)
    await clock.advance(20_000)
    expect(starts.seen.map(([name]) => name)).toEqual(
      ['create', 'look', 'read', 'schema'].flatMap((priority) => [`${priority} 1`, `${priority} 2`]),
    )
  })

  test('a schema reading that waits is not held up for ever by creates that come later', async () => {
    const { clock, starts, queue } = paced()
    void queue.run(starts.call('create'))
    void queue.run(starts.call('schema'), 'schema')
    for (let count = 0; count < 200; count++) {
      void queue.run(starts.call('create'))
      await clock.advance(1_050)
    }
    const place = starts.seen.findIndex(([name]) => name === 'schema')
    expect(place).toBeGreaterThan(50)
    expect(place).toBeLessThan(70)
  })

  test('when the line is full, the least urgent is let go', async () => {
    const { clock, starts, queue } = paced()
    const schema = queue.run(starts.call('schema'), 'schema')
    const creates = Array.from({ length: 18 }, () => queue.run(starts.call('create')))
    const last = queue.run(starts.call('create'))
    expect(await schema).toMatchObject({ kind: 'not-called', reason: 'paced' })
    await clock.advance(60_000)
    expect((await Promise.all([...creates, last])).every(({ kind }) => kind === 'called')).toBe(true)
  })

  test('closing it starts nothing more, at once', async () => {
    const stop = new AbortController()
    const { clock, starts, queue } = paced(stop.signal)
    const waiting = [queue.run(starts.call('a')), queue.run(starts.call('b'))]
    await clock.advance(500)
    stop.abort()
    expect(await Promise.all(waiting)).toMatchObject([{ reason: 'stopping' }, { reason: 'stopping' }])
    expect(await queue.run(starts.call('c'))).toMatchObject({ kind: 'not-called', reason: 'stopping' })
    await clock.advance(60_000)
    expect(starts.seen).toEqual([])
  })

  test('of two paces for one key the slower one holds', async () => {
    const { clock, starts, queue } = paced()
    queue.slowTo({ spacingMs: 3_000 })
    queue.slowTo({ spacingMs: 2_000 })
    for (const name of ['a', 'b', 'c']) void queue.run(starts.call(name))
    await clock.advance(20_000)
    expect(times(starts)).toEqual([3_000, 6_000, 9_000])
    expect(queue.spacingMs).toBe(3_000)
  })
})

describe('a gap that the upstream tells', () => {
  test.each<[string, Spacing[], number, number]>([
    ['is kept when it is narrower', [{ spacingMs: 1_500 }], 600, 600],
    ['is kept when it is wider', [{ spacingMs: 1_500 }], 4_000, 4_000],
    [
      'is not kept when it is narrower than what the operator wrote',
      [{ spacingMs: 2_000, atLeastMs: 2_000 }],
      600,
      2_000,
    ],
    ['is kept when it is wider than what the operator wrote', [{ spacingMs: 2_000, atLeastMs: 2_000 }], 4_000, 4_000],
    [
      'is not kept when another connection with the key was told to be slower',
      [{ spacingMs: 1_500 }, { spacingMs: 3_000, atLeastMs: 3_000 }],
      600,
      3_000,
    ],
    ['that is no number changes nothing', [{ spacingMs: 1_500 }], Number.NaN, 1_500],
    ['without an end changes nothing', [{ spacingMs: 1_500 }], Number.POSITIVE_INFINITY, 1_500],
  ])('%s', async (_name, [first = { spacingMs: 0 }, ...others], told, expected) => {
    const clock = virtualClock(0)
    const starts = recorder(clock)
    const queue = createQueue({ ...first, env: clock })
    for (const other of others) queue.slowTo(other)
    queue.tell(told)
    for (const name of ['a', 'b', 'c']) void queue.run(starts.call(name))
    await clock.advance(60_000)
    expect(times(starts)).toEqual([expected, 2 * expected, 3 * expected])
    expect(queue.spacingMs).toBe(expected)
  })

  test('counts from the last start, for those who wait too', async () => {
    const { clock, starts, queue } = paced()
    const call = (name: string, ms?: number) => async () => {
      if (ms !== undefined) queue.tell(ms)
      return starts.call(name)()
    }
    void queue.run(call('a', 3_000))
    void queue.run(call('b', 200))
    for (const name of ['c', 'd']) void queue.run(call(name))
    await clock.advance(20_000)
    expect(times(starts)).toEqual([1_050, 4_050, 4_250, 4_450])
  })

  test('the last one holds, and a pause is waited for all the same', async () => {
    const { clock, starts, queue } = paced()
    queue.tell(5_000)
    queue.tell(500)
    queue.pause(10_000)
    for (const name of ['a', 'b']) void queue.run(starts.call(name))
    await clock.advance(20_000)
    expect(times(starts)).toEqual([10_000, 10_500])
  })

  test('is kept up to the longest wait, so that a step of several calls ends', async () => {
    const { clock, starts, queue } = paced()
    queue.tell(36_000)
    await clock.advance(60_000)
    const step = async () => {
      for (const name of ['upload', 'create', 'read']) await queue.run(starts.call(name))
    }
    void step()
    await clock.advance(60_000)
    expect(times(starts)).toEqual([60_000, 80_000, 100_000])
  })

  test('that leaves a turn too far away lets go of who waits for it', async () => {
    const { clock, starts, queue } = paced()
    const turns = ['a', 'b', 'c'].map((name) => queue.run(starts.call(name)))
    queue.tell(9_000)
    await clock.advance(60_000)
    expect((await Promise.all(turns)).map(({ kind }) => kind)).toEqual(['called', 'called', 'not-called'])
  })
})

test('on real sockets no call ever leaves before its time, not even after a restart', async () => {
  const spacingMs = 40
  const startedAt: number[] = []
  const env: typeof nodeEnv = {
    ...nodeEnv,
    http: (call) => {
      startedAt.push(performance.now())
      return nodeEnv.http(call)
    },
  }
  const { emulator, url } = await openBolten()
  const notBefore: number[] = []
  for (let run = 0; run < 3; run++) {
    const begunAt = performance.now()
    const { upstream } = await openBolten({ baseUrl: url, env, queue: createQueue({ spacingMs, env }) })
    notBefore.push(...[1, 2, 3, 4].map((turn) => begunAt + turn * spacingMs))
    const readings = await Promise.all(['opportunity', 'contact', 'opportunity', 'contact'].map(upstream.schema))
    expect(readings.map(({ kind }) => kind)).toEqual(['done', 'done', 'done', 'done'])
  }
  const gaps = startedAt.slice(1).map((at, index) => at - (startedAt[index] ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(spacingMs)
  expect(emulator.pace()).toMatchObject([{ key: 1, arrivals: 12 }])
  // An arrival can be late, never early: each is judged by the emulator's own clock against its turn.
  expect(emulator.arrivals().every(({ at }, index) => at >= (notBefore[index] ?? 0))).toBe(true)
})

function paced(signal?: AbortSignal) {
  const clock = virtualClock(0)
  const queue = createQueue({ spacingMs: 1_050, env: clock, ...(signal && { signal }) })
  return { clock, starts: recorder(clock), queue }
}

function recorder(clock: { monotonic(): number }) {
  const seen: [string, number][] = []
  return {
    seen,
    call: (name: string) => async () => {
      seen.push([name, clock.monotonic()])
      return name
    },
  }
}

function times({ seen }: ReturnType<typeof recorder>): readonly number[] {
  return seen.map(([, at]) => at)
}
