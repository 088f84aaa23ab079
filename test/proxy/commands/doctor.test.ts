import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { CONTACTS, OPPORTUNITIES, solarAurora } from '../../../demo/upstreams/bolten/data.ts'
import type { BoltenEmulator, BoltenEmulatorOptions } from '../../../demo/upstreams/bolten.ts'
import { createBoltenEmulator } from '../../../demo/upstreams/bolten.ts'
import type { Finding } from '../../../proxy/commands/doctor/finding.ts'
import { openUploadFolder, uploadsOf } from '../../../proxy/node/upload-folder.ts'
import { changeSecret } from '../../../proxy/store-secret.ts'
import { openDesk } from '../../support/cli.ts'
import { contato } from '../../support/forms.ts'
import { findKey } from '../../support/key-search.ts'
import { openStore } from '../../support/sqlite.ts'
import { settled, stored } from '../../support/stored.ts'

const KEY = 'sk_live_CANARY-5f2c/9+e=?&zq'
const FORM = contato.replaceAll('SITE', 'https://example.com')

const emulators: BoltenEmulator[] = []

afterEach(async () => {
  await Promise.all(emulators.splice(0).map((emulator) => emulator.close()))
})

interface Setting {
  readonly emulator?: Partial<BoltenEmulatorOptions>
  readonly form?: string
  readonly alerts?: string
  /** Lines at the end of the configuration. */
  readonly config?: string
  /** More lines below `connections`. */
  readonly connections?: (url: string) => string
  readonly contact?: string
}

async function openClinic({
  emulator: options,
  form = FORM,
  alerts,
  config = '',
  connections,
  contact = CONTACTS,
}: Setting = {}) {
  const emulator = createBoltenEmulator({ keys: [KEY], ...options })
  emulators.push(emulator)
  emulator.switches.pace = { requests: 1_000, windowMs: 1_000 }
  const url = await emulator.listen(0)
  const desk = await openDesk(`connections:
  crm:
    upstream: bolten
    url: ${url}
    components: { opportunity: ${OPPORTUNITIES}, contact: ${contact} }
    key: { env: CRM_KEY }
    pace: 100/s
${connections?.(url) ?? ''}
alerts: ${alerts ?? '{ webhook: https://hooks.example.com/x }'}
${config}`)
  desk.write('forms/contato.yaml', form)
  async function examine(env: Readonly<Record<string, string>> = { CRM_KEY: KEY, DESK_KEY: KEY }) {
    const { status, stdout, stderr } = await desk.runWith(env, 'doctor', '--json')
    expect(stderr).toBe('')
    const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: readonly Finding[] }
    expect(status).toBe(ok ? 0 : 1)
    expect(findings.every(({ state, mend }) => (state === 'ok') === (mend === undefined))).toBe(true)
    expect(findKey(KEY, { stdout })).toEqual([])
    return { status, findings, of: (state: Finding['state']) => findings.filter((each) => each.state === state) }
  }
  return { emulator, desk, url, examine }
}

