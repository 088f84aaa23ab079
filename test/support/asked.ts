/** Everything that a stranger can ask of a stage's proxy: each route by each method, and each problem that it has. */
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { METHODS } from '../../proxy/app.ts'
import type { ProblemCode } from '../../src/contract/wire.ts'
import { problemCode } from '../../src/contract/wire.ts'
import type { Stage } from './stage.ts'

/** Of `contato`, as one does who reads `METHODS`. */
const PATHS = Object.keys(METHODS).map((route) =>
  route
    .replace(':file{.+\\.html}', 'contato.html')
    .replace(':file{.+\\.js}', 'contato.js')
    .replace(':id', 'contato')
    .replace(':name', 'steps.js'),
)
const BESIDE = [
  ...['/', '/status', '/metrics', '/studio/', '/gatehouse.yaml', '/.env', '/v1/form.js.map', '/v1/forms', '/f/nope'],
  ...['/v1/assets/..%2f..%2fproxy%2fcli.js', '/v1/forms/..%2f..%2fgatehouse', '/f/contato?sent=K7D-4MQ', '/%00'],
  ...['/v1/forms/contato?locale=en&version=x', '/v1/forms/tudo', '/v1/embed/tudo.js', '/f/tudo'],
]
const VERBS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH']

export interface Asked {
  /** By what was asked, all that came: status, headers and body. */
  readonly answers: Readonly<Record<string, string>>
  readonly problems: ReadonlySet<ProblemCode>
}

export async function askEverything({ proxy, site }: Stage): Promise<Asked> {
  const answers: Record<string, string> = {}
  const problems = new Set<ProblemCode>()
  async function ask(name: string, path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(proxy + path, { redirect: 'manual', ...init })
    const body = await response.clone().text()
    answers[name] = [response.status, JSON.stringify([...response.headers]), body].join('\n')
    if (/^application\/problem/.test(response.headers.get('content-type') ?? '')) note(JSON.parse(body || '{}').type)
    return response
  }
  const note = (type: unknown) => {
    const code = problemCode(type)
    if (code) problems.add(code)
  }
  const late = sendHalf(proxy)

  for (const path of [...PATHS, ...BESIDE])
    for (const method of VERBS) await ask(`${method} ${path}`, path, { method, ...(method === 'POST' && { body: '' }) })

  const id = crypto.randomUUID()
  const good = { nome: 'Ana', email: 'ana@example.com', aceite: true }
  const submit = (what: string, sent: unknown, headers: Record<string, string> = {}, form = 'contato') =>
    ask(what, `/v1/forms/${form}/submissions`, {
      ...{ method: 'POST', headers: { origin: site, ...headers } },
      body: typeof sent === 'string' ? sent : JSON.stringify(sent),
    })
  await submit('accepted', { id, answers: good })
  await submit('conflict', { id, answers: { ...good, nome: 'Bia' } })
  await submit('no JSON', '{')
  await submit('__proto__', '{"__proto__":1}')
  await submit('another site', { id: crypto.randomUUID(), answers: good }, { origin: 'https://evil.example' })
  await submit('held', { id: crypto.randomUUID(), answers: good }, { origin: 'null' })
  await submit('packed', 'x', { 'content-encoding': 'gzip' })
  await submit('another type', 'x', { 'content-type': 'text/html' })
  await submit('too large', `"${'x'.repeat(100_000)}"`)
  await submit('wrong answers', { id: crypto.randomUUID(), answers: { nome: '' } })
  await submit('a form that cannot be shown', { id: crypto.randomUUID(), answers: good }, {}, 'antigo')
  await ask('another form that cannot be shown', '/f/antigo')
  const many = { 'x-forwarded-for': '11.0.0.1' }
  for (let turn = 0; !problems.has('rate-limited') && turn < 70; turn++)
    await submit('too many', { id: crypto.randomUUID(), answers: {} }, many)

  const page = new URLSearchParams({ nothing: 'x' })
  await ask('plain post', '/f/contato', { method: 'POST', headers: { origin: proxy }, body: page })
  await ask('plain post from elsewhere', '/f/contato', { method: 'POST', headers: { origin: 'https://e' }, body: page })
  await ask('status with a wrong token', '/status', { headers: { authorization: 'Bearer wrong' } })
  answers.late = await late
  note(/\/problems\/timeout/.exec(answers.late)?.[0])
  return { answers, problems }
}

/** A body that never comes, until the proxy has had enough. */
async function sendHalf(proxy: string): Promise<string> {
  const socket = connect(Number(new URL(proxy).port), '127.0.0.1')
  socket.write(
    'POST /v1/forms/contato/submissions HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 50\r\n\r\n{',
  )
  return text(socket)
}
