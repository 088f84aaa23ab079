import { spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Outbox } from '../../../proxy/outbox/outbox.ts'
import { bundle } from '../../support/bundle.ts'
import { copyOf, leavesOf, overwrite, PAGE_BYTES, seeded, setAside, strike } from '../../support/damaged.ts'
import { mountSmallDisk, noSmallDisk } from '../../support/small-disk.ts'
import { freshFile, openStore, writer } from '../../support/sqlite.ts'
import { checked, reference } from '../../support/submission.ts'

const SUBMISSIONS = 120

/** A store with submissions in every phase, closed. */
async function used(count = SUBMISSIONS): Promise<{ file: string; ids: readonly string[]; secret: string }> {
  const file = freshFile()
  const { outbox, forms, close } = await openStore(file)
  const submissions = Array.from({ length: count }, (_, index) =>
    checked({ answers: { nome: `Ana ${index}`, mensagem: 'x'.repeat(600) } }),
  )
  for (const submission of submissions) await outbox.put(submission, reference(), 1)
  await deliver(outbox, count / 4)
  const secret = await forms.setSettingOnce('secret', 'only-here')
  await close()
  return { file, ids: submissions.map(({ id }) => id), secret }
}

async function deliver(outbox: Outbox, most = Number.POSITIVE_INFINITY): Promise<number> {
  for (let count = 0; count < most; count++) {
    const claim = await outbox.claim({ owner: 'worker', connections: ['crm'], now: 10, leaseMs: 60_000 })
    if (!claim) return count
    await outbox.begin(claim, 'create', false, 11)
    await outbox.finish(claim, 'create', { id: `record ${claim.id}`, seen: true }, 12)
    await outbox.settle(claim, { state: 'delivered' }, 13)
  }
  return most
}

async function found(outbox: Outbox, ids: readonly string[]): Promise<readonly string[]> {
  const all = await Promise.all(ids.map((id) => outbox.get(id)))
  return all.flatMap((kept) => (kept ? [kept.id] : []))
}

