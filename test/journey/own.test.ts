import { afterEach, expect, test } from 'vitest'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'

const KEY = 'sk_CANARY_of_ones_own/+='

/** A module with the faults that people make. What it does wrong with a lead is that lead's name. */
const MINE = `export default ({ key }) => {
  Promise.reject(new Error('nobody waits for ' + key().reveal()))
  const run = {
    'no outcome': () => undefined,
    'no end': () => new Promise(() => {}),
    'a late throw': (name) => setTimeout(() => { throw new TypeError(name + key().reveal()) }, 0),
  }
  const field = { key: 'name', label: 'Name', type: 'text' }
  return {
    entities: ['lead'],
    schema: async () => ({ kind: 'done', value: { entity: 'lead', fields: [field] } }),
    components: async () => ({ kind: 'done', value: [] }),
    look: async (sought) => ({ kind: 'done', value: new Map(sought.map((one) => [one.submissionId, { kind: 'unknown' }])) }),
    plan: (order) => [{ name: 'lead', safe: false, run: async () => run[order.values.lead[0].value](order.values.lead[0].value) }],
  }
}
`

const form = (id: string, connection: string, entity: string, field: string) => `id: ${id}
connection: ${connection}
entity: ${entity}
sites: [SITE]
locale: en
fields:
  - { name: name, to: ${field}, label: Name, required: true }
`

let stage: Stage
afterEach(() => stage?.close())

test('a module of one’s own that goes wrong takes no visitor down, and tells neither key nor answer', async () => {
  stage = await openStage({
    key: KEY,
    forms: { good: form('good', 'crm', 'opportunity', 'Nome'), mine: form('mine', 'mine', 'lead', 'name') },
    files: { 'mine.mjs': MINE },
    connection: 'lookAfter: 1s\n  mine:\n    upstream: ./mine.mjs\n    key: { env: STAGE_KEY }\n    lookAfter: 1s',
  })
  const send = async (id: string, name: string) => {
    const answer = await fetch(`${stage.proxy}/v1/forms/${id}/submissions`, {
      method: 'POST',
      headers: { origin: stage.site },
      body: JSON.stringify({ id: crypto.randomUUID(), answers: { name } }),
    })
    expect(answer.status).toBe(202)
  }
  const arrived = () => stage.emulator.records().filter(({ entity }) => entity === 'opportunity').length

  await until(() => /"event":"unhandled-rejection","error":"Error","at":"at .*mine\.mjs/.test(stage.log()))
  await send('mine', 'no outcome')
  await until(() => /"event":"adapter-fault".*"step":"lead","error":"Misfit","misfit":"outcome: /.test(stage.log()))
  await send('good', 'Ana')
  await until(() => arrived() === 1)

  await send('mine', 'a late throw')
  await until(() => /"event":"uncaught-exception","error":"TypeError","at":"at .*mine\.mjs/.test(stage.log()))
  await until(async () => !(await fetch(`${stage.proxy}/healthz`).catch(() => undefined)))
  expect(await stage.stop()).toBe(70)
  await stage.start()
  await send('good', 'Bia')
  await until(() => arrived() === 2)
  for (const secret of ['CANARY', 'a late throw', 'Ana', 'Bia']) expect(stage.log()).not.toContain(secret)
})
