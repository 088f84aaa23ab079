/** Makes one system call of a process fail, and tells what the process did then. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Why no call can be made to fail here; undefined where it can. */
export const noFaults: string | undefined = whyNot()

if (noFaults) console.warn(`SKIPPED, all tests with failing system calls: ${noFaults}`)

export interface Fault {
  readonly call: 'fsync' | 'pwrite64'
  readonly error: 'EIO' | 'ENOSPC'
  /** Which of the calls of one thread; from then on all of them, where `stays`. */
  readonly nth: number
  readonly stays?: boolean
}

export interface Struck {
  readonly exitCode: number | null
  /** Whether there were as many calls that one could fail. */
  readonly happened: boolean
  /** The file that the first failing call was for. */
  readonly file: string
  /** What the process said, and of that, what it said after the call had failed. */
  readonly lines: readonly string[]
  readonly linesAfter: readonly string[]
}

/** @param log where the trace may be written */
export function runWithFault({ call, error, nth, stays }: Fault, log: string, command: readonly string[]): Struck {
  const options = ['-f', '-qq', '--seccomp-bpf', '-y', '-s', '200', '-o', log, '-e', `trace=${call},write`]
  const inject = `inject=${call}:error=${error}:when=${nth}${stays ? '+' : ''}`
  const { status, stdout } = spawnSync('strace', [...options, '-e', inject, ...command], {
    encoding: 'utf8',
    timeout: 60_000,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const trace = readFileSync(log, 'utf8').split('\n')
  const at = trace.findIndex((line) => line.includes('(INJECTED)'))
  const after = at < 0 ? [] : trace.slice(at).flatMap((line) => /write\(1<[^>]*>, "(.*)\\n"/.exec(line)?.[1] ?? [])
  return {
    exitCode: status,
    happened: at >= 0,
    file: /<([^>]*)>/.exec(trace[at] ?? '')?.[1] ?? '',
    lines: stdout.split('\n').filter((line) => line !== ''),
    linesAfter: after,
  }
}

function whyNot(): string | undefined {
  const { error, status } = spawnSync('strace', ['-f', '-qq', '-e', 'inject=fsync:error=EIO:when=1', 'true'])
  if (error) return 'strace is missing'
  return status === 0 ? undefined : 'strace may not trace here'
}
