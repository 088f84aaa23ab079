/** Power cuts: the server goes on with exactly what had reached the disk at a random moment under load. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { bundle } from '../support/bundle.ts'
import type { LoopDisk } from './loop-disk.ts'
import { makeDisk } from './loop-disk.ts'
import type { Result } from './rows.ts'
import type { Trial } from './trial.ts'
import { keptIn } from './trial.ts'

export async function powerCuts(trial: Trial, count: number): Promise<Result> {
  const { proxy, visitors, dice } = trial
  const control = await loseAtNormal(trial, Math.max(2, Math.round(count / 30)))
  let disk = await makeDisk(trial.folder)
  let gone = 0
  try {
    trial.database = join(disk.folder, 'data', 'gatehouse.db')
    await proxy.start()
    visitors.begin()
    for (let cut = 0; cut < count; cut++) {
      await sleep(dice.between(200, 800))
      proxy.freeze()
      const after = await disk.afterPowerCut()
      // Whatever was read until here left the server before it froze.
      const promised = [...visitors.receipts.keys()]
      await proxy.end('SIGKILL')
      await disk.discard()
      disk = after
      const kept = new Set((await keptIn(aside(trial, disk))).map(({ id }) => id))
      gone += promised.filter((id) => !kept.has(id)).length
      trial.database = join(disk.folder, 'data', 'gatehouse.db')
      if (!(await proxy.start())) throw new Error(`It did not start after cut ${cut}:\n${proxy.tail()}`)
    }
    await visitors.finish()
    await trial.settle()
    const ledger = await trial.ledger()
    await proxy.end('SIGKILL')
    return {
      ledger,
      said: `${gone} receipts gone after ${count} cuts; control at NORMAL: ${control.lost} of ${control.said} gone`,
      void: [...(control.lost === 0 ? ['the control at synchronous=NORMAL lost nothing: these cuts cut nothing'] : [])],
    }
  } finally {
    visitors.goHome()
    await proxy.end('SIGKILL')
    await disk.discard()
  }
}

/** A copy beside the disk, so that looking at the store does not mend it before its owner does. */
function aside(trial: Trial, disk: LoopDisk): string {
  const copy = join(trial.folder, 'aside')
  cpSync(join(disk.folder, 'data'), copy, { recursive: true, force: true })
  return join(copy, 'gatehouse.db')
}

/** The same cuts on a writer that does not wait for the disk: it must lose, or the harness cannot see a loss. */
async function loseAtNormal(trial: Trial, cuts: number): Promise<{ readonly said: number; readonly lost: number }> {
  const script = await bundle('test/torture/careless-writer.ts')
  let said = 0
  let lost = 0
  for (let cut = 0; cut < cuts; cut++) {
    const disk = await makeDisk(trial.folder)
    const folder = join(disk.folder, 'data')
    mkdirSync(folder)
    const child = spawn(process.execPath, [script.pathname, join(folder, 'gatehouse.db')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ids: string[] = []
    let after: LoopDisk | undefined
    try {
      const lines = createInterface({ input: child.stdout })
      lines.on('line', (id) => ids.push(id))
      await once(lines, 'line')
      await sleep(trial.dice.between(200, 800))
      child.kill('SIGSTOP')
      after = await disk.afterPowerCut()
      const promised = [...ids]
      const file = aside(trial, after)
      const kept = new Set((await keptIn(file).catch(() => [])).map(({ id }) => id))
      said += promised.length
      lost += promised.filter((id) => !kept.has(id)).length
    } finally {
      const closed = once(child, 'exit')
      child.kill('SIGKILL')
      await closed
      await disk.discard()
      await after?.discard()
    }
  }
  return { said, lost }
}
