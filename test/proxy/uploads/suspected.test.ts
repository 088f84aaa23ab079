/** Files of what looks like spam: a quarter of the room is theirs, and no more. */
import { describe, expect, test } from 'vitest'
import { SUSPECTED_SPAM } from '../../../proxy/guards/doubts.ts'
import type { Guards } from '../../../proxy/guards/guard.ts'
import { doubtful, PASS } from '../../../proxy/guards/verdict.ts'
import { nodeEnv } from '../../../proxy/node/env.ts'
import { createSuspectedFiles } from '../../../proxy/uploads/suspected.ts'
import { bodyOf, filled, openUploads, submissionWith } from '../../support/uploads.ts'

/** Who is called Bot is doubted. */
const guards: Guards = {
  door: [({ submission }) => (submission.answers.nome === 'Bot' ? doubtful('token-missing') : PASS)],
  hall: [],
}

/** `total` of 4 MB: a quarter is 1 MB. */
async function open() {
  let now = Date.now()
  const env = { ...nodeEnv, now: () => now }
  let counts = 0
  const limits = { total: 4e6 }
  const stage = await openUploads({
    ...{ guards, env, limits },
    suspected: (outbox) =>
      createSuspectedFiles({
        ...{ limits, env },
        outbox: { heldFileBytes: (reason) => outbox.heldFileBytes(reason).finally(() => counts++) },
      }),
  })
  const send = async (nome: string, bytes: number) => {
    const files = [{ field: 'cv', name: 'cv.pdf', content: filled(bytes) }]
    const submission = submissionWith(files)
    submission.answers.nome = nome
    const { status } = await stage.post(await bodyOf(submission, files))
    return { status, kept: await stage.outbox.get(submission.id) }
  }
  const later = (ms: number): void => {
    now += ms
  }
  return { ...stage, send, counts: () => counts, later }
}

describe('suspected spam', () => {
  test('is kept with its files up to a quarter of the room, then without: people’s are all taken', async () => {
    const { send, files, bytesOnDisk } = await open()
    for (let turn = 0; turn < 2; turn++) expect((await send('Bot', 400_000)).kept?.files).toHaveLength(1)
    for (let turn = 0; turn < 10; turn++) {
      const { status, kept } = await send('Bot', 400_000)
      expect(status).toBe(202)
      expect(kept).toMatchObject({ state: 'held', answers: { nome: 'Bot' }, leftovers: { cv: ['cv.pdf'] } })
      expect([Object.keys(kept?.answers ?? {}), kept?.files]).toEqual([['nome'], undefined])
    }
    expect([files().length, bytesOnDisk()]).toEqual([2, 800_000])
    for (let turn = 0; turn < 3; turn++) expect((await send('Ana', 1_000_000)).kept?.files).toHaveLength(1)
    expect(bytesOnDisk()).toBe(3_800_000)
  })

  test('has room again once a person has decided, which is looked up at most once a minute', async () => {
    const { send, outbox, counts, later } = await open()
    const { kept: first } = await send('Bot', 900_000)
    for (let turn = 0; turn < 5; turn++) expect((await send('Bot', 200_000)).kept?.files).toBeUndefined()
    expect(counts()).toBe(1)
    await outbox.decide(first?.id ?? '', { from: ['held'], state: 'waiting', reason: 'approved' }, Date.now())
    later(61_000)
    expect((await send('Bot', 200_000)).kept?.files).toHaveLength(1)
    expect(counts()).toBe(2)
    expect(await outbox.heldFileBytes(SUSPECTED_SPAM)).toBe(200_000)
  })

  test('that was there before a restart is counted', async () => {
    const outbox = { heldFileBytes: async () => 999_000 }
    const suspected = createSuspectedFiles({ outbox, limits: { total: 4e6 }, env: nodeEnv })
    const takes = await Promise.all([600, 600, 400].map((bytes) => suspected.take(bytes)))
    expect(takes).toEqual([true, false, true])
  })
})
