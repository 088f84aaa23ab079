import { describe, expect, test } from 'vitest'
import { CONTACTS, OPPORTUNITIES } from '../../../demo/upstreams/bolten/data.ts'
import type { Switches } from '../../../demo/upstreams/bolten/switches.ts'
import { deliver, openBolten, orderFor, schemaOf } from '../../support/bolten.ts'

const lead = {
  opportunity: {
    Nome: 'Ana Souza',
    'E-mail': 'ana@example.com',
    Interesse: 'Rural',
    'Conta de luz': '350.5',
    Consentimento: true,
  },
  contact: { Nome: 'Ana Souza', 'E-mail': 'ana@example.com', Telefone: '+55 11 99999-8888' },
}

describe('a lead', () => {
  test('becomes a contact and an opportunity that is tied to it by its Contato, in two calls', async () => {
    const { emulator, upstream } = await openBolten()
    const order = await orderFor(upstream, lead)
    const before = emulator.arrivals().length
    const { steps, results, outcome } = await deliver(upstream, order)
    expect(outcome).toBeUndefined()
    expect(steps).toEqual(['contact', 'opportunity', 'read-back'])
    const [opportunity, contact] = emulator.records()
    expect(results).toEqual({
      contact: { id: contact?.id, seen: true },
      opportunity: { id: opportunity?.id, seen: true, linked: true },
      'read-back': { seen: true },
    })
    expect(opportunity?.attributes).toEqual({
      Nome: 'Ana Souza',
      'E-mail': 'ana@example.com',
      Interesse: 'Rural',
      'Conta de luz': 350.5,
      Consentimento: true,
      Contato: { id: contact?.id, Nome: 'Ana Souza', 'E-mail': 'ana@example.com', Telefone: '+55 11 99999-8888' },
    })
    expect(
      emulator
        .arrivals()
        .slice(before)
        .map(({ method, path }) => `${method} ${path}`),
    ).toEqual([`POST /contact/api/v1/${CONTACTS}/contacts`, `POST /kanban/api/v1/${OPPORTUNITIES}/opportunities`])
  })

  test('is linked by a call of its own where the schema has no Contato', async () => {
    const { emulator, upstream } = await openBolten()
    emulator.changeSchema({ component: OPPORTUNITIES, remove: 'Contato' })
    const { steps, outcome } = await deliver(upstream, await orderFor(upstream, lead))
    expect(outcome).toBeUndefined()
    expect(steps).toEqual(['contact', 'opportunity', 'link', 'read-back'])
    const [opportunity, contact] = emulator.records()
    expect(opportunity?.contact).toBe(contact?.id)
    expect(opportunity?.attributes).not.toHaveProperty('Contato')
  })

  test('is linked by a call of its own where Contato is an ordinary text', async () => {
    const { emulator, upstream } = await openBolten()
    emulator.changeSchema({
      component: OPPORTUNITIES,
      remove: 'Contato',
      add: { name: 'Contato', content_type: 'text' },
    })
    const { steps } = await deliver(upstream, await orderFor(upstream, lead))
    expect(steps).toContain('link')
    expect(emulator.records()[0]?.attributes).not.toHaveProperty('Contato')
  })

  test.each([
    ['without a contact', 'opportunity', { opportunity: { Nome: 'Ana' } }, ['opportunity', 'read-back']],
    [
      'whose contact is empty',
      'opportunity',
      { opportunity: { Nome: 'Ana' }, contact: { Nome: '' } },
      ['opportunity', 'read-back'],
    ],
    ['that is only a contact', 'contact', { contact: { Nome: 'Ana' } }, ['contact', 'read-back']],
  ])('%s takes no more steps than it needs', async (_name, entity, values, expected) => {
    const { emulator, upstream } = await openBolten()
    const { steps, outcome } = await deliver(upstream, await orderFor(upstream, values, entity))
    expect(outcome).toBeUndefined()
    expect(steps).toEqual(expected)
    expect(emulator.records().map((record) => record.entity)).toEqual([entity])
  })

  test('with nothing to send is no record', async () => {
    const { emulator, upstream } = await openBolten()
    const { outcome } = await deliver(upstream, await orderFor(upstream, { opportunity: { Nome: '', Interesse: [] } }))
    expect(outcome).toEqual({ kind: 'refused', reason: 'nothing-to-send' })
    expect(emulator.records()).toEqual([])
  })

  test('a step that was finished before a crash never runs again', async () => {
    const { emulator, upstream } = await openBolten()
    const order = await orderFor(upstream, lead)
    emulator.switches.faults.push({
      kind: 'status',
      status: 429,
      path: '/opportunities',
      headers: { 'retry-after': '1' },
    })
    const first = await deliver(upstream, order)
    expect(first.outcome).toEqual({ kind: 'later', reason: 'rate-limited', afterMs: 1_000 })
    const second = await deliver(upstream, order, first.results)
    expect(second.outcome).toBeUndefined()
    expect(emulator.records().map(({ entity }) => entity)).toEqual(['opportunity', 'contact'])
    expect(emulator.records()[0]?.contact).toBe(emulator.records()[1]?.id)
  })

  test('whose schema gained a Contato between two attempts is not left untied in silence', async () => {
    const { emulator, upstream } = await openBolten()
    emulator.changeSchema({ component: OPPORTUNITIES, remove: 'Contato' })
    const old = await orderFor(upstream, lead)
    emulator.switches.faults.push({ kind: 'status', status: 503, path: '/opportunities/', method: 'POST' })
    const first = await deliver(upstream, old)
    expect(first.outcome).toEqual({ kind: 'later', reason: 'status-503' })
    emulator.changeSchema({ component: OPPORTUNITIES, add: { name: 'Contato', content_type: 'contact' } })
    const second = await deliver(upstream, await orderFor(upstream, lead), first.results)
    expect(second.results['read-back']).toEqual({ seen: true, lost: ['Contato'] })
  })

  test('whose schema lost its Contato between two attempts is not tied twice', async () => {
    const { emulator, upstream } = await openBolten()
    emulator.switches.createReply = 'id-only'
    const first = await deliver(upstream, await orderFor(upstream, lead))
    const { 'read-back': _, ...results } = first.results
    emulator.changeSchema({ component: OPPORTUNITIES, remove: 'Contato' })
    const before = emulator.arrivals().length
    const second = await deliver(upstream, await orderFor(upstream, lead), results)
    expect(second.outcome).toBeUndefined()
    expect(second.results.link).toEqual({})
    expect(
      emulator
        .arrivals()
        .slice(before)
        .some(({ method }) => method === 'POST'),
    ).toBe(false)
  })
})

