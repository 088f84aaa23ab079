import { describe, expect, test } from 'vitest'
import { nodeEnv } from '../../../proxy/node/env.ts'
import type { BoldDeskOptions } from '../../../proxy/upstreams/bolddesk.ts'
import { createQueue } from '../../../proxy/upstreams/pace.ts'
import { fileOf, openAdapter, orderFor, REQUEST, SUBMISSION, schemaOf } from '../../support/desk-adapter.ts'
import { deliver } from '../../support/steps.ts'

type Bench = Awaited<ReturnType<typeof openAdapter>>

const ticketsOf = ({ emulator }: Bench) => emulator.records().filter(({ entity }) => entity === 'ticket')
const creates = ({ emulator }: Bench) =>
  emulator.arrivals().filter(({ method, path }) => method === 'POST' && path === '/api/v1/tickets')
const bodyOf = (bench: Bench) => JSON.parse(creates(bench).at(-1)?.body ?? 'null')

const PHOTOS = [fileOf('spine.png', 'hello'), fileOf('board.png', 'world', 'Another')]

describe('a ticket', () => {
  test('is made in one call, with who asks, its brand and the submission’s id, and read back', async () => {
    const bench = await openAdapter({ brand: 2 })
    const order = await orderFor(bench.upstream, { ticket: { ...REQUEST, cf_order: 'A-19' } })
    const { steps, results, outcome } = await deliver(bench.upstream, order)
    expect(outcome).toBeUndefined()
    expect(steps).toEqual(['ticket', 'read-back'])
    expect(results).toEqual({ ticket: { id: '1001' }, 'read-back': { seen: true } })
    expect(bodyOf(bench)).toMatchObject({
      ...{ subject: 'Site: Repair', priorityId: 2, brandId: 2, externalReferenceId: SUBMISSION },
      ...{ requesterId: null, requesterName: 'Ana Souza', requesterEmailId: 'ana@example.com' },
      ...{ isVisibleInCustomerPortal: true, customFields: { cf_order: 'A-19' } },
    })
    expect(creates(bench)[0]?.dropped).toBeUndefined()
    expect(ticketsOf(bench)[0]).toMatchObject({ brand: 'The Lantern Press', requester: { email: 'ana@example.com' } })
  })

  test('is of the brand that its form says, before the connection’s', async () => {
    const bench = await openAdapter({ brand: 2 })
    await deliver(bench.upstream, await orderFor(bench.upstream, { ticket: { ...REQUEST, brandId: 'Hollis & Wren' } }))
    expect(bodyOf(bench).brandId).toBe(1)
  })

  test('of somebody who left no name has the e-mail for it', async () => {
    const bench = await openAdapter()
    const { requesterName: _none, ...nameless } = REQUEST
    const { outcome } = await deliver(bench.upstream, await orderFor(bench.upstream, { ticket: nameless }))
    expect(outcome).toBeUndefined()
    expect(bodyOf(bench).requesterName).toBe('ana@example.com')
  })

  test.each([
    ['id', 201],
    ['ticketId', 200],
    ['result', 201],
    ['location', 201],
  ] as const)('is known by the id that the reply has in %s, with %d', async (idAt, ticketStatus) => {
    const bench = await openAdapter()
    Object.assign(bench.emulator.switches, { idAt, ticketStatus })
    const { results } = await deliver(bench.upstream, await orderFor(bench.upstream))
    expect(results.ticket).toEqual({ id: '1001' })
  })

  test('whose reply has no id is in doubt, and looked for', async () => {
    const bench = await openAdapter()
    bench.emulator.switches.idAt = 'nowhere'
    const { outcome } = await deliver(bench.upstream, await orderFor(bench.upstream))
    expect(outcome).toEqual({ kind: 'unclear', reason: 'unexpected-reply' })
    expect(ticketsOf(bench)).toHaveLength(1)
  })

  test.each([
    ['a suspended account', { suspended: true }, 'not-found', 'component'],
    ['access denied by 400', { accessDenied: 400 }, 'not-permitted', 'component'],
    ['access denied by 403', { accessDenied: 403 }, 'not-permitted', 'component'],
    [
      'access denied whose type is a number',
      { accessDenied: 400, errorType: 'number' },
      'refused-for-all',
      'component',
    ],
    [
      'access denied in problem details',
      { accessDenied: 400, errorShape: 'problem-details' },
      'refused-for-all',
      'component',
    ],
  ])('stops the connection and waits: %s', async (_name, switches, reason, stops) => {
    const bench = await openAdapter()
    Object.assign(bench.emulator.switches, switches)
    const { outcome } = await deliver(bench.upstream, await orderFor(bench.upstream))
    expect(outcome).toMatchObject({ kind: 'refused', reason, stops, words: expect.any(String) })
    expect(ticketsOf(bench)).toHaveLength(0)
  })

  test('that breaks the form’s rules is held with the upstream’s words', async () => {
    const bench = await openAdapter()
    const { priorityId: _none, ...incomplete } = REQUEST
    const { outcome } = await deliver(bench.upstream, await orderFor(bench.upstream, { ticket: incomplete }))
    expect(outcome).toEqual({
      kind: 'refused',
      reason: 'rejected',
      words: 'Validation Failed · priorityId: This field is required.',
    })
  })

  test('that a machine between answers with a page may be there', async () => {
    const bench = await openAdapter()
    bench.emulator.switches.faults.push({
      kind: 'html',
      status: 502,
      method: 'POST',
      path: '/tickets',
      afterCommit: true,
    })
    const { outcome } = await deliver(bench.upstream, await orderFor(bench.upstream))
    expect(outcome).toEqual({ kind: 'unclear', reason: 'status-502' })
  })
})

