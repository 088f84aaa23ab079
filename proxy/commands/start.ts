/** `gatehouse start`: the proxy until it is told to stop. */

import type { Running } from '../serve.ts'
import { serve } from '../serve.ts'
import type { Invocation } from './invocation.ts'
import { loadKeyedProject } from './load.ts'

export async function start({ config: path }: Invocation): Promise<number> {
  const project = loadKeyedProject(path)
  if (!project) return 1

  let running: Running
  try {
    running = await serve({
      ...project,
      write: (line) => process.stdout.write(`${line}\n`),
    })
  } catch (error) {
    console.error(startFault(error, project.config.listen.port))
    return 1
  }
  await told()
  // Delivery ends as after a crash, so nothing is lost by leaving; the second signal just says so sooner.
  for (const signal of SIGNALS) process.once(signal, () => process.exit(1))
  await running.stop()
  return 0
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

function told(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.once(signal, () => resolve())
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
