/**
 * The delivery engine under one seed: real rules, real SQL, and a world in which answers, replies, the store and the
 * process itself fail by dice. `promises.ts` says what must hold at the end, whatever happened.
 */
import { createWorker } from '../../proxy/delivery/worker.ts'
import type { PublishedForm } from '../../proxy/forms/published.ts'
import type { Outbox } from '../../proxy/outbox/outbox.ts'
import { RETRIED } from '../../proxy/outbox/outbox.ts'
import { sqlOutbox } from '../../proxy/outbox/sql-outbox.ts'
import { createConnections } from '../../proxy/upstreams/connection.ts'
import type { Finding, World } from './faulty-upstream.ts'
import { faultyUpstream } from './faulty-upstream.ts'
import type { MemoryStore } from './memory-store.ts'
import type { MortalProcess } from './mortal-process.ts'
import { mortalProcess } from './mortal-process.ts'
import type { Dice, Timeline } from './seeded.ts'
import { diceOf, timeline } from './seeded.ts'
import { checked } from './submission.ts'

export const CANARY = 'a-very-private-answer'

const LOOK_AFTER_MS = 60_000
const START = 1_700_000_000_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Until then everything may fail; after it, nothing does. */
const CALM_AT = START + HOUR
const END = START + 300 * HOUR

export interface Scene {
  readonly seed: number
  readonly finding: Finding
  readonly world: World
  readonly outbox: Outbox
  readonly ids: readonly string[]
  /** Everything that was logged or told. */
  readonly lines: readonly unknown[]
  /** What broke a promise while it ran. */
  readonly broken: readonly string[]
  /** How many processes ended on the way. */
  readonly deaths: number
}

/** A bug to be found: the outbox as the engine sees it, or how long the engine waits before it looks. */
export interface Planted {
  readonly outbox?: (outbox: Outbox) => Outbox
  readonly lookAfterMs?: number
}

export async function simulate(seed: number, store: MemoryStore, planted: Planted = {}): Promise<Scene> {
  store.empty()
  const dice = diceOf(seed)
  const time = timeline(START)
  const outbox = sqlOutbox(store)
  const finding = dice.pick<Finding>(['marker', 'marker', 'values', 'none'])
  const lines: unknown[] = []
  const broken: string[] = []
  const world = faultyUpstream({
    ...{ dice, time, finding, lookAfterMs: LOOK_AFTER_MS },
    arrives(submission, entity) {
      if (store.openStep(submission) !== entity)
        broken.push(`${entity} of ${submission} arrived without a begun step on record`)
    },
  })

  const living = new Set<MortalProcess>()
  const endsChance = dice.pick([0.001, 0.01, 0.03])
  let deaths = 0
  const start = (): void => {
    const process = mortalProcess({
      ...{ dice, time, endsChance, calmAt: CALM_AT },
      ended() {
        deaths++
        living.delete(process)
        time.at(time.now() + dice.between(100, 5_000), start)
      },
    })
    living.add(process)
    runProxy(process, { dice, time, outbox, world, finding, lines, planted })
  }
  // Found by its values alone, a record could be that of another process which has not said so yet.
  const processes = finding === 'values' ? 1 : dice.pick([1, 1, 2])
  for (let count = 0; count < processes; count++) start()

  const ids = Array.from({ length: dice.chance(0.1) ? 7 : dice.between(1, 4) }, () => idOf(dice))
  const people = dice.between(1, 4)
  for (const [index, id] of ids.entries()) {
    const person = String(dice.between(0, people))
    const submission = checked({
      ...{ id, person, form: dice.pick(['contact', 'other']) },
      connection: finding === 'values' ? 'crm' : dice.pick(['crm', 'crm', 'desk']),
      answers: { nome: `${CANARY} ${person}`, email: `${CANARY}@${person}` },
      leftovers: { antes: CANARY },
    })
    time.at(START + dice.between(0, HOUR / 3), () => {
      void outbox.put(submission, [`R-${index}`], time.now()).then(() => {
        for (const process of living) process.wake()
      })
    })
  }
  if (dice.chance(0.2)) time.at(START + dice.between(0, HOUR / 3), () => (world.downUntil = time.now() + HOUR / 4))
  for (const at of [1, 2, 3]) time.at(START + (at * HOUR) / 4, () => void retryAll(outbox, dice, time))

  await time.run(CALM_AT)
  world.heal()
  await time.run(END, () => !store.anyOnItsWay())
  for (const process of living) process.end()
  return { seed, finding, world, outbox, ids, lines, broken, deaths }
}

