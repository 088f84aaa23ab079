/** Who takes a webhook can check it with what the command prints, and nothing else prints that. */
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { openSend } from '../../../proxy/alerts/open.ts'
import { loadConfig } from '../../../proxy/config.ts'
import { nodeEnv } from '../../../proxy/node/env.ts'
import { openDesk, USUAL } from '../../support/cli.ts'
import { contato } from '../../support/forms.ts'
import type { Receiver } from '../../support/receiver.ts'
import { openReceiver } from '../../support/receiver.ts'
import { openStore } from '../../support/sqlite.ts'

const MESSAGE = { id: 'msg_one', type: 'x', timestamp: 0, subject: 'x', text: 'x', data: {} }

async function open({ alerts = '', top = '' } = {}) {
  const receiver = await openReceiver()
  const desk = await openDesk(
    `${USUAL.replace('alerts: none', `alerts: { webhook: "${receiver.url}/alerts"${alerts} }`)}${top}`,
  )
  const form = contato.replaceAll('SITE', 'https://example.com')
  desk.write('forms/contato.yaml', `${form}notify: { webhook: "${receiver.url}/leads" }\n`)
  desk.write('forms/calado.yaml', form.replace('id: contato', 'id: calado'))
  return { ...desk, receiver }
}

/** Whether the last message that came was signed with it. */
function isSignedWith(secret: string, { received }: Receiver): boolean {
  const { headers, body = '' } = received.at(-1) ?? {}
  const signed = `${headers?.['webhook-id']}.${headers?.['webhook-timestamp']}.${body}`
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  return headers?.['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}

test.each([
  ['the store’s own', '', {}],
  ['the configured one', 'secret: { env: SECRET }', { SECRET: 'a secret of the operator’s' }],
])('it is what messages are signed with, each receiver’s its own: from %s', async (_which, top, env) => {
  const { folder, database, receiver, runWith } = await open({ top })
  const { forms } = await openStore(database)
  const kept = await forms.setSettingOnce('secret', 'kept in the store')
  const config = loadConfig(`${folder}/gatehouse.yaml`, {})
  if (!config.ok) throw new Error(JSON.stringify(config.faults))
  const send = openSend(config.value, {}, Object.values(env)[0] ?? kept, nodeEnv)
  const secrets: string[] = []
  for (const [path, ...form] of [['alerts'], ['leads', 'contato']] as const) {
    const { status, stdout } = await runWith(env, 'webhooks', 'secret', ...form)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^whsec_[A-Za-z0-9+/]+=*\n$/)
    await send({ webhook: `${receiver.url}/${path}` }, MESSAGE)
    expect(isSignedWith(stdout.trim(), receiver)).toBe(true)
    secrets.push(stdout.trim())
    expect(secrets.filter((secret) => isSignedWith(secret, receiver))).toHaveLength(1)
  }
})

test('is not said where it is the operator’s, where there is no webhook, or before the store is made', async () => {
  const { run, database } = await open()
  expect((await run('webhooks', 'secret')).stderr).toContain('There is no store')
  await openStore(database)
  for (const [args, stderr] of [
    [[], 'The store has no secret yet'],
    [['calado'], 'There is no webhook in `notify` of the form calado.'],
    [['fehlt'], 'There is no webhook in `notify` of the form fehlt.'],
  ] as const)
    expect(await run('webhooks', 'secret', ...args)).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining(stderr),
    })
  const own = await open({ alerts: ', secret: { env: SIGNING }' })
  const said = await own.runWith({ SIGNING: `whsec_${btoa('k'.repeat(32))}` }, 'webhooks', 'secret')
  expect(said).toEqual({ status: 1, stdout: '', stderr: expect.stringContaining('which is yours') })
})
