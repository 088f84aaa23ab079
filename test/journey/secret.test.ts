/** Another `secret` than the store was written with: said at the start, once, and nobody is refused for it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { contato } from '../support/forms.ts'
import { openStage } from '../support/stage.ts'

const SECRETS = ['a-first-secret-CANARY-1b0c', 'a-second-secret-CANARY-77f2'] as const

test('another secret is said once, with what comes of it; what is sent then is taken, and no secret is in the log', async () => {
  const [first, second] = SECRETS
  const stage = await openStage({
    forms: { contato },
    files: { secret: first },
    config: 'alerts: none\nsecret: { file: ./secret }',
  })
  onTestFinished(() => stage.close())
  const id = crypto.randomUUID()
  const body = JSON.stringify({ id, answers: { nome: 'Ana', email: 'ana@example.com', aceite: true } })
  const send = async () => {
    const headers = { origin: stage.site, 'content-type': 'text/plain' }
    const response = await fetch(`${stage.proxy}/v1/forms/contato/submissions`, { method: 'POST', headers, body })
    return response.status
  }
  const startWith = async (secret: string) => {
    await stage.stop()
    writeFileSync(join(stage.folder, 'secret'), secret)
    await stage.start()
  }
  const said = () =>
    stage
      .log()
      .split('\n')
      .filter((line) => line.includes('secret-changed'))
      .map((line) => JSON.parse(line))

  expect(await send()).toBe(202)
  await startWith(first)
  expect(await send()).toBe(202)
  expect(said()).toEqual([])

  await startWith(second)
  expect(said()).toEqual([
    expect.objectContaining({ level: 'error', file: 'gatehouse.yaml', key: 'secret', message: expect.any(String) }),
  ])
  expect(said()[0].message).toContain('put the old one back')
  // What the message warns of: nobody can tell any more that it is the same again.
  expect(await send()).toBe(409)
  await startWith(second)
  expect(said()).toHaveLength(1)

  await startWith(first)
  expect(said()).toHaveLength(2)
  expect(await send()).toBe(202)
  for (const secret of SECRETS) expect(stage.log() + stage.storeBytes().toString('latin1')).not.toContain(secret)
})