describe('what was sent is looked for in the record', () => {
  test('a create that only tells the id is read back, each record once', async () => {
    const { emulator, upstream } = await openBolten()
    emulator.switches.createReply = 'id-only'
    const order = await orderFor(upstream, lead)
    const before = emulator.arrivals().length
    const { results } = await deliver(upstream, order)
    expect(results).toMatchObject({
      contact: { seen: false },
      opportunity: { seen: false },
      'read-back': { seen: true },
    })
    expect(results['read-back']).not.toHaveProperty('lost')
    expect(
      emulator
        .arrivals()
        .slice(before)
        .map(({ method }) => method),
    ).toEqual(['POST', 'POST', 'GET', 'GET'])
  })

  test.each([['record'], ['id-only']] as const)(
    'labels that Bolten took and forgot are told (reply: %s)',
    async (createReply) => {
      const { emulator, upstream } = await openBolten()
      Object.assign(emulator.switches, { createReply, forgets: ['E-mail', 'Contato'] })
      const { results, outcome } = await deliver(upstream, await orderFor(upstream, lead))
      expect(outcome).toBeUndefined()
      expect(results['read-back']).toEqual({ seen: true, lost: ['E-mail', 'Contato'] })
    },
  )

  test('a label that was renamed after the schema was read vanishes upstream, and is told', async () => {
    const { emulator, upstream } = await openBolten()
    const order = await orderFor(upstream, lead)
    emulator.changeSchema({ component: OPPORTUNITIES, rename: { from: 'Interesse', to: 'Interesses' } })
    const { results } = await deliver(upstream, order)
    expect(emulator.arrivals().flatMap(({ dropped }) => dropped ?? [])).toEqual(['Interesse'])
    expect(results['read-back']?.lost).toEqual(['Interesse'])
  })

  test('a linked contact that is shown without its id is seen', async () => {
    const { emulator, upstream } = await openBolten()
    emulator.switches.contactShown = 'labels-only'
    const { results } = await deliver(upstream, await orderFor(upstream, lead))
    expect(results.opportunity?.seen).toBe(true)
  })
})

