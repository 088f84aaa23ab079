/** The search for keys in all that leaves a proxy (K1, K2): what a browser, a stranger, an operator and a disk get. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { derivedSecret } from '../../proxy/alerts/webhook.ts'
import { keyFor } from '../../proxy/forms/digest.ts'
import { createLog } from '../../proxy/log.ts'
import type { ProblemCode } from '../../src/contract/wire.ts'
import { PROBLEMS } from '../../src/contract/wire.ts'
import { askEverything } from '../support/asked.ts'
import { openBrowser } from '../support/browser.ts'
import { contato, elementPage, embedPage, tudo } from '../support/forms.ts'
import { openHosted } from '../support/hosted.ts'
import { findKey, findKeys } from '../support/key-search.ts'
import type { Receiver } from '../support/receiver.ts'
import { openReceiver } from '../support/receiver.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'

const KEY = 'sk_live_CANARY-5f2c/9+e=?&zq'
const SECRET = 'of-the-proxy_CANARY/61ab+=?&kw'
const TURNSTILE = '0x4AAA_CANARY/87dc+=?&jv'
const ADMIN = 'admin_CANARY/0f3e+=&ux'

const run = promisify(execFile)
const cli = fileURLToPath(new URL('../../dist/proxy/cli.js', import.meta.url))
const antigo = tudo.replace('id: tudo', 'id: antigo').replace('fields: all', 'fields: [{ name: cep, to: CEP }]')
/** An adapter of the operator's own that minds nothing: it throws the key, and lets a promise fail that nobody waits for. */
const CARELESS = `const key = process.env.STAGE_KEY
export default () => ({
  entities: ['lead'],
  schema: async () => {
    if (process.argv.includes('start')) Promise.reject(new Error('nobody waits for ' + key, { cause: { headers: { 'x-api-key': key } } }))
    throw new Error('with ' + key, { cause: new Error(encodeURIComponent(key), { cause: Buffer.from(key).toString('base64') }) })
  },
  components: async () => ({ kind: 'done', value: [] }),
  look: async () => ({ kind: 'done', value: new Map() }),
  plan: () => [],
})`

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(() => browser?.close())

interface Scene {
  readonly stage: Stage
  readonly alerts: Receiver
  readonly siteverify: Receiver
}

async function open(form: string): Promise<Scene> {
  const [alerts, siteverify] = [await openReceiver(), await openReceiver()]
  const stage = await openStage({
    key: KEY,
    forms: { contato: form, tudo, antigo, torno: `${contato.replace('id: contato', 'id: torno')}turnstile: true\n` },
    pages: { '/': elementPage('contato'), '/linha': embedPage('tudo') },
    connection: '\n  own: { upstream: ./careless.mjs, pace: 100/s }',
    config: `alerts: { webhook: ${alerts.url} }
trustedProxies: [loopback]
secret: { file: proxy.secret }
admin: { token: { file: admin.token } }
turnstile: { siteKey: 0x4AAA_visible, secret: { file: turnstile.key }, url: ${siteverify.url} }`,
    files: {
      ...{ 'careless.mjs': CARELESS, 'proxy.secret': SECRET, 'turnstile.key': TURNSTILE, 'admin.token': ADMIN },
      'forms/dono.yaml':
        'id: dono\nconnection: own\nentity: lead\nsites: [example.com]\nlocale: en\nfields: [{ name: a }]\n',
    },
    early: true,
  })
  onTestFinished(() => stage.close())
  for (const id of ['contato', 'tudo', 'torno'])
    await until(async () => (await fetch(`${stage.proxy}/v1/forms/${id}`)).ok)
  return { stage, alerts, siteverify }
}

/** What was configured, and what is made of it. */
async function keysOf({ alerts }: Scene): Promise<Readonly<Record<string, string>>> {
  const purposes = ['form-token', 'work', 'work-solution']
  const made = await Promise.all(purposes.map(async (purpose) => [purpose, await keyFor(SECRET, purpose)] as const))
  const signing = await derivedSecret(SECRET, alerts.url)
  return {
    ...{ key: KEY, secret: SECRET, turnstile: TURNSTILE, admin: ADMIN },
    ...Object.fromEntries(made),
    signing: signing.slice('whsec_'.length),
  }
}

