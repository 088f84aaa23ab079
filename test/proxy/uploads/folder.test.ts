import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { copyUploads } from '../../../proxy/node/copy-uploads.ts'
import { MAX_ARRIVING, openUploadFolder } from '../../../proxy/node/upload-folder.ts'
import type { UploadFolder } from '../../../proxy/uploads/folder.ts'
import { sweep } from '../../../proxy/uploads/sweep.ts'
import { openStore } from '../../support/sqlite.ts'
import { stored } from '../../support/stored.ts'

const HOUR_MS = 3_600_000
const ROOM = { bytes: 1_000, total: 10_000 }

function fresh(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-uploads-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'gatehouse.db.uploads')
}

/** A file of so many bytes, left as a process that was killed leaves it, or kept. */
async function wrote(uploads: UploadFolder, bytes: number, ends = true): Promise<string> {
  const upload = await uploads.begin(ROOM)
  const file = await upload?.create()
  await file?.write(new Uint8Array(bytes))
  await file?.finish()
  upload?.keep([file?.at ?? ''])
  if (ends) await upload?.end()
  return file?.at ?? ''
}

/** Everything in the folder was last written so long ago. */
function aged(folder: string, ms: number): void {
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), new Date(0), new Date(Date.now() - ms))
}

const kept = (at: string) => ({
  files: [{ field: 'cv', name: 'cv.pdf', type: 'application/pdf', bytes: 1, sha256: '00', at }],
})

describe('the folder of uploads', () => {
  test('takes no name but its own', async () => {
    const folder = fresh()
    const uploads = openUploadFolder(folder)
    const at = await wrote(uploads, 10)
    writeFileSync(join(folder, '..', 'secret'), 'secret')
    await uploads.remove(['../secret', '..', ''])
    expect(readdirSync(join(folder, '..')).toSorted()).toEqual(['gatehouse.db.uploads', 'secret'])
    const read = async (name: string) => {
      for await (const _chunk of uploads.open(name)) return 'read'
      return 'empty'
    }
    expect(await read(at)).toBe('read')
    for (const name of ['../secret', '', crypto.randomUUID()]) await expect(read(name)).rejects.toThrow()
  })

  test('says what all files take: those that are kept, and those that are still coming', async () => {
    const uploads = openUploadFolder(fresh())
    expect(await uploads.usedBytes()).toBe(0)
    const first = await wrote(uploads, 700)
    await wrote(uploads, 30, false)
    expect(await uploads.usedBytes()).toBe(730)
    await uploads.remove([first])
    expect(await uploads.usedBytes()).toBe(30)
  })

  test('counts what is there and what has come, and counts anew before it refuses', async () => {
    const uploads = openUploadFolder(fresh())
    const first = await wrote(uploads, 9_500)
    expect(await uploads.begin(ROOM)).toBeUndefined()
    await uploads.remove([first])
    const begun = await Promise.all(Array.from({ length: 11 }, () => uploads.begin(ROOM)))
    const written = await Promise.all(
      begun.map(async (upload) => (await upload?.create())?.write(new Uint8Array(1_000))),
    )
    expect(written.filter((isWritten) => isWritten)).toHaveLength(10)
    expect(await uploads.begin(ROOM)).toBeUndefined()
    for (const upload of begun) await upload?.end()
    expect(await uploads.begin(ROOM)).toBeDefined()
  })

  test('has the room that was promised for whoever comes, until the bytes are there', async () => {
    const folder = fresh()
    const uploads = openUploadFolder(folder)
    for (let count = 0; count < 100; count++) {
      expect(await (await (await uploads.begin(ROOM))?.create())?.write(new Uint8Array(1))).toBe(true)
    }
    expect(await wrote(uploads, 1_000)).not.toBe('')
  })

  test('ends the upload that has sent nothing for longest where too many send at once, and no other', async () => {
    const folder = fresh()
    const uploads = openUploadFolder(folder)
    const begin = async () => {
      const upload = await uploads.begin(ROOM)
      const file = await upload?.create()
      await file?.write(new Uint8Array(1))
      return { upload, file }
    }
    const [whole, first, second] = [await begin(), await begin(), await begin()]
    await whole.file?.finish()
    await whole.upload?.sync()
    whole.upload?.keep([whole.file?.at ?? ''])
    while (readdirSync(folder).length < MAX_ARRIVING + 1) await begin()
    await first.file?.write(new Uint8Array(1))
    await begin()
    expect(readdirSync(folder)).toHaveLength(MAX_ARRIVING + 1)
    expect(await second.file?.write(new Uint8Array(1))).toBe(false)
    await expect(second.upload?.create()).rejects.toThrow('ended')
    await expect(second.upload?.sync()).rejects.toThrow('ended')
    expect(await first.file?.write(new Uint8Array(1))).toBe(true)
    for (const { upload } of [whole, second]) await upload?.end()
    expect(readdirSync(folder)).toContain(whole.file?.at)
    expect(readdirSync(folder)).not.toContain(second.file?.at)
  })

  test('leaves the disk the room that the store wants', async () => {
    const folder = fresh()
    const taken = () => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    const uploads = openUploadFolder(folder, () => ({ freeBytes: 2_500 - taken(), minFreeBytes: 500 }))
    const begun = [await uploads.begin(ROOM), await uploads.begin(ROOM), await uploads.begin(ROOM)]
    const written = []
    for (const upload of begun) written.push(await (await upload?.create())?.write(new Uint8Array(1_000)))
    expect(written).toEqual([true, true, false])
    expect(await uploads.begin(ROOM)).toBeUndefined()
  })

  test('is copied beside a backup, each file once, however often', async () => {
    const folder = fresh()
    const uploads = openUploadFolder(folder)
    const [first, second] = [await wrote(uploads, 10), await wrote(uploads, 20)]
    const copy = `${folder}.copy`
    expect(copyUploads(folder, copy)).toBe(2)
    await uploads.remove([first])
    const third = await wrote(uploads, 30)
    expect(copyUploads(folder, copy)).toBe(3)
    expect(readdirSync(copy).toSorted()).toEqual([first, second, third].toSorted())
    expect(statSync(join(copy, second)).size).toBe(20)
    expect(statSync(copy).mode & 0o777).toBe(0o700)
    expect(copyUploads(join(folder, 'none'), join(folder, 'none.copy'))).toBe(0)
  })
})

