/** A delivery under a test's clock and dice: the real SQLite store, and an upstream that does what a test says. */

import type { AttemptDeps } from '../../proxy/delivery/attempt.ts'
import type { Moved, Round } from '../../proxy/delivery/round.ts'
import { createRound } from '../../proxy/delivery/round.ts'
import type { WorkerDeps } from '../../proxy/delivery/worker.ts'
import type { PublishedForm } from '../../proxy/forms/published.ts'
import type { LogEvent } from '../../proxy/log.ts'
import type { CheckedSubmission, Kept } from '../../proxy/outbox/outbox.ts'
import type { Sqlite } from '../../proxy/outbox/sqlite/open.ts'
import { createConnections } from '../../proxy/upstreams/connection.ts'
import type { Order, Outcome, Schema, Sighting, StepResults, Upstream } from '../../proxy/upstreams/upstream.ts'
import { openStore } from './sqlite.ts'
import { checked, reference } from './submission.ts'

export const DONE: Outcome = { kind: 'done', result: { id: 'record-1', seen: true } }

/** What each step does, by its name, in this order. A step whose name begins with `read` is safe. */
export type Script = Readonly<Record<string, (done: StepResults, order: Order) => Outcome | Promise<Outcome>>>

export interface Stage {
  readonly sqlite: Sqlite
  readonly deps: WorkerDeps
  /** Every step that ran, in order. */
  readonly ran: string[]
  /** Every line of the log. */
  readonly lines: LogEvent[]
  /** What the steps do from now on. */
  script: Script
  /** What every submission is of, its version known to the store. */
  form: PublishedForm
  /** What a look upstream sees from now on. */
  look: Upstream['look']
  /** Every move that was told. */
  readonly moves: Moved[]
  /** The last known schemas. */
  schemas: Record<string, Schema>
  /** Moves the clock. */
  wait(ms: number): void
  now(): number
  /** Takes a submission in, and resolves with its id. */
  put(given?: Partial<CheckedSubmission>): Promise<string>
  /** One attempt by a worker of this name. */
  deliver(owner?: string, signal?: AbortSignal): Promise<boolean>
  get(id: string): Promise<Kept>
}

export const FORM: PublishedForm = {
  ...{ id: 'contact', connection: 'crm', entity: 'opportunity', sites: [], locale: 'pt-BR', fields: [] },
  mappings: {
    opportunity: [
      { key: 'Nome', label: 'Nome', type: 'text', source: { answer: 'nome' } },
      { key: 'E-mail', label: 'E-mail', type: 'email', source: { answer: 'email' } },
    ],
    contact: [{ key: 'Nome', label: 'Nome', type: 'text', source: { answer: 'nome' } }],
  },
}

/** A look that sees the same for all that is sought. */
export function sees(sighting: Sighting): Upstream['look'] {
  return async (sought) => ({
    kind: 'done',
    value: new Map(sought.map(({ submissionId }) => [submissionId, sighting])),
  })
}

export async function openDelivery(
  script: Script,
  overrides: Partial<WorkerDeps> = {},
  sqlite?: Sqlite,
): Promise<Stage> {
  const store = sqlite ?? (await openStore())
  await store.forms.saveVersion({ form: FORM.id, version: 'v1', published: FORM, source: 'source' }, 1)
  let time = 1_000_000
  const ran: string[] = []
  const lines: LogEvent[] = []
  const moves: Moved[] = []
  const rounds = new Map<string, readonly Round[]>()

  const upstream: Upstream = {
    entities: ['opportunity'],
    schema: async () => ({ kind: 'later', reason: 'not-asked' }),
    components: async () => ({ kind: 'later', reason: 'not-asked' }),
    look: (sought, taken) => stage.look(sought, taken),
    plan: (order) =>
      Object.entries(stage.script).map(([name, act]) => ({
        name,
        safe: name.startsWith('read'),
        run: async (done) => {
          ran.push(name)
          return act(done, order)
        },
      })),
  }
  const forms: AttemptDeps['forms'] = {
    live: () => undefined,
    async version(form, version) {
      const found = await store.forms.version(form, version)
      return found && { version, form: stage.form }
    },
  }
  const parts = [
    { name: 'crm', upstream, keyId: 'one' },
    { name: 'desk', upstream, keyId: 'one' },
    { name: 'other', upstream, keyId: 'two' },
  ]
  const stage: Stage = {
    ...{ sqlite: store, ran, lines, moves, script, schemas: {}, form: FORM },
    look: async () => ({ kind: 'later', reason: 'not-asked' }),
    deps: {
      outbox: store.outbox,
      forms,
      catalog: { schemas: () => stage.schemas },
      connections: createConnections(parts, () => {}),
      env: {
        now: () => time,
        monotonic: () => time,
        random: () => 0.5,
        sleep: async (ms) => {
          time += ms
        },
      },
      log: (_level, event) => lines.push(event),
      moved: (moved) => moves.push(moved),
      ...overrides,
    },
    wait(ms) {
      time += ms
    },
    now: () => time,
    async put(given) {
      const submission = checked(given)
      await store.outbox.put(submission, reference(), time)
      return submission.id
    },
    async deliver(owner = 'worker', signal) {
      const own =
        rounds.get(owner) ??
        [...stage.deps.connections.values()].map((connection) => createRound(stage.deps, connection, owner))
      rounds.set(owner, own)
      for (const round of own) if (await round.next(signal)) return true
      return false
    },
    async get(id) {
      const kept = await store.outbox.get(id)
      if (!kept) throw new Error(`There is no ${id}.`)
      return kept
    },
  }
  return stage
}
