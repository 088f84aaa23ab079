import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import { OPPORTUNITIES } from '../../../demo/upstreams/bolten/data.ts'
import type { Fault } from '../../../demo/upstreams/faults.ts'
import { nodeEnv } from '../../../proxy/node/env.ts'
import { createQueue } from '../../../proxy/upstreams/pace.ts'
import { retryAfterMs } from '../../../proxy/upstreams/retry-after.ts'
import { Secret } from '../../../proxy/upstreams/secret.ts'
import type { Outcome, Reading } from '../../../proxy/upstreams/upstream.ts'
import type { Bench } from '../../support/bolten.ts'
import { deliver, KEY, openBolten, orderFor } from '../../support/bolten.ts'
import { virtualClock } from '../../support/virtual-clock.ts'

const lead = { opportunity: { Nome: 'Ana' }, contact: { Nome: 'Ana' } }

/** The same wires, with less patience where a fault is a silence. */
function patience() {
  const limit = { ms: 8_000 }
  const env: typeof nodeEnv = { ...nodeEnv, http: (call) => nodeEnv.http({ ...call, deadlineMs: limit.ms }) }
  return { env, limit }
}

type Failed = Exclude<Outcome | Reading<unknown>, { kind: 'done' }>

const refused = (reason: string, stops?: 'key' | 'component') => ({ kind: 'refused', reason, ...(stops && { stops }) })
const later = (reason: string) => ({ kind: 'later', reason })
const unclear = (reason: string) => ({ kind: 'unclear', reason })

/** Status → creating · reading the schema · reading one record · linking. */
const rows: readonly (readonly [number, object, object, object, object])[] = [
  [301, ...both(refused('redirected', 'component'))],
  [308, ...both(refused('redirected', 'component'))],
  [304, ...both(refused('redirected', 'component'))],
  [400, ...both(refused('rejected'))],
  [401, ...both(refused('key-refused', 'key'))],
  [403, ...both(refused('not-permitted', 'component'))],
  [404, ...scoped('component-missing', 'record-missing')],
  [410, ...scoped('component-missing', 'record-missing')],
  [408, ...unsure('status-408')],
  [409, ...both(refused('status-409'))],
  [413, ...both(refused('too-large'))],
  [415, ...both(refused('unsupported-media-type'))],
  [422, ...both(refused('rejected'))],
  [429, ...both(later('rate-limited'))],
  [500, ...unsure('status-500')],
  [502, ...unsure('status-502')],
  [503, ...unsure('status-503')],
  [504, ...unsure('status-504')],
]

describe('each status has one meaning a kind of call', () => {
  test.each(rows)('%i', async (status, onCreate, onSchema, onRecord, onLink) => {
    const fault: Fault = { kind: 'status', status, body: {} }
    expect(plain(await failing('create', fault))).toEqual(onCreate)
    expect(plain(await failing('schema', fault))).toEqual(onSchema)
    expect(plain(await failing('record', fault))).toEqual(onRecord)
    expect(plain(await failing('link', fault))).toEqual(onLink)
  })

  test('a bad key stops everything that uses it, said by the real check', async () => {
    const { upstream } = await openBolten({ key: () => new Secret('wrong-key') })
    expect(await upstream.components()).toEqual({ ...refused('key-refused', 'key'), words: 'Invalid API key' })
  })

  test('a component that does not exist, and a record that is gone', async () => {
    const { upstream } = await openBolten({ components: { opportunity: 'no-such-one', contact: 'nor-this' } })
    expect(await upstream.schema('opportunity')).toMatchObject(refused('component-missing', 'component'))
    const { upstream: good } = await openBolten()
    expect(plain(await failed(good.read('opportunity', 'gone')))).toEqual(refused('record-missing'))
  })
})

