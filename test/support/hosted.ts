/** A proxy as a value over a real store, with the forms that a test says, and a visitor whose browser runs no script. */

import type { Handler, ProxyDeps } from '../../proxy/app.ts'
import { createProxy } from '../../proxy/app.ts'
import { createForms } from '../../proxy/forms/forms.ts'
import { nodeEnv } from '../../proxy/node/env.ts'
import type { Kept, Outbox } from '../../proxy/outbox/outbox.ts'
import { matches } from '../../src/contract/check.ts'
import type { FormDefinition } from '../../src/contract/definition.ts'
import { openDoor } from './guards.ts'
import { schemas } from './schemas.ts'
import { openStore } from './sqlite.ts'

export const BASE = 'https://forms.example.net/forms/'
export const OWN = 'https://forms.example.net'

export interface HostedProxy extends Handler {
  readonly outbox: Outbox
  readonly log: unknown[]
  /** Every submission, the newest first. */
  kept(): Promise<readonly Kept[]>
  /** Publishes these forms from now on. */
  publish(...definitions: readonly FormDefinition[]): Promise<void>
  get(path: string, headers?: Record<string, string>): Promise<Response>
  send(path: string, init: RequestInit): Promise<Response>
  /** As a browser posts a form; `undefined` leaves a control out. */
  post(form: string, controls: Controls, headers?: Record<string, string>): Promise<Response>
}

type Controls = Readonly<Record<string, string | readonly string[] | undefined>>

export const contato: FormDefinition = {
  ...{ id: 'contato', connection: 'crm', entity: 'opportunity', sites: ['example.com'], locale: 'pt-BR' },
  title: { 'pt-BR': 'Fale com a gente', en: 'Talk to us', ar: 'تواصل معنا' },
  fields: [
    { name: 'nome', required: true, label: { 'pt-BR': 'Nome', en: 'Name' } },
    { name: 'email', to: 'E-mail', required: true },
    { name: 'interesse', to: 'Interesse', type: 'radio' },
    { name: 'mensagem', to: 'Observação', when: { field: 'interesse', equals: 'Outro' }, required: true },
  ],
}

export async function openHosted(
  definitions: readonly FormDefinition[] = [contato],
  more: Partial<ProxyDeps> = {},
): Promise<HostedProxy> {
  const { outbox, forms: store } = await openStore()
  const log: unknown[] = []
  let proxy: Handler = { fetch: async () => new Response() }
  async function publish(...given: readonly FormDefinition[]): Promise<void> {
    const forms = createForms({
      ...{ definitions: given, connections: new Set(['crm', 'gone']), store, env: nodeEnv, log: () => {} },
      catalog: { schemas: (connection) => (connection === 'crm' ? schemas : {}) },
    })
    await forms.load()
    await forms.publish('crm')
    await forms.publish('gone')
    proxy = createProxy({
      ...{ forms, outbox, publicUrl: BASE, ...openDoor(OWN), secret: 'secret', matches, env: nodeEnv },
      assets: { files: new Map(), embed: async () => new Uint8Array() },
      ready: async () => true,
      log: (_level, event) => log.push(event),
      accepted: () => {},
      ...more,
    })
  }
  await publish(...definitions)
  return {
    ...{ outbox, log, publish },
    kept: () => outbox.list({ limit: 100 }),
    fetch: (request, peer) => proxy.fetch(request, peer),
    get: (path, headers = {}) => proxy.fetch(new Request(OWN + path, { headers })),
    send: (path, init) => proxy.fetch(new Request(OWN + path, init)),
    post(form, controls, headers = { origin: OWN }) {
      const body = new URLSearchParams()
      for (const [name, value] of Object.entries(controls))
        for (const each of value === undefined ? [] : [value].flat()) body.append(name, each)
      return proxy.fetch(new Request(`${OWN}/forms/f/${form}`, { method: 'POST', headers, body }))
    },
  }
}

/** What the hidden inputs of a page say, by name. */
export function hiddenOf(page: string): Record<string, string> {
  const inputs = page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]))
}
