import { existsSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isSound, loadDriver } from '../../../proxy/outbox/sqlite/driver.ts'
import { startWriter } from '../../../proxy/outbox/sqlite/sqlite-store.ts'
import { freshFile, openStore } from '../../support/sqlite.ts'
import { checked, reference } from '../../support/submission.ts'

const insert = (key: string, value: string | number | null) => ({
  sql: 'INSERT INTO settings (key, value) VALUES (?, ?)',
  parameters: [key, value],
})

describe('operations', () => {
  test('that come together fail apart', async () => {
    const { store, forms } = await openStore()
    const asked = [
      store.run([insert('a', '1')]),
      store.run([insert('b', '1'), insert('b', 'again')]),
      store.run([insert('c', '1'), { sql: 'not SQL', parameters: [] }]),
      store.run([insert('d', '1')]),
    ]
    const ended = await Promise.allSettled(asked)
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    const kept = await Promise.all(['a', 'b', 'c', 'd'].map((key) => forms.setting(key)))
    expect(kept).toEqual(['1', undefined, undefined, '1'])
    expect(store.alive()).toBe(true)
  })

  test('stop at a guard that finds nothing, and leave nothing behind', async () => {
    const { store, forms } = await openStore()
    const guard = {
      sql: 'UPDATE settings SET value = 1 WHERE key = ? RETURNING key',
      parameters: ['nobody'],
      guard: true,
    } as const
    expect(await store.run([insert('a', '1'), guard, insert('b', '1')])).toBeNull()
    expect(await forms.setting('a')).toBeUndefined()
    expect(await forms.setting('b')).toBeUndefined()
  })
})

describe('a store', () => {
  test('has one owner; the second is told how to mend it', async () => {
    const file = freshFile()
    const first = await openStore(file)
    await expect(openStore(file)).rejects.toThrow(`Another Gatehouse is running on ${file}. Stop it first`)
    await first.close()
    await expect(openStore(file)).resolves.toBeDefined()
  })

  test('of a newer Gatehouse is left alone', async () => {
    const file = freshFile()
    const { close } = await openStore(file)
    await close()
    const database = (await loadDriver()).open(file)
    database.exec('PRAGMA user_version = 999')
    database.close()
    for (const own of [true, false]) await expect(openStore(file, own)).rejects.toThrow('newer Gatehouse')
  })

  test('of an older Gatehouse is not changed by a command while the proxy runs', async () => {
    const file = freshFile()
    const proxy = await openStore(file)
    await proxy.store.run([{ sql: 'PRAGMA user_version = 0', parameters: [] }])
    await expect(openStore(file, false)).rejects.toThrow('Another Gatehouse is running')
  })

  test('whose folder cannot be made names it', async () => {
    const file = freshFile()
    writeFileSync(dirname(file), 'a file where the folder should be')
    await expect(openStore(file)).rejects.toThrow(dirname(file))
    expect(existsSync(file)).toBe(false)
  })

  test('is ready while it can be written, and not when it is closed', async () => {
    const { ready, close, outbox } = await openStore()
    expect(await ready()).toBe(true)
    const [put] = await Promise.all([outbox.put(checked(), reference(), 1), close()])
    expect(put.kind).toBe('stored')
    expect(await ready()).toBe(false)
    await expect(outbox.put(checked(), reference(), 1)).rejects.toThrow('closed')
  })

  test('whose writer crashes rejects all that is under way, and everything after', async () => {
    const crashing = new URL(`data:text/javascript,${encodeURIComponent(CRASHING)}`)
    const store = await startWriter(crashing, { file: 'store.db', own: true })
    const asked = [store.run([insert('a', '1')]), store.run([insert('b', '1')]), store.run([insert('c', '1')])]
    const ended = await Promise.allSettled(asked)
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    await expect(store.run([])).rejects.toThrow('The writer of store.db crashed.')
    expect(store.alive()).toBe(false)
    expect(await store.lost).toEqual(new Error('The writer of store.db crashed.'))
    await store.close()
  })
})

/** A writer that dies of its first batch. */
const CRASHING = `
  import { parentPort } from 'node:worker_threads'
  parentPort.on('message', () => { throw new Error('out of memory') })
  parentPort.postMessage({ kind: 'open' })
`

test.each([
  ['3.44.5', false],
  ['3.44.6', true],
  ['3.47.2', false],
  ['3.50.6', false],
  ['3.50.7', true],
  ['3.51.2', false],
  ['3.51.3', true],
  ['3.53.0', true],
  ['4.0.0', true],
  ['', false],
])('SQLite %s is trusted with a log: %s', (version, sound) => expect(isSound(version)).toBe(sound))
