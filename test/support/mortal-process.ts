/**
 * A process that ends by dice, between any two awaits of what runs in it or during one: what it awaits never comes, and what it asked
 * for may have been done.
 */
import type { Dice, Timeline } from './seeded.ts'

export interface MortalProcess {
  readonly signal: AbortSignal
  /** Rung when something was put. */
  wake(): void
  /** One await. `riskier`: so much likelier does the process end during it. */
  through<T>(act: () => Promise<T>, riskier?: number): Promise<T>
  /** One operation of the store: slow or frozen at times; at times it fails, before it is done or after. */
  stored<T>(act: () => Promise<T>): Promise<T>
  end(): void
}

export interface Mortality {
  readonly dice: Dice
  readonly time: Timeline
  /** How likely it ends at one await. */
  readonly endsChance: number
  /** From then on nothing fails any more. */
  readonly calmAt: number
  readonly ended: () => void
}

export function mortalProcess({ dice, time, endsChance, calmAt, ended }: Mortality): MortalProcess {
  const stopping = new AbortController()
  let alive = true
  const happens = (probability: number) => time.now() < calmAt && dice.chance(probability)
  const die = () => {
    if (!alive || time.now() >= calmAt) return
    alive = false
    ended()
  }
  const ends = () => {
    if (happens(endsChance)) die()
    return !alive
  }

  async function through<T>(act: () => Promise<T>, riskier = 1): Promise<T> {
    if (ends()) return NEVER
    if (happens(endsChance * riskier)) time.at(time.now() + dice.between(0, 9_000), die)
    try {
      const value = await act()
      return ends() ? NEVER : value
    } catch (error) {
      if (ends()) return NEVER
      throw error
    }
  }

  return {
    signal: stopping.signal,
    wake() {},
    through,
    stored: (act) =>
      through(async () => {
        if (happens(0.015)) throw new Error('disk full')
        await time.sleep(dice.between(0, 20))
        const value = await act()
        if (happens(0.004)) await time.sleep(dice.between(1_000, 90_000))
        if (happens(0.005)) throw new Error('writer gone')
        return value
      }),
    end() {
      alive = false
      stopping.abort()
    },
  }
}

const NEVER = new Promise<never>(() => {})
