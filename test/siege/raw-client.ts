/** Sends bytes as they are and gives back the status of whatever comes; there is no HTTP client in between to mend them. */
import { connect } from 'node:net'

/** A server that says nothing to half a request waits for the rest; here nobody sends it. */
const PATIENCE_MS = 1_500

/** Of each answer its status; none where the connection just ended. Rejects when nobody listens. */
export function sendRaw(port: number, bytes: Buffer): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    const end = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve([...text.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status)))
    }
    const timer = setTimeout(end, PATIENCE_MS)
    socket.setNoDelay(true)
    socket.on('connect', () => socket.end(bytes))
    socket.on('data', (chunk) => {
      // A head is enough of what is long.
      if (text.length < 65_536) text += chunk.toString('latin1')
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNREFUSED') return end()
      clearTimeout(timer)
      reject(error)
    })
    socket.on('close', end)
  })
}