interface Surroundings {
  readonly dice: Dice
  readonly time: Timeline
  readonly outbox: Outbox
  readonly world: World
  readonly finding: Finding
  readonly lines: unknown[]
  readonly planted: Planted
}

/** One proxy: its connections, breakers and memory are its own; the store and the upstream are everybody's. */
function runProxy(process: MortalProcess, { dice, time, outbox, world, finding, lines, planted }: Surroundings): void {
  const { upstream } = world
  const own: typeof upstream = {
    ...upstream,
    schema: (entity) => process.through(() => upstream.schema(entity)),
    look: (sought, taken) => process.through(() => upstream.look(sought, taken)),
    plan: (order) =>
      upstream.plan(order).map((step) => ({
        ...step,
        async run(done) {
          // Its turn in the line of the key comes late at times.
          if (dice.chance(0.3)) await process.through(() => time.sleep(dice.between(5_000, 20_000)))
          return process.through(() => step.run(done), 6)
        },
      })),
  }
  const { lookAfterMs = LOOK_AFTER_MS } = planted
  const connections = createConnections(
    ['crm', 'desk'].map((name) => ({ name, upstream: own, keyId: 'one', lookAfterMs })),
    () => {},
  )
  const form = { version: 'v1', form: { ...FORM, reuseContact: finding === 'marker' } }
  const worker = createWorker({
    outbox: faulty(planted.outbox?.(outbox) ?? outbox, process),
    forms: { live: () => undefined, version: async () => form },
    catalog: { schemas: () => ({}) },
    connections,
    env: { now: time.now, monotonic: time.now, random: dice, sleep: time.sleep },
    log: (level, event) => lines.push({ level, ...event }),
    moved: (moved) => lines.push(moved),
    idleMs: HOUR,
  })
  process.wake = worker.wake
  void worker.run(process.signal)
  void mend()

  /** A person mends what stopped a connection. */
  async function mend(): Promise<void> {
    while (!process.signal.aborted && time.now() < END) {
      await time.sleep(5 * MINUTE, process.signal)
      const stopped = [...connections.values()].filter((connection) => connection.stopped())
      for (const connection of stopped) connection.resume()
      if (stopped.length > 0) worker.wake()
      if (time.now() > CALM_AT + HOUR) return
    }
  }
}

const FORM: PublishedForm = {
  ...{ id: 'contact', connection: 'crm', entity: 'opportunity', sites: [], locale: 'en', fields: [] },
  mappings: {
    contact: [{ key: 'E-mail', label: 'E-mail', type: 'email', source: { answer: 'email' } }],
    opportunity: [{ key: 'Nome', label: 'Nome', type: 'text', source: { answer: 'nome' } }],
  },
  notes: { key: 'Notas', label: 'Notas' },
}

function faulty(outbox: Outbox, process: MortalProcess): Outbox {
  const entries = Object.entries(outbox).map(([name, act]: [string, (...given: never[]) => Promise<unknown>]) => [
    name,
    (...given: never[]) => process.stored(() => act(...given)),
  ])
  return Object.fromEntries(entries)
}

/** A person who has some of what is held or failed tried again. */
async function retryAll(outbox: Outbox, dice: Dice, time: Timeline): Promise<void> {
  for (const { id } of await outbox.list({ limit: 100 })) {
    if (dice.chance(0.5))
      await outbox.decide(id, { from: ['held', 'failed'], state: 'waiting', reason: RETRIED }, time.now())
  }
}

function idOf(dice: Dice): string {
  return Array.from({ length: 8 }, () => dice.between(0, 65_536).toString(16).padStart(4, '0')).join('')
}
