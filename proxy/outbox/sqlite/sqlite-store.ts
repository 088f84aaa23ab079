/**
 * The store over the writer thread. What is asked while a batch is under way becomes the next batch: one commit for
 * many operations, with no timer and no wait for an operation that comes alone.
 */
import { Worker } from 'node:worker_threads'
import type { Operation, Rows, Store } from '../store.ts'
import { StoreFull } from '../store.ts'
import type { Ended } from './batch.ts'
import type { ConnectOptions } from './connection.ts'
import type { Damage } from './damage.ts'
import { queryBuilder } from './query-builder.ts'
import type { Reply, Request } from './writer.ts'

export interface SqliteStore extends Store {
  /** How many transactions were committed: fewer than operations when they come together. */
  commits(): number
  /** False once the writer is gone: nothing can be stored until a restart. */
  alive(): boolean
  /** Resolves when the store is lost: the disk failed, the file is damaged, the writer crashed. Not when it is closed. */
  readonly lost: Promise<Error>
  /** What was wrong with the file when it was opened. */
  readonly damage?: Damage
}

interface Asked {
  readonly operation: Operation
  resolve(rows: unknown): void
  reject(error: Error): void
}

/** Rejects with what is wrong and how to mend it. */
export async function startWriter(writer: URL, options: ConnectOptions): Promise<SqliteStore> {
  const worker = new Worker(writer, { workerData: options, name: 'gatehouse-writer' })
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let commits = 0
  let damage: Damage | undefined
  let underWay: readonly Asked[] = []
  let waiting: Asked[] = []
  let loss: Error | undefined
  let closing = false
  let tellLost: (error: Error) => void
  const lost = new Promise<Error>((resolve) => {
    tellLost = resolve
  })

  function send(request: Request): void {
    worker.postMessage(request)
  }

  function sendNext(): void {
    if (underWay.length > 0 || loss) return
    if (waiting.length === 0) {
      if (closing) send('close')
      return
    }
    underWay = waiting
    waiting = []
    send({ operations: underWay.map(({ operation }) => operation) })
  }

  function lose(error: Error): void {
    loss ??= error
    for (const { reject } of [...underWay, ...waiting]) reject(loss)
    underWay = []
    waiting = []
    if (!closing) tellLost(loss)
  }

  const heard: { readonly [K in Reply['kind']]: (reply: Extract<Reply, { kind: K }>) => void } = {
    open: (reply) => {
      damage = reply.damage
    },
    refused: ({ error }) => lose(new Error(error)),
    done(reply) {
      commits = reply.commits
      const settled = underWay
      underWay = []
      sendNext()
      for (const [index, asked] of settled.entries()) settle(asked, reply.ended[index])
    },
    failed(reply) {
      const message = `The store ${options.file} failed: ${reply.error}`
      if (reply.why === 'lost') return lose(new Error(message))
      const error = reply.why === 'full' ? new StoreFull(message) : new Error(message)
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
      reject(loss)
    })
  })
  await opened

  return {
    db: queryBuilder(),
    run<const Op extends Operation>(operation: Op) {
      return new Promise<Rows<Op> | null>((resolve, reject) => {
        if (loss || closing) return reject(loss ?? closed())
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
    alive: () => !loss && !closing,
    lost,
    ...(damage && { damage }),
  }
}

function settle({ resolve, reject }: Asked, ended: Ended | undefined): void {
  if (!ended) reject(new Error('The writer said nothing of this operation.'))
  else if ('rows' in ended) resolve(ended.rows)
  else reject('full' in ended ? new StoreFull('The disk has no room for anything new.') : new Error(ended.error))
}

function closed(): Error {
  return new Error('The store is closed.')
}
