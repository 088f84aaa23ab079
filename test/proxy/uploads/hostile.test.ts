import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openUploadFolder } from '../../../proxy/node/upload-folder.ts'
import type { Outbox } from '../../../proxy/outbox/outbox.ts'
import { USUAL_LIMITS } from '../../../proxy/uploads/limits.ts'
import { fill, mountSmallDisk, noSmallDisk } from '../../support/small-disk.ts'
import { until } from '../../support/stage.ts'
import { bodyOf, CONTENT, END, filled, head, openUploads, pour, reply, submissionWith } from '../../support/uploads.ts'

const MB = 1e6

function start(field = 'cv'): string {
  const submission = submissionWith([{ field, name: 'a.pdf', content: '' }])
  return `${head('submission')}${JSON.stringify(submission)}\r\n${head(field, 'a.pdf')}%PDF-`
}

describe('whoever sends too much', () => {
  test('2 GB in one file: is told which field, long before the end, and the disk never holds more than one file', async () => {
    const stage = await openUploads()
    const socket = await stage.dial(2_048 * MB)
    const told = reply(socket)
    let mostBytes = 0
    const watch = setInterval(() => {
      mostBytes = Math.max(mostBytes, stage.bytesOnDisk())
    }, 1)
    socket.write(start())
    const sent = await pour(socket, 2_048 * MB)
    clearInterval(watch)
    expect(await told).toMatch(/^HTTP\/1\.1 422.*"issues":\[\{"field":"cv","code":"file-too-large"\}\]/s)
    expect(sent).toBeLessThan(200 * MB)
    expect(mostBytes).toBeGreaterThan(0)
    expect(mostBytes).toBeLessThanOrEqual(10 * MB + 65_536)
    expect(stage.files()).toEqual([])
  })

  test('a thousand files: the eleventh is one too many', async () => {
    const stage = await openUploads()
    const files = Array.from({ length: 1_000 }, (_, index) => ({
      field: 'fotos',
      name: `${index}.png`,
      content: CONTENT.png,
    }))
    const answer = await stage.post(await bodyOf(submissionWith(files, { answers: { nome: 'Ana' } }), files))
    expect(answer).toMatchObject({ status: 422, body: { issues: [{ field: 'fotos', code: 'too-many-files' }] } })
    expect(stage.files()).toEqual([])
  })

  test('an endless part that nobody knows, and endless heads, are cut off', async () => {
    const stage = await openUploads()
    for (const beginning of ['', `--\r\nx: `, `${head('submission')}{}\r\n--`]) {
      const socket = await stage.dial()
      const told = reply(socket)
      // As one chunk that never ends.
      socket.write(`7fffffff\r\n${beginning}`)
      expect(await pour(socket, 2_048 * MB)).toBeLessThan(200 * MB)
      // Whoever does not stop may be cut off before the answer is read.
      expect(await told).toMatch(/^$|^HTTP\/1\.1 4\d\d/)
    }
    expect(stage.files()).toEqual([])
  })

  test('many at once, to a slow disk: the proxy reads no faster than it writes, so that memory holds chunks, not files', async () => {
    const stage = await openUploads({ limits: { total: 500 * MB }, writeMs: 3 })
    await upload(MB)
    let mostHeld = 0
    const watch = setInterval(() => {
      mostHeld = Math.max(mostHeld, stage.bytesRead() - stage.bytesOnDisk())
    }, 5)
    const told = await Promise.all(Array.from({ length: 10 }, () => upload(10 * MB - 65_536)))
    clearInterval(watch)
    expect(told.map((text) => text.slice(0, 12))).toEqual(Array(10).fill('HTTP/1.1 202'))
    expect(stage.bytesOnDisk()).toBeGreaterThan(95 * MB)
    expect(mostHeld).toBeLessThan(6 * MB)

    async function upload(bytes: number): Promise<string> {
      const beginning = start()
      const chunks = Math.floor(bytes / 65_536)
      const length = Buffer.byteLength(beginning) + chunks * 65_536 + Buffer.byteLength(`\r\n${END}`)
      const socket = await stage.dial(length)
      const told = reply(socket)
      socket.write(beginning)
      await pour(socket, chunks * 65_536)
      socket.write(`\r\n${END}`)
      return told
    }
  })
})

