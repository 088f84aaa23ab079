import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Config } from '../../proxy/config.ts'
import { loadConfig } from '../../proxy/config.ts'
import { openKeys } from '../../proxy/connections.ts'
import { faultText } from '../../proxy/node/yaml-file.ts'

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
      },
    })
  })

  test('PORT and DATABASE_URL override the file', () => {
    const { listen, database } = config(good, { PORT: '9000', DATABASE_URL: 'sqlite:/tmp/x.db' })
    expect(listen.port).toBe(9_000)
    expect(database).toBe('/tmp/x.db')
  })

  test('`pace` and `lookAfter` are understood', () => {
    const [crm] = config(good.replace('alerts', '    pace: 40/m\n    lookAfter: 5s\nalerts')).connections
    expect(crm).toMatchObject({ spacingMs: 1_500, lookAfterMs: 5_000 })
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
    ['alerts: { webhook: https://hooks.example.com }', 'alerts'],
    ['database: postgres://localhost/x', 'database'],
    ['studio: { enabled: true }', 'studio'],
    ['admin: { port: 8788 }', 'admin'],
    ['retention: { held: 1d }', 'retention'],
    ['uploads: { perFile: 1MB }', 'uploads'],
    ['smtp: {}', 'smtp'],
    ['trustedProxies: [loopback]', 'trustedProxies'],
  ])('%s is understood, and says that its room is not built', (line, key) => {
    const text = key === 'alerts' ? good.replace('alerts: none', line) : `${good}${line}\n`
    const said = faults(text)
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
