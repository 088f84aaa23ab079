import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Message } from '../../../proxy/alerts/message.ts'
import { derivedSecret, parseSecret, postWebhook, sign } from '../../../proxy/alerts/webhook.ts'
import { createHttp } from '../../../proxy/node/http.ts'
import type { Received, Receiver } from '../../support/receiver.ts'
import { openReceiver } from '../../support/receiver.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const message: Message = {
  id: 'msg_one',
  type: 'submission.held',
  timestamp: 1_700_000_000_000,
  subject: 'One submission is held',
  text: 'Olá, é preciso decidir',
  data: { form: 'contact', count: 1 },
}

let seconds = 1_700_000_100
const env = { http: createHttp(), now: () => seconds * 1_000 }
const post = (receiver: Receiver, path = '/hook') => postWebhook(env, receiver.url + path, secret, message)

describe('a webhook', () => {
  test('is signed as the test vector of Standard Webhooks says', async () => {
    expect(await sign(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, '{"test": 2432232314}')).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    )
  })

  test('carries id, time and a signature that its receiver can check over the bytes that arrived', async () => {
    const receiver = await openReceiver()
    expect(await post(receiver)).toEqual({ kind: 'sent' })
    const { headers, body } = receiver.received[0] as Received
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
    expect(headers['webhook-id']).toBe('msg_one')
    expect(headers['webhook-timestamp']).toBe('1700000100')
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
    expect(JSON.parse(body)).toEqual({
      type: 'submission.held',
      timestamp: '2023-11-14T22:13:20.000Z',
      text: 'Olá, é preciso decidir',
      data: { form: 'contact', count: 1 },
    })
  })

  test('keeps its id and body through a retry, with the time and signature of each try', async () => {
    const receiver = await openReceiver()
    receiver.reply = { status: 500 }
    await post(receiver)
    seconds += 5
    await post(receiver)
    const [one, other] = receiver.received
    expect(other?.body).toBe(one?.body)
    expect(other?.headers['webhook-id']).toBe(one?.headers['webhook-id'])
    expect(Number(other?.headers['webhook-timestamp']) - Number(one?.headers['webhook-timestamp'])).toBe(5)
    expect(other?.headers['webhook-signature']).not.toBe(one?.headers['webhook-signature'])
  })

  test.each([301, 302, 303, 307, 308])('does not follow a redirect (%i): it failed', async (status) => {
    const receiver = await openReceiver()
    receiver.reply = { status, headers: { location: `${receiver.url}/elsewhere` } }
    expect(await post(receiver)).toEqual({ kind: 'failed', reason: `status-${status}` })
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook'])
  })

  test.each<[number, Record<string, string>, object]>([
    [200, {}, { kind: 'sent' }],
    [299, {}, { kind: 'sent' }],
    [400, {}, { kind: 'failed', reason: 'status-400' }],
    [410, {}, { kind: 'gone' }],
    [429, { 'retry-after': '120' }, { kind: 'failed', reason: 'status-429', afterMs: 120_000 }],
    [503, {}, { kind: 'failed', reason: 'status-503' }],
  ])('answered %i %j is %j', async (status, headers, sent) => {
    const receiver = await openReceiver()
    receiver.reply = { status, headers }
    expect(await post(receiver)).toEqual(sent)
  })

  test('goes over plain http to this machine only', async () => {
    expect(await postWebhook(env, 'http://hooks.example.com/', secret, message)).toEqual({
      kind: 'failed',
      reason: 'insecure-url',
    })
  })
})

describe('its secret', () => {
  test('made from the store’s own is another for each receiver, and always the same', async () => {
    const [one, again, other] = await Promise.all([
      derivedSecret('store secret', 'https://a.example.com/'),
      derivedSecret('store secret', 'https://a.example.com/'),
      derivedSecret('store secret', 'https://b.example.com/'),
    ])
    expect(one).toBe(again)
    expect(one).not.toBe(other)
    expect(parseSecret(one)).toHaveLength(32)
  })

  test.each(['', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_', 'whsec_c2hvcnQ=', `whsec_${btoa('x'.repeat(65))}`])(
    '%j is refused without repeating it',
    (given) => {
      expect(() => parseSecret(given)).toThrow('Make one:')
      expect(() => parseSecret(given)).not.toThrow(/MfKQ|c2hvcnQ/)
    },
  )
})
