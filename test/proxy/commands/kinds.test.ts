import { resolve } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { BoldDeskEmulator } from '../../../demo/upstreams/bolddesk.ts'
import { createBoldDeskEmulator } from '../../../demo/upstreams/bolddesk.ts'
import { CONTACTS, OPPORTUNITIES } from '../../../demo/upstreams/bolten/data.ts'
import { createBoltenEmulator } from '../../../demo/upstreams/bolten.ts'
import type { Finding } from '../../../proxy/commands/doctor/finding.ts'
import type { Desk } from '../../support/cli.ts'
import { openDesk } from '../../support/cli.ts'

const KEY = 'sk_CANARY_of_every_kind'

async function openBoldDesk(): Promise<{ readonly emulator: BoldDeskEmulator; readonly url: string }> {
  const emulator = createBoldDeskEmulator({ keys: [KEY] })
  onTestFinished(() => emulator.close())
  emulator.switches.pace = { requests: 10_000, windowMs: 1_000 }
  return { emulator, url: await emulator.listen(0) }
}

async function openBolten(): Promise<string> {
  const emulator = createBoltenEmulator({ keys: [KEY] })
  onTestFinished(() => emulator.close())
  emulator.switches.pace = { requests: 1_000, windowMs: 1_000 }
  return emulator.listen(0)
}

/** `lines`: below the connection `it`. */
function deskWith(lines: string): Promise<Desk> {
  return openDesk(`connections:\n  it:\n${lines.replace(/^/gm, '    ')}\nalerts: none\n`)
}

async function examine(desk: Desk) {
  const { status, stdout, stderr } = await desk.runWith({ DESK_KEY: KEY }, 'doctor', '--json')
  expect(stderr).toBe('')
  expect(stdout).not.toContain('CANARY')
  const findings = JSON.parse(stdout).findings as readonly Finding[]
  return { status, of: (check: string) => findings.filter((finding) => finding.check.startsWith(check)) }
}

async function ask(desk: Desk, ...words: readonly string[]) {
  return desk.runWith({ DESK_KEY: KEY }, 'schema', 'it', ...words)
}

const boldDesk = (url: string, more = '') =>
  `upstream: bolddesk\nurl: ${url}\nkey: { env: DESK_KEY }\npace: 100/s\n${more}`.trimEnd()

describe('a BoldDesk', () => {
  test('is looked at as any upstream: its key, its brands, whose key it is, its fields', async () => {
    const { url } = await openBoldDesk()
    const { status, of } = await examine(await deskWith(boldDesk(url, 'brand: 1')))
    expect(status).toBe(0)
    expect(of('key it').map(({ words }) => words)).toEqual([
      expect.stringMatching(/^valid; it reaches \d+ brands$/),
      expect.stringMatching(/^it belongs to Hollis & Wren \(.*\), who is shown as creator$/),
    ])
    expect(of('entity it').map(({ check, state }) => `${state} ${check}`)).toEqual([
      'ok entity it ticket',
      'ok entity it contact',
    ])
  })

  test('whose key belongs to a person is a warning, with what is better', async () => {
    const { url, emulator } = await openBoldDesk()
    emulator.switches.keyOwner = 'person'
    const { status, of } = await examine(await deskWith(boldDesk(url)))
    expect(status).toBe(0)
    expect(of('key it')).toContainEqual({
      ...{ check: 'key it', state: 'warn' },
      words: expect.stringMatching(/^it belongs to Edith Wren .* looks like a person/),
      mend: expect.stringContaining('Make an account for the website alone'),
    })
  })

  test('that has no such brand fails, and says where they are listed', async () => {
    const { url } = await openBoldDesk()
    const { status, of } = await examine(await deskWith(boldDesk(url, 'brand: 77')))
    expect(status).toBe(1)
    expect(of('brand it brand')).toMatchObject([{ state: 'fail', words: 'the key reaches no brand 77' }])
  })

  test('shows its brands where none is named yet, then its fields as lines for a form', async () => {
    const { url } = await openBoldDesk()
    const { status, stdout } = await ask(await deskWith(boldDesk(url)))
    expect(status).toBe(0)
    expect(stdout).toContain('Put the ids that you need into `connections.it.brand`')
    expect(stdout).toMatch(/Hollis & Wren\n {2}ticket: 1$/m)
    expect(stdout).toContain('to: "cf_work" }  # select')
    expect(stdout).toContain('contact: ')
    const named = await ask(await deskWith(boldDesk(url, 'brand: 1')), 'ticket')
    expect(named.stdout).not.toContain('connections.it.brand')
  })
})

