/** `gatehouse start`: the proxy until it is told to stop. */

import { faultOf } from '../delivery/fault.ts'
import { createLog } from '../log.ts'
import type { Running } from '../serve.ts'
import { serve } from '../serve.ts'
import type { Invocation } from './invocation.ts'
import { loadOrSay, readSettings } from './load.ts'

export async function start({ config: path }: Invocation): Promise<number> {
  const read = () => readSettings(path, process.env)
  const settings = loadOrSay(read())
  if (!settings) return 1
  sayFaults()

  let running: Running | undefined
  // From the first moment: the system's own answer to this signal would end the process.
  process.on('SIGHUP', () => void running?.reload())
  try {
    running = await serve({
      settings,
      read,
      write,
    })
  } catch (error) {
    console.error(startFault(error, settings.config.listen.port))
    return 1
  }
  const code = await Promise.race([told(), running.broken])
  // What is still being asked gets no receipt, so nothing is lost by leaving at once.
  if (code !== 0) process.exit(code)
  // Delivery ends as after a crash, so nothing is lost by leaving; the second signal just says so sooner.
  for (const signal of SIGNALS) process.once(signal, () => process.exit(1))
  await running.stop()
  return 0
}

const write = (line: string) => process.stdout.write(`${line}\n`)

/**
 * What nobody catches, said by its name and place: Node would print its message, which may quote a key or an answer. A
 * promise that failed with nobody waiting, as in a module of the operator's own, is no reason to refuse visitors. After an
 * exception nothing is certain: the command line ends the process.
 */
function sayFaults(): void {
  const log = createLog(write, Date.now, () => [])
  process.on('unhandledRejection', (reason) => log('error', { event: 'unhandled-rejection', ...faultOf(reason) }))
  process.prependListener('uncaughtException', (error) =>
    log('error', { event: 'uncaught-exception', ...faultOf(error) }),
  )
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

function told(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.once(signal, () => resolve(0))
  })
}

function startFault(error: unknown, port: number): string {
  const { code, message } = error as { code?: string; message: string }
  if (code === 'EADDRINUSE') {
    return `Port ${port} is busy. End what uses it, or choose another: \`listen: { port: ${port + 1} }\`, or PORT=${port + 1}.`
  }
  if (code === 'EACCES') return `Port ${port} may not be used by this user. Choose one above 1023.`
  return message
}
