/**
 * What visitors say reaches the upstream and the operator’s commands, and nobody else: each answer, and all that can be
 * sent beside answers, is a word that is looked for in whatever tells of submissions. Threats A4, P8 and S8.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { elementPage } from '../support/forms.ts'
import { hiddenOf } from '../support/hosted.ts'
import { openReceiver } from '../support/receiver.ts'
import { freePort, openStage, until } from '../support/stage.ts'

const run = promisify(execFile)
const cli = fileURLToPath(new URL('../../dist/proxy/cli.js', import.meta.url))

/** Numbers, dates and addresses cannot hold the word. */
const CANARY = /canary|777123|1973-11-29|98765|198\.51\.100\.7/i

const ANSWERS = {
  nome: 'Canary Name',
  email: 'canary-mail@example.com',
  telefone: '11 98765-4321',
  conta: '777123',
  dia: '1973-11-29',
  mensagem: 'Canary-message, more than forty letters of it, to be repeated',
  como: 'canary-how',
}
const CONTEXT = {
  page: 'https://example.com/canary-page',
  referrer: 'https://example.com/?canary-referrer',
  first: { utm_source: 'canary-first' },
  last: { utm_campaign: 'canary-last' },
}
const HEADERS = {
  'user-agent': 'Canary-agent',
  'x-forwarded-for': 'canary-forwarded, 198.51.100.7',
  referer: 'https://example.com/canary-header',
  'accept-language': 'x-canary',
  cookie: 'canary=1',
}

const form = (hook: string) => `id: contato
connection: crm
entity: opportunity
sites: [SITE]
locale: pt-BR
fields:
  - { name: nome, to: Nome, required: true }
  - { name: email, to: E-mail, type: email, required: true }
  - { name: telefone, to: Telefone, type: tel }
  - { name: conta, to: Conta de luz, type: number }
  - { name: dia, to: Melhor dia, type: date }
  - { name: mensagem, to: Observação, type: textarea }
  - { name: como, to: $notes, label: Como nos conheceu? }
notes: Observação
notify: { webhook: ${hook} }
`