describe('after a schema change', () => {
  test('the first 20 creates of that entity are read, whatever their replies show; then a reply is enough again', async () => {
    const { emulator, upstream } = await openBolten()
    const order = await orderFor(upstream, { opportunity: { Nome: 'Ana' }, contact: { Nome: 'Ana' } })
    const reads = async () => {
      const before = emulator.arrivals().length
      await deliver(upstream, order)
      const calls = emulator.arrivals().slice(before)
      return calls.filter(({ method }) => method === 'GET').map(({ path }) => path.split('/')[1])
    }
    expect(await reads()).toEqual([])
    emulator.changeSchema({ component: OPPORTUNITIES, add: { name: 'Cidade', content_type: 'text' } })
    await schemaOf(upstream, 'opportunity')
    await schemaOf(upstream, 'contact')
    for (let create = 0; create < 20; create++) expect(await reads()).toEqual(['kanban'])
    expect(await reads()).toEqual([])
  })

  test('a create that failed is none of them', async () => {
    const { emulator, upstream } = await openBolten()
    const order = await orderFor(upstream, { opportunity: { Nome: 'Ana' } })
    emulator.changeSchema({ component: OPPORTUNITIES, add: { name: 'Cidade', content_type: 'text' } })
    await schemaOf(upstream, 'opportunity')
    emulator.switches.faults.push({ kind: 'status', status: 422, method: 'POST', times: 25 })
    for (let create = 0; create < 25; create++) await deliver(upstream, order)
    expect((await deliver(upstream, order)).results.opportunity?.seen).toBe(false)
  })
})

describe('whatever Bolten turns out to be', () => {
  const shapes: Partial<Switches>[] = [
    { createStatus: 200 },
    { createStatus: 201 },
    { createReply: 'wrapped' },
    { schemaWrapper: 'array' },
    { schemaWrapper: 'items' },
    { options: 'objects' },
    { requiredKey: 'none' },
    { requiredKey: 'is_required' },
    { requiredKey: 'mandatory' },
    { requiredEnforced: true },
    { order: 'oldest' },
  ]
  test.each(shapes.map((shape) => [JSON.stringify(shape), shape] as const))(
    '%s: the lead arrives',
    async (_name, shape) => {
      const { emulator, upstream } = await openBolten()
      Object.assign(emulator.switches, shape)
      const { outcome, results } = await deliver(upstream, await orderFor(upstream, lead))
      expect(outcome).toBeUndefined()
      expect(results['read-back']).toEqual({ seen: true })
      expect(emulator.records().map(({ entity }) => entity)).toEqual(['opportunity', 'contact'])
      const { fields } = await schemaOf(upstream, 'opportunity')
      const { required } = fields.find(({ key }) => key === 'Nome') ?? {}
      expect(required).toBe(shape.requiredKey === 'none' ? undefined : true)
      expect(fields.find(({ key }) => key === 'Interesse')?.options?.map(({ label }) => label)).toEqual([
        'Residencial',
        'Empresarial',
        'Rural',
        'Outro',
      ])
    },
  )

  test.each([
    ['reject', 'refused', undefined],
    ['drop', undefined, ['Interesse']],
    ['store', undefined, undefined],
  ] as const)('a choice that it does not have: %s', async (badOption, kind, lost) => {
    const { emulator, upstream } = await openBolten()
    emulator.switches.badOption = badOption
    const { outcome, results } = await deliver(
      upstream,
      await orderFor(upstream, { opportunity: { Nome: 'Ana', Interesse: 'Marte' } }),
    )
    expect(outcome?.kind).toBe(kind)
    expect(results['read-back']?.lost).toEqual(lost)
  })

  test('a required value that is missing, where it enforces that: refused, with its words', async () => {
    const { emulator, upstream } = await openBolten()
    emulator.switches.requiredEnforced = true
    const { outcome } = await deliver(upstream, await orderFor(upstream, { opportunity: { Origem: 'Site' } }))
    expect(outcome).toEqual({ kind: 'refused', reason: 'rejected', words: 'Validation failed · Nome: is required' })
  })
})

