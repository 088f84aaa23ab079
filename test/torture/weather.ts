/** Bad weather: cards that seeded dice shuffle decide, call by call, what goes wrong at the emulated upstream. */
import type { BoltenEmulator } from '../../demo/upstreams/bolten.ts'
import type { Fault } from '../../demo/upstreams/faults.ts'
import type { Dice } from '../support/seeded.ts'

export interface Weather {
  /** How many calls went wrong. */
  struck(): number
  /** From here on nothing goes wrong. */
  clear(): void
}

export interface WeatherOptions {
  readonly emulator: BoltenEmulator
  readonly dice: Dice
  /** Of all calls, how many go wrong: 0.3 is three of ten. */
  readonly share: number
  /** The latest that a call which was never answered still does its work. Less than `lookAfter`. */
  readonly lateMs: number
}

export function badWeather({ emulator, dice, share, lateMs }: WeatherOptions): Weather {
  const { switches } = emulator
  let decided = emulator.arrivals().length
  let owed = 0
  let ordered = 0
  const cards: boolean[] = []

  /** Dealt and not thrown: a slow machine makes few calls, of which dice might strike none. */
  function isBad(): boolean {
    if (cards.length === 0) {
      for (let card = 0; card < PACK; card++) cards.splice(dice.between(0, card + 1), 0, card < share * PACK)
    }
    return cards.pop() ?? false
  }

  /** Looks so often that each call but a few has had its card before it arrives. */
  const timer = setInterval(() => {
    for (; decided <= emulator.arrivals().length; decided++) if (isBad()) owed++
    if (owed === 0 || switches.faults.length > 0) return
    switches.faults.push(dice.pick(FAULTS)(dice.between(0, lateMs)))
    owed--
    ordered++
  }, 1)

  return {
    struck: () => ordered - switches.faults.length,
    clear() {
      clearInterval(timer)
      ordered -= switches.faults.length
      switches.faults = []
    },
  }
}

/** Of so many calls as many go wrong as are to. */
const PACK = 10

const PLEASE_WAIT = { 'retry-after': '1' }

/** Each as likely as any other. `late` ms: when the work is done that nobody hears of. */
const FAULTS: readonly [(late: number) => Fault, ...((late: number) => Fault)[]] = [
  // Before the work.
  () => ({ kind: 'status', status: 429, headers: PLEASE_WAIT }),
  () => ({ kind: 'status', status: 503, headers: PLEASE_WAIT }),
  () => ({ kind: 'status', status: 500 }),
  () => ({ kind: 'html' }),
  () => ({ kind: 'reset' }),
  // After the work.
  () => ({ kind: 'status', status: 500, afterCommit: true }),
  () => ({ kind: 'html', afterCommit: true }),
  () => ({ kind: 'reset', afterCommit: true }),
  () => ({ kind: 'text', status: 201, body: '{"ok":true}', afterCommit: true }),
  () => ({ kind: 'huge', bytes: 400_000, afterCommit: true }),
  () => ({ kind: 'truncated' }),
  () => ({ kind: 'gzip' }),
  // Long after, or never.
  (late) => ({ kind: 'late-commit', method: 'POST', delayMs: late }),
  () => ({ kind: 'hang', method: 'POST' }),
]
