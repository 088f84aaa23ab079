import { describe, expect, onTestFinished, test } from 'vitest'
import type { Facts } from '../../../proxy/alerts/causes.ts'
import type { HeraldDeps } from '../../../proxy/alerts/herald.ts'
import { createHerald, look, tellDue } from '../../../proxy/alerts/herald.ts'
import { postWebhook } from '../../../proxy/alerts/webhook.ts'
import { createHttp } from '../../../proxy/node/http.ts'
import { sqlBacklog } from '../../../proxy/outbox/backlog.ts'
import type { AlertStage } from '../../support/alerts.ts'
import { NOTHING, openAlerts, settled } from '../../support/alerts.ts'
import { freshFile, openStore } from '../../support/sqlite.ts'
import { freePort } from '../../support/stage.ts'
import { checked, reference } from '../../support/submission.ts'
import { virtualClock } from '../../support/virtual-clock.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const held = (count: number): Facts => ({
  ...NOTHING,
  stuck: [{ state: 'held', form: 'contact', reason: 'lost-fields', count, fresh: count, lastAt: 1 }],
})
const stopped: Facts = { ...NOTHING, connections: [{ name: 'crm', stopped: { reason: 'key-refused' } }] }
const everything: Facts = {
  ...{ ...held(2), connections: stopped.connections, oldestAt: -DAY },
  drift: [{ form: 'contact', changes: [{ code: 'field-gone', message: 'The field Nome is gone.' }] }],
  disk: { freeBytes: 1, totalBytes: 1_000, minFreeBytes: 10 },
}

const subjects = (stage: AlertStage) => stage.tries.map(({ message }) => message.subject)

describe('an alert', () => {
  test('is told once for each cause, whatever looks in between', async () => {
    const stage = await openAlerts()
    stage.facts = everything
    await stage.pass(DAY - HOUR, 10 * MINUTE)
    expect(stage.tries.map(({ message }) => message.type).sort()).toEqual([
      'connection.stopped',
      'delivery.late',
      'disk.filling',
      'form.drifted',
      'submission.held',
    ])
  })

  test('is told again after a day, as a reminder of its own with today’s number', async () => {
    const stage = await openAlerts()
    stage.facts = held(1)
    await stage.tick()
    stage.facts = held(5)
    await stage.pass(DAY + 10 * MINUTE, 10 * MINUTE)
    const [first, second] = stage.tries
    expect(stage.tries).toHaveLength(2)
    expect(first?.message).toMatchObject({ data: { count: 1, reminder: false } })
    expect(second?.message).toMatchObject({ data: { count: 5, reminder: true } })
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(DAY)
    expect(second?.message.id).not.toBe(first?.message.id)
    expect(second?.message.timestamp).toBe(first?.message.timestamp)
    expect(subjects(stage)[1]).toContain('Still: 5 submissions')
  })

  test('ends with its cause: no reminder, and the next time it is news', async () => {
    const stage = await openAlerts()
    stage.facts = held(1)
    await stage.tick()
    stage.facts = NOTHING
    await stage.pass(2 * DAY, HOUR)
    expect(stage.tries).toHaveLength(1)
    stage.facts = held(1)
    await stage.tick()
    expect(stage.tries.at(-1)?.message.data).toMatchObject({ reminder: false })
    expect(stage.tries).toHaveLength(2)
    expect(stage.lines.map(({ event }) => event)).toContain('alert-resolved')
  })

  test('of a held submission comes again at once when a person had cleared the one before', async () => {
    const stage = await openAlerts()
    stage.facts = held(1)
    await stage.tick()
    stage.facts = NOTHING
    await stage.pass(MINUTE)
    stage.facts = held(1)
    await stage.pass(MINUTE)
    expect(stage.tries).toHaveLength(2)
  })

  test('of a connection that comes and goes by the minute is told once', async () => {
    const stage = await openAlerts()
    for (let minutes = 0; minutes < 120; minutes++) {
      stage.facts = minutes % 2 === 0 ? stopped : NOTHING
      await stage.pass(MINUTE)
    }
    expect(stage.tries).toHaveLength(1)
  })

  test('is neither forgotten nor repeated by a restart', async () => {
    const file = freshFile()
    const first = await openStore(file)
    const before = await openAlerts({}, first)
    before.facts = held(1)
    await before.tick()
    await first.close()

    const stage = await openAlerts({}, await openStore(file), before.now())
    stage.facts = held(1)
    await stage.pass(DAY - MINUTE, HOUR)
    expect(stage.tries).toEqual([])
    await stage.pass(2 * MINUTE)
    expect(stage.tries.map(({ message }) => message.data.reminder)).toEqual([true])
  })

  test('is written in the store before it is sent: a crash in between tells it after the restart', async () => {
    const file = freshFile()
    const first = await openStore(file)
    const before = await openAlerts({ send: () => new Promise(() => {}) }, first)
    before.facts = held(1)
    void before.tick().catch(() => {})
    await expect.poll(() => before.deps.book.open()).toHaveLength(1)
    await first.close()

    const stage = await openAlerts({}, await openStore(file), before.now())
    stage.facts = held(1)
    await stage.tick()
    expect(stage.tries).toHaveLength(1)
  })

  test('is told to nobody where `alerts: none` is written', async () => {
    const stage = await openAlerts()
    const { alerts: _nobody, ...silent } = stage.deps
    stage.facts = everything
    await look(silent)
    await tellDue(silent, new Set())
    expect(stage.tries).toEqual([])
    expect(await stage.deps.book.open()).toEqual([])
  })
})

