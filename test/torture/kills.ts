/** kill -9 of the server at random moments, under load, while the upstream misbehaves. */
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../support/stage.ts'
import type { Result } from './rows.ts'
import type { Trial } from './trial.ts'
import { LATEST_COMMIT_MS } from './trial.ts'
import { badWeather } from './weather.ts'

/** Only a run in which nothing is delivered needs it. */
const STRIKES_WITHIN_MS = 120_000

export async function kills(trial: Trial, count: number): Promise<Result> {
  const { proxy, visitors, emulator, dice } = trial
  await proxy.start()
  const weather = badWeather({ emulator, dice, share: 0.1, lateMs: LATEST_COMMIT_MS })
  visitors.begin()
  let underLoad = 0
  for (let kill = 0; kill < count; kill++) {
    const before = visitors.receipts.size
    // Told in receipts, so that a slow machine is under load, too.
    const enough = before + dice.between(1, 9)
    await until(() => visitors.receipts.size >= enough)
    await sleep(dice.between(0, 100))
    await proxy.end('SIGKILL')
    if (visitors.receipts.size > before) underLoad++
    await proxy.start()
  }
  await visitors.finish()
  // Deliveries come behind their receipts, the more so on a slow machine.
  await until(() => weather.struck() > 0, STRIKES_WITHIN_MS)
  weather.clear()
  await trial.settle()
  return {
    ledger: await trial.ledger(),
    said: `${underLoad} of ${count} kills under load, ${weather.struck()} calls went wrong`,
    void: [
      ...(underLoad < count / 2 ? ['most kills met an idle server'] : []),
      ...(weather.struck() === 0 ? ['the upstream never misbehaved'] : []),
    ],
  }
}
