/** The n-th flush or write of the server fails: it stops or refuses, and no receipt is false. Needs strace. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Result } from './rows.ts'
import type { Trial } from './trial.ts'

/** What the kernel refuses: once, or from then on. */
const FAULTS = [
  { calls: 'fsync,fdatasync', error: 'EIO', ever: '' },
  { calls: 'pwrite64', error: 'EIO', ever: '' },
  { calls: 'fsync,fdatasync', error: 'EIO', ever: '+' },
  { calls: 'pwrite64', error: 'ENOSPC', ever: '+' },
] as const

/** A round in which nothing struck ends after so many receipts. */
const ENOUGH = 150

export async function failingDisk(trial: Trial, count: number): Promise<Result> {
  const { proxy, visitors, dice } = trial
  const trace = join(trial.folder, 'trace')
  let struck = 0
  let stopped = 0
  await proxy.start()
  visitors.begin()
  for (let round = 0; round < count; round++) {
    const { calls, error, ever } = FAULTS[round % FAULTS.length] ?? FAULTS[0]
    const nth = dice.between(1, 61)
    await proxy.end('SIGKILL')
    rmSync(trace, { force: true })
    trial.wrapper = [
      ...['strace', '-D', '-f', '-qq', '--seccomp-bpf', '-o', trace],
      ...['-e', `trace=${calls}`, '-e', `inject=${calls}:error=${error}:when=${nth}${ever}`],
    ]
    await proxy.start()
    const enough = visitors.receipts.size + ENOUGH
    const before = struck
    while (proxy.running() && visitors.receipts.size < enough && struck === before) {
      await sleep(20)
      if (hasStruck(trace)) struck++
    }
    // What it says after the fault is what counts.
    await sleep(dice.between(50, 400))
    if (struck === before && hasStruck(trace)) struck++
    if (!proxy.running()) stopped++
    trial.wrapper = []
    await proxy.end('SIGKILL')
    if (!(await proxy.start())) throw new Error(`It did not start after a failed ${calls}:\n${proxy.tail()}`)
  }
  await visitors.finish()
  await trial.settle()
  return {
    ledger: await trial.ledger(),
    said: `${struck} of ${count} faults struck; it stopped by itself ${stopped} times`,
    void: struck < count * 0.8 ? ['most faults did not strike'] : [],
  }
}

export function whyNoFaults(): string | undefined {
  try {
    execFileSync('strace', ['-D', '-qq', '-e', 'inject=fsync:error=EIO', '-o', '/dev/null', 'true'], { stdio: 'pipe' })
    return undefined
  } catch (error) {
    return `no strace that may trace here (${String(error).trim().split('\n').at(-1)})`
  }
}

function hasStruck(trace: string): boolean {
  return existsSync(trace) && readFileSync(trace, 'utf8').includes('(INJECTED)')
}
