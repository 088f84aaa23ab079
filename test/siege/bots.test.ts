/**
 * Bots before the built proxy as it is for people, each of them from an address of its own. 10,000 of them with
 * `SIEGE=full`. Nobody is told that they are taken for one: what they send is held, and a receipt is a receipt.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Kept } from '../../proxy/outbox/outbox.ts'
import { contato } from '../support/forms.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'
import type { Loot } from './bots.ts'
import { BOTS, oldPage, oldProof } from './bots.ts'
import { proofOf, visitor } from './visitor.ts'

const full = process.env.SIEGE === 'full'
const kinds = Object.entries(BOTS)
const EACH = (full ? 10_000 : 600) / kinds.length
const AT_ONCE = 8
/** Somebody honest comes after so many turns of every kind. */
const PERSON_EVERY = full ? 40 : EACH
const SCRAPERS = full ? 20 : 3

const run = promisify(execFile)
const cli = fileURLToPath(new URL('../../dist/proxy/cli.js', import.meta.url))
const SECRET = 'of-the-proxy-CANARY-5d31'
const HOUR_MS = 3_600_000

let stage: Stage
let loot: Loot
/** Names of those whose submissions have to arrive, and how many receipts bots have. */
const people: string[] = []
const scrapers: string[] = []
let receipts = 0
/** As everybody gets it. */
let usual: readonly unknown[] = []
const figures: string[] = []

beforeAll(async () => {
  stage = await openStage({
    doors: true,
    forms: { contato, vagas: contato.replace('id: contato', 'id: vagas') },
    config: 'alerts: none\ntrustedProxies: [loopback]\nsecret: { file: proxy.secret }',
    files: { 'proxy.secret': SECRET },
  })
  loot = await gather()
})

afterAll(async () => {
  console.log(figures.join('\n'))
  await stage?.close()
})

async function person(): Promise<Loot['person']> {
  const name = `person ${people.length}`
  people.push(name)
  const someone = visitor(stage, name)
  const proof = await proofOf(someone)
  const answers = { nome: name, email: `${crypto.randomUUID()}@example.com`, aceite: true }
  const sent = { id: crypto.randomUUID(), answers, proof }
  const body = JSON.stringify(sent)
  const answer = await someone.post(body)
  expect(answer.status).toBe(202)
  usual = await shapeOf(answer)
  return { id: sent.id, body, proof }
}

async function gather(): Promise<Loot> {
  const thief = visitor(stage, 'thief')
  const page = await thief.page()
  return {
    person: await person(),
    otherForm: await proofOf(thief, undefined, 'vagas'),
    otherSite: await proofOf(thief, 'https://elsewhere.example'),
    old: await oldProof(SECRET, stage.site, Date.now() - HOUR_MS),
    oldPage: await oldPage(SECRET, Date.now() - 30 * HOUR_MS),
    spentPage: page,
    otherPage: (await thief.page('vagas')).token ?? '',
  }
}

/** What is the same of every receipt: its status, the names of its headers and of its parts. */
async function shapeOf(answer: Response): Promise<readonly unknown[]> {
  const { status, headers } = answer
  // Of the connection, which is closed after its thousandth answer.
  const names = [...headers.keys()].filter((name) => name !== 'keep-alive' && name !== 'connection')
  return [status, names.sort(), Object.keys(await answer.json())]
}

describe('bots', () => {
  // By design: where no script runs, nothing can be asked but time.
  test(`${SCRAPERS} that read the page, wait as long as a person types and post it, are delivered`, async () => {
    const pages = await Promise.all(
      Array.from({ length: SCRAPERS }, async (_, index) => {
        scrapers.push(`scraper ${index}`)
        const bot = visitor(stage, `scraper ${index}`)
        return { bot, page: index === 0 ? loot.spentPage : await bot.page() }
      }),
    )
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    for (const { bot, page } of pages) expect((await bot.postPage(page)).status).toBe(303)
  })

  test.each(kinds)(
    'one that %s gets the same as everybody',
    { timeout: full ? 3_600_000 : 120_000 },
    async (kind, bot) => {
      const { gets, send } = bot
      let turn = 0
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          while (turn < EACH) {
            const own = turn++
            const answer = await send(visitor(stage, `bot ${kind} ${own}`), loot)
            await GETS[gets](answer)
            if (gets === 'receipt') receipts += 1
            if (own % PERSON_EVERY === 0) await person()
          }
        }),
      )
    },
  )

  test('that are all at one address are refused beyond what a person could do, and nobody else is', async () => {
    const ADDRESS = '12.0.0.1'
    const statuses: number[] = []
    for (let turn = 0; turn < 160; turn++) {
      // Somebody else comes in between, else all seem to have one address and are let in.
      if (turn === 80) await person()
      const answer = await visitor(stage, `bot flood ${turn}`, ADDRESS).submit({})
      statuses.push(answer.status)
      if (answer.status === 429) expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d?$/)
      else receipts += 1
      await answer.text()
    }
    const taken = statuses.filter((status) => status === 202).length
    expect(statuses.filter((status) => status !== 202 && status !== 429)).toEqual([])
    expect(statuses.slice(0, 60)).toEqual(Array(60).fill(202))
    expect(statuses[60]).toBe(429)
    figures.push(`160 from one address: ${taken} received, ${160 - taken} told to come later`)
  })

  test('get nothing delivered: every record upstream is a person’s, and all that bots sent is held', async () => {
    await person()
    const arrived = () =>
      stage.emulator
        .records()
        .flatMap(({ entity, attributes }) => (entity === 'opportunity' ? [`${attributes.Nome}`] : []))
    const expected = [...people, ...scrapers].sort()
    await until(() => arrived().length >= expected.length, 120_000)
    await until(async () => (await kept()).every(({ state }) => state === 'delivered' || state === 'held'), 120_000)
    expect(arrived().sort()).toEqual(expected)

    const held = (await kept()).filter(({ state }) => state === 'held')
    expect(held.length).toBe(receipts)
    expect(new Set(held.map(({ reason }) => reason))).toEqual(new Set(['suspected-spam']))
    expect(held.filter(({ answers }) => !`${answers.nome}`.startsWith('bot '))).toEqual([])
    expect(stage.log()).not.toMatch(/"event":"(unexpected|unhandled-rejection|uncaught-exception)"/)
    figures.push(
      `${kinds.length * EACH} posts of ${kinds.length} kinds of bots: 0 delivered, ${held.length} held; ${people.length} people beside them: all delivered`,
      `${scrapers.length} that post a page they read 2 s before: delivered, by design`,
    )
  })
})

/** What a bot gets, and that there is nothing about it by which it could tell. */
const GETS: Readonly<Record<(typeof BOTS)[string]['gets'], (answer: Response) => Promise<void>>> = {
  async receipt(answer) {
    if (answer.status === 303) expect(answer.headers.get('location')).toMatch(/\/f\/contato\?sent=/)
    else expect(await shapeOf(answer)).toEqual(usual)
  },
  async 'old receipt'(answer) {
    expect((await answer.clone().json()).id).toBe(loot.person.id)
    expect(await shapeOf(answer)).toEqual(usual)
  },
  async page(answer) {
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('name="token"')
  },
  async conflict(answer) {
    expect(answer.status).toBe(409)
    await answer.text()
  },
}

async function kept(): Promise<readonly Kept[]> {
  const { stdout } = await run(process.execPath, [cli, 'submissions', 'list', '--json', '--limit', '100000'], {
    ...{ cwd: stage.folder, maxBuffer: 2 ** 28 },
  })
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}
