/** What comes in for a person is told at once: nothing here waits for the next look. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { CONTACTS, OPPORTUNITIES } from '../../../demo/upstreams/bolten/data.ts'
import { createBoltenEmulator } from '../../../demo/upstreams/bolten.ts'
import { readSettings } from '../../../proxy/commands/load.ts'
import type { Env } from '../../../proxy/env.ts'
import { openGeneration } from '../../../proxy/generation.ts'
import { createCounters } from '../../../proxy/guards/counters.ts'
import { createDayHash } from '../../../proxy/node/day-hash.ts'
import { nodeEnv } from '../../../proxy/node/env.ts'
import { openUploadFolder, uploadsOf } from '../../../proxy/node/upload-folder.ts'
import { contato } from '../../support/forms.ts'
import { openReceiver } from '../../support/receiver.ts'
import { freshFile, openStore } from '../../support/sqlite.ts'
import { until } from '../../support/stage.ts'

const SITE = 'https://example.com'
/** From one look to the next, where nobody is woken. */
const LOOK_MS = 60_000
/** Who looks so often: who tells people, who reads schemas, and who watches for strangers. */
const RESTING = 3

async function open() {
  const emulator = createBoltenEmulator({ keys: ['key'] })
  onTestFinished(() => emulator.close())
  emulator.switches.pace = { requests: 1_000, windowMs: 1_000 }
  const receiver = await openReceiver()
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-woken-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'gatehouse.yaml')
  writeFileSync(
    path,
    `connections:
  crm:
    upstream: bolten
    url: ${await emulator.listen(0)}
    components: { opportunity: ${OPPORTUNITIES}, contact: ${CONTACTS} }
    key: { env: KEY }
    pace: 50/s
alerts: { webhook: "${receiver.url}" }
`,
  )
  mkdirSync(join(folder, 'forms'))
  writeFileSync(join(folder, 'forms', 'contato.yaml'), contato.replaceAll('SITE', SITE))
  const settings = readSettings(path, { KEY: 'key' })
  if (!settings.ok) throw new Error(JSON.stringify(settings.faults))

  let resting = 0
  const env: Env = {
    ...nodeEnv,
    /** Short ones are shorter, and a look that nobody asks for never comes. */
    async sleep(ms, signal) {
      if (ms < LOOK_MS) return nodeEnv.sleep(Math.min(ms, 20), signal)
      if (ms === LOOK_MS) resting++
      await nodeEnv.sleep(3_600_000, signal)
      if (ms === LOOK_MS) resting--
    },
  }
  const store = await openStore()
  const generation = await openGeneration(settings.value, {
    ...{ store: store.store, disk: store.disk, outbox: store.outbox, forms: store.forms, ready: store.ready },
    assets: { files: new Map(), embed: () => Promise.reject(new Error('There is no script here.')) },
    uploads: openUploadFolder(uploadsOf(freshFile())),
    ...{ counters: createCounters(env), hash: createDayHash(env), secret: 'secret', matches: () => true },
    ...{ accepted: (state) => generation.wake(state), env, log: () => {} },
  })
  onTestFinished(() => generation.stop())
  generation.start()
  const ask = (path: string, init?: RequestInit) => generation.proxy.fetch(new Request(`http://proxy${path}`, init))
  await until(async () => (await ask('/v1/forms/contato')).ok)
  await until(() => resting === RESTING)
  return {
    told: () => receiver.received.map(({ body }) => JSON.parse(body).type),
    async submit(answers: object) {
      const body = JSON.stringify({ id: crypto.randomUUID(), answers })
      const headers = { origin: SITE }
      const { status } = await ask('/v1/forms/contato/submissions', { method: 'POST', headers, body })
      expect(status).toBe(202)
    },
  }
}

test('suspected spam is told of when it comes in', async () => {
  const { submit, told } = await open()
  await submit({ nome: 'Ana', email: 'ana@example.com', aceite: true })
  await until(() => told().length > 0)
  expect(told()).toEqual(['submission.suspected'])
})
