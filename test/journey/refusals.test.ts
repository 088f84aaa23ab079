import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ProblemBody } from '../../src/contract/wire.ts'
import { contato, tudo } from '../support/forms.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'

const cli = fileURLToPath(new URL('../../dist/proxy/cli.js', import.meta.url))
/** A form that asks for a field which the project does not have. */
const outdated = tudo.replace('id: tudo', 'id: antigo').replace('fields: all', 'fields: [{ name: cep, to: CEP }]')

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ forms: { contato, tudo, antigo: outdated }, early: true })
  await until(async () => (await fetch(`${stage.proxy}/v1/forms/contato`)).ok)
})

afterAll(() => stage?.close())

const good = () => ({ id: crypto.randomUUID(), answers: { nome: 'Ana', email: 'ana@example.com', aceite: true } })

interface Sent {
  readonly form?: string
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

async function send({ form = 'contato', method = 'POST', body = good(), headers = {} }: Sent) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(`${stage.proxy}/v1/forms/${form}/submissions`, {
    method,
    headers: { origin: stage.site, ...headers },
    ...(method === 'GET' ? {} : { body: text }),
  })
  return { response, text: await response.text() }
}

// S6
describe('what is wrong gets a clear answer', () => {
  test.each<[string, Sent, number, string]>([
    ['no JSON', { body: 'nome=Ana' }, 400, 'bad-request'],
    ['no submission', { body: [] }, 400, 'bad-request'],
    ['no id', { body: { answers: {} } }, 400, 'bad-request'],
    ['an id that is none', { body: { ...good(), id: '../../etc' } }, 400, 'bad-request'],
    ['answers that are none', { body: { ...good(), answers: 'x' } }, 400, 'bad-request'],
    ['a locale that no store keeps', { body: { ...good(), locale: 'pt\0BR\ud800' } }, 400, 'bad-request'],
    ['__proto__', { body: '{"id":"x","answers":{"__proto__":{"a":1}}}' }, 400, 'bad-request'],
    ['deep nesting', { body: `{"a":${'['.repeat(10_000)}` }, 400, 'bad-request'],
    ['10 MB', { body: `"${'x'.repeat(10_000_000)}"` }, 413, 'too-large'],
    ['another content type', { headers: { 'content-type': 'text/html' } }, 415, 'unsupported-media-type'],
    ['a compressed body', { headers: { 'content-encoding': 'gzip' } }, 415, 'unsupported-media-type'],
    ['another site', { headers: { origin: 'https://evil.example' } }, 403, 'origin-not-allowed'],
    ['an unknown form', { form: 'nope' }, 404, 'unknown-form'],
    ['another method', { method: 'PUT' }, 405, 'method-not-allowed'],
    ['reading what is to be written', { method: 'GET' }, 405, 'method-not-allowed'],
    ['a missing answer', { body: { ...good(), answers: { nome: 'Ana' } } }, 422, 'invalid-answers'],
    [
      'a field that no version has',
      { body: { ...good(), answers: { ...good().answers, dono: 'eu' } } },
      422,
      'invalid-answers',
    ],
  ])('%s', async (_what, sent, status, code) => {
    const { response, text } = await send(sent)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    const problem = JSON.parse(text) as ProblemBody
    expect(problem.type.endsWith(`/${code}`)).toBe(true)
    expect(problem.status).toBe(status)
    expect(text).not.toMatch(/\bat .*:\d+:\d+|node_modules|\.ts\b/)
  })

  test('issues are codes with their limits, in the order of the fields', async () => {
    const answers = { email: 'ana@', conta: '-1', interesse: 'Rural', aceite: true }
    const { text } = await send({ body: { ...good(), answers } })
    expect(JSON.parse(text).issues).toEqual([
      { field: 'nome', code: 'value-missing' },
      { field: 'email', code: 'type-mismatch' },
      { field: 'interesse', code: 'not-an-option' },
      { field: 'conta', code: 'range-underflow', min: '0' },
    ])
  })

  test('a refused page can read why', async () => {
    const { response } = await send({ headers: { origin: 'https://evil.example' } })
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })

  // S7
  test('a sender that stops half-way is let go, and others are served meanwhile', async () => {
    const slow = connect({ port: Number(new URL(stage.proxy).port), host: '127.0.0.1' })
    onTestFinished(() => void slow.destroy())
    let answer = ''
    slow.on('data', (data) => {
      answer += data
    })
    slow.write(
      'POST /v1/forms/contato/submissions HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 50\r\n\r\n{"id":',
    )
    expect((await send({})).response.status).toBe(202)
    await until(() => answer !== '' || slow.closed)
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  })
})