describe('a file that is damaged when the proxy starts', () => {
  test('and is no database at all is set aside whole, and a new one takes submissions', async () => {
    const file = freshFile()
    mkdirSync(dirname(file))
    const letter = 'This is a letter, and not a database. '.repeat(200)
    writeFileSync(file, letter)
    const store = await openStore(file)
    expect(store.damage).toMatchObject({ found: 'file is not a database', setAside: setAside(file)[0] })
    expect(store.damage?.salvaged).toBeUndefined()
    expect(readFileSync(setAside(file)[0] ?? '', 'utf8')).toBe(letter)
    expect((await store.outbox.put(checked(), reference(), 1)).kind).toBe('stored')
    await store.close()
    expect((await openStore(file)).damage).toBeUndefined()
  })

  test('loses the rows of the damaged page alone: the rest is there, is delivered, and what is missing is counted', async () => {
    const { file, ids, secret } = await used()
    const pages = (await leavesOf(file)).get('submissions') ?? []
    expect(pages.length).toBeGreaterThan(8)
    const hit = pages[Math.floor(pages.length / 2)] ?? 0
    overwrite(file, (hit - 1) * PAGE_BYTES, new Uint8Array(PAGE_BYTES).fill(0xff))
    const before = readFileSync(file)

    const store = await openStore(file)
    const kept = await found(store.outbox, ids)
    const missing = ids.length - kept.length
    expect(missing).toBeGreaterThan(0)
    expect(missing).toBeLessThan(10)
    expect(store.damage?.salvaged?.saved.submissions).toBe(kept.length)
    expect(store.damage?.salvaged?.lost.submissions).toBe(missing)
    expect([...(store.damage?.salvaged?.lostIds ?? [])].sort()).toEqual(ids.filter((id) => !kept.includes(id)).sort())
    expect(readFileSync(store.damage?.setAside ?? '').equals(before)).toBe(true)

    expect(await store.forms.setting('secret')).toBe(secret)
    const { delivered, waiting } = await store.outbox.counts()
    expect(delivered + waiting).toBe(kept.length)
    expect(await deliver(store.outbox)).toBe(waiting)
    const history = await Promise.all(kept.map((id) => store.outbox.history(id)))
    expect(history.filter(([first]) => first?.state !== 'waiting')).toHaveLength(0)
    await store.close()
    expect((await openStore(file)).damage).toBeUndefined()
  })

  test('after a crash is set aside with its log, and what only the log had is saved', async () => {
    const file = freshFile()
    const { outbox } = await openStore(file)
    const submissions = Array.from({ length: 40 }, () => checked({ answers: { nome: 'x'.repeat(900) } }))
    for (const submission of submissions) await outbox.put(submission, reference(), 1)
    const copy = copyOf(file)
    const log = readFileSync(`${copy}-wal`)
    expect(log.length).toBeGreaterThan(40 * 900)
    // In the file but not in the log, so that it is not mended by it.
    const settings = (await leavesOf(copy)).get('form_versions')?.[0] ?? 0
    overwrite(copy, (settings - 1) * PAGE_BYTES, new Uint8Array(PAGE_BYTES).fill(0xff))

    const store = await openStore(copy)
    expect(store.damage?.found).toBeDefined()
    expect(readFileSync(`${store.damage?.setAside}-wal`).equals(log)).toBe(true)
    expect(
      await found(
        store.outbox,
        submissions.map(({ id }) => id),
      ),
    ).toHaveLength(40)
  })

  test('in an index alone is found too, since a row that no index shows would wait forever', async () => {
    const { file, ids } = await used(10)
    const page = (await leavesOf(file)).get('submissions_due')?.[0] ?? 0
    const bytes = readFileSync(file)
    const at = bytes.indexOf('crm', (page - 1) * PAGE_BYTES)
    expect(at).toBeLessThan(page * PAGE_BYTES)
    overwrite(file, at, new TextEncoder().encode('crl'))
    const store = await openStore(file)
    expect(store.damage?.found).toMatch(/index/)
    expect(await found(store.outbox, ids)).toHaveLength(10)
    expect(store.damage?.salvaged?.lost).toEqual({})
  })

  test('is left alone by a command, which says what mends it', async () => {
    const file = freshFile()
    mkdirSync(dirname(file))
    writeFileSync(file, 'This is a letter, and not a database. '.repeat(200))
    await expect(openStore(file, false)).rejects.toThrow('Start the proxy: it sets the file aside')
    expect(setAside(file)).toEqual([])
  })

  test('is mended to the end when a start was cut off between the renames', async () => {
    const { file, ids } = await used(8)
    const aside = `${file}.damaged-20260101T000000.000Z`
    writeFileSync(`${aside}`, 'what was damaged')
    writeFileSync(`${file}-wal`, 'its log, not yet renamed')
    renameSync(file, `${file}.salvaged`)
    const store = await openStore(file)
    expect(store.damage?.setAside).toBe(aside)
    expect(readFileSync(`${aside}-wal`, 'utf8')).toBe('its log, not yet renamed')
    expect(await found(store.outbox, ids)).toHaveLength(8)
  })
})

test('text that no longer parses is damage: its row would stop each list that it is in', async () => {
  const { file, ids } = await used(10)
  const at = readFileSync(file).indexOf('"Ana 7"')
  overwrite(file, at, new TextEncoder().encode('\n'))
  const store = await openStore(file)
  expect(store.damage?.found).toBe('text in submissions that does not parse')
  expect(store.damage?.salvaged?.lost.submissions).toBe(1)
  expect(store.damage?.salvaged?.lostIds).toEqual([ids[7]])
  expect(await found(store.outbox, ids)).toHaveLength(9)
})

describe('a place that cannot hold a store is refused in words that mend it', () => {
  test('a folder where the file should be', async () => {
    const file = freshFile()
    mkdirSync(file, { recursive: true })
    await expect(openStore(file)).rejects.toThrow(`${file}: it is a folder. Set \`database:\` to a file`)
  })

  test.skipIf(noSmallDisk)('a read-only file system', async () => {
    const disk = mountSmallDisk()
    const file = join(disk, 'gatehouse.db')
    const { close } = await openStore(file)
    await close()
    spawnSync('mount', ['-o', 'remount,ro', disk])
    await expect(openStore(file)).rejects.toThrow('it lies on a read-only file system')
    expect(setAside(file)).toEqual([])
  })

  test.skipIf(process.getuid?.() !== 0)(
    'files of another user, such as those that a command run by root left',
    async ({ skip }) => {
      const nobody = 65_534
      const reaches = spawnSync('ls', [process.cwd()], { uid: nobody, gid: nobody }).status === 0
      skip(!reaches, 'SKIPPED: another user may not read this checkout')
      const file = freshFile()
      const { close } = await openStore(file)
      await close()
      for (const path of [dirname(dirname(file)), dirname(file), file, `${file}.lock`]) chownSync(path, nobody, nobody)
      writeFileSync(`${file}-wal`, '', { mode: 0o600 })
      const script = (await bundle('test/support/put-one-by-one.ts')).pathname
      const { stdout } = spawnSync(process.execPath, [script, file, (await writer()).href, '1'], {
        uid: nobody,
        gid: nobody,
        encoding: 'utf8',
      })
      expect(stdout).toContain(`refused Error: The store cannot use ${file}-wal: this user may not read and write it.`)
    },
  )
})