describe('read back', () => {
  const VALUES = {
    ...REQUEST,
    cf_work: 'Repair',
    cf_piece: 'Spine',
    cf_extras: ['Slipcase', 'Ribbon marker'],
    cf_pages: '120',
  }

  test.each([
    ['at the root by value', { customFieldsAt: 'root', choiceShown: 'value' }],
    ['under customFields by name', { customFieldsAt: 'customFields', choiceShown: 'name' }],
    ['wrapped, without its description', { ticketWrapped: true, descriptionShown: false }],
  ] as const)('sees every value, %s', async (_name, switches) => {
    const bench = await openAdapter()
    Object.assign(bench.emulator.switches, switches)
    const { results } = await deliver(bench.upstream, await orderFor(bench.upstream, { ticket: VALUES }))
    expect(results['read-back']).toEqual({ seen: true })
  })

  test('tells what is not in the record and stands nowhere else', async () => {
    const bench = await openAdapter()
    bench.emulator.switches.forgets = ['cf_pages', 'cf_piece']
    const { results } = await deliver(bench.upstream, await orderFor(bench.upstream, { ticket: VALUES }))
    expect(results['read-back']).toEqual({ seen: true, lost: ['Piece', 'Pages'] })
  })

  test('what stands in the description is not lost to people: it is logged, without the answer', async () => {
    const bench = await openAdapter()
    bench.emulator.switches.forgets = ['cf_piece']
    const order = await orderFor(bench.upstream, { ticket: VALUES })
    const listing = order.listing && { ...order.listing, entries: [{ label: 'What came off', value: 'Spine' }] }
    const { results } = await deliver(bench.upstream, { ...order, ...(listing && { listing }) })
    expect(results['read-back']).toEqual({ seen: true })
    expect(bench.logged).toEqual([{ event: 'values-only-listed', submission: SUBMISSION, labels: ['Piece'] }])
    expect(JSON.stringify(bench.logged)).not.toContain('Spine')
  })

  test('a choice that lost its id since is lost, unless it is listed', async () => {
    const bench = await openAdapter()
    const order = await orderFor(bench.upstream, { ticket: { ...REQUEST, cf_extras: ['Gilt edges'] } })
    expect((await deliver(bench.upstream, order)).results['read-back']).toEqual({ seen: true, lost: ['Extras'] })
  })

  test.each(['tag', 'tags'] as const)(
    'knows tags that are heard as %s, from the second ticket at the latest',
    async (tagKey) => {
      const bench = await openAdapter()
      bench.emulator.switches.tagKey = tagKey
      const order = await orderFor(bench.upstream, { ticket: { ...REQUEST, tags: ['website', 'repair'] } })
      const first = await deliver(bench.upstream, order)
      expect(first.results['read-back']?.lost).toEqual(tagKey === 'tag' ? undefined : ['Tags'])
      const second = await deliver(bench.upstream, { ...order, submissionId: SUBMISSION.replace('1', '2') })
      expect(second.results['read-back']).toEqual({ seen: true })
      expect(ticketsOf(bench)[0]?.tags).toEqual(['website', 'repair'])
    },
  )

  test('the operator’s word for tags is not changed', async () => {
    const bench = await openAdapter({ tags: 'tags' })
    const order = await orderFor(bench.upstream, { ticket: { ...REQUEST, tags: ['website'] } })
    for (const id of ['a', 'b']) await deliver(bench.upstream, { ...order, submissionId: id })
    expect(creates(bench).map(({ dropped }) => dropped)).toEqual([['tags'], ['tags']])
    expect(bench.logged).toContainEqual({ event: 'tags-not-kept', sentAs: 'tags' })
  })
})

