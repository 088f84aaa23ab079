import { expect, test } from 'vitest'
import { openBoldDesk, openBolten, openSeveral } from '../support/several-upstreams.ts'
import { until } from '../support/stage.ts'

test('one that is down, one that refuses its key and one that is slow leave the others alone', async () => {
  const [well, desk] = [await openBolten('well'), await openBoldDesk('desk')]
  const [gone, strict, slow] = [await openBolten('gone'), await openBoldDesk('strict'), await openBolten('slow')]
  const { factsOf, stateOf, submit } = await openSeveral([well, desk, gone, strict, slow])
  await gone.close()
  strict.fails({ kind: 'status', status: 401 })
  slow.fails({ kind: 'hang' })

  // Enough of each for the others' trouble to be met before the last of the good ones goes out.
  for (let lead = 1; lead <= 8; lead++)
    for (const upstream of [well, desk, gone, strict, slow]) await submit(upstream, `Ana ${lead}`)
  const all = [1, 2, 3, 4, 5, 6, 7, 8].map((lead) => `Ana ${lead}`)
  for (const upstream of [well, desk]) {
    await until(() => upstream.arrived().length === all.length)
    expect(upstream.arrived().toSorted()).toEqual(all)
    expect(factsOf(upstream)).toMatchObject({ state: 'running', sharesKeyWith: [] })
  }
  await until(() => stateOf(strict) === 'stopped')
  expect(factsOf(strict)).toMatchObject({ state: 'stopped', reason: 'key-refused', since: expect.any(Number) })
  expect(['running', 'paused']).toContain(stateOf(slow))
  for (const upstream of [gone, strict, slow]) expect(upstream.arrived()).toEqual([])

  // What was in trouble for a while is paused by itself, never stopped: nobody has to mend anything.
  await until(() => stateOf(gone) === 'paused', 60_000)
  expect(factsOf(gone)).toMatchObject({ state: 'paused', reason: 'upstream-in-trouble' })
  await submit(well, 'The last')
  await until(() => well.arrived().includes('The last'))
}, 120_000)

test('each keeps its own pace, and those that share a key the slower of theirs', async () => {
  const [one, two] = [await openBolten('one'), await openBolten('two')]
  const three = await openBolten('three', one.key)
  const all = [one, two, three]
  const { factsOf, submit, starts } = await openSeveral(all, { one: '20/s', two: '100/s', three: '10/s' })
  expect(factsOf(one)).toMatchObject({ spacingMs: 100, sharesKeyWith: ['three'] })
  expect(factsOf(three)).toMatchObject({ spacingMs: 100, sharesKeyWith: ['one'] })
  expect(factsOf(two)).toMatchObject({ spacingMs: 10, sharesKeyWith: [] })
  for (let lead = 1; lead <= 5; lead++) for (const upstream of all) await submit(upstream, `Ana ${lead}`)
  for (const upstream of all) await until(() => upstream.arrived().length === 5)
  // A start may come late on a busy machine, never early.
  await until(() => starts(one.key).length === one.calls() + three.calls())
  expect(smallestGap(starts(one.key))).toBeGreaterThanOrEqual(100)
  expect(smallestGap(starts(two.key))).toBeGreaterThanOrEqual(10)
}, 60_000)

test('a key that is refused stops every connection that uses it, and no other', async () => {
  const [one, two] = [await openBolten('one'), await openBoldDesk('two')]
  const three = await openBolten('three', one.key)
  const { stateOf, submit } = await openSeveral([one, two, three])
  three.fails({ kind: 'status', status: 401 })
  await submit(three, 'Ana')
  await until(() => stateOf(three) === 'stopped')
  expect(stateOf(one)).toBe('stopped')
  expect(stateOf(two)).toBe('running')
  await submit(two, 'Bia')
  await until(() => two.arrived().length === 1)
}, 60_000)

function smallestGap(times: readonly number[]): number {
  return Math.min(...times.slice(1).map((at, index) => at - (times[index] ?? 0)))
}
