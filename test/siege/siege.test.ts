/**
 * The siege: the built proxy among requests that no honest page sends. `SIEGE=full` for the size of a release, `SIEGE_SEED`
 * for the dice of an earlier run.
 */
import { readFileSync } from 'node:fs'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { diceOf } from '../support/seeded.ts'
import { openStage } from '../support/stage.ts'
import { badRequest } from './bad-requests.ts'
import { sendRaw } from './raw-client.ts'

const { SIEGE, SIEGE_SEED } = process.env
const full = SIEGE === 'full'
const seed = SIEGE_SEED === undefined ? Math.floor(Math.random() * 1_000_000) : Number(SIEGE_SEED)
const REQUESTS = full ? 1_000_000 : 10_000
const AT_ONCE = 16
/** After so many, somebody honest sends a form, and the memory is looked at. */
const ROUND = REQUESTS / 20
/** A short siege ends while the engine still makes itself room: 4 kB a request, where the long one sees 20 bytes. */
const MAX_GROWTH_MIB = full ? 20 : 40

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
  const stage = await openStage({ forms: { contact: FORM } })
  onTestFinished(() => stage.close())
  const port = Number(new URL(stage.proxy).port)
  const tally = new Map<number, number>()
  const broken: string[] = []
  const memory: number[] = []
  let next = 0

  async function besiege(until: number): Promise<void> {
    while (next < until) {
      const own = seed + next++
      const statuses = await sendRaw(port, badRequest(diceOf(own)))
      for (const status of statuses) tally.set(status, (tally.get(status) ?? 0) + 1)
      if (statuses.some((status) => status >= 500)) broken.push(`seed ${own}: ${statuses}`)
    }
  }

  for (let until = ROUND; until <= REQUESTS; until += ROUND) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => besiege(until)))
    const answer = await fetch(`${stage.proxy}/v1/forms/contact/submissions`, {
      method: 'POST',
      headers: { origin: stage.site },
      body: JSON.stringify({ id: crypto.randomUUID(), answers: { name: 'Ana' } }),
    })
    expect(answer.status).toBe(202)
    memory.push(residentMib(stage.pid()))
  }

  // What the store and the JIT take at first is no growth.
  const [early, late] = [Math.min(...memory.slice(4, 9)), Math.min(...memory.slice(-5))]
  const answers = [...tally].sort(([one], [other]) => one - other).map(([status, count]) => `${status}: ${count}`)
  figures.push(
    `bad requests ${next}, seed ${seed}; answers ${answers.join(', ')}`,
    `resident memory ${early} MiB, at the end ${late} MiB`,
  )
  expect(broken).toEqual([])
  expect(stage.log()).not.toMatch(/"event":"(unexpected|unhandled-rejection|uncaught-exception)"/)
  expect(late - early).toBeLessThan(MAX_GROWTH_MIB)
  expect([...tally.keys()]).toEqual(expect.arrayContaining([200, 400, 404, 405, 415]))
})

/** Of a process, in MiB. */
function residentMib(pid: number): number {
  const [, kib = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kib) / 1_024)
}
