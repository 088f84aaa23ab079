/** Three of ten calls go wrong upstream, lists lag behind, and the one who delivers is killed now and then. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Result } from './rows.ts'
import type { Trial } from './trial.ts'
import { LATEST_COMMIT_MS } from './trial.ts'
import { badWeather } from './weather.ts'

const SHARE = 0.3

export async function faultyUpstream(trial: Trial, count: number): Promise<Result> {
  const { proxy, visitors, emulator, dice } = trial
  await proxy.start()
  const weather = badWeather({ emulator, dice, share: SHARE, lateMs: LATEST_COMMIT_MS })
  const sending = visitors.send(count)
  let killed = 0
  do {
    await sleep(dice.between(200, 2_000))
    await proxy.end('SIGKILL')
    killed++
    await proxy.start()
    // The weather stays bad until the last few: most of the deliveries come after the receipts.
  } while ((visitors.receipts.size < count || (await trial.moving()) > count / 50) && killed < count / 10)
  await sending
  const calls = emulator.arrivals().length
  weather.clear()
  await trial.settle()
  const share = weather.struck() / calls
  return {
    ledger: await trial.ledger(),
    said: `${Math.round(share * 100)} % of ${calls} calls went wrong, ${killed} kills`,
    void: [
      ...(share < SHARE * 0.6 ? ['the upstream misbehaved too little'] : []),
      ...(killed === 0 ? ['nobody was killed'] : []),
    ],
  }
}
