/** The way in keeps who it was as a keyed hash of the first e-mail, and nothing that tells it. */

import { expect, test } from 'vitest'
import { createForms } from '../../proxy/forms/forms.ts'
import { takeSubmission } from '../../proxy/intake.ts'
import { nodeEnv } from '../../proxy/node/env.ts'
import { matches } from '../../src/contract/check.ts'
import type { FormDefinition } from '../../src/contract/definition.ts'
import { openDoor } from '../support/guards.ts'
import { schemas } from '../support/schemas.ts'
import { openStore } from '../support/sqlite.ts'

const definition: FormDefinition = {
  ...{ id: 'contato', connection: 'crm', entity: 'opportunity', sites: ['*'] },
  fields: [
    { name: 'origin', to: 'Nome', value: 'Site' },
    { name: 'nome', to: false, type: 'text' },
    { name: 'copia', to: false, type: 'email' },
    { name: 'email', to: 'E-mail', type: 'email' },
    { name: 'origem', to: false, type: 'text' },
  ],
}

async function open() {
  const { outbox, forms: store } = await openStore()
  const forms = createForms({
    definitions: [definition],
    connections: new Set(['crm']),
    catalog: { schemas: () => schemas },
    store,
    env: nodeEnv,
    log: () => {},
  })
  await forms.publish('crm')
  return async (answers: Readonly<Record<string, string>>, secret = 'secret') => {
    const id = crypto.randomUUID()
    const request = new Request('https://forms.example.net/', { method: 'POST', body: JSON.stringify({ id, answers }) })
    await takeSubmission(request, 'contato', {
      ...{ forms, outbox, secret, ...openDoor('https://forms.example.net'), matches, env: nodeEnv },
      log: () => {},
      accepted: () => {},
    })
    return (await outbox.get(id))?.person
  }
}

test('the same e-mail is the same person, in whatever letters and beside whatever else', async () => {
  const personOf = await open()
  const ana = await personOf({ email: 'ana@example.com', nome: 'Ana' })
  expect(ana).toMatch(/^[\w-]{43}$/)
  expect(await personOf({ email: ' ANA@Example.com ', nome: 'A. Souza' })).toBe(ana)
  expect(await personOf({ copia: 'ana@example.com', email: 'bia@example.com' })).toBe(ana)
  expect(await personOf({ email: 'bia@example.com' })).not.toBe(ana)
})

test('without the secret it is another hash, and without an e-mail nobody', async () => {
  const personOf = await open()
  const ana = await personOf({ email: 'ana@example.com' })
  expect(await personOf({ email: 'ana@example.com' }, 'another')).not.toBe(ana)
  expect(await personOf({ nome: 'ana@example.com', origem: 'ana@example.com' })).toBeUndefined()
})
