/**
 * A disk of its own: ext4 in a file, mounted over a loop device. The file is the platter: what was not flushed is not in
 * it, so a copy of it is what a power cut would leave. Needs root and loop mounts.
 */
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
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

/** Undefined where such disks can be made. */
export function whyNoDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-torture-'))
  const [image, target] = [join(folder, 'probe'), join(folder, 'mounted')]
  const attempts = [
    ['truncate', '-s', '16M', image],
    ['mkfs.ext4', '-q', '-F', image],
    ['mount', '-o', 'loop', image, target],
    ['umount', target],
  ] as const
  try {
    mkdirSync(target)
    for (const [command, ...args] of attempts) execFileSync(command, args, { stdio: 'pipe' })
    return undefined
  } catch (error) {
    return `no loop mounts here: ${String(error).trim().split('\n').at(-1)}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function mount(folder: string, image: string): Promise<LoopDisk> {
  const target = `${image}.mounted`
  mkdirSync(target)
  await run('mount', ['-o', 'loop', image, target])
  // Lazily: it goes with the last file that is open on it, and its loop device with it.
  const unmount = () => execFileSync('umount', ['--lazy', target], { stdio: 'ignore' })
  process.once('exit', unmount)
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
      process.off('exit', unmount)
      unmount()
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