describe('suspected spam', () => {
  /** The real backlog, and spam that comes as a test says. */
  async function openSpam() {
    const sqlite = await openStore()
    const backlog = sqlBacklog(sqlite.store)
    const facts = async (toldTo: number): Promise<Facts> => ({ ...NOTHING, stuck: await backlog.stuck(toldTo) })
    const stage = await openAlerts({ facts }, sqlite)
    const ids: string[] = []
    const come = async (count: number, form = 'contact') => {
      for (let at = 0; at < count; at++) {
        const spam = checked({ form, held: 'suspected-spam', doubts: ['token-missing'], answers: { nome: 'CANARY' } })
        await sqlite.outbox.put(spam, reference(), stage.now())
        ids.push(spam.id)
      }
    }
    const clear = async () => {
      for (const id of ids) {
        await sqlite.outbox.decide(id, { from: ['held'], state: 'rejected', reason: 'rejected' }, stage.now())
      }
    }
    const said = () => stage.tries.map(({ message: { data } }) => [data.count, data.new])
    return { stage, come, clear, said }
  }

  test('that keeps coming is told once an hour, with how much of it is new', async () => {
    const { stage, come, said } = await openSpam()
    for (let minutes = 0; minutes < 180; minutes++) {
      await come(1)
      await stage.pass(MINUTE)
    }
    const [first, ...later] = stage.tries
    expect(said()).toEqual([
      [1, 1],
      [61, 60],
      [121, 60],
    ])
    expect(first?.message).toMatchObject({ type: 'submission.suspected', data: { reminder: false } })
    expect(later.map(({ message }) => message.data.reminder)).toEqual([true, true])
    expect(new Set(stage.tries.map(({ message }) => message.id)).size).toBe(3)
    expect(later.map(({ at }, index) => at - (stage.tries[index]?.at ?? 0))).toEqual([HOUR, HOUR])
  })

  test('that stopped is told of once a day as long as it is not decided', async () => {
    const { stage, come, said } = await openSpam()
    await come(3)
    await stage.pass(2 * DAY + HOUR, 10 * MINUTE)
    expect(said()).toEqual([
      [3, 3],
      [3, 0],
      [3, 0],
    ])
  })

  test('is told at once when it comes hours after what was told, and all forms together', async () => {
    const { stage, come, said } = await openSpam()
    await come(2)
    await stage.tick()
    await stage.pass(5 * HOUR, 10 * MINUTE)
    await come(3, 'quote')
    await come(1)
    await stage.pass(MINUTE)
    expect(said()).toEqual([
      [2, 2],
      [6, 4],
    ])
    expect(stage.tries[1]?.message.text).toMatch(/^- contact: 3, 1 of them new\n- quote: 3, 3 of them new$/m)
  })

  test('is told no sooner than after an hour although a person cleared it in between', async () => {
    const { stage, come, clear, said } = await openSpam()
    await come(2)
    await stage.tick()
    for (let times = 0; times < 5; times++) {
      await stage.pass(5 * MINUTE)
      await clear()
      await stage.pass(5 * MINUTE)
      await come(1)
    }
    expect(said()).toEqual([[2, 2]])
    await stage.pass(10 * MINUTE)
    expect(said()).toEqual([
      [2, 2],
      [1, 1],
    ])
    await clear()
    await stage.pass(3 * DAY, HOUR)
    expect(stage.tries).toHaveLength(2)
  })

  test('waits like any other where the receiver cannot be reached, and is told then with all that came', async () => {
    const { stage, come, said } = await openSpam()
    await come(1)
    await stage.tick()
    stage.answer = () => ({ kind: 'failed', reason: 'connect-timeout' })
    await come(1)
    await stage.pass(HOUR)
    const tries = stage.tries.length
    await stage.pass(4_000, 1_000)
    expect(stage.tries).toHaveLength(tries)
    await come(5)
    stage.answer = () => ({ kind: 'sent' })
    await stage.pass(2 * HOUR)
    expect(said().at(-1)).toEqual([7, 5])
  })

  test('is told without anything of what was written', async () => {
    const { stage, come } = await openSpam()
    await come(2)
    await stage.tick()
    expect(stage.tries).toHaveLength(1)
    expect(JSON.stringify([stage.tries, stage.lines, await stage.deps.book.open()])).not.toMatch(/canary|Ana/i)
  })
})

