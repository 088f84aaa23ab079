/**
 * The siege: the built proxy among requests that no honest page sends. `SIEGE=full` for the size of a release, `SIEGE_SEED`
 * for the dice of an earlier run.
 */
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { diceOf } from '../support/seeded.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'
import { badRequest } from './bad-requests.ts'
import { sendRaw } from './raw-client.ts'

const { SIEGE, SIEGE_SEED } = process.env
const full = SIEGE === 'full'
const seed = SIEGE_SEED === undefined ? Math.floor(Math.random() * 1_000_000) : Number(SIEGE_SEED)
const REQUESTS = full ? 1_000_000 : 10_000
const AT_ONCE = 16
/** After so many, somebody honest sends a form, and the memory is looked at. */
const ROUND = REQUESTS / 20
/** The main thread and the store's writer. */
const THREADS = 2
/** A short siege ends while the engine still compiles: 33 MiB, where the next 50,000 requests stay. */
const MAX_GROWTH_MIB = full ? 4 : 8

const FORM = `id: contact
connection: crm
entity: opportunity
sites: [SITE]
fields:
  - { name: name, to: Nome, required: true }
  - { name: email, to: E-mail, type: email }
  - { name: story, to: Observação, type: textarea }
`

const figures: string[] = []
afterAll(() => console.log(figures.join('\n')))

test('bad requests: no answer of 500 or more, no crash, memory stays flat, and people are served in between', {
  timeout: full ? 7_200_000 : 600_000,
}, async () => {
  const probe = new URL('memory-probe.mjs', import.meta.url).href
  const stage = await openStage({ forms: { contact: FORM }, node: ['--import', probe] })
  onTestFinished(() => stage.close())
  const port = Number(new URL(stage.proxy).port)
  const tally = new Map<number, number>()
  const broken: string[] = []
  const live: number[] = []
  let next = 0

  async function besiege(end: number): Promise<void> {
    while (next < end) {
      const own = seed + next++
      const statuses = await sendRaw(port, badRequest(diceOf(own)))
      for (const status of statuses) tally.set(status, (tally.get(status) ?? 0) + 1)
      if (statuses.some((status) => status >= 500)) broken.push(`seed ${own}: ${statuses}`)
    }
  }

  for (let end = ROUND; end <= REQUESTS; end += ROUND) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => besiege(end)))
    const answer = await fetch(`${stage.proxy}/v1/forms/contact/submissions`, {
      method: 'POST',
      headers: { origin: stage.site },
      body: JSON.stringify({ id: crypto.randomUUID(), answers: { name: 'Ana' } }),
    })
    expect(answer.status).toBe(202)
    live.push(await liveMib(stage))
  }

  // What is filled at first (caches, the counters of one address) is no growth, nor is what is just under way.
  const [early, late] = [Math.min(...live.slice(4, 9)), Math.min(...live.slice(-5))]
  const answers = [...tally].sort(([one], [other]) => one - other).map(([status, count]) => `${status}: ${count}`)
  figures.push(
    `bad requests ${next}, seed ${seed}; answers ${answers.join(', ')}`,
    `live memory ${early.toFixed(1)} MiB, at the end ${late.toFixed(1)} MiB`,
  )
  expect(broken).toEqual([])
  expect(stage.log()).not.toMatch(/"event":"(unexpected|unhandled-rejection|uncaught-exception)"/)
  expect(late - early).toBeLessThan(MAX_GROWTH_MIB)
  expect([...tally.keys()]).toEqual(expect.arrayContaining([200, 400, 404, 405, 415]))
})

/** What the proxy still holds after its garbage is collected, all threads together, in MiB. */
async function liveMib(stage: Stage): Promise<number> {
  const told = () => [...stage.log().matchAll(/^live-memory (\d+)\n/gm)].map(([, bytes]) => Number(bytes))
  const before = told().length
  await stage.signal('SIGUSR2')
  await until(() => told().length === before + THREADS)
  return (
    told()
      .slice(before)
      .reduce((sum, bytes) => sum + bytes) /
    2 ** 20
  )
}
