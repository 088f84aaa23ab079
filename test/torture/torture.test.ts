/**
 * The torture: the built proxy, an emulated upstream, real sockets, and a ledger that must balance. `TORTURE=full` for the
 * sizes of a release, `TORTURE_SEED` for the dice of an earlier run, `GATEHOUSE_CLI` for another build.
 */
import { afterAll, expect, test } from 'vitest'
import type { Ledger } from './ledger.ts'
import { sumOf } from './ledger.ts'
import type { Result, Row } from './rows.ts'
import { ROWS } from './rows.ts'
import { openTrial } from './trial.ts'

const { TORTURE, TORTURE_SEED } = process.env
const full = TORTURE === 'full'
const seed = TORTURE_SEED === undefined ? Math.floor(Math.random() * 1_000_000) : Number(TORTURE_SEED)
/** Only a run that hangs needs it. */
const LIMIT_MS = 900_000

const HEAD =
  'torture size lost doubled marked too-fast accepted delivered held failed waiting peak/s void seconds'.split(' ')
const table: (readonly string[])[] = [HEAD]
const notes: string[] = []

test.for(ROWS)('$name', { timeout: full ? 20 * LIMIT_MS : LIMIT_MS }, async (row, { skip }) => {
  const { runs, size } = full ? row : { runs: 1, size: row.few }
  const name = [row.name, String(runs * size)]
  const missing = row.missing?.()
  if (missing !== undefined) {
    const skipped = `${row.name}: SKIPPED, ${missing}`
    console.warn(skipped)
    table.push([...name, 'SKIPPED'])
    notes.push(skipped)
    skip(skipped)
  }
  const startedAt = performance.now()
  const ledgers: Ledger[] = []
  for (let number = 0; number < runs; number++) {
    const { ledger, said } = await run(row, size, seed + number)
    const note = `${row.name}: ${said} (TORTURE_SEED=${seed + number})`
    console.log(note)
    notes.push(note)
    ledgers.push(ledger)
  }
  const { lost, doubled, tooFast, void: reasons, ...counts } = sumOf(ledgers)
  const seconds = Math.round((performance.now() - startedAt) / 1_000)
  const { marked, accepted, delivered, held, failed, waiting, peak } = counts
  const numbers = [lost.length, doubled.length, marked, tooFast.length]
  const rest = [accepted, delivered, held, failed, waiting, peak, reasons.length > 0 ? 'VOID' : 'no', seconds]
  table.push([...name, ...[...numbers, ...rest].map(String)])
  expect({ void: reasons, lost, doubled, tooFast }).toEqual({ void: [], lost: [], doubled: [], tooFast: [] })
})

afterAll(() => {
  const widths = HEAD.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)))
  const lines = table.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  console.log([...notes, ...lines].join('\n'))
})

/** One run with everything of its own; what makes it void beside its ledger is in the ledger. */
async function run(row: Row, size: number, thrown: number): Promise<Result> {
  const trial = await openTrial(thrown)
  try {
    const result = await row.run(trial, size)
    return { ...result, ledger: { ...result.ledger, void: [...result.ledger.void, ...result.void] } }
  } catch (cause) {
    table.push([row.name, String(size), 'BROKE OFF'])
    const how = `${row.name} broke off (TORTURE_SEED=${thrown}). The proxy's last words:`
    throw new Error(`${how}\n${trial.proxy.tail()}`, { cause })
  } finally {
    await trial.close()
  }
}