describe('a try that failed', () => {
  test('is repeated by the schedule of Standard Webhooks, each time with the same id and text', async () => {
    const stage = await openAlerts()
    stage.answer = () => ({ kind: 'failed', reason: 'connection-refused' })
    stage.facts = held(1)
    await stage.tick()
    stage.facts = held(9)
    for (const waitMs of [5_000, 5 * MINUTE, 30 * MINUTE, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)]) {
      const tries = stage.tries.length
      await stage.pass(waitMs - 1, waitMs)
      expect(stage.tries).toHaveLength(tries)
      await stage.pass(1)
      expect(stage.tries).toHaveLength(tries + 1)
    }
    expect(stage.tries).toHaveLength(10)
    expect(new Set(stage.tries.map(({ message }) => message.id)).size).toBe(1)
    expect(new Set(stage.tries.map(({ message }) => message.text)).size).toBe(1)
  })

  test('is never the last while the cause lasts', async () => {
    const stage = await openAlerts()
    stage.answer = () => ({ kind: 'failed', reason: 'status-500' })
    stage.facts = held(1)
    await stage.pass(10 * DAY, HOUR)
    const tries = stage.tries.length
    await stage.pass(3 * DAY, HOUR)
    expect(stage.tries.length - tries).toBeGreaterThanOrEqual(2)
    stage.answer = () => ({ kind: 'sent' })
    await stage.pass(2 * DAY, HOUR)
    expect(await stage.deps.book.open()).toMatchObject([{ attempt: 0, toldAt: expect.any(Number) }])
  })

  test('waits longer where the receiver asks for it', async () => {
    const stage = await openAlerts()
    stage.answer = () => ({ kind: 'failed', reason: 'status-429', afterMs: HOUR })
    stage.facts = held(1)
    await stage.tick()
    await stage.pass(HOUR - 1, HOUR)
    expect(stage.tries).toHaveLength(1)
    await stage.pass(1)
    expect(stage.tries).toHaveLength(2)
  })

  test('keeps the others of the same receiver back until the next round', async () => {
    const stage = await openAlerts()
    stage.answer = () => ({ kind: 'failed', reason: 'connect-timeout' })
    stage.facts = everything
    await stage.tick()
    expect(stage.tries).toHaveLength(1)
    stage.answer = () => ({ kind: 'sent' })
    await stage.pass(MINUTE)
    expect(new Set(stage.tries.map(({ message }) => message.type)).size).toBe(5)
  })

  test('with 410 ends the calls to that address, and says so in the log once', async () => {
    const stage = await openAlerts()
    stage.answer = () => ({ kind: 'gone' })
    stage.facts = everything
    await stage.pass(5 * DAY, HOUR)
    expect(stage.tries).toHaveLength(1)
    expect(stage.lines.filter(({ event }) => event === 'webhook-gone')).toHaveLength(1)
  })
})