/** Every byte that a browser, a stranger and an operator get, every line of the log, every byte on disk. */
async function everything(scene: Scene): Promise<Record<string, Buffer | string>> {
  const { stage, alerts, siteverify } = scene
  const places = await visited(stage)
  await refusals(scene)
  const { answers, problems } = await askEverything(stage)
  expect([...problems].sort()).toEqual(
    Object.keys(PROBLEMS)
      .filter((code) => !INSIDE.includes(code))
      .sort(),
  )
  const withToken = await fetch(`${stage.proxy}/status`, { headers: { authorization: `Bearer ${ADMIN}` } })
  expect(withToken.status).toBe(200)
  await until(() => alerts.received.length > 0)
  expect(siteverify.received[0]?.body).toContain(encodeURIComponent(TURNSTILE))
  return {
    ...places,
    ...answers,
    ...(await commands(stage)),
    status: await withToken.text(),
    alerts: JSON.stringify(alerts.received),
    log: stage.log(),
    store: stage.storeBytes(),
  }
}

/** What only a broken part leads to: `every exception` below. */
const INSIDE: readonly string[] = ['unexpected', 'store-unavailable'] satisfies readonly ProblemCode[]

async function visited(stage: Stage): Promise<Record<string, Buffer | string>> {
  const places: Record<string, Buffer | string> = {}
  const page = await browser.newPage()
  page.on('response', (response) => {
    const name = `${response.request().method()} ${response.url()}`
    places[`${name} headers`] = JSON.stringify(response.headers())
    response.body().then(
      (body) => {
        places[name] = body
      },
      () => {},
    )
  })
  await page.goto(`${stage.site}/linha`)
  await page.getByRole('button', { name: 'Enviar' }).waitFor()
  await page.goto(stage.site)
  await page.getByLabel('Nome').fill('Ana')
  await page.getByLabel('E-mail').fill('ana@example.com')
  await page.getByLabel('Consentimento').check()
  await page.getByRole('button', { name: 'Enviar' }).click()
  await page.getByText(/Recebemos/).waitFor()
  await until(() => stage.emulator.records().some(({ entity }) => entity === 'opportunity'))
  places.dom = await page.content()
  await page.close()
  return places
}

/** An upstream that throws the key back in its errors, and one that is suddenly somebody else. */
async function refusals({ stage }: Scene): Promise<void> {
  const echo = { message: `bad key ${KEY}`, details: { authorization: `Bearer ${KEY}` } }
  for (const status of [422, 500, 401]) {
    const before = stage.log().length
    stage.emulator.switches.faults = [{ kind: 'status', status, method: 'POST', body: echo }]
    const id = crypto.randomUUID()
    const answers = { nome: `Eco ${status}`, email: 'eco@example.com', aceite: true }
    const response = await fetch(`${stage.proxy}/v1/forms/torno/submissions`, {
      method: 'POST',
      headers: { origin: stage.site },
      body: JSON.stringify({ id, answers, proof: { turnstile: 'a-response' } }),
    })
    expect(response.status).toBe(202)
    await until(() =>
      stage
        .log()
        .slice(before)
        .split('\n')
        .some((line) => line.includes(id) && !line.includes('accepted')),
    )
  }
}

const COMMANDS = [
  ...['doctor', 'doctor --json', 'schema crm', 'schema own', 'forms validate', 'forms plan', 'submissions list'],
  ...['submissions list --json', 'submissions export', 'store check', 'no-such-command'],
]

async function commands({ folder }: Stage): Promise<Record<string, string>> {
  const env = { PATH: process.env.PATH, STAGE_KEY: KEY }
  const said = COMMANDS.map(async (command) => {
    const line = [cli, ...command.split(' ')]
    const result = await run(process.execPath, line, { cwd: folder, env }).catch((error) => error)
    return [command, result.stdout + result.stderr] as const
  })
  return Object.fromEntries(await Promise.all(said))
}

