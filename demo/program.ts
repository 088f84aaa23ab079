/** One program of the demo as a child process. Of its JSON log only what needs a look is shown. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface Program {
  /** Resolves when the process has ended. */
  stop(): Promise<void>
}

export function startProgram(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  ended: () => void,
): Program {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (/"level":"(warn|error)"/.test(line)) console.error(line)
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.once('exit', () => ended())
  return {
    async stop() {
      child.kill('SIGTERM')
      await gone
    },
  }
}
