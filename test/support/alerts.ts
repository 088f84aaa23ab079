/** The alerts' room under a test's clock: the real book in a real store, and a receiver that does what a test says. */
import { alertBook } from '../../proxy/alerts/book.ts'
import type { Facts } from '../../proxy/alerts/causes.ts'
import type { HeraldDeps, Target } from '../../proxy/alerts/herald.ts'
import { look, tellDue } from '../../proxy/alerts/herald.ts'
import type { Message, Sent } from '../../proxy/alerts/message.ts'
import type { PublishedForm } from '../../proxy/forms/published.ts'
import type { LogEvent } from '../../proxy/log.ts'
import type { CheckedSubmission, Move } from '../../proxy/outbox/outbox.ts'
import type { Sqlite } from '../../proxy/outbox/sqlite/open.ts'
import { FORM } from './delivery.ts'
import { openStore } from './sqlite.ts'
import { checked, reference } from './submission.ts'

export const NOTHING: Facts = { stuck: [], connections: [], drift: [] }

export interface AlertStage {
  readonly sqlite: Sqlite
  readonly deps: HeraldDeps
  /** What is the case from now on. */
  facts: Facts
  /** The form that is live. */
  form: PublishedForm
  /** What becomes of each try from now on. */
  answer: (to: Target) => Sent | Promise<Sent>
  /** Every try, in order. */
  readonly tries: { readonly to: Target; readonly message: Message; readonly at: number }[]
  readonly lines: LogEvent[]
  /** Looks and tells, as the loop does each minute and whenever it is woken. */
  tick(): Promise<void>
  /** Lets this much time pass with a tick at least each `everyMs`. */
  pass(ms: number, everyMs?: number): Promise<void>
  now(): number
}

export async function openAlerts(overrides: Partial<HeraldDeps> = {}, sqlite?: Sqlite, at = 1_000_000) {
  const store = sqlite ?? (await openStore())
  await store.forms.saveVersion({ form: FORM.id, version: 'v1', published: FORM, source: 'source' }, 1)
  let time = at
  const gone = new Set<string>()
  const stage: AlertStage = {
    ...{ sqlite: store, facts: NOTHING, form: FORM, tries: [], lines: [], now: () => time },
    answer: () => ({ kind: 'sent' }),
    deps: {
      book: alertBook(store.store),
      async send(to, message) {
        stage.tries.push({ to, message, at: time })
        return stage.answer(to)
      },
      alerts: { webhook: 'https://hooks.example.com/x', oldestMs: 3_600_000 },
      facts: async () => stage.facts,
      forms: {
        live: (id) => (id === FORM.id ? { version: 'v1', form: stage.form } : undefined),
        version: async () => ({ version: 'v1', form: stage.form }),
      },
      outbox: store.outbox,
      env: {
        now: () => time,
        random: () => 0.5,
        sleep: async (ms) => {
          time += ms
        },
      },
      log: (_level, event) => stage.lines.push(event),
      ...overrides,
    },
    async tick() {
      await look(stage.deps)
      await tellDue(stage.deps, gone)
    },
    async pass(ms, everyMs = 60_000) {
      for (const end = time + ms; time < end; ) {
        time = Math.min(end, time + everyMs)
        await stage.tick()
      }
    },
  }
  return stage
}

/** Takes a submission in and ends it so, as a worker would; resolves with its id. */
export async function settled(
  { outbox }: Sqlite,
  move: Move,
  at: number,
  given: Partial<CheckedSubmission> = {},
): Promise<string> {
  const submission = checked(given)
  await outbox.put(submission, reference(), at)
  const claim = await outbox.claim({ owner: 'worker', connections: ['crm'], now: at, leaseMs: 60_000 })
  if (claim?.id !== submission.id) throw new Error('Another submission was due.')
  await outbox.begin(claim, 'opportunity', false, at)
  await outbox.finish(claim, 'opportunity', { id: 'record-1', seen: true }, at)
  if (!(await outbox.settle(claim, move, at))) throw new Error('It could not be settled.')
  return submission.id
}
