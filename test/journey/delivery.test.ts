import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { openReceiver } from '../support/receiver.ts'
import type { Stage, StageOptions } from '../support/stage.ts'
import { freePort, openStage, until } from '../support/stage.ts'

const cli = fileURLToPath(new URL('../../dist/proxy/cli.js', import.meta.url))

const contato = `id: contato
connection: crm
entity: opportunity
sites: [SITE]
locale: pt-BR
fields:
  - { name: nome, to: Nome, required: true }
  - { name: email, to: E-mail, type: email, required: true }
  - { name: telefone, to: Telefone, type: tel }
  - { name: mensagem, to: Observação, type: textarea }
  - { name: como, to: $notes, label: Como nos conheceu? }
contact: { fields: [{ name: nome, to: Nome }, { name: email, to: E-mail }], reuse: true }
notes: Observação
reference: { to: ID do site }
`

let stage: Stage

afterEach(() => stage?.close())

async function open(more: Partial<StageOptions> = {}): Promise<void> {
  stage = await openStage({ forms: { contato }, connection: 'lookAfter: 500ms', ...more })
}

async function send(nome: string, answers: object = {}): Promise<string> {
  const id = crypto.randomUUID()
  const response = await fetch(`${stage.proxy}/v1/forms/contato/submissions`, {
    method: 'POST',
    headers: { origin: stage.site },
    body: JSON.stringify({ id, answers: { nome, email: 'ana@example.com', ...answers } }),
  })
  expect(response.status).toBe(202)
  return id
}

const records = (entity: string, nome: string) =>
  stage.emulator.records().filter((record) => record.entity === entity && record.attributes.Nome === nome)
const leads = (nome: string) => records('opportunity', nome)

function run(...args: readonly string[]): Promise<string> {
  const options = { cwd: stage.folder, env: { PATH: process.env.PATH, STAGE_KEY: 'sk_test_CANARY_7b1f/+=?&' } }
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], options, (_error, stdout, stderr) => resolve(stdout + stderr))
  })
}

const stateOf = async (id: string) => JSON.parse(await run('submissions', 'show', id, '--json')).state

describe('no answer is lost', () => {
  test('what Bolten forgets arrives in the notes, labelled, after what the visitor wrote there', async () => {
    await open()
    stage.emulator.switches.forgets = ['Telefone']
    const id = await send('Ana', { telefone: '11 91234-5678', mensagem: 'Telhado de barro', como: 'Por uma amiga' })
    await until(async () => (await stateOf(id)) === 'delivered')
    const notes = String(leads('Ana')[0]?.attributes.Observação)
    expect(notes.startsWith('Telhado de barro\n')).toBe(true)
    expect(notes).toContain('Como nos conheceu?: Por uma amiga')
    expect(notes).toContain('Telefone: 11 91234-5678')
  })

  test('when the notes are forgotten too, a person is asked, and `retry` brings only what is missing', async () => {
    await open()
    stage.emulator.switches.forgets = ['Telefone', 'Observação']
    const id = await send('Bia', { telefone: '11 91234-5678' })
    await until(async () => (await stateOf(id)) === 'held')
    stage.emulator.switches.forgets = []
    await run('submissions', 'retry', id)
    await until(async () => (await stateOf(id)) === 'delivered')
    expect(leads('Bia')).toHaveLength(1)
    expect(JSON.stringify(leads('Bia')[0]?.attributes)).toContain('91234-5678')
  })
})

describe('an answer that nobody can read', () => {
  test('is looked up before anything is sent again: what is there stays one', async () => {
    await open()
    const path = '/opportunities'
    stage.emulator.switches.faults = [{ kind: 'reset', method: 'POST', path, afterCommit: true }]
    const id = await send('Caio')
    await until(async () => (await stateOf(id)) === 'delivered')
    expect(leads('Caio')).toHaveLength(1)
    expect(await run('submissions', 'show', id)).toMatch(/found|look/i)
  })

  test('is looked up, and what is not there is sent again', async () => {
    await open()
    stage.emulator.switches.faults = [{ kind: 'status', status: 500, method: 'POST', path: '/opportunities' }]
    const id = await send('Duda')
    await until(async () => (await stateOf(id)) === 'delivered')
    expect(leads('Duda')).toHaveLength(1)
  })
})

test('the same person again is the same contact', async () => {
  await open()
  const first = await send('Eva')
  await until(async () => (await stateOf(first)) === 'delivered')
  const second = await send('Eva')
  await until(async () => (await stateOf(second)) === 'delivered')
  expect(leads('Eva')).toHaveLength(2)
  expect(records('contact', 'Eva')).toHaveLength(1)
  expect(new Set(leads('Eva').map(({ contact }) => contact)).size).toBe(1)
})

test('a person is told, with a signature, and without an answer', async () => {
  const receiver = await openReceiver()
  const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`
  const config = `alerts: { webhook: "${receiver.url}/hook", secret: { file: ./signing } }`
  await open({ config, files: { signing: secret } })
  stage.emulator.switches.forgets = ['Nome', 'Observação']
  await send('Canário Azul', { telefone: '11 90000-1234' })
  await until(() => receiver.received.length > 0)
  const [told] = receiver.received
  if (!told) throw new Error('nobody was told')
  const { headers, body } = told
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
  expect(body).toContain('contato')
  expect(body).not.toMatch(/Canário|90000|ana@example/)
})

test('a reload takes a changed form while visitors are served', async () => {
  await open()
  const title = async () => (await (await fetch(`${stage.proxy}/v1/forms/contato`)).json()).title
  writeFileSync(join(stage.folder, 'forms', 'contato.yaml'), `${contato.replaceAll('SITE', stage.site)}title: Novo\n`)
  await stage.signal('SIGHUP')
  await until(async () => (await title()) === 'Novo')
  writeFileSync(join(stage.folder, 'gatehouse.yaml'), 'nonsense: true\n')
  await stage.signal('SIGHUP')
  await until(() => stage.log().includes('reload-refused'))
  expect(await title()).toBe('Novo')
  await send('Fábio')
  await until(() => leads('Fábio').length === 1)
})

test('/status is on its own listener and tells nobody’s name', async () => {
  const port = await freePort()
  await open({ config: `alerts: none\nadmin: { host: 127.0.0.1, port: ${port} }` })
  const id = await send('Gil')
  await until(async () => (await stateOf(id)) === 'delivered')
  await fetch(`${stage.proxy}/healthz`, { headers: { 'x-forwarded-for': '203.0.113.7' } })
  const text = await (await fetch(`http://127.0.0.1:${port}/status`)).text()
  const status = JSON.parse(text)
  expect(status.submissions.delivered).toBe(1)
  const add = 'trustedProxies: [loopback]'
  expect(status.visitors).toEqual({ toldApart: false, reason: 'untrusted-proxy', add })
  expect(stage.log()).toContain(add)
  expect(stage.log()).not.toContain('203.0.113.7')
  expect(status.connections[0]).toMatchObject({ name: 'crm', state: 'running' })
  expect(status.connections[0].pace.leadsAnHour).toBeGreaterThan(0)
  expect(text).not.toMatch(/Gil|ana@/)
  expect((await fetch(`${stage.proxy}/status`)).status).toBe(404)
})

test('doctor finds nothing wrong with what is right, and says what is wrong', async () => {
  await open()
  expect(await run('doctor')).not.toMatch(/\bfail\b/)
  stage.emulator.switches.faults = [{ kind: 'status', status: 401, times: 100 }]
  expect(await run('doctor')).toMatch(/key/i)
})
