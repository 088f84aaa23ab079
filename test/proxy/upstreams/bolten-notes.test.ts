/** What has no field of its own, or did not stick, is in the notes: once, and seen there. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OPPORTUNITIES } from '../../../demo/upstreams/bolten/data.ts'
import { missingFrom } from '../../../proxy/delivery/notes.ts'
import type { Order } from '../../../proxy/upstreams/upstream.ts'
import { deliver, KEY, openBolten, orderFor } from '../../support/bolten.ts'

const FIELD = 'Observação'

async function noted(
  values: Readonly<Record<string, Readonly<Record<string, string>>>>,
  lines: readonly string[] = [],
  bench?: Awaited<ReturnType<typeof openBolten>>,
) {
  const opened = bench ?? (await openBolten())
  const order = await orderFor(opened.upstream, values)
  const notes = { key: FIELD, label: FIELD, lines, locale: 'pt-BR' }
  return { ...opened, order: { ...order, notes } satisfies Order, notesOf: () => text(opened) }
}

function text({ emulator }: Awaited<ReturnType<typeof openBolten>>): unknown {
  return emulator.records().find(({ entity }) => entity === 'opportunity')?.attributes[FIELD]
}

const methods = (arrivals: readonly { readonly method: string }[]) => arrivals.map(({ method }) => method)

describe('lines that are known before', () => {
  test('are in the create, after what the visitor wrote, and cost no call', async () => {
    const lines = ['Como: Rádio', 'Campanha: utm_source=x']
    const { emulator, upstream, order, notesOf } = await noted(
      { opportunity: { Nome: 'Ana', [FIELD]: 'Olá\ntudo?' } },
      lines,
    )
    const before = emulator.arrivals().length
    const { steps, results } = await deliver(upstream, order)
    expect(steps).toEqual(['opportunity', 'read-back', 'notes'])
    expect(results).toMatchObject({ opportunity: { seen: true }, notes: { lost: [] } })
    expect(notesOf()).toBe('Olá\ntudo?\n\nComo: Rádio\nCampanha: utm_source=x')
    expect(methods(emulator.arrivals().slice(before))).toEqual(['POST'])
  })

  test('are alone where the visitor wrote nothing', async () => {
    const { upstream, order, notesOf } = await noted({ opportunity: { Nome: 'Ana' } }, ['Como: Rádio'])
    await deliver(upstream, order)
    expect(notesOf()).toBe('Como: Rádio')
  })
})

describe('what did not stick', () => {
  test('goes to the notes, labelled, below what is there, and nothing is lost', async () => {
    const { emulator, upstream, order, notesOf } = await noted({
      opportunity: { Nome: 'Ana', Telefone: '11 99999', Origem: 'Site\ncom linhas', [FIELD]: 'Olá' },
    })
    emulator.switches.forgets = ['Telefone', 'Origem']
    const { results, outcome } = await deliver(upstream, order)
    expect(outcome).toBeUndefined()
    expect(results['read-back']?.lost).toEqual(['Telefone', 'Origem'])
    expect(results.notes).toEqual({ lost: [] })
    expect(notesOf()).toBe('Olá\n\nTelefone: 11 99999\nOrigem:\n  Site\n  com linhas')
  })

  test('of the contact is in the opportunity’s notes too, once where both have it', async () => {
    const person = { Nome: 'Ana', Telefone: '11 99999' }
    const { emulator, upstream, order, notesOf } = await noted({ opportunity: person, contact: person })
    emulator.switches.forgets = ['Telefone']
    const { results } = await deliver(upstream, order)
    expect(results.notes).toEqual({ lost: [] })
    expect(notesOf()).toBe('Telefone: 11 99999')
  })

  test('is written once, however often it is asked for, around what a person wrote meanwhile', async () => {
    const { emulator, upstream, order, notesOf, url } = await noted(
      { opportunity: { Nome: 'Ana', Telefone: '11 99999', [FIELD]: 'Olá' } },
      ['Como: Rádio'],
    )
    emulator.switches.forgets = ['Telefone']
    const { results } = await deliver(upstream, order)
    const edited = `${notesOf()}\r\nLiguei em 3/4.`
    const id = results.opportunity?.id ?? ''
    await fetch(`${url}/kanban/api/v1/${OPPORTUNITIES}/opportunities/${id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ attributes: { [FIELD]: edited } }),
    })
    const { notes: _, ...before } = results
    for (let time = 0; time < 3; time++) {
      expect((await deliver(upstream, order, before)).results.notes).toEqual({ lost: [] })
      expect(notesOf()).toBe(edited)
    }
  })

  test('is not said to be saved when the notes do not keep it either', async () => {
    const { emulator, upstream, order } = await noted({ opportunity: { Nome: 'Ana', Telefone: '1', [FIELD]: 'Olá' } })
    emulator.switches.forgets = ['Telefone', FIELD]
    const { results, outcome } = await deliver(upstream, order)
    expect(outcome).toBeUndefined()
    expect(results.notes?.lost).toEqual(['Telefone', FIELD])
  })

  test('is told by its label when Bolten refuses the change, and the submission is not refused', async () => {
    const { emulator, upstream, order } = await noted({ opportunity: { Nome: 'Ana', Telefone: '1' } })
    emulator.switches.forgets = ['Telefone']
    emulator.switches.faults.push({ kind: 'status', status: 422, method: 'PATCH' })
    expect((await deliver(upstream, order)).results.notes).toEqual({ lost: ['Telefone'] })
  })

  test('is tried again when Bolten does not answer, whether it had acted or not', async () => {
    for (const afterCommit of [true, false]) {
      const { emulator, upstream, order, notesOf } = await noted({ opportunity: { Nome: 'Ana', Telefone: '1' } })
      emulator.switches.forgets = ['Telefone']
      emulator.switches.faults.push({ kind: 'reset', method: 'PATCH', afterCommit })
      const first = await deliver(upstream, order)
      expect(first.outcome).toEqual({ kind: 'later', reason: 'reset' })
      const second = await deliver(upstream, order, first.results)
      expect(second.results.notes).toEqual({ lost: [] })
      expect(notesOf()).toBe('Telefone: 1')
    }
  })

  test('the link to the contact is nothing that notes could mend', async () => {
    const { emulator, upstream, order } = await noted({ opportunity: { Nome: 'Ana' }, contact: { Nome: 'Ana' } })
    emulator.switches.forgets = ['Contato']
    expect((await deliver(upstream, order)).results.notes).toEqual({ lost: ['Contato'] })
  })

  test('is held to 10,000 characters: what does not fit stays lost', async () => {
    const { emulator, upstream, order, notesOf } = await noted({
      opportunity: { Nome: 'Ana', Telefone: '1', Origem: 'y'.repeat(3_000), [FIELD]: 'x'.repeat(8_000) },
    })
    emulator.switches.forgets = ['Telefone', 'Origem']
    const { results } = await deliver(upstream, order)
    expect(results.notes).toEqual({ lost: ['Origem'] })
    expect(String(notesOf()).length).toBeLessThanOrEqual(10_000)
    expect(notesOf()).toMatch(/^x{8000}\n\nTelefone: 1\nOrigem: y+… \(cortado\)$/)
  })
})

test('a record that a look found is read back, with its notes and its contact', async () => {
  const { upstream, order, emulator } = await noted({ opportunity: { Nome: 'Ana' }, contact: { Nome: 'Ana' } }, [
    'Como: x',
  ])
  const { results } = await deliver(upstream, order)
  const found = { contact: { id: results.contact?.id ?? '' }, opportunity: { id: results.opportunity?.id ?? '' } }
  const again = await deliver(upstream, order, found)
  expect(again.results['read-back']).toEqual({ seen: true })
  expect(again.results.notes).toEqual({ lost: [] })
  expect(emulator.records()).toHaveLength(2)
})

test('a field that was there at the create and is gone at the read-back is not held for it', async () => {
  const bench = await noted({ opportunity: { Nome: 'Ana', Telefone: '1' } })
  const { emulator, upstream, order } = bench
  emulator.switches.createReply = 'id-only'
  const { 'read-back': _, notes: __, ...created } = (await deliver(upstream, order)).results
  emulator.changeSchema({ component: OPPORTUNITIES, remove: 'Telefone' })
  const later = await noted({ opportunity: { Nome: 'Ana' } }, ['Telefone: 1'], bench)
  const { results } = await deliver(upstream, later.order, created)
  expect(results.notes).toEqual({ lost: [] })
  expect(text(bench)).toBe('Telefone: 1')
})

test('whatever Bolten forgets and whenever it stops, every value ends in a field, in the notes once, or is told', async () => {
  const bench = await openBolten()
  const {
    emulator,
    upstream,
    order: base,
  } = await noted({ opportunity: { Nome: 'x' }, contact: { Nome: 'x' } }, [], bench)
  const label = fc.constantFrom('Nome', 'E-mail', 'Telefone', 'Origem', 'Campanha', FIELD)
  const value = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((given) => given.trim() !== '' && !/[\r\n\u2028\u2029]/.test(given))
  const entity = fc.dictionary(label, value, { minKeys: 1, maxKeys: 6 })
  const fault = fc.record({
    kind: fc.constantFrom('reset' as const, 'status' as const),
    status: fc.constantFrom(500, 502, 503),
    method: fc.constantFrom('GET', 'PATCH'),
    afterCommit: fc.boolean(),
    headers: fc.constant({}),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        opportunity: entity,
        contact: entity,
        lines: fc.uniqueArray(fc.stringMatching(/^[a-z]{3}: [a-z]{3}$/), { maxLength: 3 }),
        forgets: fc.uniqueArray(label, { maxLength: 4 }),
        faults: fc.array(fault, { maxLength: 3 }),
        createReply: fc.constantFrom('record' as const, 'id-only' as const),
      }),
      async ({ opportunity, contact, lines, forgets, faults, createReply }) => {
        emulator.reset()
        Object.assign(emulator.switches, { pace: { requests: 100_000, windowMs: 1_000 }, forgets, faults, createReply })
        const of = (given: Record<string, string>) =>
          Object.entries(given).map(([key, text]) => ({ key, label: key, type: 'text' as const, value: text }))
        const { [FIELD]: _, ...person } = contact
        const values = { opportunity: of({ Nome: 'x', ...opportunity }), contact: of({ Nome: 'x', ...person }) }
        const order = { ...base, values, notes: { key: FIELD, label: FIELD, lines, locale: 'en' } }
        let delivery = await deliver(upstream, order)
        for (let tries = 0; tries < 4 && delivery.outcome; tries++) {
          expect(delivery.outcome.kind).toBe('later')
          delivery = await deliver(upstream, order, delivery.results)
        }
        expect(delivery.outcome).toBeUndefined()
        expect(emulator.records()).toHaveLength(2)
        const told = new Set(delivery.results.notes?.lost)
        const kept = String(text(bench) ?? '')
        const [main, made] = emulator.records()
        for (const [record, given] of [
          [main, values.opportunity],
          [made, values.contact],
        ] as const) {
          for (const { label: name, value: said } of given) {
            const isThere = name === FIELD ? missingFrom(kept, [said]).length === 0 : record?.attributes[name] === said
            const isNoted = kept.split('\n').filter((line) => line.trim() === `${name}: ${said}`.trim()).length === 1
            expect(isThere || isNoted || told.has(name)).toBe(true)
          }
        }
        if (!told.has(FIELD)) expect(missingFrom(kept, lines)).toEqual([])
        const all = kept.split('\n').filter((line) => line.includes(': '))
        if (!Object.values(opportunity).some((given) => given.includes(':'))) expect(new Set(all).size).toBe(all.length)
      },
    ),
    { numRuns: 150 },
  )
})