describe('the good news', () => {
  /** A delivered submission, with answers that must not show up where they were not asked for. */
  async function delivered(notify: { webhook: string; answers?: boolean }) {
    const stage = await openAlerts()
    stage.form = { ...stage.form, notify, fields: [{ name: 'nome', type: 'text', label: { 'pt-BR': 'Seu nome' } }] }
    await stage.tick()
    const answers = { nome: 'CANARY-ana', email: 'canary@example.com' }
    const id = await settled(stage.sqlite, { state: 'delivered' }, stage.now(), { answers })
    return { stage, id }
  }

  test('of a delivery is told once, to whom the form says, without answers', async () => {
    const { stage, id } = await delivered({ webhook: 'https://sales.example.com/' })
    await stage.pass(2 * DAY, HOUR)
    expect(stage.tries).toHaveLength(1)
    expect(stage.tries[0]?.to).toMatchObject({ webhook: 'https://sales.example.com/' })
    expect(stage.tries[0]?.message).toMatchObject({
      type: 'submission.delivered',
      data: { form: 'contact', submission: id, reference: expect.any(String), record: 'record-1' },
    })
    expect(JSON.stringify([stage.tries, stage.lines])).not.toMatch(/canary/i)
  })

  test('has the answers where the form asks for them, with their labels; the store’s book never has', async () => {
    const { stage } = await delivered({ webhook: 'https://sales.example.com/', answers: true })
    const rows: string[] = []
    stage.answer = async () => {
      const { store } = stage.sqlite
      const [all = []] = (await store.run([{ sql: 'select message from alerts', parameters: [] }])) ?? []
      rows.push(JSON.stringify(all))
      return { kind: 'sent' }
    }
    await stage.tick()
    expect(stage.tries[0]?.message.text).toContain('Seu nome: CANARY-ana')
    expect(stage.tries[0]?.message.data.answers).toEqual([{ name: 'nome', label: 'Seu nome', value: 'CANARY-ana' }])
    expect(rows).toHaveLength(1)
    expect(rows[0]).toContain('submission.delivered')
    expect(rows[0]).not.toMatch(/canary/i)
    expect(JSON.stringify(stage.lines)).not.toMatch(/canary/i)
  })

  test('is not lost when nobody heard of the delivery: it is read from history after a restart', async () => {
    const { stage } = await delivered({ webhook: 'https://sales.example.com/' })
    const restarted = await openAlerts({}, stage.sqlite)
    restarted.form = stage.form
    await restarted.tick()
    expect(restarted.tries).toHaveLength(1)
    await stage.tick()
    expect(stage.tries).toEqual([])
  })

  test('comes after what needs a person, and a slow receiver lets alerts in between', async () => {
    const { stage } = await delivered({ webhook: 'https://slow.example.com/' })
    for (let count = 0; count < 9; count++) await settled(stage.sqlite, { state: 'delivered' }, stage.now())
    const { env } = stage.deps
    stage.answer = async () => {
      await env.sleep(15_000)
      return { kind: 'sent' }
    }
    await stage.tick()
    const before = stage.tries.length
    expect(before).toBeLessThan(10)
    stage.facts = held(1)
    await stage.tick()
    expect(stage.tries[before]?.message.type).toBe('submission.held')
    await stage.pass(2 * HOUR, HOUR)
    expect(stage.tries).toHaveLength(11)
  })

  test('of what was delivered before anybody wanted it is not told', async () => {
    const stage = await openAlerts()
    await settled(stage.sqlite, { state: 'delivered' }, stage.now())
    stage.form = { ...stage.form, notify: { webhook: 'https://sales.example.com/' } }
    await stage.pass(DAY, HOUR)
    expect(stage.tries).toEqual([])
  })

  test('is given up after the whole schedule, with a line in the log', async () => {
    const { stage } = await delivered({ webhook: 'https://sales.example.com/' })
    stage.answer = () => ({ kind: 'failed', reason: 'status-500' })
    await stage.pass(10 * DAY, HOUR)
    expect(stage.tries).toHaveLength(10)
    expect(stage.lines.filter(({ event }) => event === 'telling-given-up')).toHaveLength(1)
    expect(await stage.deps.book.due(stage.now() + DAY)).toEqual([])
  })
})