describe('what happened to a create is never guessed', () => {
  const faults: readonly (readonly [string, Fault, object, number])[] = [
    ['500 before the work', { kind: 'status', status: 500 }, unclear('status-500'), 0],
    ['500 after the work', { kind: 'status', status: 500, afterCommit: true }, unclear('status-500'), 1],
    ['a page of HTML, 502', { kind: 'html' }, unclear('status-502'), 0],
    ['a page of HTML, 200', { kind: 'html', status: 200, afterCommit: true }, unclear('not-json'), 1],
    ['nothing in a 200', { kind: 'text', afterCommit: true }, unclear('not-json'), 1],
    ['JSON without an id', { kind: 'text', body: '{"ok":true}', afterCommit: true }, unclear('unexpected-reply'), 1],
    [
      'an id that is a path',
      { kind: 'text', body: '{"id":"../../x"}', afterCommit: true },
      unclear('unexpected-reply'),
      1,
    ],
    [
      'JSON nested 100,000 deep',
      { kind: 'text', body: '['.repeat(100_000), afterCommit: true },
      unclear('not-json'),
      1,
    ],
    ['a reset before the work', { kind: 'reset' }, unclear('reset'), 0],
    ['a reset after the work', { kind: 'reset', afterCommit: true }, unclear('reset'), 1],
    ['silence', { kind: 'hang' }, unclear('timeout'), 0],
    ['success, then silence', { kind: 'hang', afterCommit: true }, unclear('timeout'), 1],
    ['silence, and success long after', { kind: 'late-commit', delayMs: 50 }, unclear('timeout'), 1],
    ['a reply that drips', { kind: 'slow', delayMs: 100 }, unclear('timeout'), 1],
    ['half a reply', { kind: 'truncated' }, unclear('cut-short'), 1],
    ['a reply that was compressed unasked', { kind: 'gzip' }, unclear('not-json'), 1],
    ['a reply of 8 MB', { kind: 'huge' }, unclear('too-large'), 0],
  ]
  test.each(faults)('%s', async (_name, fault, expected, records) => {
    const { env, limit } = patience()
    const { emulator, upstream } = await openBolten({ env })
    const order = await orderFor(upstream, { opportunity: { Nome: 'Ana' } })
    emulator.switches.faults.push(fault)
    if ('reason' in expected && expected.reason === 'timeout') limit.ms = 300
    const { outcome } = await deliver(upstream, order)
    expect(outcome).toEqual(expected)
    await vi.waitFor(() => expect(emulator.records()).toHaveLength(records), 10_000)
  })

  test('a good answer without an id', async () => {
    const { emulator, upstream } = await openBolten()
    emulator.switches.createReply = 'no-id'
    const { outcome } = await deliver(upstream, await orderFor(upstream, { opportunity: { Nome: 'Ana' } }))
    expect(outcome).toEqual(unclear('unexpected-reply'))
    expect(emulator.records()).toHaveLength(1)
  })

  test('nobody there: certainly not sent, so later', async () => {
    const { emulator, upstream } = await openBolten()
    const order = await orderFor(upstream, lead)
    await emulator.close()
    expect((await deliver(upstream, order)).outcome).toEqual(later('connection-refused'))
  })

  test('plain http to another machine: the key never leaves', async () => {
    const { upstream } = await openBolten({ baseUrl: 'http://crm.example.com' })
    expect(await upstream.schema('opportunity')).toEqual(later('insecure-url'))
  })

  test('a key that cannot be read: later, and nobody was called', async () => {
    const { emulator, upstream } = await openBolten({ key: () => Promise.reject(new Error(`no file for ${KEY}`)) })
    expect(await upstream.schema('opportunity')).toEqual(later('key-not-read'))
    expect(emulator.arrivals()).toEqual([])
  })
})

describe('a read that went wrong is done again', () => {
  const faults: readonly (readonly [Fault, string])[] = [
    [{ kind: 'html' }, 'status-502'],
    [{ kind: 'html', status: 200 }, 'not-json'],
    [{ kind: 'text', body: '"hello"' }, 'unexpected-reply'],
    [{ kind: 'text', body: '{"attributes":{}}' }, 'unexpected-reply'],
    [{ kind: 'reset' }, 'reset'],
    [{ kind: 'hang' }, 'timeout'],
    [{ kind: 'truncated' }, 'cut-short'],
    [{ kind: 'gzip' }, 'not-json'],
    [{ kind: 'huge' }, 'too-large'],
  ]
  test.each(faults)('%j', async (fault, reason) => {
    const { env, limit } = patience()
    const { emulator, upstream } = await openBolten({ env })
    emulator.switches.faults.push(fault)
    if (reason === 'timeout') limit.ms = 300
    expect(await upstream.schema('opportunity')).toEqual(later(reason))
    limit.ms = 8_000
    expect(await upstream.schema('opportunity')).toMatchObject({ kind: 'done' })
  })

  test('and honours how long a 503 asks to wait', async () => {
    const { emulator, upstream } = await openBolten()
    emulator.switches.faults.push({ kind: 'status', status: 503, headers: { 'retry-after': '7' } })
    expect(await upstream.schema('opportunity')).toEqual({ ...later('status-503'), afterMs: 7_000 })
  })
})

