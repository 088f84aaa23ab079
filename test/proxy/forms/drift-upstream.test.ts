/** Drift from end to end: the emulated upstream over real sockets, the real adapter, catalog, forms and store. */
import { expect, onTestFinished, test } from 'vitest'
import { CONTACTS, OPPORTUNITIES } from '../../../demo/upstreams/bolten/data.ts'
import { createCatalog } from '../../../proxy/forms/catalog.ts'
import type { Change } from '../../../proxy/forms/change.ts'
import { createForms } from '../../../proxy/forms/forms.ts'
import { plan } from '../../../proxy/forms/plan.ts'
import type { LogEvent } from '../../../proxy/log.ts'
import { parseYaml } from '../../../proxy/node/yaml-file.ts'
import { openSqlite } from '../../../proxy/outbox/sqlite/open.ts'
import { createConnections } from '../../../proxy/upstreams/connection.ts'
import type { Upstream } from '../../../proxy/upstreams/upstream.ts'
import type { FormDefinition } from '../../../src/contract/definition.ts'
import { parseDefinition } from '../../../src/contract/schema.ts'
import { openBolten } from '../../support/bolten.ts'
import { contato } from '../../support/forms.ts'
import { freshFile, writer } from '../../support/sqlite.ts'

const FILE = contato.replace('[SITE]', '[example.com]')

function parsed(file: string): FormDefinition {
  const result = parseDefinition(parseYaml('contato.yaml', file).value)
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  return result.definition
}

/** One life of the proxy's forms, from start to stop. */
async function start(upstream: Upstream, file: string, definition: FormDefinition) {
  const sqlite = await openSqlite({ file, own: true, writer: await writer() })
  let open = true
  const stop = async () => {
    if (open) await sqlite.close()
    open = false
  }
  onTestFinished(stop)
  const lines: LogEvent[] = []
  const told: (readonly Change[])[] = []
  const log = (_level: string, event: LogEvent) => lines.push(event)
  const connections = createConnections([{ name: 'crm', upstream, keyId: 'one' }], () => {})
  const needed = new Map([['crm', new Set(['opportunity', 'contact'])]])
  const env = { now: Date.now }
  const catalog = createCatalog({ connections, needed, store: sqlite.forms, env, log })
  await catalog.load()
  const definitions = [definition]
  const drifted = (_form: string, changes: readonly Change[]) => told.push(changes)
  const forms = createForms({ definitions, connections, catalog, store: sqlite.forms, env, log, drifted })
  await forms.load()
  return {
    ...{ forms, lines, told, stop, store: sqlite.forms, catalog },
    async read() {
      await catalog.refresh('crm')
      await forms.publish('crm')
    },
    version() {
      const live = forms.live('contato')
      return live === undefined || live === 'unavailable' ? live : live.version
    },
  }
}

test('a field renamed upstream: served on, told once, across a restart, until the proposed line is written', async () => {
  const { emulator, upstream } = await openBolten()
  const file = freshFile()
  const first = await start(upstream, file, parsed(FILE))
  await first.read()
  const version = first.version()
  expect(version).toMatch(/^[\w-]{16}$/)

  emulator.changeSchema({ component: OPPORTUNITIES, rename: { from: 'Telefone', to: 'Telefone (WhatsApp)' } })
  emulator.changeSchema({ component: CONTACTS, rename: { from: 'Nome', to: 'Nome completo' } })
  for (let reading = 0; reading < 3; reading++) await first.read()
  expect(first.version()).toBe(version)
  expect(first.lines.filter(({ event }) => event === 'schema-drift')).toHaveLength(2)
  expect(first.told).toHaveLength(1)
  await first.stop()

  const second = await start(upstream, file, parsed(FILE))
  expect(second.version()).toBe(version)
  await second.read()
  expect(second.version()).toBe(version)
  const proposals = second.forms.drift('contato').map(({ proposal }) => proposal)
  expect(proposals).toEqual([
    { place: 'the field with `name: telefone`', line: 'to: "Telefone (WhatsApp)"' },
    { place: 'the field with `name: nome` below `contact`', line: 'to: Nome completo' },
  ])
  const live = await second.store.live('contato')
  expect(await plan(parsed(FILE), live, second.catalog.schemas('crm'))).toMatchObject({ verdict: 'needs-person' })
  await second.stop()

  const mended = FILE.replace('name: telefone, to: Telefone,', `name: telefone, ${proposals[0]?.line},`).replace(
    '[{ name: nome, to: Nome }',
    `[{ name: nome, ${proposals[1]?.line} }`,
  )
  const third = await start(upstream, file, parsed(mended))
  const planned = await plan(parsed(mended), await third.store.live('contato'), third.catalog.schemas('crm'))
  expect(planned.verdict).toBe('publishes')
  await third.read()
  expect(third.version()).not.toBe(version)
  expect(third.forms.drift('contato')).toEqual([])
  expect(third.told).toEqual([])
})

test('an upstream that cannot be read has not drifted, and the form is served from the store', async () => {
  const { emulator, upstream } = await openBolten()
  const file = freshFile()
  const first = await start(upstream, file, parsed(FILE))
  await first.read()
  await first.stop()
  await emulator.close()
  const second = await start(upstream, file, parsed(FILE))
  await second.read()
  expect(second.version()).toBe(first.version())
  expect(second.forms.drift('contato')).toEqual([])
  expect(second.lines.filter(({ event }) => event === 'schema-not-read')).not.toHaveLength(0)
})
