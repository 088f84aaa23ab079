import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openAlertKeys } from '../../proxy/alerts/open.ts'
import type { Config } from '../../proxy/config.ts'
import { loadConfig } from '../../proxy/config.ts'
import { openKeys } from '../../proxy/connections.ts'
import { faultText } from '../../proxy/node/yaml-file.ts'

const DAY = 86_400_000

const good = `connections:
  crm:
    upstream: bolten
    components: { opportunity: 7f0c0000-0000-4000-8000-000000000001 }
    key: { env: BOLTEN_API_KEY }
alerts: none
`

function load(text: string, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-config-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'gatehouse.yaml')
  writeFileSync(file, text)
  return { folder, loaded: loadConfig(file, env) }
}

function config(text: string, env: Record<string, string> = {}): Config {
  const { loaded } = load(text, env)
  if (!loaded.ok) throw new Error(loaded.faults.map(faultText).join('\n'))
  return loaded.value
}

function faults(text: string): readonly string[] {
  const { loaded } = load(text)
  return loaded.ok ? [] : loaded.faults.map((fault) => faultText(fault).replace(/^.*gatehouse\.yaml/, 'gatehouse.yaml'))
}

describe('gatehouse.yaml', () => {
  test('needs little: the rest has defaults', () => {
    const { folder, loaded } = load(good)
    expect(loaded).toMatchObject({
      ok: true,
      value: {
        database: join(folder, 'data/gatehouse.db'),
        forms: join(folder, 'forms'),
        listen: { host: '127.0.0.1', port: 8787 },
        publicUrl: 'http://127.0.0.1:8787/',
        retention: { delivered: 30 * DAY, held: 180 * DAY, failed: 180 * DAY, rejected: 30 * DAY },
      },
    })
    expect(config(good).connections[0]).toMatchObject({ lookAfterMs: 60_000, triesMs: 3 * DAY })
    expect(config(good)).not.toHaveProperty('alerts')
    expect(config(good)).not.toHaveProperty('admin')
  })

  test('PORT and DATABASE_URL override the file', () => {
    const { listen, database } = config(good, { PORT: '9000', DATABASE_URL: 'sqlite:/tmp/x.db' })
    expect(listen.port).toBe(9_000)
    expect(database).toBe('/tmp/x.db')
  })

  test('`pace`, `lookAfter` and `tries` are understood', () => {
    const lines = '    pace: 40/m\n    lookAfter: 5s\n    tries: 2d\nalerts'
    const [crm] = config(good.replace('alerts', lines)).connections
    expect(crm).toMatchObject({ spacingMs: 1_500, lookAfterMs: 5_000, triesMs: 2 * DAY })
  })

  test.each<[string, Config['alerts']]>([
    ['alerts: none', undefined],
    [
      'alerts: { webhook: https://hooks.example.com/x?y=1 }',
      { webhook: 'https://hooks.example.com/x?y=1', oldestMs: DAY / 24 },
    ],
    [
      'alerts: { webhook: http://localhost:9000, secret: { env: SIGNING }, oldest: 15m }',
      { webhook: 'http://localhost:9000', secret: { env: 'SIGNING' }, oldestMs: DAY / 96 },
    ],
    [
      'alerts: { email: ops@example.com }\nsmtp: { url: { env: SMTP_URL }, from: forms@example.com }',
      { email: 'ops@example.com', oldestMs: DAY / 24 },
    ],
  ])('%s says who is told', (lines, alerts) => {
    expect(config(good.replace('alerts: none', lines)).alerts).toEqual(alerts)
  })

  test.each<[string, Config['admin']]>([
    ['{ port: 8788 }', { listen: { host: '127.0.0.1', port: 8788 } }],
    ['{ host: 0.0.0.0, port: 8788 }', { listen: { host: '0.0.0.0', port: 8788 } }],
    ['{ token: { env: ADMIN } }', { token: { env: 'ADMIN' } }],
    ['{ port: 1, token: { env: ADMIN } }', { listen: { host: '127.0.0.1', port: 1 }, token: { env: 'ADMIN' } }],
  ])('admin: %s says where the status is', (admin, expected) => {
    expect(config(`${good}admin: ${admin}\n`).admin).toEqual(expected)
  })

  test('what is not said of retention keeps its default', () => {
    const { retention } = config(`${good}retention: { held: 1d, delivered: 12h }\n`)
    expect(retention).toEqual({ delivered: DAY / 2, held: DAY, failed: 180 * DAY, rejected: 30 * DAY })
  })

  test('files of secrets lie beside it', () => {
    const { folder, loaded } = load(
      `${good.replace('none', '{ webhook: https://h.example.com, secret: { file: ./sign } }')}admin: { token: { file: ./token } }
smtp: { url: { file: ./smtp }, from: forms@example.com }
`,
    )
    expect(loaded).toMatchObject({
      value: {
        alerts: { secret: { file: join(folder, 'sign') } },
        admin: { token: { file: join(folder, 'token') } },
        smtp: { url: { file: join(folder, 'smtp') } },
      },
    })
  })

  test.each([
    ['alerts:', 'alerts  Say who is told'],
    ['alerts: {}', 'alerts  Say who is told'],
    ['alerts: nobody', 'alerts  Say who is told'],
    ['alerts: [none]', 'alerts  Say who is told'],
    ['alerts: { webhook: https://h.example.com, email: a@example.com }', 'alerts  Say who is told'],
    [
      'alerts: { webhok: https://h.example.com }',
      'alerts.webhok  There is no setting "webhok" here. Did you mean "webhook"?',
    ],
    ['alerts: { webhook: http://hooks.example.com }', 'alerts.webhook  Write an https address'],
    ['alerts: { webhook: "https://me:pw@hooks.example.com" }', 'alerts.webhook  Write an https address'],
    [
      'alerts: { webhook: https://h.example.com, secret: whsec_canary }',
      'alerts.secret  A key never stands in this file',
    ],
    ['alerts: { webhook: https://h.example.com, oldest: 60 }', 'alerts.oldest  Write a time with its unit'],
    ['alerts: { email: a@example.com }', 'alerts.email  Mail needs a server'],
    ['alerts: { email: "Ana <a@example.com>" }', 'alerts.email  Write one e-mail address'],
    ['alerts: { email: a@example.com, secret: { env: S } }', 'alerts.secret  Only a webhook is signed'],
    ['alerts: none\nsmtp: {}', 'smtp.from  Write one e-mail address'],
    [
      'alerts: none\nsmtp: { url: "smtps://me:canary@h", from: a@example.com }',
      'smtp.url  A key never stands in this file',
    ],
    ['alerts: none\nadmin: {}', 'admin  Give `/status` a listener of its own'],
    ['alerts: none\nadmin: { host: 127.0.0.1 }', 'admin'],
    ['alerts: none\nadmin: { tokn: { env: T }, port: 1 }', 'Did you mean "token"?'],
    ['alerts: none\nadmin: { token: canary-canary }', 'admin.token  A key never stands in this file'],
    ['alerts: none\nadmin: { port: 99999 }', 'admin.port  A port is a whole number up to 65535.'],
    ['alerts: none\nretention: { hold: 1d }', 'retention.hold  There is no setting "hold" here. Did you mean "held"?'],
    ['alerts: none\nretention: { held: 1w }', 'retention.held  Write a time with its unit'],
  ])('%j is refused with its line, its key and the mend, never with a secret', (lines, fault) => {
    const said = faults(good.replace('alerts: none', lines)).join('\n')
    expect(said).toContain(fault)
    expect(said).toMatch(/^gatehouse\.yaml:[67] {2}/)
    expect(said).not.toContain('canary')
  })

  test('a wrong variable is named, not the file', () => {
    const { loaded } = load(good, { PORT: 'abc' })
    expect(loaded.ok ? [] : loaded.faults.map(faultText)).toEqual(['PORT  A port is a whole number up to 65535.'])
  })

  test('an alias that leads nowhere is said, without its text', () => {
    const said = faults(good.replace('{ env: BOLTEN_API_KEY }', '*S3CRETVALUE'))
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('quotes')
    expect(said[0]).not.toContain('S3CRET')
  })

  test('is JSON too', () => {
    const key = { env: 'K' }
    expect(
      config(JSON.stringify({ connections: { a: { upstream: 'bolten', key } }, alerts: 'none' })).connections,
    ).toHaveLength(1)
  })

  test('says everything that is wrong at once, each with its line and the mend', () => {
    const said = faults(`connections:
  crm:
    upstream: hubspot
    key: { env: BOLTEN_API_KEY }
    url: http://app.bolten.io
    pase: 1/s
listen: { port: 99999 }
formz: ./forms
`)
    expect(said).toHaveLength(6)
    expect(said.join('\n')).toContain('gatehouse.yaml:3  connections.crm.upstream  Write `bolten`')
    expect(said.join('\n')).toContain('gatehouse.yaml:5  connections.crm.url  Write an https address')
    expect(said.join('\n')).toContain(
      'gatehouse.yaml:6  connections.crm.pase  There is no setting "pase" here. Did you mean "pace"?',
    )
    expect(said.join('\n')).toContain('gatehouse.yaml:7  listen.port')
    expect(said.join('\n')).toContain(
      'gatehouse.yaml:8  formz  There is no setting "formz" here. Did you mean "forms"?',
    )
    expect(said.join('\n')).toContain('alerts  Say who is told')
  })

  test('a key that is written into it is an error that says where keys go, and does not repeat it', () => {
    const said = faults(good.replace('{ env: BOLTEN_API_KEY }', 'sk_live_4242424242'))
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('A key never stands in this file')
    expect(said[0]).not.toContain('4242')
  })

  test.each([
    ['database: postgres://localhost/x', 'database'],
    ['studio: { enabled: true }', 'studio'],
    ['uploads: { perFile: 1MB }', 'uploads'],
    ['trustedProxies: [loopback]', 'trustedProxies'],
  ])('%s is understood, and says that its room is not built', (line, key) => {
    const said = faults(`${good}${line}\n`)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain(key)
    expect(said[0]).toMatch(/built yet/)
  })

  test.each([
    ['connections: [', 'This is not YAML'],
    ['', 'The file is empty'],
    ['- a', 'empty'],
  ])('%j is refused with a reason', (text, reason) => {
    expect(faults(text).join('\n')).toContain(reason)
  })

  test('a missing file names the command that writes one', () => {
    const loaded = loadConfig('/nowhere/gatehouse.yaml', {})
    expect(loaded.ok ? '' : loaded.faults.map(faultText).join()).toContain('gatehouse init')
  })
})