describe('429', () => {
  test.each([
    // An hour, less what the test itself may take.
    ['seconds', 3_540_000, 3_600_000],
    ['date', 3_540_000, 3_660_000],
    ['none', 10_000, 15_000],
  ] as const)('by the real pace check, Retry-After as %s', async (retryAfter, least, most) => {
    const { emulator, upstream } = await openBolten()
    emulator.switches.retryAfter = retryAfter
    emulator.switches.pace = { requests: 2, windowMs: 3_600_000 }
    expect((await upstream.schema('opportunity')).kind).toBe('done')
    expect((await upstream.schema('contact')).kind).toBe('done')
    const reading = await failed(upstream.schema('contact'))
    expect(reading).toMatchObject(later('rate-limited'))
    const afterMs = reading.kind === 'later' ? (reading.afterMs ?? 0) : 0
    expect(afterMs).toBeGreaterThanOrEqual(least)
    expect(afterMs).toBeLessThanOrEqual(most)
  })

  test('holds back everything that uses the key until its time has come', async () => {
    const clock = virtualClock()
    const queue = createQueue({ spacingMs: 1_050, env: clock })
    const leftAt: number[] = []
    const env: typeof nodeEnv = {
      ...nodeEnv,
      http: (call) => {
        leftAt.push(clock.monotonic())
        return nodeEnv.http(call)
      },
    }
    const { emulator, upstream, url } = await openBolten({ queue, env })
    const other = (await openBolten({ queue, env, baseUrl: url })).upstream
    emulator.switches.faults.push({ kind: 'status', status: 429, headers: { 'retry-after': '15' } })
    const [first, second] = [upstream.schema('opportunity'), other.schema('opportunity')]
    const begunAt = clock.monotonic()
    // The reply comes over a real socket: the clock stands still until it is there.
    await clock.advance(1_050)
    expect(await first).toEqual({ ...later('rate-limited'), afterMs: 15_000 })
    await clock.advance(60_000)
    expect((await second).kind).toBe('done')
    expect(leftAt.map((at) => at - begunAt)).toEqual([1_050, 16_050])
    expect(emulator.arrivals()).toHaveLength(2)
  })

  test('with a long wait lets go of who stands in line', async () => {
    const clock = virtualClock()
    const { emulator, upstream } = await openBolten({ queue: createQueue({ spacingMs: 1_050, env: clock }) })
    emulator.switches.faults.push({ kind: 'status', status: 429, headers: { 'retry-after': '3600' } })
    const [first, second] = [upstream.schema('opportunity'), upstream.schema('contact')]
    await clock.advance(1_050)
    expect(await first).toEqual({ ...later('rate-limited'), afterMs: 3_600_000 })
    expect(await second).toEqual({ ...later('paced'), afterMs: 3_600_000 })
  })

  const now = Date.parse('2026-03-01T12:00:00Z')
  test.each<[Record<string, string>, number | undefined]>([
    [{ 'retry-after': '0' }, 1_000],
    [{ 'retry-after': ' 30 ' }, 30_000],
    [{ 'retry-after': '99999999999999999999' }, 86_400_000],
    [{ 'retry-after': 'Sun, 01 Mar 2026 12:01:00 GMT' }, 60_000],
    [{ 'retry-after': 'Sun, 01 Mar 2026 12:01:00 GMT', date: 'Sun, 01 Mar 2026 12:00:50 GMT' }, 10_000],
    [{ 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, 1_000],
    [{ 'retry-after': 'Sun, 01 Mar 2026 12:01:00 GMT', date: 'nonsense' }, 60_000],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': '1.5' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{}, undefined],
  ])('%j is a wait of %s ms', (headers, expected) => {
    expect(retryAfterMs(headers, now)).toBe(expected)
  })
})

describe('the key goes nowhere but to Bolten', () => {
  test.each([301, 302, 303, 307, 308])('a %i to another machine: it hears nothing', async (status) => {
    let connections = 0
    const elsewhere = createServer(() => connections++).listen(0, '127.0.0.1')
    await once(elsewhere, 'listening')
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`
    const outcomes = [
      await failing('create', { kind: 'redirect', status, headers: { location } }),
      await failing('schema', { kind: 'redirect', status, headers: { location } }),
    ]
    elsewhere.close()
    expect(outcomes).toEqual([refused('redirected', 'component'), refused('redirected', 'component')])
    expect(connections).toBe(0)
  })

  const spellings = [
    KEY,
    `Bearer ${KEY}`,
    JSON.stringify(KEY),
    encodeURIComponent(KEY),
    Buffer.from(KEY).toString('base64'),
    Buffer.from(KEY).toString('base64url'),
  ]

  test('an upstream that says it back is not repeated', async () => {
    const echoes = [
      ...spellings.map((text) => ({ message: `bad ${text}`, details: [{ header: text }, text] })),
      { error: KEY, details: { [KEY]: KEY } },
      // The cut must not leave the first half of a key behind.
      { message: `${'x'.repeat(2_030)}${KEY}` },
    ]
    for (const body of echoes) {
      for (const status of [400, 401, 403, 404, 422]) {
        const outcome = await failing('create', { kind: 'status', status, body })
        expect(outcome).toHaveProperty('words')
        for (const text of [...spellings, KEY.slice(0, 8)]) {
          expect(inspect(outcome)).not.toContain(text)
          expect(JSON.stringify(outcome)).not.toContain(text)
        }
      }
    }
  })

  test('a whole day of trouble leaves no trace of it in outcomes and logs', async () => {
    const { env, limit } = patience()
    const { emulator, upstream, logged } = await openBolten({ env })
    const order = await orderFor(upstream, lead)
    emulator.changeSchema({ component: OPPORTUNITIES, add: { name: 'Nome', content_type: KEY } })
    const said: unknown[] = [await upstream.schema('opportunity')]
    const kinds = ['reset', 'html', 'truncated', 'gzip', 'hang', 'redirect'] as const
    for (const kind of kinds) {
      limit.ms = kind === 'hang' ? 300 : 8_000
      emulator.switches.faults.push({ kind, headers: { location: 'http://127.0.0.1:9/' } })
      said.push(await deliver(upstream, order))
    }
    said.push(upstream, logged)
    expect(logged).toEqual([{ event: 'labels-shared', entity: 'opportunity', labels: ['Nome'] }])
    expect(emulator.arrivals().every(({ auth }) => auth === 'good')).toBe(true)
    expect(inspect(said, { depth: 20, showHidden: true })).not.toContain('CANARY')
  })
})

describe("the upstream's words", () => {
  test.each<[unknown, string]>([
    [{ message: 'Bad', details: 'not good' }, 'Bad · not good'],
    [
      { message: 'Bad', details: { Nome: ['is short', 'is odd'], 'E-mail': 'is taken' } },
      'Bad · Nome: is short; is odd; E-mail: is taken',
    ],
    [{ error: 'Plain' }, 'Plain'],
    [{ message: { pt: 'Ruim' }, details: [{ field: 'Nome', n: 3 }] }, 'pt: Ruim · field: Nome; n: 3'],
  ])('%j reads as a line', async (body, words) => {
    expect(await failing('create', { kind: 'status', status: 422, body })).toEqual({ ...refused('rejected'), words })
  })

  test('are cut at 2 KiB, and never within a character', async () => {
    const outcome = await failing('create', { kind: 'status', status: 400, body: { message: '😀'.repeat(2_000) } })
    const words = outcome.kind === 'refused' ? (outcome.words ?? '') : ''
    expect(Buffer.byteLength(words)).toBeLessThanOrEqual(2_048)
    expect(words).toMatch(/^(😀){500,}$/u)
  })

  test('of a page of HTML are none', async () => {
    expect(await failing('create', { kind: 'html', status: 403 })).toEqual(refused('not-permitted', 'component'))
  })
})

/** One call of a kind, against one fault. */
async function failing(kind: 'create' | 'schema' | 'record' | 'link', fault: Fault): Promise<Failed> {
  const { emulator, upstream } = await openBolten()
  const strike = () => void emulator.switches.faults.push(fault)
  const calls: Readonly<
    Record<typeof kind, (bench: Pick<Bench, 'upstream'>) => Promise<Outcome | Reading<unknown> | undefined>>
  > = {
    async create() {
      const order = await orderFor(upstream, { opportunity: { Nome: 'Ana' } })
      strike()
      return (await deliver(upstream, order)).outcome
    },
    async schema() {
      strike()
      return upstream.schema('opportunity')
    },
    async record() {
      strike()
      return upstream.read('opportunity', 'some-id')
    },
    async link() {
      emulator.changeSchema({ component: OPPORTUNITIES, remove: 'Contato' })
      const order = await orderFor(upstream, lead)
      emulator.switches.faults.push({ ...fault, path: '/contact', method: 'POST' })
      const contact = { id: 'c1', seen: true }
      return (await deliver(upstream, order, { contact, opportunity: { id: 'o1', seen: true } })).outcome
    },
  }
  return failed(calls[kind]({ upstream }))
}

async function failed(outcome: Promise<Outcome | Reading<unknown> | undefined>): Promise<Failed> {
  const settled = await outcome
  if (settled === undefined || settled.kind === 'done') throw new Error('It was done.')
  return settled
}

/** Without what a row does not speak of. */
function plain(outcome: Failed): object {
  const { words: _words, afterMs: _afterMs, ...rest } = { words: '', afterMs: 0, ...outcome }
  return rest
}

function both<T>(outcome: T): [T, T, T, T] {
  return [outcome, outcome, outcome, outcome]
}

function scoped(component: string, record: string): [object, object, object, object] {
  return [refused(component, 'component'), refused(component, 'component'), refused(record), refused(record)]
}

function unsure(reason: string): [object, object, object, object] {
  return [unclear(reason), later(reason), later(reason), later(reason)]
}
