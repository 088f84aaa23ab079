/** The thread that owns the connection: a slow disk blocks it, and never the thread that answers requests. */
import type { MessagePort } from 'node:worker_threads'
import { parentPort, workerData } from 'node:worker_threads'
import type { Operation } from '../store.ts'
import type { Ended } from './batch.ts'
import { batches } from './batch.ts'
import type { Connection, ConnectOptions } from './connection.ts'
import { connect } from './connection.ts'
import type { Damage } from './damage.ts'
import { suspect } from './damage.ts'
import { endsStore, isFull, isMalformed, messageOf } from './faults.ts'

/** From the store: one batch, or the end. The next comes after the reply. */
export type Request = { readonly operations: readonly Operation[] } | 'close'

export type Reply =
  | { readonly kind: 'open'; readonly damage?: Damage }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'done'; readonly ended: readonly Ended[]; readonly commits: number }
  /** Nothing of the batch was done. `lost`: and this thread ends. */
  | { readonly kind: 'failed'; readonly error: string; readonly why: 'lost' | 'full' | 'other' }

if (parentPort) await serve(parentPort, workerData)

async function serve(port: MessagePort, options: ConnectOptions): Promise<void> {
  const reply = (reply: Reply): void => port.postMessage(reply)
  let connection: Connection
  try {
    connection = await connect(options)
  } catch (error) {
    reply({ kind: 'refused', error: messageOf(error) })
    return
  }
  const { database, room, damage } = connection
  const run = batches(database, room)
  let commits = 0
  port.on('message', (request: Request) => {
    if (request === 'close') {
      connection.close()
      port.close()
      return
    }
    try {
      const ended = run(request.operations)
      reply({ kind: 'done', ended, commits: ++commits })
    } catch (error) {
      const why = endsStore(error) ? 'lost' : isFull(error) ? 'full' : 'other'
      reply({ kind: 'failed', error: messageOf(error), why })
      if (isMalformed(error)) suspect(options.file)
      if (why === 'lost') port.close()
    }
  })
  reply({ kind: 'open', ...(damage && { damage }) })
}