describe('keys', () => {
  const keyFaults = (text: string, env: Record<string, string>) => {
    const keys = openKeys(config(text), env)
    return keys.ok ? [] : keys.faults.map(faultText)
  }

  test('a missing variable is named, a value never', () => {
    expect(keyFaults(good, {})[0]).toContain('connections.crm.key  The environment variable BOLTEN_API_KEY is not set')
    const said = keyFaults(good, { BOLTEN_API_KEY: 'bro ken\nsecret' })
    expect(said).toHaveLength(1)
    expect(said[0]).not.toContain('secret')
  })

  test('a file is read again when it changes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-key-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'bolten')
    writeFileSync(file, 'first-key\n')
    const keys = openKeys(config(good.replace('{ env: BOLTEN_API_KEY }', `{ file: ${file} }`)), {})
    const reader = keys.ok ? keys.value.get('crm') : undefined
    expect(reader?.read()).toBe('first-key')
    await new Promise((resolve) => setTimeout(resolve, 20))
    writeFileSync(file, 'second-key\n')
    expect(reader?.read()).toBe('second-key')
    expect([...(reader?.seen ?? [])]).toEqual(['first-key', 'second-key'])
  })

  test('a missing key file is named', () => {
    expect(keyFaults(good.replace('{ env: BOLTEN_API_KEY }', '{ file: ./nowhere }'), {})[0]).toContain('nowhere')
  })
})

