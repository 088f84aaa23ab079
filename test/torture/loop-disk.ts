/**
 * A disk of its own: ext4 in a file, mounted over a loop device. The file is the platter: what was not flushed is not in
 * it, so a copy of it is what a power cut would leave. Needs root and loop mounts.
 */
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface LoopDisk {
  /** Where it is mounted. */
  readonly folder: string
  /** Another disk with what has reached this one by now. Whoever writes here must stand still. */
  afterPowerCut(): Promise<LoopDisk>
  /** Unmounts and deletes. */
  discard(): Promise<void>
}

/** Grows only as far as it is written to. */
const SIZE = '512M'

let made = 0

export async function makeDisk(folder: string): Promise<LoopDisk> {
  const image = join(folder, `disk-${made++}`)
  await run('truncate', ['-s', SIZE, image])
  await run('mkfs.ext4', ['-q', '-F', image])
  return mount(folder, image)
}

let reason: string | undefined | null = null

/** Undefined where such disks can be made. */
export function whyNoDisk(folder: string): string | undefined {
  if (reason === null) reason = tryDisk(folder)
  return reason
}

function tryDisk(folder: string): string | undefined {
  const image = join(folder, 'probe')
  const target = `${image}.mounted`
  try {
    mkdirSync(target)
    execFileSync('truncate', ['-s', '16M', image], { stdio: 'pipe' })
    execFileSync('mkfs.ext4', ['-q', '-F', image], { stdio: 'pipe' })
    execFileSync('mount', ['-o', 'loop', image, target], { stdio: 'pipe' })
    execFileSync('umount', [target], { stdio: 'pipe' })
    return undefined
  } catch (error) {
    return `no loop mounts here (${String(error).trim().split('\n').at(-1)})`
  } finally {
    rmSync(target, { recursive: true, force: true })
    rmSync(image, { force: true })
  }
}

async function mount(folder: string, image: string): Promise<LoopDisk> {
  const target = `${image}.mounted`
  mkdirSync(target)
  await run('mount', ['-o', 'loop', image, target])
  // The kernel frees the loop device with the mount; the mount itself outlives a process that is broken off.
  const breakOff = () => {
    execFileSync('umount', ['-l', target], { stdio: 'ignore' })
  }
  process.once('exit', breakOff)
  const { stdout } = await run('findmnt', ['-n', '-o', 'SOURCE', target])
  const statistics = `/sys/block/${basename(stdout.trim())}/stat`

  return {
    folder: target,
    async afterPowerCut() {
      const copy = join(folder, `disk-${made++}`)
      for (;;) {
        const before = writes(statistics)
        await run('cp', ['--sparse=always', image, copy])
        // The kernel writes behind a frozen process too: only a copy that nothing was written into is one moment.
        if (writes(statistics) === before) return mount(folder, copy)
      }
    },
    async discard() {
      await unmount(target)
      process.off('exit', breakOff)
      rmSync(target, { recursive: true, force: true })
      rmSync(image, { force: true })
    },
  }
}

/** How many writes were done, and how many sectors. */
function writes(statistics: string): string {
  const numbers = readFileSync(statistics, 'utf8').trim().split(/\s+/)
  return `${numbers[4]} ${numbers[6]}`
}

/** The last file of a process that was just killed may be a moment behind it. */
async function unmount(target: string): Promise<void> {
  for (let left = 50; left > 0; left--) {
    try {
      await run('umount', [target])
      return
    } catch {
      await sleep(100)
    }
  }
  // Whoever still holds a file there lets go of it with its process.
  await run('umount', ['-l', target])
}
