/**
 * The torture: everything real, and a ledger that must balance. `TORTURE=full` for the sizes of a release,
 * `TORTURE_SEED` to throw the dice of a run again.
 */
import { afterAll, expect, test } from 'vitest'
import type { Result, Row } from './rows.ts'
import { ROWS } from './rows.ts'
import { openTrial } from './trial.ts'

const full = process.env.TORTURE === 'full'
const seed = Number(process.env.TORTURE_SEED ?? Date.now() % 1_000_000)
const lines: string[][] = []

test.for(ROWS)('$name', { timeout: full ? 7_200_000 : 900_000 }, async (row, { skip }) => {
  const size = full ? row.size.full : row.size.short
  const missing = row.missing?.()
  if (missing !== undefined) {
    lines.push([row.name, String(size), `SKIPPED: ${missing}`])
    skip(missing)
  }
  const startedAt = performance.now()
  const result = await run(row, size)
  lines.push([row.name, String(size), ...cells(result), `${Math.round((performance.now() - startedAt) / 1_000)} s`])
  lines.push(['', '', result.said])
  const { ledger } = result
  expect({
    void: [...ledger.void, ...result.void],
    lost: ledger.lost,
    doubled: ledger.doubled,
    tooFast: ledger.tooFast,
  }).toEqual({ void: [], lost: [], doubled: [], tooFast: [] })
})

async function run(row: Row, size: number): Promise<Result> {
  const trial = await openTrial(seed)
  try {
    return await row.run(trial, size)
  } catch (error) {
    throw new Error(`${row.name} broke off; the proxy's last words:\n${trial.proxy.tail()}`, { cause: error })
  } finally {
    await trial.close()
  }
}

afterAll(() => {
  const head = [
    'torture',
    'size',
    'lost',
    'doubled',
    'marked',
    'accepted',
    'delivered',
    'held',
    'failed',
    'peak',
    'void',
    'took',
  ]
  const widths = head.map((_, column) =>
    Math.max(...[head, ...lines].map((line) => (line.length > 3 ? line : [line[0]])[column]?.length ?? 0)),
  )
  console.log(
    [head, ...lines].map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n'),
  )
  console.log(`seed ${seed}`)
})

function cells({ ledger, void: reasons }: Result): string[] {
  const { lost, doubled, marked, accepted, delivered, held, failed, waiting, peak } = ledger
  const counts = [lost.length, doubled.length, marked, accepted, delivered, held, failed, waiting, peak].map(String)
  return [...counts, ledger.void.length + reasons.length > 0 ? 'VOID' : 'no']
}