describe('whoever promises much and sends little', () => {
  test('takes no room from those who send', async () => {
    const stage = await openUploads()
    const idle = 90
    for (let count = 0; count < idle; count++) (await stage.dial(25 * MB)).write(start())
    await until(() => stage.files().length === idle)
    const files = [{ field: 'cv', name: 'cv.pdf', content: filled(MB) }]
    expect((await stage.post(await bodyOf(submissionWith(files), files))).status).toBe(202)
  })
})

describe('whoever goes away', () => {
  test('half-way through a file leaves nothing, and can send all of it again under the same id', async () => {
    const stage = await openUploads()
    const files = [{ field: 'cv', name: 'cv.pdf', content: filled(2 * MB) }]
    const body = await bodyOf(submissionWith(files), files)
    const socket = await stage.dial(body.length)
    socket.write(body.subarray(0, MB))
    await until(() => stage.bytesOnDisk() > 500_000)
    socket.destroy()
    await until(() => stage.files().length === 0)
    expect(await stage.post(body)).toMatchObject({ status: 202 })
    expect(stage.files()).toHaveLength(1)
  })

  test('without a word is let go, and leaves nothing: at least so much has to come in each while', async () => {
    // Each while is over as soon as the disk has what was sent.
    const env = {
      now: () => 1,
      async sleep(_ms: number, signal?: AbortSignal) {
        await until(() => stage.bytesOnDisk() > 0 || signal?.aborted)
      },
    }
    const stage = await openUploads({ env })
    const socket = await stage.dial(MB)
    const told = reply(socket)
    socket.write(start() + ' '.repeat(65_536))
    expect(await told).toMatch(/^HTTP\/1\.1 408/)
    expect(stage.files()).toEqual([])
  })
})

describe('where files cannot be kept', () => {
  const files = [{ field: 'cv', name: 'cv.pdf', content: filled(100_000) }]

  test('because all the room is taken, it is to be tried later, until something is delivered', async () => {
    const stage = await openUploads({ limits: { total: 250_000 } })
    const send = async () => stage.post(await bodyOf(submissionWith(files), files))
    expect([(await send()).status, (await send()).status, (await send()).status]).toEqual([202, 202, 503])
    expect(stage.files()).toHaveLength(2)
    await stage.uploads.remove(stage.files().slice(0, 1))
    expect((await send()).status).toBe(202)
  })

  test('because the disk is full in the middle of a file, it is to be tried later, and nothing stays', async (context) => {
    context.skip(noSmallDisk !== undefined, noSmallDisk)
    const folder = join(mountSmallDisk(), 'uploads')
    // As where others take what was free when it was asked for.
    const uploads = { folder: openUploadFolder(folder), limits: USUAL_LIMITS }
    const stage = await openUploads({ uploads })
    const giveBack = fill(join(folder, '..'), 400_000)
    const large = [{ field: 'cv', name: 'cv.pdf', content: filled(3 * MB) }]
    const body = await bodyOf(submissionWith(large), large)
    expect(await stage.post(body)).toMatchObject({ status: 503, body: { type: '/problems/store-unavailable' } })
    expect(readdirSync(folder)).toEqual([])
    giveBack()
    expect((await stage.post(body)).status).toBe(202)
    expect(readdirSync(folder)).toHaveLength(1)
  })

  test('because the store says nothing, they stay as long as the submission may be there', async () => {
    let failing = true
    const stage = await openUploads({
      outbox: {
        accepted: async () => undefined,
        put: async (...args: Parameters<Outbox['put']>) => {
          if (failing) throw new Error('no answer')
          return stage.outbox.put(...args)
        },
      },
    })
    const body = await bodyOf(submissionWith(files), files)
    expect(await stage.post(body)).toMatchObject({ status: 503, body: { type: '/problems/store-unavailable' } })
    expect(stage.files()).toHaveLength(1)
    failing = false
    expect((await stage.post(body)).status).toBe(202)
    expect(await stage.outbox.counts()).toMatchObject({ waiting: 1 })
    const used = await stage.outbox.filesInUse()
    expect(used.size).toBe(1)
    expect(stage.files().filter((at) => used.has(at))).toHaveLength(1)
  })
})