describe('one submission', () => {
  test('sent again gets the same receipt, from wherever it comes', async () => {
    const body = good()
    const first = await send({ body })
    const again = await send({ body, headers: { origin: 'https://evil.example' } })
    expect(first.response.status).toBe(202)
    expect(again.text).toBe(first.text)
    expect(JSON.parse(first.text)).toEqual({
      id: body.id,
      reference: expect.stringMatching(/^[2-9A-Z]{3}-[2-9A-Z]{3}$/),
      status: 'accepted',
    })
  })

  test('with other answers is a conflict', async () => {
    const body = good()
    await send({ body })
    const { response } = await send({ body: { ...body, answers: { ...body.answers, nome: 'Bia' } } })
    expect(response.status).toBe(409)
  })

  test('a hundred at once are one row', async () => {
    const body = good()
    const answers = await Promise.all(Array.from({ length: 100 }, () => send({ body })))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  })

  test('without an origin it is held for a person, not refused', async () => {
    const body = good()
    const response = await fetch(`${stage.proxy}/v1/forms/contato/submissions`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(202)
    const shown = await run(['submissions', 'show', body.id], stage.folder)
    expect(shown.stdout).toContain('held  suspected-spam')
    expect(shown.stdout).toContain('origin-missing: it does not say which page it came from')
  })
})

describe('a form that does not fit its upstream', () => {
  test('is unavailable while it was never served, and harms no other', async () => {
    const response = await fetch(`${stage.proxy}/v1/forms/antigo`)
    expect(response.status).toBe(503)
    expect((await response.json()).type).toMatch(/form-unavailable$/)
    expect((await fetch(`${stage.proxy}/v1/forms/tudo`)).ok).toBe(true)
    expect(stage.log()).toContain('has no field \\"CEP\\"')
  })

  test('is said by `forms validate`, with exit code 1', async () => {
    const { stdout, status } = await run(['forms', 'validate'], stage.folder)
    expect(status).toBe(1)
    expect(stdout).toContain('antigo: does not fit')
    expect(stdout).toContain('contato: fits')
  })
})

describe('wrong files', () => {
  test('every fault is said at once, with file and line, and exit code 1', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-wrong-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    mkdirSync(join(folder, 'forms'))
    writeFileSync(
      join(folder, 'gatehouse.yaml'),
      'connections: { crm: { upstream: bolten, key: { env: NOT_SET } } }\nalerts: none\n',
    )
    writeFileSync(
      join(folder, 'forms', 'a.yaml'),
      'id: a\nconnection: krm\nentity: opportunity\nsites: [example.com]\nfields: all\n',
    )
    writeFileSync(
      join(folder, 'forms', 'b.yaml'),
      'id: b\nconnection: crm\nentity: opportunity\nsites: [example.com]\nfeilds: all\n',
    )
    const { status, stderr } = await run(['start'], folder)
    expect(status).toBe(1)
    expect(stderr).toContain('forms/a.yaml:2  connection  There is no connection "krm". Did you mean "crm"?')
    expect(stderr).toContain('NOT_SET')
    expect(stderr).toMatch(/forms\/b\.yaml:5 {2}feilds .*"fields"/)
    expect(stderr).not.toMatch(/\bat .*:\d+:\d+/)
  })

  test('a missing key names its variable', async () => {
    const { status, stderr } = await run(['start'], stage.folder, {})
    expect(status).toBe(1)
    expect(stderr).toContain('STAGE_KEY is not set')
  })

  test('a second proxy on the same store is refused', async () => {
    const { status, stderr } = await run(['start'], stage.folder)
    expect(status).toBe(1)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test.each([
    [['strat'], 'Did you mean "start"?'],
    [['start', '--confg', 'x'], '--confg'],
    [['studio'], 'not built yet'],
    [['submissions', 'list', '--state', 'hold'], 'Did you mean "held"?'],
  ])('%j is answered with the mend', async (args, mend) => {
    const { status, stderr } = await run(args, stage.folder)
    expect(status).toBe(2)
    expect(stderr).toContain(mend)
  })
})

function run(
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = { STAGE_KEY: 'sk_test_CANARY_7b1f/+=?&' },
) {
  const options = { cwd, env: { PATH: process.env.PATH, ...env }, timeout: 20_000 }
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, [cli, ...args], options, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}
