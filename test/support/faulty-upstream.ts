/**
 * A model of an upstream that fails in every way which an adapter can tell apart, and keeps the truth: which records it
 * really made, for whom, when.
 */
import type { Outcome, Reading, Sighting, Sought, Step, Upstream } from '../../proxy/upstreams/upstream.ts'
import type { Dice, Timeline } from './seeded.ts'

/** How a record can be found again: by a marker, by its values alone, or not at all. */
export type Finding = 'marker' | 'values' | 'none'

export interface MadeRecord {
  readonly id: string
  readonly entity: string
  readonly submission: string
  readonly values: string
  /** It says of itself that it may be a duplicate. */
  readonly marked: boolean
  readonly madeAt: number
  /** When a list shows it. */
  readonly visibleAt: number
}

export interface World {
  readonly upstream: Upstream
  readonly records: MadeRecord[]
  /** How many calls it got. */
  calls(): number
  /** From now on every call is answered well. */
  heal(): void
  /** Nothing is answered until this time. */
  downUntil: number
}

export interface WorldParts {
  readonly dice: Dice
  readonly time: Timeline
  readonly finding: Finding
  /** Longer than any commit comes late and any list lags, taken together. */
  readonly lookAfterMs: number
  /** Hears of every create as it arrives. */
  readonly arrives: (submission: string, entity: string) => void
}

const DEADLINE_MS = 8_000

export function faultyUpstream({ dice, time, finding, lookAfterMs, arrives }: WorldParts): World {
  const records: MadeRecord[] = []
  let calls = 0
  let healed = false

  const world: World = {
    records,
    calls: () => calls,
    heal() {
      healed = true
    },
    downUntil: 0,
    upstream: {
      entities: ['opportunity', 'contact'],
      schema: async () => (await read()) ?? { kind: 'done', value: { entity: 'opportunity', fields: [] } },
      components: async () => ({ kind: 'done', value: [] }),
      look,
      plan: (order) => [
        ...(order.contactId === undefined ? [] : [checkContact(order.contactId)]),
        create('contact', order),
        create('opportunity', order),
        { name: 'read-back', safe: true, run: async () => (await read()) ?? { kind: 'done', result: { seen: true } } },
      ],
    },
  }
  return world

  function create(entity: string, order: Sought['order']): Step {
    return {
      name: entity,
      safe: false,
      async run(done): Promise<Outcome> {
        const linked = done['contact-check']
        if (entity === 'contact' && linked?.reused) return { kind: 'done', result: linked }
        calls++
        arrives(order.submissionId, entity)
        const made = {
          ...{ entity, submission: order.submissionId },
          values: JSON.stringify((order.values[entity] ?? []).map(({ value }) => value)),
          marked: order.notes?.lines.some((line) => line.includes('duplicate')) ?? false,
        }
        const commit = (): Outcome => {
          const id = `record-${records.length + 1}`
          const lagMs = healed ? 0 : extreme(lookAfterMs * 0.3)
          records.push({ ...made, id, madeAt: time.now(), visibleAt: time.now() + lagMs })
          return { kind: 'done', result: { id, seen: dice.chance(0.5) } }
        }
        await time.sleep(dice.between(5, 500))
        if (isDown()) return dice.chance(0.5) ? { kind: 'later', reason: 'not-sent' } : unclear('http-503')
        if (healed || dice.chance(0.7)) return commit()
        return dice.pick<() => Outcome | Promise<Outcome>>([
          () => ({ kind: 'later', reason: 'rate-limited', afterMs: dice.between(1_000, 20_000) }),
          () => ({ kind: 'later', reason: 'not-sent' }),
          () => unclear('http-500'),
          () => commit() && unclear('http-500'),
          () => commit() && unclear('no-id'),
          () => hangs(() => {}),
          () => hangs(commit),
          () => hangs(commit),
          () => refuses(),
        ])()
      },
    }
  }

  /** It acts after the caller has given up: late, but not later than what is waited for. */
  async function hangs(act: () => void): Promise<Outcome> {
    time.at(time.now() + extreme(lookAfterMs * 0.65), act)
    await time.sleep(DEADLINE_MS)
    return unclear('timeout')
  }

  /** Up to so long; the longest is where bugs are. */
  function extreme(ms: number): number {
    return dice.pick([0, ms, dice() * ms])
  }

  function refuses(): Outcome {
    if (dice.chance(0.7)) return { kind: 'refused', reason: 'invalid', words: 'No.' }
    return { kind: 'refused', reason: 'unauthorized', stops: dice.pick(['key', 'component']) }
  }

  function checkContact(id: string): Step {
    return {
      name: 'contact-check',
      safe: true,
      run: async () => {
        const failed = await read()
        if (failed) return failed
        return { kind: 'done', result: dice.chance(0.2) ? { gone: true } : { id, reused: true } }
      },
    }
  }

  /** One reading call; undefined when it is answered. */
  async function read(): Promise<Exclude<Outcome, { kind: 'done' | 'refused' }> | undefined> {
    calls++
    await time.sleep(dice.between(5, 500))
    if (isDown()) return { kind: 'later', reason: 'http-503' }
    if (healed || dice.chance(0.7)) return undefined
    return dice.chance(0.5) ? { kind: 'later', reason: 'rate-limited', afterMs: 2_000 } : unclear('timeout')
  }

  async function look(
    sought: readonly Sought[],
    taken: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<Reading<ReadonlyMap<string, Sighting>>> {
    const failed = await read()
    if (failed) return failed
    const visible = records.filter(({ visibleAt }) => visibleAt <= time.now())
    const others = await taken(visible.map(({ id }) => id))
    const free = visible.filter(({ id }) => !others.has(id))
    return { kind: 'done', value: new Map(sought.map((one) => [one.submissionId, sightOf(one, free)])) }
  }

  function sightOf({ entity, submissionId, order }: Sought, free: readonly MadeRecord[]): Sighting {
    if (finding === 'none') return { kind: 'unknown' }
    const values = JSON.stringify((order.values[entity] ?? []).map(({ value }) => value))
    const found = free.find(
      (record) =>
        record.entity === entity &&
        (finding === 'marker' ? record.submission === submissionId : record.values === values),
    )
    return found ? { kind: 'found', id: found.id } : { kind: 'absent' }
  }

  function isDown(): boolean {
    return !healed && time.now() < world.downUntil
  }
}

function unclear(reason: string): { readonly kind: 'unclear'; readonly reason: string } {
  return { kind: 'unclear', reason }
}