describe('files', () => {
  test('are uploaded before the ticket that names them, byte for byte', async () => {
    const bench = await openAdapter()
    const { steps, results } = await deliver(
      bench.upstream,
      await orderFor(bench.upstream, undefined, { files: PHOTOS }),
    )
    expect(steps).toEqual(['ticket', 'read-back', 'files', 'files-seen'])
    expect(results).toMatchObject({ ticket: { attached: true }, 'read-back': { attached: true }, files: {} })
    const [ticket] = ticketsOf(bench)
    expect(ticket?.attachments.map(({ name, size, type }) => ({ name, size, type }))).toEqual([
      { name: 'spine.png', size: 5, type: 'image/png' },
      { name: 'board.png', size: 5, type: 'image/png' },
    ])
    expect(ticket?.replies).toEqual([])
    expect(JSON.stringify(results)).not.toContain(bodyOf(bench).attachments.split(',')[0])
  })

  test('that the ticket came to be without are added by one reply that mails nobody', async () => {
    const bench = await openAdapter()
    bench.emulator.switches.attachments = 'fail-on-create'
    const { results } = await deliver(bench.upstream, await orderFor(bench.upstream, undefined, { files: PHOTOS }))
    expect(results).toMatchObject({ ticket: { attached: false }, files: { attached: true } })
    expect(ticketsOf(bench)).toHaveLength(1)
    expect(ticketsOf(bench)[0]).toMatchObject({ attachments: [{ name: 'spine.png' }, { name: 'board.png' }] })
    expect(ticketsOf(bench)[0]?.replies).toEqual(['<p>Files: spine.png, board.png</p>'])
    const reply = bench.emulator.arrivals().find(({ path }) => path.endsWith('/updates'))
    expect(JSON.parse(reply?.body ?? '')).toMatchObject({ skipEmailNotification: true })
  })

  test('that no reply takes either are lost, with what was lost before: held, and one ticket', async () => {
    const bench = await openAdapter()
    bench.emulator.switches.attachments = 'fail'
    bench.emulator.switches.forgets = ['cf_pages']
    const order = await orderFor(bench.upstream, { ticket: { ...REQUEST, cf_pages: '3' } }, { files: PHOTOS })
    const { results } = await deliver(bench.upstream, order)
    expect(results['files-seen']?.lost).toEqual(['Pages', 'Photograph', 'Another'])
    expect(ticketsOf(bench)).toHaveLength(1)
  })

  test('whose tokens expired are uploaded once more, and nothing is made twice', async () => {
    const bench = await openAdapter()
    bench.emulator.switches.expiredTokens = 1
    const { results } = await deliver(bench.upstream, await orderFor(bench.upstream, undefined, { files: PHOTOS }))
    expect(results.ticket).toEqual({ id: '1001', attached: true })
    expect(bench.emulator.uploads()).toHaveLength(4)
    expect(creates(bench)).toHaveLength(2)
    expect(ticketsOf(bench)).toHaveLength(1)
  })

  test('whose tokens never hold cost the lead nothing: the ticket is made, and they are added', async () => {
    const bench = await openAdapter()
    bench.emulator.switches.expiredTokens = 2
    const { results } = await deliver(bench.upstream, await orderFor(bench.upstream, undefined, { files: PHOTOS }))
    expect(results.ticket).toMatchObject({ id: '1001', attached: false })
    expect(results['files-seen']).toEqual({ attached: true })
    expect(ticketsOf(bench)).toHaveLength(1)
  })

  test.each([
    ['of a kind that is refused', [fileOf('run.exe', 'hello', 'Program')]],
    ['that is gone from the disk', [fileOf('a.png', undefined, 'Program')]],
  ])('one %s is lost alone: the ticket has the others', async (_name, bad) => {
    const bench = await openAdapter()
    const files = [...PHOTOS, ...bad]
    const { results, outcome } = await deliver(bench.upstream, await orderFor(bench.upstream, undefined, { files }))
    expect(outcome).toBeUndefined()
    expect(results.files).toEqual({ attached: false, left: [2], lost: ['Program'] })
    expect(results['files-seen']).toEqual({})
    expect(ticketsOf(bench)).toHaveLength(1)
    expect(ticketsOf(bench)[0]?.attachments.map(({ name }) => name)).toEqual(['spine.png', 'board.png'])
  })

  test('whose upload is in trouble do not hold up the ticket, and are tried again', async () => {
    const bench = await openAdapter()
    bench.emulator.switches.faults.push({ kind: 'status', status: 500, method: 'POST', path: '/attachments', times: 3 })
    const order = await orderFor(bench.upstream, undefined, { files: [fileOf('a.png', 'hello')] })
    const first = await deliver(bench.upstream, order)
    expect(first.results.ticket).toEqual({ id: '1001', attached: false, left: [0] })
    expect(first.outcome).toEqual({ kind: 'later', reason: 'status-500' })
    bench.emulator.switches.faults.length = 0
    const second = await deliver(bench.upstream, order, first.results)
    expect(second.results['files-seen']).toEqual({ attached: true })
    expect(ticketsOf(bench)).toHaveLength(1)
    expect(ticketsOf(bench)[0]?.attachments).toHaveLength(1)
  })
})

