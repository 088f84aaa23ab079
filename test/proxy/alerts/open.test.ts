import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Message } from '../../../proxy/alerts/message.ts'
import { openSend } from '../../../proxy/alerts/open.ts'
import { derivedSecret } from '../../../proxy/alerts/webhook.ts'
import type { Config } from '../../../proxy/config.ts'
import { USUAL_DOUBTS } from '../../../proxy/guards/doubts.ts'
import { USUAL_RATES } from '../../../proxy/guards/rates.ts'
import { nodeEnv } from '../../../proxy/node/env.ts'
import type { Received } from '../../support/receiver.ts'
import { openReceiver } from '../../support/receiver.ts'
import { openSmtp } from '../../support/smtp.ts'

const message: Message = { id: 'msg_one', type: 'x', timestamp: 0, subject: 'x', text: 'x', data: {} }
const SIGNING = `whsec_${btoa('k'.repeat(32))}`

const base: Config = {
  ...{ file: 'gatehouse.yaml', connections: [], database: '', forms: '', publicUrl: 'http://localhost/' },
  listen: { host: '127.0.0.1', port: 0 },
  uploads: { perFile: 1, perSubmission: 1, total: 1 },
  ...{ doubts: USUAL_DOUBTS, limits: USUAL_RATES, trustedProxies: [] },
  retention: { delivered: 0, held: 0, failed: 0, rejected: 0 },
}
const key = (value: string) => ({ read: () => value, seen: new Set([value]) })

function isSignedWith(secret: string, { headers, body }: Received): boolean {
  const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  return headers['webhook-signature'] === `v1,${createHmac('sha256', bytes).update(signed).digest('base64')}`
}

test('the configured secret signs what goes to the alerts’ address, one made for it what goes to a form’s', async () => {
  const receiver = await openReceiver()
  const [alerts, sales] = [`${receiver.url}/alerts`, `${receiver.url}/sales`]
  const config = { ...base, alerts: { webhook: alerts, oldestMs: 0 } }
  const send = openSend(config, { signing: key(SIGNING) }, 'store secret', nodeEnv)
  await send({ webhook: alerts }, message)
  await send({ webhook: sales }, message)
  const [first, second] = receiver.received as [Received, Received]
  expect(isSignedWith(SIGNING, first)).toBe(true)
  expect(isSignedWith(SIGNING, second)).toBe(false)
  expect(isSignedWith(await derivedSecret('store secret', sales), second)).toBe(true)
})

test('mail goes over the configured server, whose address is read anew for each', async () => {
  const [one, other] = [await openSmtp(), await openSmtp()]
  let url = `smtp://127.0.0.1:${one.port}`
  const config: Config = { ...base, smtp: { url: { env: 'SMTP' }, from: 'forms@example.com' } }
  const send = openSend(config, { smtp: { read: () => url, seen: new Set() } }, 'store secret', nodeEnv)
  expect(await send({ email: 'sales@example.com' }, message)).toEqual({ kind: 'sent' })
  url = `smtp://127.0.0.1:${other.port}`
  expect(await send({ email: 'sales@example.com' }, message)).toEqual({ kind: 'sent' })
  expect([one.mails.length, other.mails.length]).toEqual([1, 1])
})

test('mail without a server failed, and says why', async () => {
  const send = openSend(base, {}, 'store secret', nodeEnv)
  expect(await send({ email: 'sales@example.com' }, message)).toEqual({ kind: 'failed', reason: 'no-smtp' })
})
