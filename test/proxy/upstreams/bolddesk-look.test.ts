import { describe, expect, test } from 'vitest'
import type { Order, Sighting, Sought, StepResults } from '../../../proxy/upstreams/upstream.ts'
import { fileOf, openAdapter, orderFor, REQUEST } from '../../support/desk-adapter.ts'
import { deliver } from '../../support/steps.ts'

type Bench = Awaited<ReturnType<typeof openAdapter>>

const NOBODY = async () => new Set<string>()

function sought({ env }: Bench, order: Order, entity = 'ticket', done: StepResults = {}): Sought {
  return { submissionId: order.submissionId, entity, order, done, begunAt: env.now() }
}

async function sighted(bench: Bench, one: Sought, taken = NOBODY): Promise<Sighting | undefined> {
  const reading = await bench.upstream.look([one], taken)
  if (reading.kind !== 'done') throw new Error(`No look: ${reading.reason}`)
  return reading.value.get(one.submissionId)
}

const listed = ({ emulator }: Bench) => emulator.arrivals().filter(({ path }) => path.includes('/tickets?'))

async function lostReply(bench: Bench, order: Order) {
  bench.emulator.switches.faults.push({ kind: 'reset', method: 'POST', path: '/tickets', afterCommit: true })
  const { outcome } = await deliver(bench.upstream, order)
  expect(outcome).toMatchObject({ kind: 'unclear' })
}

describe('a ticket whose reply was lost', () => {
  test('is found by the submission’s id, in one call', async () => {
    const bench = await openAdapter()
    const order = await orderFor(bench.upstream)
    await lostReply(bench, order)
    expect(await sighted(bench, sought(bench, order))).toEqual({ kind: 'found', id: '1001' })
    expect(listed(bench)).toHaveLength(1)
    // What is found goes on where it was left.
    const { results } = await deliver(bench.upstream, order, { ticket: { id: '1001' } })
    expect(results['read-back']).toEqual({ seen: true })
  })

  test.each([
    ['one look', { indexLagLooks: 1 }],
    ['some seconds', { indexLagMs: 3_000 }],
  ])('is found although the list lags by %s', async (_name, lag) => {
    const bench = await openAdapter()
    Object.assign(bench.emulator.switches, lag)
    const order = await orderFor(bench.upstream)
    await lostReply(bench, order)
    expect(await sighted(bench, sought(bench, order))).toEqual({ kind: 'found', id: '1001' })
    expect(bench.slept).toEqual([5_000])
  })

  test('is absent only after a second look, seconds later', async () => {
    const bench = await openAdapter()
    expect(await sighted(bench, sought(bench, await orderFor(bench.upstream)))).toEqual({ kind: 'absent' })
    expect(listed(bench)).toHaveLength(2)
    expect(bench.slept).toEqual([5_000])
  })

  test.each([
    ['with its description', true],
    ['without it', false],
  ])('is found by its person and time where the id cannot be searched, %s', async (_name, descriptionShown) => {
    const bench = await openAdapter()
    Object.assign(bench.emulator.switches, { referenceSearch: false, descriptionShown })
    const order = await orderFor(bench.upstream)
    await lostReply(bench, order)
    expect(await sighted(bench, sought(bench, order))).toEqual({ kind: 'found', id: '1001' })
  })

  test('is absent there when the person is not known at all, or asked for something else', async () => {
    const bench = await openAdapter()
    bench.emulator.switches.referenceSearch = false
    const order = await orderFor(bench.upstream)
    expect(await sighted(bench, sought(bench, order))).toEqual({ kind: 'absent' })
    const other = { ...order, submissionId: '22222222-2222-4222-8222-222222222222' }
    await deliver(bench.upstream, other)
    expect(await sighted(bench, sought(bench, order))).toEqual({ kind: 'absent' })
  })

  test('cannot be known there without an e-mail', async () => {
    const bench = await openAdapter()
    bench.emulator.switches.referenceSearch = false
    const order = await orderFor(bench.upstream, { ticket: { subject: 'S', priorityId: 'Low' } })
    expect(await sighted(bench, sought(bench, order))).toEqual({ kind: 'unknown' })
  })

  describe('where the search answers with a ticket that does not show its reference', () => {
    const row = JSON.stringify({ result: [{ ticketId: 1001, title: 'Site: Repair' }] })
    const none = JSON.stringify({ result: [] })
    const answers = (bench: Bench, ...bodies: readonly string[]) => {
      const faults = bodies.map(
        (body) => ({ kind: 'text', path: '/tickets', method: 'GET', status: 200, body }) as const,
      )
      bench.emulator.switches.faults.push(...faults)
    }

    test('it is the one, if the search finds nothing for what nothing carries', async () => {
      const bench = await openAdapter()
      const order = await orderFor(bench.upstream)
      answers(bench, row, none)
      expect(await sighted(bench, sought(bench, order))).toEqual({ kind: 'found', id: '1001' })
    })

    test('it is nobody’s, if the search answers so to anything', async () => {
      const bench = await openAdapter()
      const order = await orderFor(bench.upstream, { ticket: { subject: 'Site: Repair', priorityId: 'Low' } })
      answers(bench, row, row)
      expect(await sighted(bench, sought(bench, order))).toEqual({ kind: 'unknown' })
    })
  })

  test('of many that are sought at once ten are looked for; the rest is not known yet', async () => {
    const bench = await openAdapter()
    const order = await orderFor(bench.upstream)
    await deliver(bench.upstream, order)
    const many = Array.from({ length: 12 }, (_, index) => sought(bench, { ...order, submissionId: `other-${index}` }))
    const reading = await bench.upstream.look(many, NOBODY)
    const kinds = reading.kind === 'done' ? [...reading.value.values()].map(({ kind }) => kind) : []
    expect(kinds).toEqual([...Array(10).fill('absent'), 'unknown', 'unknown'])
    expect(listed(bench)).toHaveLength(20)
  })

  test('is not said to be absent while BoldDesk is in trouble', async () => {
    const bench = await openAdapter()
    const order = await orderFor(bench.upstream)
    bench.emulator.switches.faults.push({ kind: 'html', status: 502, method: 'GET', path: '/tickets' })
    expect(await bench.upstream.look([sought(bench, order)], NOBODY)).toEqual({ kind: 'later', reason: 'status-502' })
  })
})