describe('many files', () => {
  /** Each upload takes so long on the worker's clock, and so does each other call. `begun`: when each call was to have ended. */
  function slowly(uploadMs: number, otherMs = 0) {
    let time = 0
    const begun: { readonly call: string; readonly endsAt: number }[] = []
    const env: BoldDeskOptions['env'] = {
      ...nodeEnv,
      async sleep(ms) {
        time += ms
      },
      monotonic: () => time,
      http(call) {
        const { pathname } = new URL(call.url)
        begun.push({ call: `${call.method} ${pathname.replace('/api/v1', '')}`, endsAt: time + call.deadlineMs })
        time += pathname.endsWith('/attachments') && call.method === 'POST' ? uploadMs : otherMs
        return nodeEnv.http(call)
      },
    }
    return { env, begun }
  }

  const FILES = ['a', 'b', 'c'].map((name) => fileOf(`${name}.png`, name))

  test('never keep a create waiting for long: what was not begun in time comes by a reply', async () => {
    const bench = await openAdapter({ env: slowly(13_000).env })
    const { results } = await deliver(bench.upstream, await orderFor(bench.upstream, undefined, { files: FILES }))
    expect(bodyOf(bench).attachments.split(',')).toHaveLength(2)
    expect(results.ticket).toEqual({ id: '1001', attached: false, left: [2] })
    expect(results['files-seen']).toEqual({ attached: true })
    expect(ticketsOf(bench)).toHaveLength(1)
    expect(ticketsOf(bench)[0]?.attachments.map(({ name }) => name)).toEqual(['a.png', 'b.png', 'c.png'])
  })

  test('are added as far as the time goes, and the rest once it can be seen what is there', async () => {
    const bench = await openAdapter({ env: slowly(13_000).env })
    bench.emulator.switches.attachments = 'fail-on-create'
    const order = await orderFor(bench.upstream, undefined, { files: FILES })
    const first = await deliver(bench.upstream, order)
    expect(first.outcome).toEqual({ kind: 'unclear', reason: 'more-files' })
    const second = await deliver(bench.upstream, order, first.results)
    expect(second.results['files-seen']).toEqual({ attached: true })
    expect(ticketsOf(bench)[0]?.attachments.map(({ name }) => name)).toEqual(['a.png', 'b.png', 'c.png'])
    expect(ticketsOf(bench)[0]?.replies).toHaveLength(2)
  })

  test.each([
    ['a create', 'POST /tickets', {}],
    ['a reply', 'POST /tickets/1001/updates', { ticket: { id: '1001', left: [0, 1, 2] }, 'read-back': {} }],
  ])('%s is never begun so late that somebody else may have the submission before it ends', async (_n, post, done) => {
    const seen: number[] = []
    for (const [uploadMs, otherMs] of [
      [1_000, 100],
      [20_000, 7_000],
      [29_000, 8_000],
      [60_000, 8_000],
    ] as const) {
      const { env, begun } = slowly(uploadMs, otherMs)
      const bench = await openAdapter({ env })
      const order = await orderFor(bench.upstream, undefined, { files: FILES })
      await deliver(bench.upstream, { ...order, files: [] })
      begun.length = 0
      const endsAt = env.monotonic() + 60_000
      const step = bench.upstream.plan(order).find(({ name }) => !Object.hasOwn(done, name))
      await step?.run(done, endsAt)
      seen.push(...begun.flatMap((one) => (one.call === post ? [endsAt - one.endsAt] : [])))
    }
    expect(seen.length).toBeGreaterThan(1)
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(0)
  })

  test('leave the ticket itself its time, however little there is', async () => {
    const { env } = slowly(12_000)
    const bench = await openAdapter({ env })
    const [ticket] = bench.upstream.plan(await orderFor(bench.upstream, undefined, { files: FILES }))
    const outcome = await ticket?.run({}, env.monotonic() + 40_000)
    expect(outcome).toEqual({ kind: 'done', result: { id: '1001', attached: false, left: [1, 2] } })
  })

  test('what has no time left is not sent, and is tried again', async () => {
    const { env, begun } = slowly(0)
    const bench = await openAdapter({ env })
    const order = await orderFor(bench.upstream)
    begun.length = 0
    const [ticket] = bench.upstream.plan(order)
    expect(await ticket?.run({}, env.monotonic() + 4_000)).toEqual({ kind: 'later', reason: 'out-of-time' })
    expect(begun).toEqual([])
  })

  test('whose turn comes too late are not sent either', async () => {
    const { env, begun } = slowly(0)
    const queue = createQueue({ spacingMs: 18_000, env })
    const bench = await openAdapter({ env, queue })
    const order = await orderFor(await openAdapter().then(({ upstream }) => upstream))
    const [ticket] = bench.upstream.plan(order)
    expect(await ticket?.run({}, env.monotonic() + 20_000)).toEqual({ kind: 'later', reason: 'out-of-time' })
    expect(begun).toEqual([])
  })
})

