import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bundle } from '../../support/bundle.ts'
import type { Fault, Struck } from '../../support/fault.ts'
import { noFaults, runWithFault } from '../../support/fault.ts'
import { freshFile, openStore, writer } from '../../support/sqlite.ts'

/** Half of them are syncs, half are writes. */
const FAULTS = Number(process.env.FAULTS ?? 16)
const HALF = Math.ceil(FAULTS / 2)
/** Enough that the last fault still meets a put. */
const PUTS = HALF + 20

interface Run extends Struck {
  readonly receipts: readonly string[]
  /** Receipts whose submission a later start does not find. */
  readonly lost: readonly string[]
}

async function run(fault: Fault, puts = PUTS, lie?: 'lie'): Promise<Run> {
  const file = freshFile()
  const ready = await openStore(file)
  await ready.close()
  const script = (await bundle('test/support/put-one-by-one.ts')).pathname
  const command = [process.execPath, script, file, (await writer()).href, String(puts), ...(lie ? [lie] : [])]
  const struck = runWithFault(fault, join(dirname(dirname(file)), 'trace'), command)
  const receipts = struck.lines.flatMap((line) => (line.startsWith('receipt ') ? [line.slice(8)] : []))

  const { outbox, damage } = await openStore(file)
  expect(damage).toBeUndefined()
  const found = await Promise.all(receipts.map((id) => outbox.accepted(id)))
  return { ...struck, receipts, lost: receipts.filter((_, index) => !found[index]) }
}

const inLog = ({ file }: Struck) => file.endsWith('-wal')

describe.skipIf(noFaults)('when the n-th call to the disk fails', () => {
  const first = Array.from({ length: HALF }, (_, index) => index + 1)

  test(`a sync: no receipt is given on its word, and none after it, ${HALF} times`, async () => {
    let stopped = 0
    for (const nth of first) {
      const struck = await run({ call: 'fsync', error: 'EIO', nth })
      const hint = `fsync ${nth}, on ${struck.file}`
      expect(struck.happened, hint).toBe(true)
      expect(struck.lost, hint).toEqual([])
      // What fails while the log is copied is done again by the next copy; what fails in the log itself is the end.
      if (!inLog(struck)) continue
      expect(
        struck.linesAfter.filter((line) => line.startsWith('receipt ')),
        hint,
      ).toEqual([])
      expect([1, 74], hint).toContain(struck.exitCode)
      if (struck.exitCode === 74) stopped++
    }
    console.log(`syncs that failed: ${HALF}, stores that stopped: ${stopped}`)
    expect(stopped).toBeGreaterThan(0)
  }, 600_000)

  test(`a write: the same, ${HALF} times`, async () => {
    for (const nth of first) {
      const struck = await run({ call: 'pwrite64', error: 'EIO', nth: nth * 7 })
      const hint = `pwrite64 ${nth * 7}, on ${struck.file}`
      expect(struck.happened, hint).toBe(true)
      expect(struck.lost, hint).toEqual([])
      if (inLog(struck))
        expect(
          struck.linesAfter.filter((line) => line.startsWith('receipt ')),
          hint,
        ).toEqual([])
    }
  }, 600_000)

  test('for want of room: that put is refused, what came before is there, and the store goes on', async () => {
    for (const nth of [40, 55, 70]) {
      const { lost, receipts, lines, exitCode } = await run({ call: 'pwrite64', error: 'ENOSPC', nth })
      expect(lost).toEqual([])
      expect(exitCode).toBe(0)
      expect(receipts.length + lines.filter((line) => line === 'failed').length).toBe(PUTS)
      expect(receipts.length).toBeGreaterThan(0)
    }
  }, 120_000)

  test('the harness sees a process that gives receipts too early', async () => {
    const liar = await run({ call: 'pwrite64', error: 'EIO', nth: 60, stays: true }, PUTS, 'lie')
    expect(liar.lost.length).toBeGreaterThan(0)
    // And it sees what is said after a fault.
    const late = await run({ call: 'pwrite64', error: 'ENOSPC', nth: 60 }, PUTS, 'lie')
    expect(late.linesAfter.filter((line) => line.startsWith('receipt ')).length).toBeGreaterThan(0)
  }, 60_000)

  test('a start whose writes all fail takes no whole file for damaged: the next one has every receipt', async () => {
    const file = freshFile()
    const script = (await bundle('test/support/put-one-by-one.ts')).pathname
    const command = [process.execPath, script, file, (await writer()).href, '30']
    // It ends without closing, as after a crash.
    const { stdout } = spawnSync(command[0] ?? '', command.slice(1), { encoding: 'utf8' })
    const receipts = stdout.split('\n').flatMap((line) => (line.startsWith('receipt ') ? [line.slice(8)] : []))
    expect(receipts).toHaveLength(30)
    for (const nth of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const fault = { call: 'pwrite64', error: 'ENOSPC', nth, stays: true } as const
      runWithFault(fault, join(dirname(dirname(file)), 'trace'), command)
      expect(
        readdirSync(dirname(file)).filter((name) => name.includes('damaged')),
        `write ${nth}`,
      ).toEqual([])
    }
    const { outbox, damage } = await openStore(file)
    expect(damage).toBeUndefined()
    for (const id of receipts) expect(await outbox.accepted(id)).toBeDefined()
  }, 120_000)
})
