import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { backUp } from '../../../proxy/node/back-up.ts'
import { openUploadFolder, uploadsOf } from '../../../proxy/node/upload-folder.ts'
import { loadDriver } from '../../../proxy/outbox/sqlite/driver.ts'
import { openMaintenance } from '../../../proxy/outbox/sqlite/maintenance.ts'
import { openDesk } from '../../support/cli.ts'
import { openStore } from '../../support/sqlite.ts'
import { stored } from '../../support/stored.ts'

async function openWithFile(content: string) {
  const desk = await openDesk()
  const { outbox } = await openStore(desk.database)
  const uploads = openUploadFolder(uploadsOf(desk.database))
  const upload = await uploads.begin({ bytes: 100, total: 1_000 })
  const file = await upload?.create()
  await file?.write(new TextEncoder().encode(content))
  const sha256 = (await file?.finish()) ?? ''
  const at = file?.at ?? ''
  upload?.keep([at])
  await upload?.end()
  const files = [{ field: 'cv', name: 'My CV.pdf', type: 'application/pdf', bytes: content.length, sha256, at }]
  const kept = await stored(outbox, { files, answers: { cv: ['My CV.pdf'] } })
  return { ...desk, outbox, kept, at, folder: uploadsOf(desk.database), desk: desk.folder }
}

test('show lists a submission’s files, and where they lie', async () => {
  const { run, kept, folder, at } = await openWithFile('content')
  const { stdout } = await run('submissions', 'show', kept.id)
  expect(stdout).toContain(`cv: My CV.pdf, application/pdf, 7 bytes, at ${join(folder, at)}`)
  const json = JSON.parse((await run('submissions', 'show', kept.id, '--json')).stdout)
  expect(json.files).toMatchObject([{ name: 'My CV.pdf', bytes: 7, at }])
})

test('erase takes the files at once', async () => {
  const { run, kept, folder, at } = await openWithFile('content')
  expect(existsSync(join(folder, at))).toBe(true)
  expect((await run('submissions', 'erase', '--id', kept.id)).status).toBe(0)
  expect(readdirSync(folder)).toEqual([])
})

test('a backup has the files beside it, and both in their places are the store again', async () => {
  const { run, kept, desk, at, outbox } = await openWithFile('content')
  const { stdout, status } = await run('store', 'backup', 'copy.db')
  expect(status).toBe(0)
  expect(stdout).toContain('copy.db.uploads written: 1 files.')
  expect((await run('submissions', 'erase', '--id', kept.id)).status).toBe(0)
  expect(await outbox.filesInUse()).toEqual(new Set())
  for (const end of ['', '.uploads']) renameSync(join(desk, `copy.db${end}`), join(desk, `restored.db${end}`))
  const restored = await openStore(join(desk, 'restored.db'))
  expect((await restored.outbox.get(kept.id))?.files).toMatchObject([{ at }])
  expect(readFileSync(join(uploadsOf(join(desk, 'restored.db')), at), 'utf8')).toBe('content')
})

describe('a backup, of files that are not in the folder', () => {
  async function backUpWithout(meanwhile: (sql: (text: string) => void) => void) {
    const { database, desk, folder, at } = await openWithFile('content')
    const [maintenance, raw] = [await openMaintenance(database), (await loadDriver()).open(database)]
    onTestFinished(() => {
      maintenance.close()
      raw.close()
    })
    rmSync(join(folder, at))
    const made = { times: 0 }
    const to = join(desk, 'copy.db')
    const backup = (path: string) => {
      const submissions = maintenance.backup(path)
      made.times++
      meanwhile((text) => raw.exec(text))
      return submissions
    }
    const act = () => backUp(database, to, { backup, filesIn: maintenance.filesIn })
    return { act, made, to, named: () => maintenance.filesIn(to), at }
  }

  test('because they were delivered since the rows were copied, is made anew: it names no file that it has not', async () => {
    const { act, made, named } = await backUpWithout((sql) => sql('UPDATE submissions SET files = NULL'))
    expect(act()).toEqual({ submissions: 1, files: 0 })
    expect(made.times).toBe(2)
    expect(named()).toEqual(new Set())
  })

  test('because the store has lost them, is made all the same', async () => {
    const { act, made, named, at } = await backUpWithout(() => {})
    expect(act()).toMatchObject({ submissions: 1 })
    expect(made.times).toBe(1)
    expect(named()).toEqual(new Set([at]))
  })

  test('because they come and go all the time, is given up, and leaves no store', async () => {
    let count = 0
    const { act, to } = await backUpWithout((sql) =>
      sql(`UPDATE submissions SET files = json_replace(files, '$[0].at', '${++count}')`),
    )
    expect(act).toThrow('came and went')
    expect(existsSync(to)).toBe(false)
  })
})