describe('no file is there twice', () => {
  const FILES = ['a.png', 'b.png', 'c.png', 'a.png'].map((name, place) => fileOf(name, `${place}`))
  const names = (bench: Bench) =>
    ticketsOf(bench)[0]
      ?.attachments.map(({ name }) => name)
      .toSorted()
  const ALL = ['a.png', 'a.png', 'b.png', 'c.png']
  const failOnce = { kind: 'status', status: 503, method: 'POST', path: '/attachments' } as const

  test('where one upload failed and there is no list of what the ticket has', async () => {
    const bench = await openAdapter()
    const noList = { kind: 'status', status: 404, method: 'GET', path: '/attachments', times: 50 } as const
    bench.emulator.switches.faults.push(failOnce, noList)
    const { results } = await deliver(bench.upstream, await orderFor(bench.upstream, undefined, { files: FILES }))
    expect(results['files-seen']).toEqual({ attached: true })
    expect(names(bench)).toEqual(ALL)
  })

  test('where the list lags behind', async () => {
    const bench = await openAdapter()
    const empty = { kind: 'text', status: 200, method: 'GET', path: '/attachments', body: '{"result":[]}' } as const
    bench.emulator.switches.faults.push(failOnce, empty)
    const { results } = await deliver(bench.upstream, await orderFor(bench.upstream, undefined, { files: FILES }))
    expect(results['files-seen']).toEqual({ attached: true })
    expect(names(bench)).toEqual(ALL)
  })

  test('where nobody knows what a ticket has that was found again: without a list a person looks', async () => {
    const bench = await openAdapter()
    const order = await orderFor(bench.upstream, undefined, { files: FILES })
    const first = await deliver(bench.upstream, order)
    const noList = { kind: 'status', status: 404, method: 'GET', path: '/attachments', times: 50 } as const
    bench.emulator.switches.faults.push(noList)
    const { results } = await deliver(bench.upstream, order, { ticket: { id: first.results.ticket?.id ?? '' } })
    expect(results.files).toEqual({ attached: false, left: [0, 1, 2, 3], lost: ['Photograph'] })
    expect(results['files-seen']).toEqual({})
    expect(names(bench)).toEqual(ALL)
  })

  test('where a part could be uploaded and there is no list: all wait until all can be', async () => {
    const bench = await openAdapter()
    const noList = { kind: 'status', status: 404, method: 'GET', path: '/attachments', times: 50 } as const
    bench.emulator.switches.faults.push(noList, failOnce)
    const order = await orderFor(bench.upstream, undefined, { files: FILES })
    const found = { id: '1001', left: [0, 1, 2, 3] }
    bench.emulator.switches.attachments = 'fail-on-create'
    const made = await deliver(bench.upstream, { ...order, files: [] })
    expect(made.results.ticket).toEqual({ id: '1001' })
    bench.emulator.switches.attachments = 'work'
    const before = { ...made.results, ticket: found }
    expect((await deliver(bench.upstream, order, before)).outcome).toEqual({ kind: 'later', reason: 'status-503' })
    expect(names(bench)).toEqual([])
    expect((await deliver(bench.upstream, order, before)).results['files-seen']).toEqual({ attached: true })
    expect(names(bench)).toEqual(ALL)
  })
})

