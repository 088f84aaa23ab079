import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openUploadFolder } from '../../../proxy/node/upload-folder.ts'
import type { KeptFile } from '../../../proxy/outbox/outbox.ts'
import { createConnections } from '../../../proxy/upstreams/connection.ts'
import type { Outcome, Upstream } from '../../../proxy/upstreams/upstream.ts'
import { DONE, openDelivery } from '../../support/delivery.ts'

const ATTACHED: Outcome = { kind: 'done', result: { id: 'one', seen: true, attached: true } }

async function open(takesFiles: readonly string[], ...outcomes: readonly Outcome[]) {
  const folder = join(mkdtempSync(join(tmpdir(), 'gatehouse-files-')), 'uploads')
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true, force: true }))
  const uploads = openUploadFolder(folder)
  const upload = await uploads.begin({ bytes: 10, total: 100 })
  const written = await upload?.create()
  await written?.write(new TextEncoder().encode('content'))
  const sha256 = (await written?.finish()) ?? ''
  const at = written?.at ?? ''
  upload?.keep([at])
  await upload?.end()
  const file: KeptFile = { field: 'cv', name: 'cv.pdf', type: 'application/pdf', bytes: 7, sha256, at }
  const read: string[] = []
  const upstream: Upstream = {
    ...{ entities: ['opportunity'], takesFiles },
    schema: async () => ({ kind: 'later', reason: 'not-asked' }),
    components: async () => ({ kind: 'later', reason: 'not-asked' }),
    look: async () => ({ kind: 'later', reason: 'not-asked' }),
    plan: (order) =>
      outcomes.map((outcome, place) => ({
        ...{ name: place === 0 ? 'opportunity' : `more-${place}`, safe: false },
        async run() {
          for (const sent of place === 0 ? (order.files ?? []) : []) {
            const chunks: Uint8Array[] = []
            for await (const chunk of sent.open()) chunks.push(chunk)
            read.push(`${sent.name} ${Buffer.concat(chunks)}`)
          }
          return outcome
        },
      })),
  }
  const stage = await openDelivery(
    {},
    { uploads, connections: createConnections([{ name: 'crm', upstream, keyId: 'one' }], () => {}) },
  )
  const id = await stage.put({ files: [file], answers: { cv: ['cv.pdf'] } })
  return { stage, id, read, isThere: () => existsSync(join(folder, at)) }
}

test('an upstream that takes files gets them, and once it is delivered they are nobody’s here', async () => {
  const { stage, id, read, isThere } = await open(['opportunity'], ATTACHED)
  await stage.deliver()
  expect(read).toEqual(['cv.pdf content'])
  const kept = await stage.get(id)
  expect(kept).toMatchObject({ state: 'delivered', answers: { cv: ['cv.pdf'] } })
  expect(kept).not.toHaveProperty('files')
  expect(await stage.deps.outbox.filesInUse()).toEqual(new Set())
  expect(isThere()).toBe(false)
})

test.each<[string, readonly string[], readonly string[], readonly Outcome[]]>([
  ['takes none', [], [], [DONE]],
  ['takes those of other records', ['ticket'], [], [DONE]],
  ['was given them and does not say that it has them', ['opportunity'], ['cv.pdf content'], [DONE]],
  [
    'says at last that it has not all of them',
    ['opportunity'],
    ['cv.pdf content'],
    [ATTACHED, { kind: 'done', result: { attached: false } }],
  ],
])('where an upstream %s, they stay with the submission', async (_what, takesFiles, sent, outcomes) => {
  const { stage, id, read, isThere } = await open(takesFiles, ...outcomes)
  await stage.deliver()
  expect(read).toEqual(sent)
  expect(await stage.get(id)).toMatchObject({ state: 'delivered', files: [{ name: 'cv.pdf' }] })
  expect(isThere()).toBe(true)
})

test.each<[string, Outcome]>([
  ['tried again', { kind: 'later', reason: 'down' }],
  ['held', { kind: 'refused', reason: 'no' }],
  ['looked up', { kind: 'unclear', reason: 'timeout' }],
  ['held for what is lost', { kind: 'done', result: { id: 'one', seen: true, lost: ['CV'] } }],
])('while it is still to be %s, they stay', async (_what, outcome) => {
  const { stage, id, isThere } = await open(['opportunity'], outcome)
  await stage.deliver()
  expect((await stage.get(id)).files).toHaveLength(1)
  expect(isThere()).toBe(true)
})

test('what a later step says to have added at last is let go of', async () => {
  const none: Outcome = { kind: 'done', result: { id: 'one', attached: false, left: [0] } }
  const { stage, id, isThere } = await open(['opportunity'], none, { kind: 'done', result: { attached: true } })
  await stage.deliver()
  expect(await stage.get(id)).not.toHaveProperty('files')
  expect(isThere()).toBe(false)
})