describe('the sweep', () => {
  test('takes what a killed process left, once it is an hour old, and nothing that a submission has', async () => {
    const { outbox } = await openStore()
    const folder = fresh()
    const killed = openUploadFolder(folder)
    const stray = await wrote(killed, 10, false)
    const used = await wrote(killed, 10)
    const held = await stored(outbox, { ...kept(used), held: 'x' })
    const uploads = openUploadFolder(folder)
    const lines: unknown[] = []
    const deps = {
      outbox,
      uploads,
      env: { now: () => Date.now() },
      log: (_level: string, line: unknown) => lines.push(line),
      setAside: () => [],
    }
    aged(folder, HOUR_MS - 60_000)
    expect(await sweep(deps)).toBe(0)
    aged(folder, HOUR_MS + 1_000)
    expect(await sweep(deps)).toBe(1)
    expect(readdirSync(folder)).toEqual([used])
    expect(stray).not.toBe(used)
    expect(lines).toEqual([{ event: 'uploads-swept', count: 1 }])
    await outbox.erase(held.id, 2_000)
    expect(await sweep(deps)).toBe(1)
    expect(readdirSync(folder)).toEqual([])
  })

  test('leaves alone what is still arriving, however long it takes', async () => {
    const { outbox } = await openStore()
    const folder = fresh()
    const uploads = openUploadFolder(folder)
    const deps = { outbox, uploads, env: { now: () => Date.now() }, log: () => {}, setAside: () => [] }
    await wrote(uploads, 10, false)
    aged(folder, 5 * HOUR_MS)
    expect(await sweep(deps)).toBe(0)
  })

  test('sees a submission that is stored while it looks', async () => {
    const { outbox } = await openStore()
    const folder = fresh()
    const at = await wrote(openUploadFolder(folder), 10)
    aged(folder, 2 * HOUR_MS)
    const uploads = openUploadFolder(folder)
    const late = {
      ...uploads,
      async idle(before: number) {
        const idle = await uploads.idle(before)
        await stored(outbox, kept(at))
        return idle
      },
    }
    expect(
      await sweep({ outbox, uploads: late, env: { now: () => Date.now() }, log: () => {}, setAside: () => [] }),
    ).toBe(0)
    expect(readdirSync(folder)).toEqual([at])
  })

  test('takes nothing while a damaged store lies beside this one: what it can be asked for no more may be in there', async () => {
    const { outbox } = await openStore()
    const folder = fresh()
    const at = await wrote(openUploadFolder(folder), 10)
    aged(folder, 2 * HOUR_MS)
    const lines: unknown[] = []
    let aside = ['gatehouse.db.damaged-1']
    const deps = {
      ...{ outbox, uploads: openUploadFolder(folder), env: { now: () => Date.now() }, setAside: () => aside },
      log: (level: string, line: unknown) => lines.push([level, line]),
    }
    expect(await sweep(deps)).toBe(0)
    expect(readdirSync(folder)).toEqual([at])
    expect(lines).toEqual([['warn', { event: 'uploads-not-swept', count: 1, setAside: aside }]])
    aside = []
    expect(await sweep(deps)).toBe(1)
    expect(readdirSync(folder)).toEqual([])
  })
})