test('a ticket that is not everywhere yet is read again a moment later', async () => {
  const bench = await openAdapter()
  bench.emulator.switches.faults.push({ kind: 'status', status: 404, method: 'GET', path: '/tickets/1001' })
  const { results } = await deliver(bench.upstream, await orderFor(bench.upstream))
  expect(results['read-back']).toEqual({ seen: true })
  expect(bench.slept).toEqual([5_000])
})

test('a key that cannot be read is no call', async () => {
  const bench = await openAdapter({
    key: () => {
      throw new Error('ENOENT')
    },
  })
  expect(await bench.upstream.schema('ticket')).toEqual({ kind: 'later', reason: 'key-not-read' })
  expect(bench.emulator.arrivals()).toEqual([])
})

describe('a contact', () => {
  const CONTACT = { contactName: 'Ana Souza', emailId: 'ana@example.com', contactPhoneNo: '+55 11 99999-8888' }

  test.each([200, 201] as const)(
    'is made first where the form has one, and asks for the ticket, with %d',
    async (contactStatus) => {
      const bench = await openAdapter()
      bench.emulator.switches.contactStatus = contactStatus
      const order = await orderFor(bench.upstream, { contact: CONTACT, ticket: { subject: 'S', priorityId: 'Low' } })
      const { steps, results } = await deliver(bench.upstream, order)
      expect(steps).toEqual(['contact', 'ticket', 'read-back'])
      expect(results['read-back']).toEqual({ seen: true })
      expect(bodyOf(bench)).toMatchObject({ requesterId: Number(results.contact?.id) })
      expect(bodyOf(bench)).not.toHaveProperty('requesterEmailId')
    },
  )

  test.each(['text', 'number'] as const)(
    'that is there already is taken as it is, whatever the error’s type: %s',
    async (errorType) => {
      const bench = await openAdapter()
      bench.emulator.switches.errorType = errorType
      const order = await orderFor(bench.upstream, { contact: CONTACT }, { entity: 'contact' })
      const first = await deliver(bench.upstream, order)
      expect(first.results).toEqual({ contact: { id: '700001' }, 'read-back': { seen: true } })
      const changed = await orderFor(
        bench.upstream,
        { contact: { ...CONTACT, contactName: 'Ana S.' } },
        { entity: 'contact' },
      )
      const second = await deliver(bench.upstream, changed)
      expect(second.results).toEqual({
        contact: { id: '700001', reused: true, differs: ['Name'] },
        'read-back': { seen: true, lost: ['Name'] },
      })
      expect(bench.emulator.records()).toHaveLength(1)
    },
  )

  test('is nobody else’s: an id that was typed for an e-mail is no e-mail of its contact', async () => {
    const bench = await openAdapter()
    const known = await orderFor(bench.upstream, { contact: CONTACT }, { entity: 'contact' })
    const { id = '' } = (await deliver(bench.upstream, known)).results.contact ?? {}
    expect(id).not.toBe('')
    const typed = await orderFor(bench.upstream, { ticket: REQUEST, contact: { contactName: 'Mallory', emailId: id } })
    const { results, outcome } = await deliver(bench.upstream, typed)
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'rejected' })
    expect(results).toEqual({})
    const sought = { submissionId: SUBMISSION, entity: 'contact', order: typed, done: {}, begunAt: bench.env.now() }
    const look = await bench.upstream.look([sought], async () => new Set())
    expect(look).toEqual({ kind: 'done', value: new Map([[SUBMISSION, { kind: 'absent' }]]) })
  })

  test('that is refused and not there is held with the upstream’s words', async () => {
    const bench = await openAdapter()
    const order = await orderFor(
      bench.upstream,
      { contact: { ...CONTACT, emailId: 'no address' } },
      { entity: 'contact' },
    )
    expect((await deliver(bench.upstream, order)).outcome).toMatchObject({ kind: 'refused', reason: 'rejected' })
  })
})

describe('the quota', () => {
  test('is kept to by its headers: the pace is told, and nothing starts while nothing is left', async () => {
    const queue = createQueue({ spacingMs: 0, env: nodeEnv })
    const bench = await openAdapter({ queue })
    Object.assign(bench.emulator.switches, {
      limitHeader: 'count',
      pace: { requests: 60_000, windowMs: 60_000, fixed: true },
    })
    await schemaOf(bench.upstream, 'contact')
    expect(queue.spacingMs).toBe(1)
    bench.emulator.switches.pace = { requests: 1, windowMs: 60_000, fixed: true }
    await bench.upstream.components()
    const before = bench.emulator.arrivals().length
    expect(await bench.upstream.components()).toMatchObject({ kind: 'later', reason: 'paced' })
    expect(bench.emulator.arrivals()).toHaveLength(before)
  })
})
