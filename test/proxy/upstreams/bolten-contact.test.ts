/** The same person again: the contact that was made before is linked, as long as it is there. */
import { describe, expect, test } from 'vitest'
import { CONTACTS, OPPORTUNITIES } from '../../../demo/upstreams/bolten/data.ts'
import type { Order } from '../../../proxy/upstreams/upstream.ts'
import { deliver, KEY, openBolten, orderFor } from '../../support/bolten.ts'

const ana = { Nome: 'Ana', 'E-mail': 'ana@example.com', Telefone: '+55 11 91111-1111' }

async function twice(again: Partial<Record<keyof typeof ana, string>> = {}, more: Partial<Order> = {}) {
  const bench = await openBolten()
  const { upstream } = bench
  const first = await deliver(upstream, await orderFor(upstream, { opportunity: { Nome: 'Ana' }, contact: ana }))
  const contactId = first.results.contact?.id ?? ''
  const order = await orderFor(upstream, { opportunity: { Nome: 'Ana' }, contact: { ...ana, ...again } })
  return { ...bench, contactId, order: { ...order, contactId, ...more } }
}

describe('a contact that was made before', () => {
  test('is linked, and none is made', async () => {
    const { emulator, upstream, order, contactId } = await twice()
    const { steps, results, outcome } = await deliver(upstream, order)
    expect(outcome).toBeUndefined()
    expect(steps).toEqual(['contact-check', 'contact', 'opportunity', 'read-back'])
    expect(results).toMatchObject({
      'contact-check': { id: contactId, reused: true },
      contact: { id: contactId, reused: true },
      opportunity: { linked: true },
      'read-back': { seen: true },
    })
    expect(results['read-back']).not.toHaveProperty('lost')
    expect(emulator.records().filter(({ entity }) => entity === 'contact')).toHaveLength(1)
    expect(emulator.records().filter(({ contact }) => contact === contactId)).toHaveLength(2)
  })

  test('is linked by a call of its own where the schema has no Contato', async () => {
    const { emulator, upstream, order, contactId } = await twice()
    emulator.changeSchema({ component: OPPORTUNITIES, remove: 'Contato' })
    const { schemas } = await orderFor(upstream, { opportunity: {}, contact: {} })
    const { steps, outcome } = await deliver(upstream, { ...order, schemas })
    expect(outcome).toBeUndefined()
    expect(steps).toContain('link')
    expect(emulator.records()[0]?.contact).toBe(contactId)
  })

  test('keeps what it has; what is answered otherwise goes to the notes', async () => {
    const notes = { key: 'Observação', label: 'Observação', lines: [], locale: 'pt-BR' }
    const { emulator, upstream, order, contactId } = await twice({ Telefone: '+55 11 92222-2222' }, { notes })
    const { results, outcome } = await deliver(upstream, order)
    expect(outcome).toBeUndefined()
    expect(results['contact-check']).toEqual({ id: contactId, reused: true, differs: ['Telefone'] })
    expect(results.notes).toEqual({ lost: [] })
    expect(emulator.records()[0]?.attributes).toMatchObject({ Observação: 'Telefone: +55 11 92222-2222' })
    expect(emulator.records().find(({ id }) => id === contactId)?.attributes).toEqual(ana)
  })

  test('is the same person in other letters', async () => {
    const { upstream, order } = await twice({ 'E-mail': 'ANA@example.com', Telefone: '55 (11) 91111 1111' })
    expect((await deliver(upstream, order)).results['contact-check']).not.toHaveProperty('differs')
  })

  test('without notes: what differs is lost, unless the opportunity says it too', async () => {
    const { upstream, order } = await twice({ Nome: 'Ana Souza', Telefone: '+55 11 92222-2222' })
    const opportunity = [{ key: 'Nome', label: 'Nome', type: 'text', value: 'Ana Souza' }] as const
    const { results } = await deliver(upstream, { ...order, values: { ...order.values, opportunity } })
    expect(results['contact-check']?.differs).toEqual(['Nome', 'Telefone'])
    expect(results['read-back']?.lost).toEqual(['Telefone'])
  })
})

describe('a contact that is gone', () => {
  test('was deleted: another is made and linked', async () => {
    const { emulator, upstream, order, contactId, url } = await twice()
    const response = await fetch(`${url}/contact/api/v1/${CONTACTS}/contacts/${contactId}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${KEY}` },
    })
    expect(response.status).toBe(200)
    const { results, outcome } = await deliver(upstream, order)
    expect(outcome).toBeUndefined()
    expect(results['contact-check']).toEqual({ gone: true })
    expect(results.contact?.id).not.toBe(contactId)
    expect(emulator.records()[0]?.contact).toBe(results.contact?.id)
  })

  test('was never there: another is made', async () => {
    const { upstream, order } = await twice({}, { contactId: 'no-such-contact' })
    const { results } = await deliver(upstream, order)
    expect(results['contact-check']).toEqual({ gone: true })
    expect(results.contact).toMatchObject({ seen: true })
  })
})

test('a contact that cannot be read is neither used nor made: the submission waits', async () => {
  const { emulator, upstream, order } = await twice()
  const before = emulator.records().length
  emulator.switches.faults.push({ kind: 'status', status: 503, path: '/contacts/' })
  const first = await deliver(upstream, order)
  expect(first.outcome).toEqual({ kind: 'later', reason: 'status-503' })
  expect(emulator.records()).toHaveLength(before)
  expect((await deliver(upstream, order, first.results)).outcome).toBeUndefined()
})

test('a contact that this very submission made before a crash is not asked for again', async () => {
  const { emulator, upstream, order, contactId } = await twice()
  const before = emulator.arrivals().length
  await deliver(upstream, order, { contact: { id: contactId, seen: true } })
  const calls = emulator.arrivals().slice(before)
  expect(calls.map(({ method }) => method)).toEqual(['POST'])
})