describe('a contact whose reply was lost', () => {
  const VALUES = { contact: { contactName: 'Ana', emailId: 'ana@example.com' } }

  test('is found by its e-mail; one of another submission is found again by the create', async () => {
    const bench = await openAdapter()
    const order = await orderFor(bench.upstream, VALUES, { entity: 'contact' })
    expect(await sighted(bench, sought(bench, order, 'contact'))).toEqual({ kind: 'absent' })
    bench.emulator.switches.faults.push({ kind: 'reset', method: 'POST', path: '/contacts', afterCommit: true })
    expect((await deliver(bench.upstream, order)).outcome).toMatchObject({ kind: 'unclear' })
    expect(await sighted(bench, sought(bench, order, 'contact'))).toEqual({ kind: 'found', id: '700001' })
    const taken = async (ids: readonly string[]) => new Set(ids)
    expect(await sighted(bench, sought(bench, order, 'contact'), taken as typeof NOBODY)).toEqual({ kind: 'absent' })
    expect((await deliver(bench.upstream, order)).results.contact).toEqual({ id: '700001', reused: true })
  })
})

describe('files whose reply was lost', () => {
  test('are found in the ticket’s list, and added anew where they are not', async () => {
    const bench = await openAdapter()
    bench.emulator.switches.attachments = 'fail-on-create'
    const order = await orderFor(bench.upstream, { ticket: REQUEST }, { files: [fileOf('a.png', 'hello')] })
    bench.emulator.switches.faults.push({ kind: 'reset', method: 'POST', path: '/updates', afterCommit: true })
    const { results, outcome } = await deliver(bench.upstream, order)
    expect(outcome).toMatchObject({ kind: 'unclear' })
    expect(await sighted(bench, sought(bench, order, 'files', results))).toEqual({ kind: 'found', id: '1001-files' })
    const other = { ...order, files: [fileOf('b.png', 'hello')] }
    expect(await sighted(bench, sought(bench, other, 'files', results))).toEqual({ kind: 'absent' })
    expect(bench.emulator.records().filter(({ entity }) => entity === 'ticket')).toHaveLength(1)
  })
})