describe('what the key reaches', () => {
  test('components of every project, without what was deleted, each with its entity', async () => {
    const { upstream } = await openBolten()
    expect(await upstream.components()).toEqual({
      kind: 'done',
      value: [
        { id: OPPORTUNITIES, name: 'Vendas', project: 'Solar Aurora', entity: 'opportunity' },
        { id: CONTACTS, name: 'Contatos', project: 'Solar Aurora', entity: 'contact' },
        { id: 'a9e00000-0000-4000-8000-000000000004', name: 'Agenda', project: 'Solar Aurora' },
      ],
    })
  })

  test('all pages are read, as long as the server makes them', async () => {
    const { emulator, upstream } = await openBolten()
    emulator.switches.maxLimit = 1
    const reading = await upstream.components()
    expect(reading.kind === 'done' && reading.value.map(({ name }) => name)).toEqual(['Vendas', 'Contatos', 'Agenda'])
    expect(emulator.arrivals().filter(({ path }) => path.includes('/components?'))).toHaveLength(4)
  })

  test('a list that does not tell its total ends with its first short page', async () => {
    const { emulator, upstream } = await openBolten()
    const projects = emulator.switches.faults
    projects.push({ kind: 'status', status: 200, body: [{ id: 'p1', name: 'One' }], path: '/projects' })
    projects.push({ kind: 'status', status: 200, body: { items: [{ id: 'c1' }] }, path: '/components' })
    expect(await upstream.components()).toEqual({ kind: 'done', value: [{ id: 'c1', name: 'c1', project: 'One' }] })
    expect(emulator.arrivals()).toHaveLength(2)
  })

  test('a server whose pages never end is left after a while', async () => {
    const { emulator, upstream } = await openBolten()
    const items = Array.from({ length: 100 }, (_, index) => ({ id: `p${index}`, name: 'Again' }))
    emulator.switches.faults.push({ kind: 'status', status: 200, body: items, path: '/projects', times: 20 })
    emulator.switches.faults.push({ kind: 'status', status: 401, times: 1_000 })
    expect(await upstream.components()).toMatchObject({ kind: 'refused', reason: 'key-refused' })
    expect(emulator.arrivals()).toHaveLength(21)
    expect(emulator.arrivals()[20]?.path).toContain('/components?page=1&')
  })

  test('records, a page at a time, and one alone', async () => {
    const { emulator, upstream } = await openBolten()
    await deliver(upstream, await orderFor(upstream, lead))
    const [opportunity, contact] = emulator.records()
    const page = await upstream.list('contact', 1)
    expect(page).toMatchObject({ kind: 'done', value: { total: 1, limit: 100, items: [{ id: contact?.id }] } })
    expect(await upstream.read('opportunity', opportunity?.id ?? '')).toMatchObject({
      kind: 'done',
      value: { id: opportunity?.id, createdAt: opportunity?.createdAt, attributes: { Nome: 'Ana Souza' } },
    })
    emulator.switches.listDelayMs = 60_000
    expect(await upstream.list('contact', 1)).toMatchObject({ kind: 'done', value: { items: [] } })
  })

  test('an entity without a component is refused before anybody is called', async () => {
    const { emulator, upstream } = await openBolten({ components: { opportunity: OPPORTUNITIES } })
    expect(await upstream.schema('contact')).toEqual({ kind: 'refused', reason: 'component-not-set' })
    expect(upstream.entities).toEqual(['opportunity'])
    expect(emulator.arrivals()).toEqual([])
  })
})
