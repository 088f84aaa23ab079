import { expect, onTestFinished, test } from 'vitest'
import type { Outbox } from '../../../proxy/outbox/outbox.ts'
import { openMemoryStore } from '../../support/memory-store.ts'
import { brokenPromises } from '../../support/promises.ts'
import type { Planted, Scene } from '../../support/simulation.ts'
import { simulate } from '../../support/simulation.ts'

/** `SEED=n` runs that one again; `SEEDS=n` so many. */
const { SEED, SEEDS = '600' } = process.env
const MANY = SEED === undefined ? Number(SEEDS) : 1
const FIRST = SEED === undefined ? 1 : Number(SEED)
/** Seeds that once broke a promise: they run first, for ever. */
const KEPT: readonly number[] = []
const LIMIT_MS = 60_000 + MANY * 200

test(
  'whatever fails, and whenever: nothing is missing, nothing doubled unmarked, nothing told',
  async () => {
    const seen = { scenes: 0, deaths: 0, calls: 0, found: 0, resent: 0, held: 0, failed: 0, delivered: 0 }
    const seeds = [...KEPT, ...Array.from({ length: MANY }, (_, index) => FIRST + index)]
    await throughSeeds(seeds, {}, async (scene) => {
      const broken = await brokenPromises(scene)
      if (broken.length > 0) throw new Error(await story(scene, broken))
      seen.scenes++
      seen.deaths += scene.deaths
      seen.calls += scene.world.calls()
      const { delivered, held, failed } = await scene.outbox.counts()
      seen.delivered += delivered
      seen.held += held
      seen.failed += failed
      const told = JSON.stringify(scene.lines)
      seen.found += told.split('"sighting":"found"').length - 1
      seen.resent += scene.world.records.filter(({ marked }) => marked).length
    })
    console.log(`simulation: ${JSON.stringify(seen)}`)
    if (SEED !== undefined || MANY < 600) return
    // A world in which little happens would promise little.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(MANY / 1_000)
  },
  LIMIT_MS,
)

test('the same seed is the same run', async () => {
  const runs: string[] = []
  for (let run = 0; run < 2; run++) {
    await throughSeeds([7, 8, 9, 10, 11], {}, async ({ world, lines, outbox, ids }) => {
      runs.push(JSON.stringify([world.records, lines, await Promise.all(ids.map(outbox.history))]))
    })
  }
  expect(runs.slice(0, 5)).toEqual(runs.slice(5))
  expect(new Set(runs).size).toBe(5)
})

const FIRST_300 = Array.from({ length: 300 }, (_, index) => index + 1)

/** The engine with one thing wrong in it. */
const BUGS: readonly (readonly [string, Planted])[] = [
  ['sends again without a look', { outbox: (outbox) => ({ ...outbox, claim: withoutOpenStep(outbox) }) }],
  ['looks while the upstream may still act', { lookAfterMs: 0 }],
  ['sends before the step is on record', { outbox: (outbox) => ({ ...outbox, begin: async () => true }) }],
  ['takes a record that is another’s', { outbox: (outbox) => ({ ...outbox, takenRecords: async () => new Set() }) }],
  ['takes every step for done', { outbox: (outbox) => ({ ...outbox, reopen: async () => true }) }],
]

test.each(BUGS)(
  'an engine that %s breaks a promise within 300 seeds',
  async (_bug, planted) => {
    let found = 0
    await throughSeeds(FIRST_300, planted, async (scene) => {
      if ((await brokenPromises(scene)).length > 0) found++
      return found > 0 ? 'enough' : undefined
    })
    expect(found).toBe(1)
  },
  LIMIT_MS,
)

function withoutOpenStep({ claim }: Outbox): Outbox['claim'] {
  return async (by) => {
    const claimed = await claim(by)
    if (!claimed) return undefined
    const { openStep: _forgotten, ...rest } = claimed
    return rest
  }
}

async function throughSeeds(
  seeds: readonly number[],
  planted: Planted,
  see: (scene: Scene) => Promise<unknown>,
): Promise<void> {
  const store = await openMemoryStore()
  onTestFinished(() => store.close())
  for (const seed of seeds) {
    if ((await see(await simulate(seed, store, planted))) === 'enough') return
  }
}

/** What a person needs to see why: the promise, the way to run it again, and everything that happened. */
async function story({ seed, outbox, ids, world, lines }: Scene, broken: readonly string[]): Promise<string> {
  const histories = await Promise.all(ids.map(outbox.history))
  const events = ids.flatMap((id, index) => (histories[index] ?? []).map((row) => `${id} ${JSON.stringify(row)}`))
  const records = world.records.map((record) => JSON.stringify(record))
  return [
    `SEED=${seed} broke a promise; run it again with SEED=${seed}.`,
    ...broken,
    ...events,
    ...records,
    ...lines.map((line) => JSON.stringify(line)),
  ].join('\n')
}