describe('the key leaves the proxy only in the auth header of the upstream', { timeout: 180_000 }, () => {
  test('it is in no byte that a browser got, no line of the log and nowhere in the store', async () => {
    const scene = await open(contato)
    const places = await everything(scene)
    expect(Object.keys(places).length).toBeGreaterThan(200)
    expect(Object.entries(places).filter(([name, text]) => COMMANDS.includes(name) && text === '')).toEqual([])
    expect(findKeys(await keysOf(scene), places)).toEqual([])
    expect(scene.stage.emulator.arrivals().filter(({ auth }) => auth === 'good').length).toBeGreaterThan(3)
    for (const level of ['info', 'warn', 'error']) expect(places.log).toContain(`"level":"${level}"`)
    for (const event of ['unhandled-rejection', 'turnstile-unavailable', 'connection-stopped'])
      expect(places.log).toContain(`"event":"${event}"`)
  })

  test('the search is no comfort: it finds a planted leak', async () => {
    const scene = await open(contato.replace('Fale com a gente', Buffer.from(`x${KEY}`).toString('base64')))
    const { stage } = scene
    const places = { ...(await visited(stage)), ...(await askEverything(stage)).answers, store: stage.storeBytes() }
    const found = findKeys(await keysOf(scene), places).join('\n')
    for (const place of ['/v1/forms/contato?', '/v1/embed/contato.js', 'GET /f/contato', 'store'])
      expect(found).toContain(`key in ${place}`.replace('key in /', '/'))
  })

  test.each([
    ['plain', KEY],
    ['hex', Buffer.from(KEY).toString('hex').toUpperCase()],
    ['url', `q=${encodeURIComponent(KEY)}`],
    ['url in lower case', `q=${encodeURIComponent(KEY).toLowerCase().replace('canary', 'CANARY')}`],
    ['base64', Buffer.from(`Bearer ${KEY} tail`).toString('base64')],
    ['base64url', Buffer.from(`xx${KEY} tail`).toString('base64url')],
    ['reversed', [...KEY].reverse().join('')],
  ])('it finds a key written as %s', (_what, text) => {
    expect(findKey(KEY, { place: text })).not.toEqual([])
    expect(findKey(KEY, { place: 'nothing here' })).toEqual([])
  })
})

// K2
describe('every exception', () => {
  const spellings = [KEY, JSON.stringify({ KEY }), encodeURIComponent(KEY), Buffer.from(KEY).toString('base64')]
  const causes = spellings.flatMap((text) => [
    new Error(`failed with ${text}`),
    new TypeError('fetch failed', { cause: new Error('deep', { cause: { headers: { 'x-api-key': text } } }) }),
    new AggregateError([new Error(text)], `all of ${text}`),
    Object.assign(new Error('request'), { config: { headers: { authorization: `Bearer ${text}` } } }),
    text,
    { toJSON: () => text },
  ])

  test('that a part throws is told without the key: to the visitor, and in the log', async () => {
    const lines: string[] = []
    const log = createLog(
      (line) => lines.push(line),
      Date.now,
      () => [KEY],
    )
    let cause: unknown
    const broken = async () => {
      throw new Error('broken', { cause })
    }
    const proxy = await openHosted(undefined, {
      ...{ log, outbox: { accepted: async () => undefined, put: broken } },
      assets: { files: new Map(), embed: broken },
    })
    const answers: Record<string, string> = {}
    const codes = new Set<string>()
    for (cause of causes) {
      const body = JSON.stringify({ id: crypto.randomUUID(), answers: { nome: 'Ana', email: 'ana@example.com' } })
      const post = { method: 'POST', headers: { origin: 'https://example.com' }, body }
      for (const answer of [
        await proxy.send('/v1/forms/contato/submissions', post),
        await proxy.get('/v1/embed/contato.js'),
      ]) {
        const text = await answer.text()
        codes.add(JSON.parse(text).type)
        answers[`answer ${Object.keys(answers).length}`] = JSON.stringify([...answer.headers]) + text
      }
      for (const level of ['info', 'warn', 'error'] as const) log(level, { event: 'x', cause, deep: [{ cause }] })
    }
    expect([...codes].sort()).toEqual(['/problems/store-unavailable', '/problems/unexpected'])
    expect(lines.length).toBe(causes.length * 5)
    expect(findKey(KEY, { ...answers, log: lines.join('\n') })).toEqual([])
    expect(lines.filter((line) => line.includes('[secret]')).length).toBeGreaterThan(causes.length)
  })
})
