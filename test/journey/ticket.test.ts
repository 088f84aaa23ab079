import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import type { Stage, StageOptions } from '../support/stage.ts'
import { DESK_KEY, openStage, until } from '../support/stage.ts'

const cli = fileURLToPath(new URL('../../dist/proxy/cli.js', import.meta.url))

const ticket = `id: ticket
connection: desk
entity: ticket
sites: [SITE]
locale: en
requester: { name: name, email: email }
subject: "Site: {work}"
priority: Normal
tags: [site]
fields:
  - { name: name, to: false, label: Your name, required: true }
  - { name: email, to: false, type: email, required: true }
  - { name: work, to: cf_work, type: radio, required: true }
  - { name: piece, to: cf_piece, type: select }
  - { name: story, to: description, type: textarea, label: Tell us about the book }
  - { name: photos, type: file, label: Photographs, accept: [image/*, .pdf], multiple: true }
`

const contato = `id: contato
connection: crm
entity: opportunity
sites: [SITE]
locale: pt-BR
fields:
  - { name: nome, to: Nome, required: true }
  - { name: foto, type: file, label: Foto do telhado }
notes: Observação
`

/** A picture of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

let stage: Stage

afterEach(() => stage?.close())

async function open(more: Partial<StageOptions> = {}): Promise<void> {
  stage = await openStage({ forms: { ticket }, ...more })
}

interface Sent {
  readonly form?: string
  readonly id?: string
  readonly answers?: Readonly<Record<string, unknown>>
  readonly files?: readonly File[]
}

const ASKED = {
  name: 'Ana <b>Souza</b>',
  email: 'ana@example.com',
  work: 'Repair',
  story: 'The spine is <i>off</i> & torn',
}

async function post({ form = 'ticket', id = crypto.randomUUID(), answers = ASKED, files = [] }: Sent = {}) {
  const field = form === 'ticket' ? 'photos' : 'foto'
  const all = files.length > 0 ? { ...answers, [field]: files.map(({ name }) => name) } : answers
  const body = new FormData()
  body.append('submission', JSON.stringify({ id, answers: all }))
  for (const file of files) body.append(field, file)
  const response = await fetch(`${stage.proxy}/v1/forms/${form}/submissions`, {
    method: 'POST',
    headers: { origin: stage.site },
    body,
  })
  return { id, status: response.status, reply: await response.json() }
}

const png = (name: string) => new File([PNG], name, { type: 'image/png' })

const tickets = () => stage.desk.records().filter(({ entity }) => entity === 'ticket')
const uploads = () => join(stage.folder, 'data', 'gatehouse.db.uploads')
const filesOnDisk = () =>
  existsSync(uploads())
    ? readdirSync(uploads(), { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    : []

function run(...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH, STAGE_KEY: 'sk_test_CANARY_7b1f/+=?&', STAGE_DESK_KEY: DESK_KEY }
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { cwd: stage.folder, env }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })
}

const stateOf = async (id: string) => JSON.parse(await run('submissions', 'show', id, '--json')).state

describe('a ticket', () => {
  test('arrives with its requester, choices, description and files; then the files leave this machine', async () => {
    await open()
    const { id, status } = await post({ files: [png('spine.png'), png('board.png')] })
    expect(status).toBe(202)
    await until(async () => (await stateOf(id)) === 'delivered')
    expect(tickets()).toHaveLength(1)
    const text = JSON.stringify(tickets()[0])
    expect(text).toContain('Site: Repair')
    expect(text).toContain('&#60;i&#62;off&#60;/i&#62; &#38; torn')
    expect(text).not.toContain('<i>off')
    expect(text).toContain('spine.png')
    expect(text).toContain('board.png')
    expect(stage.desk.uploads().map(({ name }) => name)).toEqual(['spine.png', 'board.png'])
    await until(() => filesOnDisk().length === 0)
  })

  test('whose answer was lost is found by its reference, not made twice', async () => {
    await open()
    stage.desk.switches.faults = [{ kind: 'reset', method: 'POST', path: '/tickets', afterCommit: true }]
    const { id } = await post({ files: [png('spine.png')] })
    await until(async () => (await stateOf(id)) === 'delivered', 40_000)
    expect(tickets()).toHaveLength(1)
    expect(JSON.stringify(tickets()[0])).toContain('spine.png')
  })

  test('that came to be without its files gets them by a reply', async () => {
    await open()
    stage.desk.switches.attachments = 'fail-on-create'
    const { id } = await post({ files: [png('spine.png')] })
    await until(async () => (await stateOf(id)) === 'delivered', 40_000)
    expect(tickets()).toHaveLength(1)
    expect(JSON.stringify(tickets()[0])).toContain('spine.png')
  })

  test('waits with its files through an upstream that is down and a proxy that is killed', async () => {
    await open()
    stage.desk.switches.faults = [{ kind: 'status', status: 503, times: 1_000 }]
    const { id } = await post({ files: [png('spine.png')] })
    await until(async () => ['waiting', 'checking'].includes(await stateOf(id)))
    await stage.stop('SIGKILL')
    expect(filesOnDisk()).toHaveLength(1)
    stage.desk.switches.faults = []
    await stage.start()
    await until(async () => (await stateOf(id)) === 'delivered', 40_000)
    expect(tickets()).toHaveLength(1)
    expect(JSON.stringify(tickets()[0])).toContain('spine.png')
    await until(() => filesOnDisk().length === 0)
  })

  test('for an account that is suspended waits, and its connection says why; another connection goes on', async () => {
    await open({ forms: { ticket, contato } })
    stage.desk.switches.suspended = true
    const { id } = await post()
    const other = await post({ form: 'contato', answers: { nome: 'Bia' } })
    await until(async () => (await stateOf(other.id)) === 'delivered')
    await until(() => stage.log().includes('connection-stopped'))
    await until(async () => (await stateOf(id)) === 'waiting')
    expect(tickets()).toHaveLength(0)
  })
})

describe('a file', () => {
  test('whose content is a program is refused, whatever it is called, and leaves nothing behind', async () => {
    await open()
    const program = new File([Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])], '../../photo.png')
    const { status, reply } = await post({ files: [program] })
    expect(status).toBe(422)
    expect(reply.issues).toEqual([expect.objectContaining({ field: 'photos', code: 'file-type' })])
    expect(filesOnDisk()).toHaveLength(0)
  })

  test('that was sent again under the same id is there once', async () => {
    await open()
    const id = crypto.randomUUID()
    const files = [png('spine.png')]
    const [one, other] = await Promise.all([post({ id, files }), post({ id, files })])
    expect([one.status, other.status]).toEqual([202, 202])
    expect(one.reply).toEqual(other.reply)
    await until(async () => (await stateOf(id)) === 'delivered')
    expect(tickets()).toHaveLength(1)
    await until(() => filesOnDisk().length === 0)
  })

  test('for an upstream that takes none stays with Gatehouse, and its name arrives', async () => {
    await open({ forms: { contato } })
    const { id } = await post({ form: 'contato', answers: { nome: 'Ana' }, files: [png('telhado.png')] })
    await until(async () => (await stateOf(id)) === 'delivered')
    const [record] = stage.emulator.records().filter(({ entity }) => entity === 'opportunity')
    expect(String(record?.attributes.Observação)).toContain('telhado.png')
    expect(filesOnDisk()).toHaveLength(1)
    await run('submissions', 'erase', '--id', id)
    await until(() => filesOnDisk().length === 0)
  })
})

test('the key of the help desk is in no byte that leaves the proxy but its own header', async () => {
  await open()
  const { id } = await post({ files: [png('spine.png')] })
  await until(async () => (await stateOf(id)) === 'delivered')
  stage.desk.switches.faults = [{ kind: 'status', status: 401, times: 5 }]
  await post()
  await until(() => stage.log().includes('connection-stopped'))
  const seen = [stage.log(), stage.storeBytes().toString('latin1'), await run('doctor'), await run('schema', 'desk')]
  for (const text of seen) {
    expect(text).not.toContain('CANARY_a90e')
    expect(text).not.toContain(Buffer.from(DESK_KEY).toString('base64').slice(4, 20))
  }
})
