import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { bundle } from '../../support/bundle.ts'
import { freshFile, openStore, writer } from '../../support/sqlite.ts'
import { checked, reference } from '../../support/submission.ts'

const NEVER = Number.POSITIVE_INFINITY

test('kill -9 under load takes no submission that has its receipt', async () => {
  const file = freshFile()
  const receipts: string[] = []
  for (const enough of [1, 40, 150, 300, 77]) {
    const { lines, child } = await load(file, enough)
    child.kill('SIGKILL')
    await once(child, 'close')
    receipts.push(...lines.flatMap((line) => (line.startsWith('receipt ') ? [line.slice(8)] : [])))
  }
  expect(receipts.length).toBeGreaterThanOrEqual(568)

  // The lock of the killed process is gone with it.
  const { outbox, store } = await openStore(file)
  const found = await Promise.all(receipts.map((id) => outbox.accepted(id)))
  expect(found.filter((accepted) => accepted === undefined)).toHaveLength(0)
  const whole = await store.run([{ sql: 'PRAGMA integrity_check', parameters: [] }])
  expect(whole).toEqual([[{ integrity_check: 'ok' }]])
})

test('a disk that takes no more makes put reject, and what had its receipt stays', async () => {
  const file = freshFile()
  // In 512-byte blocks: the kernel refuses to let any file of this process grow beyond 400 KiB.
  const { lines, child } = await load(file, NEVER, ['-c', 'ulimit -f 800; exec "$0" "$@"'])
  if (child.exitCode === null) await once(child, 'close')
  const receipts = lines.flatMap((line) => (line.startsWith('receipt ') ? [line.slice(8)] : []))
  const failures = lines.filter((line) => line.startsWith('failed '))
  expect(receipts.length).toBeGreaterThan(20)
  expect(failures).toHaveLength(8)
  expect(failures.join()).toContain(file)

  const { outbox } = await openStore(file)
  const found = await Promise.all(receipts.map((id) => outbox.accepted(id)))
  expect(found.filter((accepted) => accepted === undefined)).toHaveLength(0)
})

test('many submissions at once share commits', async () => {
  const { outbox, store } = await openStore()
  const before = store.commits()
  const puts = await Promise.all(Array.from({ length: 500 }, () => outbox.put(checked(), reference(), 1)))
  expect(puts.every(({ kind }) => kind === 'stored')).toBe(true)
  expect(store.commits() - before).toBeLessThan(100)
  expect(store.commits() - before).toBeGreaterThan(0)
})

test('one that comes alone is committed before its receipt', async () => {
  const { outbox, store } = await openStore()
  for (let count = 1; count <= 5; count++) {
    const before = store.commits()
    await outbox.put(checked(), reference(), 1)
    expect(store.commits() - before).toBe(1)
  }
})

test('each commit waits for the disk, and erased text is gone from the pages', async () => {
  const { store } = await openStore()
  const ask = async (name: string) =>
    Object.values((await store.run([{ sql: `PRAGMA ${name}`, parameters: [] }]))?.[0]?.[0] ?? {})
  expect(await ask('synchronous')).toEqual([2])
  expect(await ask('journal_mode')).toEqual(['wal'])
  expect(await ask('secure_delete')).toEqual([1])
  expect(await ask('foreign_keys')).toEqual([1])
  expect(await ask('trusted_schema')).toEqual([0])
})

test('the file is its user’s alone', async () => {
  const file = freshFile()
  await openStore(file)
  expect(statSync(file).mode & 0o077).toBe(0)
  expect(statSync(`${file}-wal`).mode & 0o077).toBe(0)
  expect(statSync(file.replace('/gatehouse.db', '')).mode & 0o077).toBe(0)
})

/** Starts a process that puts, and resolves once it said `enough` lines or ended. `lines` goes on growing. */
async function load(
  file: string,
  enough: number,
  shell?: readonly string[],
): Promise<{ lines: string[]; child: ChildProcess }> {
  const script = (await bundle('test/support/put-under-load.ts')).pathname
  const command = [process.execPath, script, file, (await writer()).href]
  const [program = '', ...rest] = shell ? ['/bin/sh', ...shell, ...command] : command
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const said = createInterface({ input: child.stdout })
  await new Promise<void>((resolve) => {
    child.once('close', () => resolve())
    said.on('line', (line) => {
      if (lines.push(line) >= enough) resolve()
    })
  })
  return { lines, child }
}