describe('the secrets of alerts, mail and status', () => {
  const text = `${good.replace('none', '{ webhook: https://h.example.com, secret: { env: SIGN } }')}admin: { token: { env: ADMIN } }
smtp: { url: { env: SMTP }, from: forms@example.com }
`
  const right = {
    SIGN: `whsec_${btoa('k'.repeat(32))}`,
    ADMIN: 'a-token-of-some-length',
    SMTP: 'smtps://me:pw@mail.example.com',
  }

  test('are read where they are configured', () => {
    const opened = openAlertKeys(config(text), right)
    expect(opened.ok && Object.values(opened.value).map((key) => key?.read())).toEqual([
      right.SIGN,
      right.SMTP,
      right.ADMIN,
    ])
    expect(openAlertKeys(config(good), {})).toEqual({ ok: true, value: {} })
  })

  test('that are missing are named, all at once', () => {
    const opened = openAlertKeys(config(text), {})
    const said = opened.ok ? [] : opened.faults.map(({ key, message }) => `${key} ${message}`)
    expect(said).toHaveLength(3)
    expect(said.join()).toMatch(/alerts.secret .*SIGN.*smtp.url .*SMTP.*admin.token .*ADMIN/)
  })

  test('are missed where a form wants mail and there is no server', () => {
    const opened = openAlertKeys(config(good), {}, [
      { id: 'contact', notify: { email: 'a@example.com' } },
      { id: 'other' },
    ])
    expect(opened.ok ? [] : opened.faults.map(faultText)).toEqual([
      expect.stringMatching(/ {2}smtp {2}The form contact wants mail. Mail needs a server: `smtp:/),
    ])
  })

  test('that cannot be used are named with the mend, without their value', () => {
    const wrong = { SIGN: 'canary', ADMIN: 'canary', SMTP: 'https://me:canary@mail.example.com' }
    const opened = openAlertKeys(config(text), wrong)
    const said = opened.ok ? [] : opened.faults.map(faultText)
    expect(said).toHaveLength(3)
    expect(said.join()).not.toContain('canary')
  })
})
