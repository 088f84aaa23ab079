import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createCounters } from '../../../proxy/guards/counters.ts'
import type { Checked, Entry } from '../../../proxy/guards/guard.ts'
import type { Limits } from '../../../proxy/guards/limits.ts'
import { createLimits } from '../../../proxy/guards/limits.ts'
import { USUAL_RATES } from '../../../proxy/guards/rates.ts'
import type { Sight } from '../../../proxy/guards/sight.ts'
import { createSight } from '../../../proxy/guards/sight.ts'
import { createDayHash } from '../../../proxy/node/day-hash.ts'
import type { Problem } from '../../../proxy/problem.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: Date.UTC(2026, 0, 1, 12) })
})
afterEach(() => {
  vi.useRealTimers()
})

function open(sight: Sight = createSight(() => {})): Limits {
  const env = { now: () => Date.now() }
  return createLimits({ rates: USUAL_RATES, counters: createCounters(env), sight, hash: createDayHash(env) })
}

interface Given {
  readonly client?: string
  readonly form?: string
  readonly connection?: string
  readonly emails?: readonly string[]
  readonly id?: string
}

function checked({ client, form = 'contact', connection = 'crm', emails = [], id = crypto.randomUUID() }: Given) {
  const sender = { origin: null, fetchSite: null, way: 'element', ...(client !== undefined && { client }) }
  const entry = { form: { id: form, connection }, submission: { id, answers: {} }, sender, at: Date.now(), emails }
  return entry as unknown as Checked & Entry
}

/** What so many, one after the other, get: by verdict, how many. */
async function tally(times: number, ask: (turn: number) => unknown): Promise<Record<string, number>> {
  const kinds: Record<string, number> = {}
  for (let turn = 0; turn < times; turn++) {
    const { kind } = (await ask(turn)) as { kind: string }
    kinds[kind] = (kinds[kind] ?? 0) + 1
  }
  return kinds
}

const said = (asked: Promise<void>): Promise<Problem | undefined> =>
  asked.then(
    () => undefined,
    (problem: Problem) => problem,
  )

describe('one visitor’s address (S5)', () => {
  test('may submit 60 times a minute; then it is told when to come again, and then it may', async () => {
    const { address } = open()
    expect(await tally(60, () => address(checked({ client: 'a' })))).toEqual({ pass: 60 })
    await vi.advanceTimersByTimeAsync(17_500)
    const verdict = await address(checked({ client: 'a' }))
    if (verdict.kind !== 'refuse') throw new Error(verdict.kind)
    expect(verdict.problem.code).toBe('rate-limited')
    expect(verdict.problem.options.headers).toEqual({ 'retry-after': '43' })
    expect((await address(checked({ client: 'b' }))).kind).toBe('pass')
    await vi.advanceTimersByTimeAsync(43_000)
    expect((await address(checked({ client: 'a' }))).kind).toBe('pass')
  })

  test('that is not known is not counted with others that are not', async () => {
    const limits = open()
    expect(await tally(2_000, () => limits.address(checked({})))).toEqual({ pass: 2_000 })
    for (let turn = 0; turn < 200; turn++) expect(await said(limits.challenge(undefined))).toBeUndefined()
    expect(await said(limits.upload(undefined, 1e12))).toBeUndefined()
  })

  test('may be everybody’s where visitors cannot be told apart: no person is refused, and a flood still is', async () => {
    const sight = createSight(() => {})
    const { address } = open(sight)
    const peer = { network: 'cloudflare', isInside: false, isUnread: true, isRead: false }
    const through = () => {
      sight.asked(peer)
      return address(checked({ client: 'the proxy in front' }))
    }
    for (let turn = 0; turn < 100; turn++) sight.asked(peer)
    expect(await tally(1_000, through)).toEqual({ pass: 600, refuse: 400 })
  })

  test('gets 600 form tokens a minute', async () => {
    const { challenge } = open()
    for (let turn = 0; turn < 600; turn++) expect(await said(challenge('a'))).toBeUndefined()
    const problem = await said(challenge('a'))
    expect(problem?.code).toBe('rate-limited')
    expect(problem?.options.headers?.['retry-after']).toBe('60')
    expect(await said(challenge('b'))).toBeUndefined()
  })

  test('brings 500 MB of files an hour', async () => {
    const { upload } = open()
    for (let turn = 0; turn < 20; turn++) expect(await said(upload('a', 25e6))).toBeUndefined()
    expect((await said(upload('a', 1)))?.options.headers).toEqual({ 'retry-after': '3600' })
    expect(await said(upload('b', 1))).toBeUndefined()
  })
})

describe('a form and its connection', () => {
  test('that get more than usual are doubt, never a refusal', async () => {
    const { busy } = open()
    expect(await tally(700, () => busy(checked({})))).toEqual({ pass: 600, doubt: 100 })
    expect(await busy(checked({}))).toEqual({ kind: 'doubt', doubt: 'form-busy' })
    expect((await busy(checked({ form: 'other', connection: 'desk' }))).kind).toBe('pass')
    await vi.advanceTimersByTimeAsync(60_000)
    expect((await busy(checked({}))).kind).toBe('pass')
  })

  test('a connection counts all its forms', async () => {
    const { busy } = open()
    const three = ['a', 'b', 'c']
    expect(await tally(1_500, (turn) => busy(checked({ form: three[turn % 3] ?? '' })))).toEqual({
      ...{ pass: 1_200, doubt: 300 },
    })
  })
})

describe('one e-mail address (S8)', () => {
  const ana = 'ana@example.com'

  test('passes 3 times an hour and 10 times a day', async () => {
    const { email } = open()
    const send = () => email(checked({ emails: [ana] }))
    expect(await tally(50, send)).toEqual({ pass: 3, doubt: 47 })
    expect(await send()).toEqual({ kind: 'doubt', doubt: 'many-for-address' })
    expect((await email(checked({ emails: ['bo@example.com'] }))).kind).toBe('pass')
  })

  test('passes 10 times a day, however they are spread', async () => {
    const { email } = open()
    const verdicts: Record<string, number>[] = []
    for (let hour = 0; hour < 11; hour++) {
      verdicts.push(await tally(1, () => email(checked({ emails: [ana] }))))
      await vi.advanceTimersByTimeAsync(3_600_000)
    }
    // Midnight has another key, so that it begins anew there at the latest.
    expect(verdicts.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => ({ pass: 1 })))
    expect(verdicts[10]).toEqual({ doubt: 1 })
  })

  test.each([
    ['in capitals', 'ANA@Example.COM'],
    ['with space around it', '  ana@example.com '],
    ['with a tag', 'ana+news@example.com'],
    ['as the second address of a form', ana],
  ])('is the same %s', async (_how, other) => {
    const { email } = open()
    await tally(3, () => email(checked({ emails: [ana] })))
    expect((await email(checked({ emails: ['bo@example.com', other] }))).kind).toBe('doubt')
  })

  test('is counted once for a submission that could not be stored and comes again', async () => {
    const { email } = open()
    const again = checked({ emails: [ana] })
    expect(await tally(20, () => email(again))).toEqual({ pass: 20 })
    expect(await tally(3, () => email(checked({ emails: [ana] })))).toEqual({ pass: 2, doubt: 1 })
    // And is not the way around it.
    expect((await email(again)).kind).toBe('doubt')
  })

  test('does not count for forms that ask for none, or leave it empty', async () => {
    const { email } = open()
    expect(await tally(20, () => email(checked({})))).toEqual({ pass: 20 })
    expect(await tally(20, () => email(checked({ emails: ['', ' '] })))).toEqual({ pass: 20 })
  })
})
