/**
 * The store over the writer thread. What is asked while a batch is under way becomes the next batch: one commit for
 * many operations, with no timer and no wait for an operation that comes alone.
 */
import { Worker } from 'node:worker_threads'
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Operation, Rows, Store } from '../store.ts'
import type { Tables } from '../tables.ts'
import type { Ended } from './batch.ts'
import type { Reply, Request } from './writer.ts'

export interface SqliteStore extends Store {
  /** How many transactions were committed: fewer than operations when they come together. */
  commits(): number
  /** False once the writer is gone: nothing can be stored until a restart. */
  alive(): boolean
}

interface Asked {
  readonly operation: Operation
  resolve(rows: unknown): void
  reject(error: Error): void
}

/** Rejects with what is wrong and how to mend it. */
export async function startWriter(writer: URL, options: { file: string; own: boolean }): Promise<SqliteStore> {
  const worker = new Worker(writer, { workerData: options, name: 'gatehouse-writer' })
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let commits = 0
  let underWay: readonly Asked[] = []
  let waiting: Asked[] = []
  let lost: Error | undefined
  let closing = false

  function send(request: Request): void {
    worker.postMessage(request)
  }

  function sendNext(): void {
    if (underWay.length > 0 || lost) return
    if (waiting.length === 0) {
      if (closing) send('close')
      return
    }
    underWay = waiting
    waiting = []
    send({ operations: underWay.map(({ operation }) => operation) })
  }

  function lose(error: Error): void {
    lost ??= error
    for (const { reject } of [...underWay, ...waiting]) reject(lost)
    underWay = []
    waiting = []
  }

  const heard: { readonly [K in Reply['kind']]: (reply: Extract<Reply, { kind: K }>) => void } = {
    open() {},
    refused: ({ error }) => lose(new Error(error)),
    done(reply) {
      commits = reply.commits
      const settled = underWay
      underWay = []
      sendNext()
      for (const [index, asked] of settled.entries()) settle(asked, reply.ended[index])
    },
    failed(reply) {
      const error = new Error(`The store ${options.file} failed: ${reply.error}`)
      if (reply.lost) return lose(error)
      for (const { reject } of underWay) reject(error)
      underWay = []
      sendNext()
    },
  }

  const opened = new Promise<void>((resolve, reject) => {
    worker.on('message', (reply: Reply) => {
      heard[reply.kind](reply as never)
      if (reply.kind === 'open') resolve()
    })
    worker.on('error', (error) => lose(new Error(`The writer of ${options.file} crashed.`, { cause: error })))
    worker.once('exit', () => {
      lose(closing ? closed() : new Error(`The writer of ${options.file} ended.`))
      reject(lost)
    })
  })
  await opened

  return {
    db: new Kysely<Tables>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new SqliteIntrospector(db),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
    }),
    run<const Op extends Operation>(operation: Op) {
      return new Promise<Rows<Op> | null>((resolve, reject) => {
        if (lost || closing) return reject(lost ?? closed())
        waiting.push({ operation, resolve: resolve as Asked['resolve'], reject })
        sendNext()
      })
    },
    async close() {
      if (!closing) {
        closing = true
        sendNext()
      }
      await exited
    },
    commits: () => commits,
    alive: () => !lost && !closing,
  }
}

function settle({ resolve, reject }: Asked, ended: Ended | undefined): void {
  if (ended && 'rows' in ended) resolve(ended.rows)
  else reject(new Error(ended?.error ?? 'The writer said nothing of this operation.'))
}

function closed(): Error {
  return new Error('The store is closed.')
}
