import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { contato, elementPage, embedPage, tudo } from '../support/forms.ts'
import { findKey } from '../support/key-search.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'

const KEY = 'sk_live_CANARY-5f2c/9+e=?&zq'

let browser: Browser
const stages: Stage[] = []

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  for (const stage of stages) await stage.close()
})

async function open(form: string): Promise<Stage> {
  const stage = await openStage({
    key: KEY,
    forms: { contato: form, tudo },
    pages: { '/': elementPage('contato'), '/linha': embedPage('tudo') },
  })
  stages.push(stage)
  return stage
}

/** Every byte that a browser and a stranger get, every line of the log, every byte on disk. */
async function everything(stage: Stage): Promise<Record<string, Buffer | string>> {
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

  for (const [method, path, body] of PROBES) {
    const response = await fetch(stage.proxy + path, { method, ...(body === undefined ? {} : { body }) })
    places[`${method} ${path}`] = JSON.stringify([...response.headers]) + (await response.text())
  }
  await refusals(stage)
  places.log = stage.log()
  places.store = stage.storeBytes()
  return places
}

const PROBES: readonly (readonly [string, string, string?])[] = [
  ['GET', '/'],
  ['GET', '/healthz'],
  ['GET', '/readyz'],
  ['GET', '/v1/forms/nope'],
  ['GET', '/v1/form.js.map'],
  ['GET', '/v1/assets/..%2f..%2fproxy%2fcli.js'],
  ['GET', '/v1/embed/contato.js'],
  ['OPTIONS', '/v1/forms/contato/submissions'],
  ['PUT', '/v1/forms/contato'],
  ['POST', '/v1/forms/contato/submissions', '{'],
  ['POST', '/v1/forms/contato/submissions', '{"__proto__":1}'],
]

/** An upstream that throws the key back in its errors, and one that is suddenly somebody else. */
async function refusals(stage: Stage): Promise<void> {
  const echo = { message: `bad key ${KEY}`, details: { authorization: `Bearer ${KEY}` } }
  for (const status of [422, 500, 401]) {
    const before = stage.log().length
    stage.emulator.switches.faults = [{ kind: 'status', status, method: 'POST', body: echo }]
    const id = crypto.randomUUID()
    const answers = { nome: `Eco ${status}`, email: 'eco@example.com', aceite: true }
    const response = await fetch(`${stage.proxy}/v1/forms/contato/submissions`, {
      method: 'POST',
      headers: { origin: stage.site },
      body: JSON.stringify({ id, answers }),
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

describe('the key leaves the proxy only in the auth header of the upstream', () => {
  test('it is in no byte that a browser got, no line of the log and nowhere in the store', async () => {
    const stage = await open(contato)
    const places = await everything(stage)
    expect(Object.keys(places).length).toBeGreaterThan(15)
    expect(findKey(KEY, places)).toEqual([])
    expect(stage.emulator.arrivals().filter(({ auth }) => auth === 'good').length).toBeGreaterThan(3)
  })

  test('the search is no comfort: it finds a planted leak', async () => {
    const stage = await open(contato.replace('Fale com a gente', Buffer.from(`x${KEY}`).toString('base64')))
    const found = findKey(KEY, await everything(stage))
    expect(found.join('\n')).toContain('/v1/forms/contato?')
    expect(found.join('\n')).toContain('/v1/embed/contato.js')
    expect(found.join('\n')).toContain('store')
  })

  test.each([
    ['plain', KEY],
    ['hex', Buffer.from(KEY).toString('hex').toUpperCase()],
    ['url', `q=${encodeURIComponent(KEY)}`],
    ['base64', Buffer.from(`Bearer ${KEY} tail`).toString('base64')],
    ['reversed', [...KEY].reverse().join('')],
  ])('it finds a key written as %s', (_what, text) => {
    expect(findKey(KEY, { place: text })).not.toEqual([])
    expect(findKey(KEY, { place: 'nothing here' })).toEqual([])
  })
})
