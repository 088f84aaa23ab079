import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readSettings } from '../../proxy/commands/load.ts'
import type { Env } from '../../proxy/env.ts'
import { openGeneration } from '../../proxy/generation.ts'
import { createCounters } from '../../proxy/guards/counters.ts'
import type { LogEvent } from '../../proxy/log.ts'
import { createDayHash } from '../../proxy/node/day-hash.ts'
import { nodeEnv } from '../../proxy/node/env.ts'
import { openUploadFolder, uploadsOf } from '../../proxy/node/upload-folder.ts'
import { TRUSTING } from '../support/guards.ts'
import { freshFile, openStore } from '../support/sqlite.ts'
import { until } from '../support/stage.ts'

const SITE = 'https://example.com'
/** Than the wall: a minute is waited for, and the ten until the next usual reading are longer than `until` waits. */
const FASTER = 20

/** Says of one lead that nothing may be sent any more. Its schema can always be read. */
const MODULE = `export default () => ({
  entities: ['lead'],
  schema: async () => ({ kind: 'done', value: { entity: 'lead', fields: [{ key: 'name', label: 'Name', type: 'text' }] } }),
  components: async () => ({ kind: 'done', value: [] }),
  look: async () => ({ kind: 'done', value: new Map() }),
  plan: (order) => [{ name: 'lead', safe: false, run: async () =>
    order.values.lead[0].value === 'bad'
      ? { kind: 'refused', reason: 'forbidden', words: 'Blocked.', stops: 'component' }
      : { kind: 'done', result: { id: order.submissionId } } }],
})`

test('a lead that stops its connection is held, and all others arrive', async () => {
  const { outbox, lines, readings, submit } = await openMine()
  await until(() => readings() === 1)
  const bad = await submit('bad')
  const good = await Promise.all(Array.from({ length: 20 }, (_, count) => submit(`good ${count}`)))
  await until(async () => (await outbox.counts()).delivered === good.length)
  await until(async () => (await outbox.get(bad))?.state === 'held')
  expect(await outbox.get(bad)).toMatchObject({ reason: 'refused', words: 'Blocked.' })
  const count = (event: string) => lines.filter((line) => line.event === event).length
  expect([count('connection-stopped'), count('connection-resumed')]).toEqual([1, 1])
  expect(lines).toContainEqual(expect.objectContaining({ event: 'connection-stopped', submission: bad }))
  // The one at the start, and the one that the stop asked for: not the one after ten minutes.
  expect(readings()).toBe(2)
}, 60_000)

async function openMine() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-poison-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  mkdirSync(join(folder, 'forms'))
  write('mine.mjs', MODULE)
  write('gatehouse.yaml', `connections:\n  mine: { upstream: ./mine.mjs, pace: 100/s }\nalerts: none\n${TRUSTING}\n`)
  write(
    'forms/f.yaml',
    `id: f\nconnection: mine\nentity: lead\nsites: [example.com]\nlocale: en\nfields:\n  - { name: name }\n`,
  )
  const settings = readSettings(join(folder, 'gatehouse.yaml'), {})
  if (!settings.ok) throw new Error(JSON.stringify(settings.faults))

  const startedAt = Date.now()
  const env: Env = {
    ...nodeEnv,
    now: () => startedAt + (Date.now() - startedAt) * FASTER,
    monotonic: () => nodeEnv.monotonic() * FASTER,
    sleep: (ms, signal) => nodeEnv.sleep(ms / FASTER, signal),
  }
  const lines: LogEvent[] = []
  const store = await openStore()
  const generation = await openGeneration(settings.value, {
    ...{ store: store.store, disk: store.disk, outbox: store.outbox, forms: store.forms, ready: store.ready },
    assets: { files: new Map(), embed: () => Promise.reject(new Error('There is no script here.')) },
    ...{ secret: 'secret', uploads: openUploadFolder(uploadsOf(freshFile())), matches: () => true },
    ...{ counters: createCounters(nodeEnv), hash: createDayHash(nodeEnv) },
    ...{ accepted: (state) => generation.wake(state), env, log: (_level, event) => void lines.push(event) },
  })
  let readings = 0
  const { upstream } = generation.connections.get('mine') ?? {}
  const schema = upstream?.schema
  if (upstream && schema) {
    Object.assign(upstream, {
      schema: (entity: string) => {
        readings++
        return schema(entity)
      },
    })
  }
  generation.start()
  onTestFinished(() => generation.stop())
  await until(async () => (await generation.proxy.fetch(new Request('http://x/v1/forms/f'))).ok)
  return {
    ...{ outbox: store.outbox, lines, readings: () => readings },
    async submit(name: string) {
      const id = crypto.randomUUID()
      const answer = await generation.proxy.fetch(
        new Request('http://x/v1/forms/f/submissions', {
          method: 'POST',
          headers: { origin: SITE, 'content-type': 'text/plain' },
          body: JSON.stringify({ id, answers: { name } }),
        }),
      )
      expect(answer.status).toBe(202)
      return id
    },
  }
}
