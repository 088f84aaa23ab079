/**
 * Firefox's own transport: messages on a socket, each with its length in bytes before it, as `[0, id, command, params]`
 * and `[1, id, error, result]` (https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html).
 */
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { Command, Transport } from './webdriver.ts'
import { COMMANDS } from './webdriver.ts'

type Reply = readonly [kind: 1, id: number, error: { error: string; message: string } | null, result: unknown]

export async function openMarionetteTransport(port: number): Promise<Transport> {
  const waiting = new Map<number, (reply: Reply) => void>()
  let sent = 0

  const socket = connect(port, '127.0.0.1')
  await new Promise<void>((resolve, reject) => {
    // The first message is a greeting.
    onMessages(socket, (message) => {
      if (Array.isArray(message)) waiting.get(message[1])?.(message as unknown as Reply)
      else resolve()
    })
    socket.once('error', reject)
  })
  socket.on('close', () => {
    for (const [id, settle] of waiting) settle([1, id, { error: 'gone', message: 'Firefox hung up.' }, undefined])
  })

  async function send(command: Command, params: Readonly<Record<string, unknown>>): Promise<unknown> {
    const id = ++sent
    const text = JSON.stringify([0, id, COMMANDS[command][1], params])
    const reply = new Promise<Reply>((resolve) => waiting.set(id, resolve))
    socket.write(`${Buffer.byteLength(text)}:${text}`)
    const [, , error, result] = await reply
    waiting.delete(id)
    if (error) throw new Error(`${command}: ${error.error}: ${error.message}`)
    return result !== null && typeof result === 'object' && 'value' in result ? result.value : result
  }

  await send('newSession', {})
  return {
    send,
    async close() {
      await send('deleteSession', {})
      socket.destroy()
    },
  }
}

function onMessages(socket: Socket, tell: (message: unknown) => void): void {
  let bytes = Buffer.alloc(0)
  socket.on('data', (more: Buffer) => {
    bytes = Buffer.concat([bytes, more])
    for (;;) {
      const colon = bytes.indexOf(':')
      const length = Number(bytes.subarray(0, colon))
      if (colon < 0 || bytes.length <= colon + length) return
      const end = colon + 1 + length
      tell(JSON.parse(bytes.toString('utf8', colon + 1, end)))
      bytes = bytes.subarray(end)
    }
  })
}