describe('doctor', () => {
  test('finds nothing to mend where all is well, and says what it looked at', async () => {
    const { desk, examine, emulator } = await openClinic()
    await openStore(desk.database)
    const { status, findings } = await examine()
    expect(status).toBe(0)
    expect(findings.map(({ check, state }) => `${state} ${check}`)).toEqual([
      'ok config',
      'ok forms',
      'ok store',
      'ok proxy',
      expect.stringMatching(/^(ok|warn) disk$/),
      'ok uploads',
      'ok secret',
      'ok backlog',
      'ok alerts',
      'ok visitors',
      'ok key crm',
      'ok entity crm opportunity',
      'ok entity crm contact',
      'ok clock',
      'ok form contato',
    ])
    expect(emulator.arrivals().every(({ method }) => method === 'GET')).toBe(true)
  })

  test('speaks to people too', async () => {
    const { desk } = await openClinic()
    const { status, stdout } = await desk.runWith({ CRM_KEY: KEY }, 'doctor')
    expect(status).toBe(0)
    expect(stdout).toMatch(/^ok {4}config: /)
    expect(stdout).toMatch(/^warn {2}store: .* is not there yet\n {8}`gatehouse start` makes it/m)
    expect(stdout).toMatch(/\d+ well, \d+ to know, 0 to mend\.\n$/)
  })

  test('names every fault of the configuration, and of the forms', async () => {
    const wrong = await openClinic({ form: FORM.replace('fields:', 'feilds:') })
    expect(words((await wrong.examine()).of('fail'))).toContain('"fields"')
    const { desk } = wrong
    writeFileSync(join(desk.folder, 'gatehouse.yaml'), 'connections: {}\nalerts: none\n')
    const { status, stdout } = await desk.run('doctor', '--json')
    expect(status).toBe(1)
    expect(JSON.parse(stdout).findings[0]).toMatchObject({ check: 'config', state: 'fail' })
  })

  test('a key that is missing is named, and the rest is still looked at', async () => {
    const { examine } = await openClinic()
    const { of, findings } = await examine({ DESK_KEY: KEY })
    expect(words(of('fail'))).toContain('CRM_KEY is not set')
    expect(findings.some(({ check }) => check === 'alerts')).toBe(true)
  })

  test('a key that the upstream refuses fails, with what to do', async () => {
    const { examine } = await openClinic()
    const { of, status } = await examine({ CRM_KEY: 'sk_old' })
    expect(status).toBe(1)
    expect(of('fail').find(({ check }) => check === 'key crm')).toMatchObject({
      words: expect.stringContaining('key-refused'),
      mend: expect.stringContaining('Make a new one'),
    })
    expect(of('fail').map(({ check }) => check)).toContain('form contato')
  })

  test('a key that reaches more projects than are used is a warning', async () => {
    const account = solarAurora()
    const more = { ...account, projects: [...account.projects, { id: 'other', name: 'Folha de pagamento' }] }
    const secret = { ...account.components[0], id: crypto.randomUUID(), project: 'other', name: 'Salários' }
    const components = [...account.components, secret] as typeof account.components
    const { examine } = await openClinic({ emulator: { account: { ...more, components } } })
    const { of, status } = await examine()
    expect(status).toBe(0)
    expect(words(of('warn'))).toMatch(/reaches 2 projects and \d+ components, and 1 of the projects is used/)
  })

  test('a component that the key does not reach fails, by its name', async () => {
    const { examine } = await openClinic({ contact: '91ab0000-0000-4000-8000-00000000ffff' })
    const { of, status } = await examine()
    expect(status).toBe(1)
    expect(of('fail').map(({ check }) => check)).toContain('component crm contact')
    expect(words(of('fail'))).toContain('the key reaches no component 91ab0000-0000-4000-8000-00000000ffff')
  })

  test('an upstream that is not there fails, and the store is still looked at', async () => {
    const { examine, emulator } = await openClinic()
    await emulator.close()
    emulators.splice(0)
    const { of, findings } = await examine()
    expect(words(of('fail'))).toContain('connection-refused')
    expect(findings.some(({ check }) => check === 'store')).toBe(true)
    expect(of('warn').map(({ check }) => check)).toContain('clock')
  })

  test('one key for several connections is said, with the pace that they share', async () => {
    const { examine } = await openClinic({
      connections: (url) => `  desk:
    upstream: bolten
    url: ${url}
    components: { opportunity: ${OPPORTUNITIES} }
    key: { env: DESK_KEY }
    pace: 50/s
`,
    })
    const shared = await examine()
    expect(words(shared.of('ok'))).toContain('shared by crm and desk: together one call every 20 ms')
    const apart = await examine({ CRM_KEY: KEY, DESK_KEY: 'another-key' })
    expect(words(apart.of('ok'))).not.toContain('shared')
    expect(apart.of('fail').map(({ check }) => check)).toContain('key desk')
  })

  test('a form that names a field which the upstream does not have fails', async () => {
    const { examine } = await openClinic({ form: FORM.replace('to: Telefone,', 'to: Telefnoe,') })
    const { of, status } = await examine()
    expect(status).toBe(1)
    expect(of('fail')).toHaveLength(1)
    expect(words(of('fail'))).toContain('Did you mean "Telefone"?')
  })

  test('a clock that differs from the upstream’s by more than a minute is a warning', async () => {
    const { examine, emulator } = await openClinic()
    const date = new Date(Date.now() - 600_000).toUTCString()
    emulator.switches.faults = [{ kind: 'status', status: 500, headers: { date }, times: 50 }]
    const { of } = await examine()
    expect(words(of('warn').filter(({ check }) => check === 'clock'))).toMatch(/\b(599|6\d\d) s ahead of the upstream/)
  })

  test('what waits for a person is a warning with the command, and so is what has waited too long', async () => {
    const { desk, examine } = await openClinic()
    const { outbox } = await openStore(desk.database)
    await stored(outbox, { held: 'suspected-spam' })
    await settled(outbox, { state: 'failed', reason: 'tries-used' })
    await stored(outbox)
    const { of, status } = await examine()
    expect(status).toBe(0)
    const mends = of('warn')
      .map(({ check, mend }) => `${check}: ${mend}`)
      .join('\n')
    expect(mends).toContain('held: `gatehouse submissions list --state held`')
    expect(mends).toContain('failed: `gatehouse submissions list --state failed`')
    expect(mends).toContain('backlog: See why')
  })

  test('files that take nearly all their room are a warning; without room, or a folder, they are a fault', async () => {
    const { desk, examine } = await openClinic({
      config: 'uploads: { perFile: 1KB, perSubmission: 10KB, total: 100KB }',
    })
    await openStore(desk.database)
    const uploads = openUploadFolder(uploadsOf(desk.database))
    const write = async (bytes: number) => {
      const upload = await uploads.begin({ bytes, total: 1e6 })
      const file = await upload?.create()
      await file?.write(new Uint8Array(bytes))
      upload?.keep([file?.at ?? ''])
      await upload?.end()
      return (await examine()).findings.find(({ check }) => check === 'uploads')?.state
    }
    expect(await write(80_000)).toBe('ok')
    expect(await write(1)).toBe('warn')
    expect(await write(10_000)).toBe('fail')
    rmSync(uploadsOf(desk.database), { recursive: true })
    writeFileSync(uploadsOf(desk.database), 'no folder')
    expect((await examine()).of('fail').map(({ check }) => check)).toEqual(['uploads'])
  })

  test('another secret than the store was written with is a warning, and one that is missing fails', async () => {
    const { desk, examine } = await openClinic({ config: 'secret: { env: SECRET }' })
    const { store } = await openStore(desk.database)
    await changeSecret(store, 'the-first')
    const found = async (SECRET?: string) => {
      const { findings } = await examine({ CRM_KEY: KEY, DESK_KEY: KEY, ...(SECRET && { SECRET }) })
      return findings.find(({ check }) => check === 'secret')
    }
    expect(await found('the-first')).toMatchObject({ state: 'ok' })
    expect(await found('the-second')).toMatchObject({ state: 'warn', mend: expect.stringContaining('put the old one') })
    expect(await found()).toMatchObject({ state: 'fail', words: expect.stringContaining('SECRET is not set') })
  })

  test('nobody being told is a warning', async () => {
    const { examine } = await openClinic({ alerts: 'none' })
    expect((await examine()).of('warn').map(({ check }) => check)).toContain('alerts')
  })

  test('a store that no proxy runs on is a warning, one that is no store fails, and neither is changed', async () => {
    const { desk, examine } = await openClinic()
    const { close } = await openStore(desk.database)
    await close()
    expect((await examine()).of('warn').map(({ check }) => check)).toContain('proxy')
    writeFileSync(desk.database, 'This is a letter, and not a database. '.repeat(200))
    const { size } = statSync(desk.database)
    const { of, status } = await examine()
    expect(status).toBe(1)
    expect(of('fail').map(({ check }) => check)).toContain('store')
    expect(statSync(desk.database).size).toBe(size)
  })
})

function words(findings: readonly Finding[]): string {
  return findings.map((finding) => finding.words).join('\n')
}
