/** A slow line to a server on this machine: what is sent arrives later, and never if its sender hangs up before. */
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

export interface SlowLine {
  readonly url: string
  close(): Promise<void>
}

export async function openSlowLine(to: string, latencyMs: number): Promise<SlowLine> {
  const { hostname, port } = new URL(to)
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => open.delete(socket))
    }
    let isCut = false
    near.on('end', () => {
      isCut = true
      far.destroy()
    })
    near.on('data', (bytes) => setTimeout(() => isCut || far.write(bytes), latencyMs))
    far.pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
