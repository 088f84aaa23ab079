/** One run of torture: an emulated Bolten, the built proxy, visitors, and at the end the ledger of all three. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CONTACTS, OPPORTUNITIES } from '../../demo/upstreams/bolten/data.ts'
import type { BoltenEmulator } from '../../demo/upstreams/bolten.ts'
import { createBoltenEmulator } from '../../demo/upstreams/bolten.ts'
import { SLOW_LANE } from '../../proxy/outbox/outbox.ts'
import { loadDriver } from '../../proxy/outbox/sqlite/driver.ts'
import { TRUSTING } from '../support/guards.ts'
import type { Dice } from '../support/seeded.ts'
import { diceOf } from '../support/seeded.ts'
import { freePort, until } from '../support/stage.ts'
import type { KeptRow, Ledger } from './ledger.ts'
import { balance } from './ledger.ts'
import type { ProxyProcess } from './proxy-process.ts'
import { proxyProcess } from './proxy-process.ts'
import type { Visitors } from './visitors.ts'
import { visitors } from './visitors.ts'

export interface Trial {
  readonly dice: Dice
  readonly emulator: BoltenEmulator
  readonly proxy: ProxyProcess
  readonly visitors: Visitors
  /** Of its own; goes at the end. */
  readonly folder: string
  /** Where the store lies from the next start on. */
  database: string
  /** What the next start is wrapped in, e.g. a tracer and its arguments. */
  wrapper: readonly string[]
  /** How many are on their way. */
  moving(): Promise<number>
  /** Until none is. */
  settle(): Promise<void>
  ledger(): Promise<Ledger>
  close(): Promise<void>
}

/** Calls a second: high, so that a run is short; low enough to be what holds the proxy back. */
const PACE = 100
/** Gatehouse keeps this far below what an upstream allows: 1,050 ms apart where Bolten allows one a second. */
const MARGIN = 1.05
/** After this, what happened upstream can be seen there: longer than the latest commit and the list's delay together. */
const LOOK_AFTER = '3s'
const PAST_DOUBT_MS = 4_000
export const LATEST_COMMIT_MS = 600
export const LIST_DELAY_MS = 400

/** A run in which nothing has come to rest for so long is broken. */
const STUCK_MS = 120_000
const KEY = 'sk_torture'

export async function openTrial(seed: number): Promise<Trial> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-torture-'))
  const emulator = createBoltenEmulator({ keys: [KEY] })
  // The pace is judged by the ledger, over everything that arrived.
  emulator.switches.pace = { requests: Number.MAX_SAFE_INTEGER, windowMs: 1 }
  emulator.switches.listDelayMs = LIST_DELAY_MS
  const port = await freePort()
  mkdirSync(join(folder, 'forms'))
  for (const id of FORMS) writeFileSync(join(folder, 'forms', `${id}.yaml`), formText(id))
  writeFileSync(join(folder, 'gatehouse.yaml'), configText(await emulator.listen(0), port))

  const dice = diceOf(seed)
  const proxy: ProxyProcess = proxyProcess({
    ...{ folder, key: KEY, port, forms: FORMS },
    database: () => trial.database,
    wrapper: () => trial.wrapper,
  })
  const guests = visitors(proxy.url, FORMS, dice)

  const trial: Trial = {
    ...{ dice, emulator, proxy, visitors: guests, folder },
    database: join(folder, 'data', 'gatehouse.db'),
    wrapper: [],
    moving: async () => (await keptIn(trial.database)).filter(isMoving).length,
    async settle() {
      // What may still happen upstream has happened, and can be seen there.
      await sleep(PAST_DOUBT_MS)
      for (let left = await trial.moving(); left > 0; left = await trial.moving()) {
        const isFewer = async () => {
          await passTime(trial.database)
          return (await trial.moving()) < left
        }
        await until(isFewer, STUCK_MS).catch(async () => {
          throw new Error(`It does not come to rest: ${await storyOf(trial.database)}`)
        })
      }
    },
    async ledger() {
      const { sent, receipts, insults } = guests
      const ledger = balance({
        ...{ sent, receipts, kept: await keptIn(trial.database), records: emulator.records() },
        arrivals: emulator.arrivals().map(({ at }) => at),
        perSecond: PACE * MARGIN,
      })
      return { ...ledger, void: [...ledger.void, ...insults.map((insult) => `a visitor was answered ${insult}`)] }
    },
    async close() {
      guests.goHome()
      await proxy.end('SIGKILL')
      await emulator.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return trial
}

/** One that was in the hands of several processes in a row that died is set aside for longer than a run. */
function isMoving({ state, reason }: KeptRow): boolean {
  return ['waiting', 'sending', 'checking'].includes(state) && reason !== SLOW_LANE
}

/** Waits grow to an hour between two tries; a run that sat them out would prove no more. */
async function passTime(database: string): Promise<void> {
  if (!existsSync(database)) return
  const store = (await loadDriver()).open(database)
  try {
    store.exec(`PRAGMA busy_timeout = 5000;
      UPDATE submissions SET due_at = 0 WHERE owner IS NULL AND state IN ('waiting', 'checking') AND reason IS NOT '${SLOW_LANE}'`)
  } finally {
    store.close()
  }
}

/** How many are where, and why. */
async function storyOf(database: string): Promise<string> {
  const places = (await keptIn(database)).map(({ state, reason }) => `${state} ${reason ?? ''}`.trim())
  return [...new Set(places)].map((place) => `${places.filter((other) => other === place).length} ${place}`).join(', ')
}

/** Read as it lies there, past every line of the product that wrote it. None where there is no store yet. */
export async function keptIn(database: string): Promise<readonly KeptRow[]> {
  if (!existsSync(database)) return []
  const memory = (await loadDriver()).open(':memory:')
  try {
    // Statements on the file itself would keep it open until they are collected, and its disk mounted.
    memory.exec(`PRAGMA busy_timeout = 5000; ATTACH '${database}' AS store`)
    memory.exec('CREATE TABLE kept AS SELECT id, reference, state, reason FROM store.submissions; DETACH store')
    return memory.prepare('SELECT * FROM kept').all() as unknown as KeptRow[]
  } finally {
    memory.close()
  }
}

/** `marked`: its records carry the submission's id. `plain`: they are told apart by their values alone. */
const FORMS = ['marked', 'plain'] as const

function formText(id: (typeof FORMS)[number]): string {
  const found = id === 'marked' ? 'reference: { to: ID do site }\n' : ''
  return `id: ${id}
connection: crm
entity: opportunity
sites: [example.com]
locale: pt-BR
fields:
  - { name: nome, to: Nome, required: true }
  - { name: email, to: E-mail, type: email, required: true }
  - { name: telefone, to: Telefone, type: tel }
  - { name: mensagem, to: Observação, type: textarea }
contact:
  fields: [{ name: nome, to: Nome }, { name: email, to: E-mail }, { name: telefone, to: Telefone }]
notes: Observação
${found}`
}

function configText(upstream: string, port: number): string {
  return `connections:
  crm:
    upstream: bolten
    url: ${upstream}
    components: { opportunity: ${OPPORTUNITIES}, contact: ${CONTACTS} }
    key: { env: TORTURE_KEY }
    pace: ${PACE}/s
    lookAfter: ${LOOK_AFTER}
listen: { port: ${port} }
publicUrl: http://localhost:${port}
alerts: none
${TRUSTING}
`
}