test('what was answered is in no log line, status, alert, news, receipt or refusal, however it ends', async () => {
  const receiver = await openReceiver()
  const port = await freePort()
  const stage = await openStage({
    doors: true,
    forms: { contato: form(`${receiver.url}/news`) },
    config: `alerts: { webhook: "${receiver.url}/alerts" }\nadmin: { host: 127.0.0.1, port: ${port} }\ntrustedProxies: [loopback]`,
  })
  onTestFinished(() => stage.close())
  const places: Record<string, string> = {}

  async function send(answers: object, more: object = {}, origin = stage.site): Promise<string> {
    const id = crypto.randomUUID()
    const body = JSON.stringify({ id, answers, context: CONTEXT, ...more })
    const headers = { ...HEADERS, origin, 'content-type': 'text/plain' }
    const response = await fetch(`${stage.proxy}/v1/forms/contato/submissions`, { method: 'POST', headers, body })
    places[`${response.status} of ${Object.keys(places).length}`] = await response.text()
    return id
  }
  const decide = async (...args: readonly string[]) =>
    (await run(process.execPath, [cli, 'submissions', ...args], { cwd: stage.folder })).stdout
  const stateOf = async (id: string) => JSON.parse(await decide('show', id, '--json'))
  const told = (type: string) => receiver.received.some(({ body }) => JSON.parse(body).type === type)

  const proof = {
    token: 'canary-token',
    work: 'canary-work',
    trap: 'canary-trap',
    turnstile: 'canary-turnstile',
    typedMs: 1,
  }
  const held = await send(ANSWERS, { proof })
  expect(await stateOf(held)).toMatchObject({ state: 'held', reason: 'suspected-spam' })
  const refused = await send(ANSWERS)
  await decide('approve', held)
  await until(() => told('submission.delivered') && told('submission.suspected'))
  stage.emulator.switches.faults = [
    { kind: 'status', status: 422, method: 'POST', body: { message: `no ${JSON.stringify(ANSWERS)}` } },
  ]
  await decide('approve', refused)
  await until(() => told('submission.held'))
  expect((await stateOf(refused)).words).toMatch(CANARY)

  await send({ ...ANSWERS, email: 'canary-no-mail' })
  await send({ ...ANSWERS, dono: 'canary-unknown' })
  await send(ANSWERS, { locale: 'canary\0' })
  await send(ANSWERS, {}, 'https://evil.example')
  const page = `${stage.proxy}/f/contato`
  const hidden = hiddenOf(await (await fetch(page)).text())
  const [f1, f2, f6] = [ANSWERS.nome, ANSWERS.email, ANSWERS.mensagem]
  const body = new URLSearchParams({ ...hidden, f1, f2, f6 })
  const posted = await fetch(page, { method: 'POST', headers: { ...HEADERS, origin: stage.proxy }, body })
  expect(posted.url).toContain('sent=')
  places.thanks = posted.url + (await posted.text())
  await stage.signal('SIGHUP')
  await until(() => stage.log().includes('"event":"reloaded"'))

  places.status = await (await fetch(`http://127.0.0.1:${port}/status`)).text()
  places.log = stage.log()
  places.messages = receiver.received.map(({ body }) => body).join('\n')
  expect(Object.keys(places).map((place) => place.slice(0, 3))).toEqual(
    expect.arrayContaining(['202', '422', '400', '403']),
  )
  expect(places.log).toContain('"doubts":["token-bad","too-fast","work-bad","trap-filled"]')
  expect(places.status).toContain('held:contato:refused')
  expect(Object.entries(places).filter(([, text]) => CANARY.test(text))).toEqual([])

  // The words are where they belong, and what is never kept is nowhere: the search can fail.
  const kept = stage.storeBytes().toString('latin1')
  for (const word of [...Object.values(ANSWERS), 'canary-page', 'canary-last']) expect(kept).toContain(word)
  for (const word of ['Canary-agent', '198.51.100.7', 'canary-forwarded', 'canary-header', 'x-canary', 'canary=1'])
    expect(kept, word).not.toContain(word)
  for (const word of Object.values(proof)) if (typeof word === 'string') expect(kept, word).not.toContain(word)
  expect(JSON.stringify(stage.emulator.records())).toContain('Canary-message')
}, 120_000)

test.each(['', 'shadow="none"'])(
  'what was typed is in no attribute of the page, no address and no event: %s',
  async (attribute) => {
    const stage = await openStage({
      forms: { contato: form('http://127.0.0.1:1/news') },
      pages: { '/': elementPage('contato').replace('form=', `${attribute} datalayer-event="lead" form=`) },
    })
    const browser = await openBrowser()
    onTestFinished(async () => {
      await browser.close()
      await stage.close()
    })
    const page = await browser.newPage()
    await page.addInitScript(() => {
      const heard: unknown[] = []
      Object.assign(window, { heard, dataLayer: [] })
      for (const name of ['load', 'start', 'step', 'invalid', 'before-submit', 'accepted'])
        addEventListener(`gatehouse-${name}`, (event) => heard.push(name, { ...event }))
    })
    const seen: string[] = []
    const look = async () =>
      seen.push(
        await page.evaluate(() => {
          const { heard, dataLayer } = window as unknown as Record<string, unknown>
          return JSON.stringify([document.documentElement.outerHTML, location.href, history.state, heard, dataLayer])
        }),
      )
    await page.goto(stage.site)
    for (const [label, text] of [
      ['Nome', ANSWERS.nome],
      ['E-mail', ANSWERS.email],
      ['Telefone', ANSWERS.telefone],
      ['Conta de luz', ANSWERS.conta],
      ['Melhor dia', ANSWERS.dia],
      ['Observação', ANSWERS.mensagem],
    ] as const)
      await page.getByLabel(label).fill(text)
    await look()
    await page.getByRole('button', { name: 'Enviar' }).click()
    await page.waitForFunction(() => document.querySelector('gatehouse-form')?.state === 'accepted')
    await look()
    expect(seen.join()).toContain('"before-submit"')
    expect(seen.join()).toContain('"event":"lead"')
    expect(seen.filter((text) => CANARY.test(text))).toEqual([])
    await until(() => JSON.stringify(stage.emulator.records()).includes('Canary-message'))
  },
)