describe('the loop', () => {
  async function running(overrides: Partial<HeraldDeps> = {}) {
    const clock = virtualClock()
    const stage = await openAlerts({ env: { ...clock, random: () => 0.5 }, ...overrides })
    const ending = new AbortController()
    const herald = createHerald(stage.deps)
    const ended = herald.run(ending.signal)
    onTestFinished(async () => {
      ending.abort()
      await ended
    })
    await expect.poll(() => stage.deps.book.due(clock.now()).then(() => true)).toBe(true)
    return { stage, herald, clock }
  }

  test('tells soon after it was woken, and all that came together at once', async () => {
    const { stage, herald, clock } = await running()
    await clock.advance(3_000)
    stage.facts = held(1)
    herald.wake()
    stage.facts = held(2)
    await expect.poll(() => clock.advance(2_000).then(() => stage.tries.length)).toBe(1)
    expect(stage.tries[0]?.message.data).toMatchObject({ count: 2 })
  })

  test('looks by itself, and goes on after a look that failed', async () => {
    let looks = 0
    const { stage, clock } = await running({
      facts: async () => {
        looks++
        if (looks < 3) throw new Error('the store is away')
        return held(1)
      },
    })
    await expect.poll(() => clock.advance(60_000).then(() => stage.tries.length)).toBe(1)
    expect(stage.lines.filter(({ event }) => event === 'alerts-stalled')).toHaveLength(2)
  })
})

describe('telling never disturbs delivery', () => {
  test.each([
    ['hangs', () => new Promise<never>(() => {})],
    ['throws', () => Promise.reject(new Error('broken'))],
  ])('when the receiver %s', async (_how, send) => {
    const stage = await openAlerts({ send, env: { ...virtualClock(), random: () => 0.5 } })
    stage.facts = everything
    const ending = new AbortController()
    onTestFinished(() => ending.abort())
    const herald = createHerald(stage.deps)
    void herald.run(ending.signal)
    await expect.poll(() => stage.deps.book.open()).toHaveLength(5)
    for (let count = 0; count < 20; count++) {
      await settled(stage.sqlite, { state: 'delivered' }, stage.now())
      herald.wake()
    }
    expect((await stage.sqlite.outbox.counts()).delivered).toBe(20)
  })

  test('when nobody listens at the address', async () => {
    const port = await freePort()
    const sqlite = await openStore()
    const env = { http: createHttp(), now: () => 0 }
    const backlog = sqlBacklog(sqlite.store)
    const stage = await openAlerts(
      {
        send: (to, message) => postWebhook(env, to.webhook ?? '', `whsec_${btoa('k'.repeat(32))}`, message),
        alerts: { webhook: `http://127.0.0.1:${port}/`, oldestMs: HOUR },
        facts: async (toldTo) => ({ ...NOTHING, stuck: await backlog.stuck(toldTo) }),
      },
      sqlite,
    )
    for (let count = 0; count < 3; count++) {
      const answers = { nome: 'CANARY', email: 'canary@example.com' }
      await settled(sqlite, { state: 'held', reason: 'refused', words: 'CANARY is invalid' }, stage.now(), { answers })
      await stage.tick()
    }
    expect((await sqlite.outbox.counts()).held).toBe(3)
    expect(stage.lines.filter(({ event }) => event === 'not-told')).toMatchObject([{ reason: 'connection-refused' }])
    const open = await stage.deps.book.open()
    expect(open).toMatchObject([{ cause: 'held:contact:refused', attempt: 1 }])
    expect(JSON.stringify([stage.lines, open])).not.toMatch(/canary/i)
  })
})
