/** A handler behind the listener that the proxy has, spoken to in bytes: no client in between mends or forbids anything. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Handler } from '../../proxy/app.ts'
import { openListener } from '../../proxy/node/listener.ts'

/** Says these bytes on a connection of their own, and gives back all that comes until it ends. */
export type Say = (...parts: readonly Part[]) => Promise<string>

/** `end`: that nothing more will come. */
export type Part = string | Buffer | { readonly end: true }

/** Inside a test: it ends with it. */
export async function listening(fetch: Handler['fetch']): Promise<Say> {
  const { server, port } = await openListener(fetch, { host: '127.0.0.1', port: 0 }, () => {})
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return async (...parts) => {
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    await once(socket, 'connect')
    // Whoever is refused while they write is cut off at times: what came before that counts.
    let answer = ''
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1')
    })
    const ended = new Promise<void>((resolve) => socket.on('error', () => {}).once('close', () => resolve()))
    for (const part of parts) {
      if (typeof part === 'string' || Buffer.isBuffer(part)) socket.write(part)
      else socket.end()
    }
    await ended
    return answer
  }
}

/** A request as it goes over the wire; the connection ends with its answer. */
export function head(line: string, ...headers: readonly string[]): string {
  return [`${line} HTTP/1.1`, 'host: x', 'connection: close', ...headers, '', ''].join('\r\n')
}