describe('a Bolten', () => {
  test('shows its components where none is named yet, and nothing else', async () => {
    const desk = await deskWith(`upstream: bolten\nurl: ${await openBolten()}\nkey: { env: DESK_KEY }\npace: 100/s`)
    const { status, stdout } = await ask(desk)
    expect(status).toBe(0)
    expect(stdout).toContain('Put the ids that you need into `connections.it.components`')
    expect(stdout).toContain(`opportunity: ${OPPORTUNITIES}`)
    expect(stdout).toContain(`contact: ${CONTACTS}`)
    expect(stdout).not.toContain('to: ')
    expect((await ask(desk, 'opportunity')).stderr).toContain('it can create nothing yet')
    expect((await examine(desk)).of('connection it')).toMatchObject([
      { state: 'warn', words: 'it can create nothing yet' },
    ])
  })
})

describe('an upstream of one’s own', () => {
  const hook = `upstream: ${resolve('docs/examples/signed-webhook.js')}
url: http://127.0.0.1:1/leads
key: { env: DESK_KEY }
options: { fields: [{ key: email, label: E-mail, type: email }] }`

  test('is looked at, and shows its fields, as any', async () => {
    const desk = await deskWith(hook)
    const { status, of } = await examine(desk)
    expect(status).toBe(0)
    expect(of('key it')).toEqual([{ check: 'key it', state: 'ok', words: 'valid' }])
    expect(of('entity it')).toEqual([{ check: 'entity it lead', state: 'ok', words: '1 field' }])
    expect((await ask(desk)).stdout).toBe(
      'lead: 1 field. A form names them in `to`.\n\n  - { name: e-mail, to: "email" }  # email\n',
    )
  })

  test.each([
    ['is not there', undefined, 'config', /There is no file .*own\.mjs/],
    ['is no JavaScript', 'const const', 'connection it', /cannot be loaded: SyntaxError: /],
    ['makes no upstream', 'export default () => ({})', 'connection it', /is no upstream: /],
  ])('that %s fails with what is wrong', async (_what, text, check, words) => {
    const desk = await deskWith('upstream: ./own.mjs')
    if (text !== undefined) desk.write('own.mjs', text)
    const { status, of } = await examine(desk)
    expect(status).toBe(1)
    expect(
      of(check)
        .map((finding) => finding.words)
        .join(),
    ).toMatch(words)
    const asked = await ask(desk)
    expect(asked.status).toBe(1)
    expect(asked.stderr).toMatch(words)
    expect(asked.stderr).toContain('connections.it.upstream')
  })

  test('that fails with nobody waiting ends the command, and its words are not printed', async () => {
    const desk = await deskWith('upstream: ./own.mjs\nkey: { env: DESK_KEY }')
    desk.write('own.mjs', 'export default ({ key }) => { Promise.reject(new TypeError(key().reveal())); return {} }')
    const { status, stdout, stderr } = await desk.runWith({ DESK_KEY: KEY }, 'doctor')
    expect(status).toBe(70)
    expect(stderr).toMatch(/nobody caught: TypeError at .*own\.mjs/)
    expect(stdout + stderr).not.toContain('CANARY')
  })

  test('that throws where it is read fails there, and its words are not printed', async () => {
    const desk = await deskWith('upstream: ./own.mjs\nkey: { env: DESK_KEY }')
    desk.write(
      'own.mjs',
      `export default ({ key }) => {
  const broken = async () => { throw new TypeError(key().reveal(), { cause: key().reveal() }) }
  return { entities: ['lead'], schema: broken, components: broken, look: broken, plan: () => [] }
}`,
    )
    for (const command of ['doctor', 'doctor --json', 'schema it', 'schema it lead']) {
      const { status, stdout, stderr } = await desk.runWith({ DESK_KEY: KEY }, ...command.split(' '))
      expect([command, status]).toEqual([command, 1])
      expect(stdout + stderr).toMatch(/adapter-fault.*TypeError at .*own\.mjs/)
      expect(stdout + stderr).not.toContain('CANARY')
    }
  })
})
