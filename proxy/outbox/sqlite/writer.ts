/** The thread that owns the connection: a slow disk blocks it, and never the thread that answers requests. */
import type { MessagePort } from 'node:worker_threads'
import { parentPort, workerData } from 'node:worker_threads'
import type { Operation } from '../store.ts'
import type { Ended } from './batch.ts'
import { batches, endsStore, messageOf } from './batch.ts'
import type { Connection } from './connection.ts'
import { connect } from './connection.ts'

/** From the store: one batch, or the end. The next comes after the reply. */
export type Request = { readonly operations: readonly Operation[] } | 'close'

export type Reply =
  | { readonly kind: 'open' }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'done'; readonly ended: readonly Ended[]; readonly commits: number }
  /** Nothing of the batch was done. `lost`: and this thread ends. */
  | { readonly kind: 'failed'; readonly error: string; readonly lost: boolean }

if (parentPort) await serve(parentPort)

async function serve(port: MessagePort): Promise<void> {
  const reply = (reply: Reply): void => port.postMessage(reply)
  let connection: Connection
  try {
    connection = await connect(workerData)
  } catch (error) {
    reply({ kind: 'refused', error: messageOf(error) })
    return
  }
  const run = batches(connection.database)
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
      const lost = endsStore(error)
      reply({ kind: 'failed', error: messageOf(error), lost })
      if (lost) port.close()
    }
  })
  reply({ kind: 'open' })
}
