import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { contato, tudo } from '../support/forms.ts'
import type { Stage } from '../support/stage.ts'
import { OPPORTUNITY, openStage, until } from '../support/stage.ts'

/** Refuses every create, and asks to come again soon. */
const busy = { kind: 'status', status: 429, method: 'POST', times: 1_000, headers: { 'retry-after': '1' } } as const

let stage: Stage

afterEach(() => stage?.close())

async function send(name: string, more: object = {}): Promise<Response> {
  const answers = { nome: name, email: 'ana@example.com', aceite: true }
  return fetch(`${stage.proxy}/v1/forms/contato/submissions`, {
    method: 'POST',
    headers: { origin: stage.site },
    body: JSON.stringify({ id: crypto.randomUUID(), answers, ...more }),
  })
}

const leads = (name: string) =>
  stage.emulator.records().filter(({ entity, attributes }) => entity === 'opportunity' && attributes.Nome === name)

describe('what was accepted lasts', () => {
  test('through kill -9 right after the receipts: each arrives once', async () => {
    stage = await openStage({ forms: { contato }, connection: 'lookAfter: 500ms' })
    stage.emulator.switches.faults = [busy]
    const names = Array.from({ length: 20 }, (_, i) => `Lead ${i}`)
    const answers = await Promise.all(names.map((name) => send(name)))
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 202))
    await stage.stop('SIGKILL')
    stage.emulator.switches.faults = []
    await stage.start()
    await until(() => names.every((name) => leads(name).length > 0), 60_000)
    expect(Math.max(...names.map((name) => leads(name).length))).toBe(1)
  })

  test('an upstream that is down takes no form away, a restart included', async () => {
    stage = await openStage({ forms: { contato } })
    const before = await (await fetch(`${stage.proxy}/v1/forms/contato`)).text()
    await stage.stop()
    stage.emulator.switches.faults = [{ kind: 'status', status: 503, method: 'GET', times: 1_000 }]
    await stage.start()
    expect(await (await fetch(`${stage.proxy}/v1/forms/contato`)).text()).toBe(before)
    expect((await send('Visita na queda')).status).toBe(202)
  })

  test('a field that the project lost does not take the form away: the rest arrives, and the lead is held', async () => {
    stage = await openStage({ forms: { contato } })
    await stage.stop()
    stage.emulator.changeSchema({ component: OPPORTUNITY, remove: 'E-mail' })
    await stage.start()
    expect((await send('Órfã')).status).toBe(202)
    await until(() => leads('Órfã').length === 1)
    await until(() => /"event":"held".*"reason":"lost-fields"/.test(stage.log()))
  })

  test('a schema that comes back empty, or without a field, takes no question out of `fields: all`', async () => {
    stage = await openStage({ forms: { tudo } })
    const names = async () => {
      const form = await (await fetch(`${stage.proxy}/v1/forms/tudo`)).json()
      return form.fields.map(({ name }: { name: string }) => name)
    }
    const before = await names()
    stage.emulator.switches.faults = [{ kind: 'text', method: 'GET', path: 'schema', body: '{"attributes":[]}' }]
    await stage.stop()
    await stage.start()
    expect(await names()).toEqual(before)
    await stage.stop()
    stage.emulator.changeSchema({ component: OPPORTUNITY, rename: { from: 'Telefone', to: 'Fone' } })
    await stage.start()
    await until(() => stage.log().includes('"event":"schema-drift"'))
    expect(await names()).toEqual(before)
  })

  test('a page that was loaded before a publish still sends', async () => {
    stage = await openStage({ forms: { contato } })
    const { version } = await (await fetch(`${stage.proxy}/v1/forms/contato`)).json()
    await stage.stop()
    const changed = contato
      .replaceAll('SITE', stage.site)
      .replace('{ name: email, to: E-mail', '{ name: correio, to: E-mail')
      .replace('{ name: email, to: E-mail', '{ name: correio, to: E-mail')
    writeFileSync(join(stage.folder, 'forms', 'contato.yaml'), changed)
    await stage.start()
    await until(async () => (await (await fetch(`${stage.proxy}/v1/forms/contato`)).json()).version !== version)
    for (const named of [{ version }, {}]) {
      const name = `Página antiga ${Object.keys(named)}`
      expect((await send(name, named)).status).toBe(202)
      await until(() => leads(name).length === 1)
      expect(leads(name)[0]?.attributes['E-mail']).toBe('ana@example.com')
    }
    expect((await send('De outra loja', { version: 'unknown' })).status).toBe(202)
  })

  test('a connection that was renamed leaves no lead waiting for ever: a person is asked', async () => {
    stage = await openStage({ forms: { contato } })
    // Not due yet when the proxy comes back: it is held when it is, not at the next look.
    stage.emulator.switches.faults = [{ ...busy, headers: { 'retry-after': '4' } }]
    await send('Conexão antiga')
    await until(() => /"event":"waiting"/.test(stage.log()))
    await stage.stop()
    for (const file of ['gatehouse.yaml', 'forms/contato.yaml']) {
      const path = join(stage.folder, file)
      writeFileSync(path, readFileSync(path, 'utf8').replace('crm', 'vendas'))
    }
    await stage.start()
    await until(() => /"event":"held".*"reason":"connection-unknown"/.test(stage.log()), 30_000)
  })

  test('a component that is not there stops what needs it, and nothing else', async () => {
    const simple = tudo.replace('id: tudo', 'id: simples')
    const components = `{ opportunity: ${OPPORTUNITY}, contact: 91ab0000-0000-4000-8000-00000000dead }`
    stage = await openStage({ forms: { contato, simples: simple }, components, early: true })
    await until(async () => (await fetch(`${stage.proxy}/v1/forms/simples`)).ok)
    await until(() => /"event":"connection-stopped".*"entity":"contact"/.test(stage.log()))
    const response = await fetch(`${stage.proxy}/v1/forms/simples/submissions`, {
      method: 'POST',
      headers: { origin: stage.site },
      body: JSON.stringify({ id: crypto.randomUUID(), answers: { nome: 'Sem contato' } }),
    })
    expect(response.status).toBe(202)
    await until(() => leads('Sem contato').length === 1)
  })

  test('SIGTERM ends it cleanly while leads wait', async () => {
    stage = await openStage({ forms: { contato } })
    stage.emulator.switches.faults = [busy]
    await send('Espera')
    expect(await stage.stop('SIGTERM')).toBe(0)
    expect(stage.log()).toContain('"event":"stopped"')
  })
})
