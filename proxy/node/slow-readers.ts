/** Lets go of who asks and does not read: what was said to them stays in memory until they do. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Time to read what is there: replies are small, and most of one is in the system's buffers at once. */
const LIMIT_MS = 12_000
const LOOK_MS = 1_000

export function dropSlowReaders(server: Server): void {
  /** By connection, since when something waits to be read. */
  const waiting = new Map<Socket, number>()
  server.on('connection', (socket: Socket) => {
    waiting.set(socket, Number.POSITIVE_INFINITY)
    socket.once('close', () => waiting.delete(socket))
  })
  const look = setInterval(() => {
    const now = performance.now()
    for (const [socket, since] of waiting) {
      if (now - since > LIMIT_MS) socket.destroy()
      else waiting.set(socket, socket.writableLength > 0 ? Math.min(since, now) : Number.POSITIVE_INFINITY)
    }
  }, LOOK_MS)
  look.unref()
  server.once('close', () => clearInterval(look))
}
