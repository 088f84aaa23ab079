/** The built proxy as a process of its own, to be killed, frozen and started again. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { until } from '../support/stage.ts'

export interface ProxyProcess {
  readonly url: string
  /** Resolves with true once all forms are served, with false when the process ended before. */
  start(): Promise<boolean>
  /** Resolves when it is gone. */
  end(signal: NodeJS.Signals): Promise<void>
  /** It stands still, as it is, until it is ended. */
  freeze(): void
  running(): boolean
  /** Its last words, for whoever looks into a failed run. */
  tail(): string
}

export interface ProxyOptions {
  /** Where `gatehouse.yaml` lies. */
  readonly folder: string
  readonly key: string
  readonly port: number
  /** That are served once it is up. */
  readonly forms: readonly string[]
  /** Asked at each start. */
  readonly database: () => string
  /** Put before the program and its arguments; asked at each start. */
  readonly wrapper: () => readonly string[]
}

/** `GATEHOUSE_CLI`: the `cli.js` of another build to torture. */
const cli = process.env.GATEHOUSE_CLI ?? fileURLToPath(new URL('../../dist/proxy/cli.js', import.meta.url))
const TAIL_LINES = 40

export function proxyProcess({ folder, key, port, forms, database, wrapper }: ProxyOptions): ProxyProcess {
  const url = `http://127.0.0.1:${port}`
  const lines: string[] = []
  let child: ChildProcess | undefined
  const running = () => child !== undefined && child.exitCode === null && child.signalCode === null

  // A run that is broken off must not leave a process behind.
  process.once('exit', () => child?.kill('SIGKILL'))

  return {
    url,
    running,
    tail: () => lines.join(''),
    async start() {
      const [program = '', ...args] = [...wrapper(), process.execPath, cli, 'start']
      const started = spawn(program, args, {
        cwd: folder,
        env: { PATH: process.env.PATH, TORTURE_KEY: key, DATABASE_URL: `sqlite:${database()}` },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      for (const stream of [started.stdout, started.stderr]) {
        stream.on('data', (data) => {
          lines.push(String(data))
          if (lines.length > TAIL_LINES) lines.shift()
        })
      }
      child = started
      for (const form of forms) {
        await until(async () => !running() || (await fetch(`${url}/v1/forms/${form}`)).ok, 60_000)
      }
      return running()
    },
    async end(signal) {
      if (!child || !running()) return
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
    },
    freeze() {
      child?.kill('SIGSTOP')
    },
  }
}
