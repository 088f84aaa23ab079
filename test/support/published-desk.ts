/** A folder whose store serves one form, as if a proxy had published it there, and the emulated upstream behind it. */
import { onTestFinished } from 'vitest'
import { CONTACTS, OPPORTUNITIES } from '../../demo/upstreams/bolten/data.ts'
import type { BoltenEmulator } from '../../demo/upstreams/bolten.ts'
import { createBoltenEmulator } from '../../demo/upstreams/bolten.ts'
import { versionOf } from '../../proxy/forms/digest.ts'
import { loadForms } from '../../proxy/forms/files.ts'
import type { FormStore } from '../../proxy/forms/form-store.ts'
import { publish } from '../../proxy/forms/publish.ts'
import type { Schema } from '../../proxy/upstreams/upstream.ts'
import type { Desk, Said } from './cli.ts'
import { openDesk } from './cli.ts'
import { openStore } from './sqlite.ts'

export interface PublishedDesk {
  readonly emulator: BoltenEmulator
  readonly desk: Desk
  readonly forms: FormStore
  run(...args: readonly string[]): Promise<Said>
}

/** `form`: the text of `forms/contato.yaml`. `config`: lines at the end of the configuration. */
export async function openPublished(form: string, config = ''): Promise<PublishedDesk> {
  const emulator = createBoltenEmulator({ keys: ['sk_desk'] })
  onTestFinished(() => emulator.close())
  emulator.switches.pace = { requests: 1_000, windowMs: 1_000 }
  const url = await emulator.listen(0)
  const desk = await openDesk(`connections:
  crm:
    upstream: bolten
    url: ${url}
    components: { opportunity: ${OPPORTUNITIES}, contact: ${CONTACTS} }
    key: { env: DESK_KEY }
    pace: 100/s
alerts: none
${config}`)
  desk.write('forms/contato.yaml', form)
  const run = (...args: readonly string[]) => desk.runWith({ DESK_KEY: 'sk_desk' }, ...args)
  const schemas: Record<string, Schema> = {}
  for (const entity of ['opportunity', 'contact']) {
    schemas[entity] = JSON.parse((await run('schema', 'crm', entity, '--json')).stdout)
  }
  const loaded = loadForms(`${desk.folder}/forms`, [
    { name: 'crm', upstream: 'bolten', components: { opportunity: 'x', contact: 'y' } } as never,
  ])
  const definition = loaded.ok ? loaded.value[0] : undefined
  const published = definition && publish(definition, schemas)
  if (!definition || !published?.ok) throw new Error('The form could not be published.')
  const { forms } = await openStore(desk.database)
  const saved = { form: published.form.id, published: published.form, version: await versionOf(published.form) }
  await forms.saveVersion({ ...saved, source: await versionOf(definition), schemas }, 1)
  return { emulator, desk, run, forms }
}
