import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openAlertKeys } from '../../proxy/alerts/open.ts'
import type { Config } from '../../proxy/config.ts'
import { loadConfig } from '../../proxy/config.ts'
import { openKeys } from '../../proxy/connections.ts'
import { USUAL_DOUBTS } from '../../proxy/guards/doubts.ts'
import { USUAL_RATES } from '../../proxy/guards/rates.ts'
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
        uploads: { perFile: 10e6, perSubmission: 25e6, total: 2e9 },
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

  test.each(['2/m', '100/h', '1/h'])('a pace of %s is refused, since no lead of several calls would end', (pace) => {
    const said = faults(good.replace('alerts', `    pace: ${pace}\nalerts`))
    expect(said).toEqual([expect.stringContaining('crm.pace  The slowest is `3/m`: ')])
    expect(faults(good.replace('alerts', '    pace: 3/m\nalerts'))).toEqual([])
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

  test.each([
    ['{ perFile: 500KB }', [500_000, 25e6, 2e9]],
    ['{ perFile: 1, perSubmission: 2, total: 3 }', [1, 2, 3]],
    ['{ perFile: 50MB, perSubmission: 100MB, total: 1000GB }', [50e6, 100e6, 1e12]],
    ['{ total: "25000000" }', [10e6, 25e6, 25e6]],
  ])('uploads: %s is in bytes', (uploads, [perFile, perSubmission, total]) => {
    expect(config(`${good}uploads: ${uploads}\n`).uploads).toEqual({ perFile, perSubmission, total })
  })

  test('doubts: what is not said weighs as usual', () => {
    expect(config(good).doubts).toEqual(USUAL_DOUBTS)
    expect(config(`${good}doubts: { holdAt: 150, no-script: 0, too-fast: 1000 }\n`).doubts).toEqual({
      holdAt: 150,
      weights: { ...USUAL_DOUBTS.weights, 'no-script': 0, 'too-fast': 1000 },
    })
  })

  test('limits: what is not said is as usual, and one rate or several can be', () => {
    expect(config(good).limits).toEqual(USUAL_RATES)
    const limits = '{ address: 5/s, email: [2/m, 20/d], form: "1000/h", uploads: 1GB/d }'
    expect(config(`${good}limits: ${limits}\n`).limits).toEqual({
      ...USUAL_RATES,
      address: [{ most: 5, perMs: 1_000 }],
      email: [
        { most: 2, perMs: 60_000 },
        { most: 20, perMs: DAY },
      ],
      form: [{ most: 1_000, perMs: 3_600_000 }],
      uploads: [{ most: 1e9, perMs: DAY }],
    })
  })

  test('trustedProxies: nobody, if not said; networks and names of some', () => {
    expect(config(good).trustedProxies).toEqual([])
    const written = ['loopback', 'private', 'cloudflare', '10.1.0.0/16', '2001:db8::/32', '203.0.113.9']
    expect(config(`${good}trustedProxies: ${JSON.stringify(written)}\n`).trustedProxies).toEqual(written)
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
    ['alerts: { webhook: https://192.168.1.5/x }', 'alerts.webhook  192.168.1.5 is an address inside a network'],
    ['alerts: none\nuploads: { perFile: 10 MB }', 'uploads.perFile  Write a size, e.g. `500KB`'],
    ['alerts: none\nuploads: { perFile: 0 }', 'uploads.perFile  Write a size'],
    ['alerts: none\nuploads: { perFile: 101MB }', 'uploads.perFile  The most is 100MB.'],
    ['alerts: none\nuploads: { perFile: 26MB }', 'uploads.perFile  One file cannot be larger than all of a submission'],
    ['alerts: none\nuploads: { total: 20MB }', 'uploads.perSubmission  One submission cannot be larger than all'],
    ['alerts: none\ndoubts: { no-script: -1 }', 'doubts.no-script  A weight is a whole number from 0'],
    ['alerts: none\ndoubts: { no-script: 1001 }', 'doubts.no-script  A weight is a whole number from 0'],
    ['alerts: none\ndoubts: { no-script: high }', 'doubts.no-script  A weight is a whole number from 0'],
    ['alerts: none\ndoubts: { holdAt: 0 }', 'doubts.holdAt  What all doubts together weigh at least'],
    ['alerts: none\ndoubts: none', 'doubts  Write weights by doubt'],
    [
      'alerts: none\ndoubts: { token-mising: 0 }',
      'doubts.token-mising  There is no setting "token-mising" here. Did you mean "token-missing"?',
    ],
    ['alerts: none\nlimits: { address: 60 }', 'limits.address  Write how much in a time, e.g. `60/m`.'],
    ['alerts: none\nlimits: { address: 0/m }', 'limits.address  Write how much in a time'],
    ['alerts: none\nlimits: { address: 60/w }', 'limits.address  Write how much in a time'],
    ['alerts: none\nlimits: { address: 5MB/m }', 'limits.address  Write how much in a time'],
    ['alerts: none\nlimits: { email: [] }', 'limits.email  Write how much in a time, e.g. `3/h` or `[3/h, 10/d]`.'],
    ['alerts: none\nlimits: { email: [3/h, 10] }', 'limits.email  Write how much in a time'],
    ['alerts: none\nlimits: { email: [3/h, 5/h] }', 'limits.email  Of two rates over one time the smaller is enough.'],
    ['alerts: none\nlimits: { uploads: 500/h }', 'limits.uploads  Write how much in a time, e.g. `500MB/h`.'],
    ['alerts: none\nlimits: { uploads: 20MB/h }', 'limits.uploads  One submission may bring more'],
    ['alerts: none\nlimits: none', 'limits  Write rates, e.g. `limits: { address: 60/m }`'],
    ['alerts: none\nlimits: { adress: 60/m }', 'There is no setting "adress" here. Did you mean "address"?'],
    ['alerts: none\ntrustedProxies: all', 'trustedProxies  List the proxies in front of Gatehouse'],
    ['alerts: none\ntrustedProxies: [all]', '"all" would take anybody\'s word on who they are'],
    ['alerts: none\ntrustedProxies: [loopback, 0.0.0.0/0]', '"0.0.0.0/0" would take anybody\'s word'],
    ['alerts: none\ntrustedProxies: [private, 10.1.0.0/36]', '"10.1.0.0/36" is no network. Write the proxies in front'],
    ['alerts: none\ntrustedProxies: [1]', 'List the proxies in front'],
    [
      'alerts: none\nuploads: { perfile: 1MB }',
      'uploads.perfile  There is no setting "perfile" here. Did you mean "perFile"?',
    ],
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
    expect(said.join('\n')).toContain(
      'gatehouse.yaml:3  connections.crm.upstream  There is no upstream "hubspot". Write `bolten`',
    )
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

describe('a connection', () => {
  const desk = (lines: string) => `connections:
  desk:
${lines.replace(/^/gm, '    ')}
alerts: none
`
  const usual = 'upstream: bolddesk\nurl: https://acme.bolddesk.com\nkey: { env: K }'

  test('of each kind carries what its kind needs, and nothing of another', () => {
    const { folder, loaded } = load(`connections:
  crm: { upstream: bolten, key: { env: K } }
  desk: { upstream: bolddesk, url: https://acme.bolddesk.com/, key: { file: ./key }, brand: 2, tags: tags, pace: 30/m }
  mine: { upstream: ./gatehouse.yaml, options: { list: [1, { deep: yes }] }, url: "https://x.example.com:8443/in?a=1" }
alerts: none
`)
    const usual = { lookAfterMs: 60_000, triesMs: 3 * DAY }
    expect(loaded.ok && loaded.value.connections).toEqual([
      { name: 'crm', upstream: 'bolten', components: {}, key: { env: 'K' }, ...usual },
      {
        ...{ name: 'desk', upstream: 'bolddesk', url: 'https://acme.bolddesk.com', key: { file: join(folder, 'key') } },
        ...{ brand: 2, tags: 'tags', spacingMs: 2_000, ...usual },
      },
      {
        ...{ name: 'mine', upstream: 'own', module: join(folder, 'gatehouse.yaml'), ...usual },
        ...{ url: 'https://x.example.com:8443/in?a=1', options: { list: [1, { deep: 'yes' }] } },
      },
    ])
  })

  test.each([
    [
      usual.replace('bolddesk\n', 'bolddsek\n'),
      ':3  connections.desk.upstream  There is no upstream "bolddsek". Did you mean "bolddesk"?',
    ],
    [usual.replace('bolddesk\n', 'my-crm.js\n'), 'or the path of a module of your own, e.g. `./my-crm.js`'],
    ['key: { env: K }', 'connections.desk.upstream  Write `bolten`, `bolddesk`, or the path'],
    ['upstream: 5\nkey: { env: K }', 'connections.desk.upstream  Write `bolten`'],
    ['upstream: ./nowhere.js', ':3  connections.desk.upstream  There is no file /'],
    ['upstream: bolddesk\nkey: { env: K }', 'connections.desk.url  Write the address of your BoldDesk'],
    [`${usual}\nbrand: Acme`, 'connections.desk.brand  Write the brand’s id; `gatehouse schema'],
    [`${usual}\nbrand: 0`, 'connections.desk.brand  Write the brand’s id'],
    [`${usual}\ntags: labels`, 'connections.desk.tags  Write `tag` or `tags`.'],
    [`${usual}\ncomponents: {}`, 'connections.desk.components  There is no setting "components" here.'],
    [`${usual}\nbrnad: 1`, 'connections.desk.brnad  There is no setting "brnad" here. Did you mean "brand"?'],
    [usual.replace('{ env: K }', 'canary-key'), 'connections.desk.key  A key never stands in this file'],
    ['upstream: ./gatehouse.yaml\nkey: canary-key', 'connections.desk.key  A key never stands in this file'],
    ['upstream: bolten\nbrand: 1\nkey: { env: K }', 'connections.desk.brand  There is no setting "brand" here.'],
  ])('%j is refused with its line, its key and the mend, and with nothing else', (lines, fault) => {
    const said = faults(desk(lines))
    expect(said).toHaveLength(1)
    expect(said[0]).toContain(fault)
    expect(said[0]).toMatch(/^gatehouse\.yaml:\d+ {2}/)
    expect(said[0]).not.toContain('canary')
  })

  test('that is no list of settings says so', () => {
    expect(faults('connections: { desk: 5 }\nalerts: none\n').join()).toContain('A connection is a list of settings')
  })

  // K4
  test.each([
    ['acme', 'Write an https address'],
    ['acme.bolddesk.com', 'Write an https address'],
    ['ftp://acme.bolddesk.com', 'Write an https address'],
    ['http://acme.bolddesk.com', 'plain http only to this machine'],
    ['https://me:canary@acme.bolddesk.com', 'without a user or a password'],
    ['https://acme.bolddesk.com@10.0.0.1', 'without a user or a password'],
    [
      'https://acme.bolddesk.com/api/v1',
      'Leave the path /api/v1 out, Gatehouse has its own: `https://acme.bolddesk.com`',
    ],
    ['https://acme.bolddesk.com/?tenant=1', 'Leave out what follows the host'],
    ['https://acme.bolddesk.com/#/tickets', 'Leave out what follows the host'],
    ['https://acme.bolddesk.com:8443', 'Leave the port out: `https://acme.bolddesk.com`'],
    ['http://127.0.0.1:99999', 'Write an https address'],
    ...[
      ...['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.100.100.200', '0.0.0.0'],
      ...[
        '167772161',
        '0xa.1',
        '012.0.0.1',
        '10.1',
        '１０.0.0.1',
        '192。168。1。1',
        '[::ffff:10.0.0.1]',
        '[::ffff:a00:1]',
      ],
      ...['[::]', '[fd00:ec2::254]', '[fc00::1]', '[fe80::1]', '[64:ff9b::a00:1]', '[2002:a00:1::]', '[::10.0.0.1]'],
      ...['intranet', 'localhost.', 'desk.localhost', 'metadata.google.internal', 'nas.local', 'router.home.arpa.'],
    ].map((host) => [`https://${host}`, 'is an address inside a network']),
    ['http://192.168.1.1', 'plain http only to this machine'],
    ['http://localhost.:80', 'plain http only to this machine'],
    ['http://127.0.0.1.example.com', 'plain http only to this machine'],
  ])('has no upstream at %s', (url = '', fault = '') => {
    const said = faults(desk(usual.replace('https://acme.bolddesk.com', JSON.stringify(url))))
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('connections.desk.url  ')
    expect(said[0]).toContain(fault)
    expect(said[0]).not.toContain('canary')
  })

  test.each([
    ['https://acme.bolddesk.com/', 'https://acme.bolddesk.com'],
    ['https://HELP.Example.com', 'https://help.example.com'],
    ['https://acme.bolddesk.com:443', 'https://acme.bolddesk.com'],
    ['http://localhost:8790', 'http://localhost:8790'],
    ['http://127.0.0.2:8790', 'http://127.0.0.2:8790'],
    ['http://2130706433:8790', 'http://127.0.0.1:8790'],
    ['http://[::1]:8790/', 'http://[::1]:8790'],
    ['https://localhost:8443', 'https://localhost:8443'],
  ])('may have it at %s', (url, expected) => {
    expect(config(desk(usual.replace('https://acme.bolddesk.com', JSON.stringify(url)))).connections[0]).toMatchObject({
      url: expected,
    })
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
