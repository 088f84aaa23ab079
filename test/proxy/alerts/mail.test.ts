import { describe, expect, test } from 'vitest'
import { sendMail, serverOf } from '../../../proxy/alerts/mail.ts'
import type { Message } from '../../../proxy/alerts/message.ts'
import type { SmtpServer } from '../../support/smtp.ts'
import { openSmtp } from '../../support/smtp.ts'
import { freePort } from '../../support/stage.ts'

const message: Message = {
  id: 'msg_one',
  type: 'submission.held',
  timestamp: 0,
  subject: '[Gatehouse] One submission is held',
  text: 'Nothing is lost.\n.\nLook at it: gatehouse submissions list',
  data: {},
}

const mailTo = (port: number, given: Partial<Message> = {}, user = '') =>
  sendMail({ url: () => `smtp://${user}127.0.0.1:${port}`, from: 'forms@example.com' }, 'sales@example.com', {
    ...message,
    ...given,
  })

const headersOf = (smtp: SmtpServer) => (smtp.mails[0] ?? '').split('\n\n')[0] ?? ''

describe('a mail', () => {
  test('is taken by a real server, as plain text from and to one address', async () => {
    const smtp = await openSmtp()
    expect(await mailTo(smtp.port)).toEqual({ kind: 'sent' })
    expect(smtp.commands.filter((line) => /^(MAIL|RCPT)/.test(line))).toEqual([
      'MAIL FROM:<forms@example.com>',
      'RCPT TO:<sales@example.com>',
    ])
    expect(headersOf(smtp)).toMatch(/^Subject: \[Gatehouse\] One submission is held$/m)
    expect(headersOf(smtp)).toMatch(/^Content-Type: text\/plain/m)
    expect(headersOf(smtp)).toMatch(/^Auto-Submitted: auto-generated$/m)
    expect(smtp.mails[0]).toContain('Nothing is lost.\n.\nLook at it: gatehouse submissions list')
  })

  test('keeps its id through a retry', async () => {
    const smtp = await openSmtp()
    await mailTo(smtp.port)
    await mailTo(smtp.port)
    const ids = smtp.mails.map((mail) => /^Message-ID: (.*)$/im.exec(mail)?.[1])
    expect(ids).toEqual(['<msg_one@example.com>', '<msg_one@example.com>'])
  })

  // C6
  test.each([
    '\r\n',
    '\n',
    '\r',
    '\r\n\t',
    '\u2028',
    '\u2029',
    '\u0085',
    '\u000b',
    '\0\r\n',
    '=?utf-8?q?=0d=0a?= ',
    '=?utf-8?b?DQo=?= ',
    '%0d%0a',
    '\\r\\n',
  ])('whose subject holds %j gets no further header and no further receiver', async (end) => {
    const smtp = await openSmtp()
    const named = (headers: string) => headers.split('\n').flatMap((line) => /^[\w-]+(?=:)/.exec(line)?.[0] ?? [])
    await mailTo(smtp.port, { subject: 'Lead' })
    const usual = named(headersOf(smtp))
    await mailTo(smtp.port, { subject: `Lead${end}Bcc: evil@example.com${end}${end}Hello` })
    const headers = (smtp.mails[1] ?? '').split('\n\n')[0] ?? ''
    expect(usual).toContain('Subject')
    expect(named(headers).filter((name) => !/^Content-/.test(name))).toEqual(
      usual.filter((name) => !/^Content-/.test(name)),
    )
    expect(smtp.commands.filter((line) => line.startsWith('RCPT'))).toEqual(
      Array(2).fill('RCPT TO:<sales@example.com>'),
    )
  })

  test('says who we are where the address has a user', async () => {
    const smtp = await openSmtp()
    expect(await mailTo(smtp.port, {}, 'forms%40example.com:p%3Ass@')).toEqual({ kind: 'sent' })
    const said = smtp.commands.find((line) => line.startsWith('AUTH'))?.split(' ')[2] ?? ''
    expect(atob(said)).toBe('\0forms@example.com\0p:ss')
  })

  test.each([
    ['AUTH', '535 bad CANARY', 'smtp-535'],
    ['RCPT', '550 no such CANARY', 'smtp-550'],
    ['DATA', '451 later CANARY', 'smtp-451'],
  ])('that the server refuses at %s failed, with a code and none of its words', async (command, answer, reason) => {
    const smtp = await openSmtp()
    smtp.answers[command] = answer
    expect(await mailTo(smtp.port, {}, 'me:CANARY@')).toEqual({ kind: 'failed', reason })
    expect(smtp.mails).toEqual([])
  })

  test('to a server that falls silent is given up when the proxy stops', async () => {
    const smtp = await openSmtp()
    smtp.answers.MAIL = ''
    const stopping = new AbortController()
    const mail = { url: () => `smtp://127.0.0.1:${smtp.port}`, from: 'forms@example.com' }
    const sending = sendMail(mail, 'sales@example.com', message, stopping.signal)
    await expect.poll(() => smtp.commands.join()).toContain('MAIL FROM')
    stopping.abort()
    expect(await sending).toEqual({ kind: 'failed', reason: expect.stringMatching(/^smtp-/) })
  })

  test('fails where no server listens', async () => {
    expect(await mailTo(await freePort())).toEqual({ kind: 'failed', reason: expect.stringMatching(/^smtp-e[a-z]+$/) })
  })
})

describe('the server', () => {
  test.each([
    ['smtps://me:pw@mail.example.com', { port: 465, secure: true, requireTLS: false }],
    ['smtp://me:pw@mail.example.com', { port: 587, secure: false, requireTLS: true }],
    ['smtp://127.0.0.1:2525', { port: 2525, secure: false, requireTLS: false }],
  ])('%s: the password goes over TLS, except on this machine', (url, options) => {
    expect(serverOf(url)).toMatchObject(options)
  })

  test.each(['', 'mail.example.com', 'https://me:pw-canary@mail.example.com', 'smtp://'])(
    '%j is refused without repeating it',
    (url) => {
      expect(() => serverOf(url)).toThrow('smtps://user:password@mail.example.com')
      expect(() => serverOf(url)).not.toThrow(/canary/)
    },
  )
})