describe('a file that is damaged while it is in use', () => {
  test('ends the store for good and says so, and the next start mends it', async () => {
    const { file, ids } = await used(10)
    const store = await openStore(file)
    const rootpage = (await leavesOf(file)).get('submissions')?.[0] ?? 0
    overwrite(file, (rootpage - 1) * PAGE_BYTES, new Uint8Array(PAGE_BYTES).fill(0xff))

    const asked = await Promise.allSettled(ids.map((id) => store.outbox.get(id)))
    expect(asked.filter(({ status }) => status === 'rejected')).toHaveLength(ids.length)
    expect((await store.lost).message).toContain(`The store ${file} failed`)
    expect(store.store.alive()).toBe(false)
    expect(await store.ready()).toBe(false)
    await expect(store.outbox.put(checked(), reference(), 1)).rejects.toThrow('malformed')
    await store.close()
    const after = await openStore(file)
    expect(after.damage?.salvaged?.lost.submissions).toBeGreaterThan(0)
    expect((await after.outbox.put(checked(), reference(), 1)).kind).toBe('stored')
  })

  test('is copied anew by the next start, whatever its check finds: no start ends as the last one did', async () => {
    const { file, ids } = await used(10)
    writeFileSync(`${file}.suspect`, '')
    const store = await openStore(file)
    expect(store.damage?.salvaged).toMatchObject({ lost: {}, lostIds: [] })
    expect(await found(store.outbox, ids)).toHaveLength(10)
    await store.close()
    expect((await openStore(file)).damage).toBeUndefined()
  })
})

const DAMAGES = Number(process.env.DAMAGES ?? 30)

test(`whatever a disk does to the bytes, the proxy starts, says it, and starts again: ${DAMAGES} times`, async () => {
  const { file, ids } = await used(60)
  const whole = await openStore(file)
  await deliver(whole.outbox, 10)
  const copy = copyOf(file)
  const pristine = { file: readFileSync(copy), log: readFileSync(`${copy}-wal`) }
  const told = { harmless: 0, salvaged: 0, 'set aside': 0 }
  for (let seed = 1; seed <= DAMAGES; seed++) {
    const victim = freshFile()
    mkdirSync(dirname(victim), { recursive: true })
    writeFileSync(victim, pristine.file)
    writeFileSync(`${victim}-wal`, pristine.log)
    const blow = strike(victim, seeded(seed))
    const hint = `seed ${seed}: ${blow}`

    const store = await openStore(victim).catch((error: Error) => error)
    if (store instanceof Error) throw new Error(`It did not start. ${hint}`, { cause: store })
    const kept = await found(store.outbox, ids)
    const waiting = (await store.outbox.counts()).waiting
    expect((await store.outbox.put(checked({ connection: 'other' }), reference(), 1)).kind, hint).toBe('stored')
    expect(await deliver(store.outbox, 3), hint).toBe(Math.min(waiting, 3))
    expect(setAside(victim), hint).toHaveLength(store.damage ? 1 : 0)
    // Nothing goes without a word. A log that was cut is no damage: SQLite ends it at its last whole commit.
    if (!store.damage && !/log/.test(blow)) expect(kept.length, hint).toBe(ids.length)
    await store.close()
    expect((await openStore(victim)).damage, hint).toBeUndefined()
    told[store.damage ? (store.damage.salvaged ? 'salvaged' : 'set aside') : 'harmless']++
  }
  console.log(`damages: ${JSON.stringify(told)}`)
  expect(told.salvaged).toBeGreaterThan(0)
}, 300_000)
