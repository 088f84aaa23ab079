/**
 * The torture: the built proxy, an emulated upstream, real sockets, and a ledger that must balance. `TORTURE=full` for the
 * sizes of a release, `TORTURE_SEED` for the dice of an earlier run, `GATEHOUSE_CLI` for another build.
 */
import { afterAll, expect, test } from 'vitest'
import type { Result, Row } from './rows.ts'
import { ROWS } from './rows.ts'
import { openTrial } from './trial.ts'

const { TORTURE, TORTURE_SEED } = process.env
const size = TORTURE === 'full' ? 'full' : 'short'
const seed = TORTURE_SEED === undefined ? Math.floor(Math.random() * 1_000_000) : Number(TORTURE_SEED)
/** Only a run that hangs needs it. */
const LIMIT_MS = { short: 900_000, full: 10_800_000 }[size]

const HEAD =
  'torture size lost doubled marked too-fast accepted delivered held failed waiting peak/s void seconds'.split(' ')
const table: (readonly string[])[] = [HEAD]
const notes: string[] = []

test.for(ROWS)('$name', { timeout: LIMIT_MS }, async (row, { skip }) => {
  const missing = row.missing?.()
  if (missing !== undefined) {
    const skipped = `${row.name}: SKIPPED, ${missing}`
    console.warn(skipped)
    notes.push(skipped)
    skip(skipped)
  }
  const startedAt = performance.now()
  const result = await run(row)
  const seconds = Math.round((performance.now() - startedAt) / 1_000)
  const { lost, doubled, tooFast } = result.ledger
  const reasons = [...result.ledger.void, ...result.void]
  table.push([row.name, String(row.size[size]), ...cellsOf(result), reasons.length > 0 ? 'VOID' : 'no', `${seconds}`])
  notes.push(`${row.name}: ${result.said}`)
  console.log(notes.at(-1))
  expect({ void: reasons, lost, doubled, tooFast }).toEqual({ void: [], lost: [], doubled: [], tooFast: [] })
})

afterAll(() => {
  const widths = HEAD.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)))
  const lines = table.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  console.log([...lines, ...notes, `TORTURE_SEED=${seed}`].join('\n'))
})

async function run(row: Row): Promise<Result> {
  const trial = await openTrial(seed)
  try {
    return await row.run(trial, row.size[size])
  } catch (cause) {
    table.push([row.name, String(row.size[size]), 'BROKE OFF'])
    throw new Error(`${row.name} broke off. The proxy's last words:\n${trial.proxy.tail()}`, { cause })
  } finally {
    await trial.close()
  }
}

function cellsOf({ ledger }: Result): readonly string[] {
  const { lost, doubled, marked, tooFast, accepted, delivered, held, failed, waiting, peak } = ledger
  const counts = [lost.length, doubled.length, marked, tooFast.length, accepted, delivered, held, failed, waiting, peak]
  return counts.map(String)
}
