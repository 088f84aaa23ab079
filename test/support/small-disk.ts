/** A disk of a few megabytes that a test can fill: ext4 in a file, mounted. */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, truncateSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Why there can be no such disk here; undefined where there can. */
export const noSmallDisk: string | undefined = whyNot()

if (noSmallDisk) console.warn(`SKIPPED, all tests on a disk of their own: ${noSmallDisk}`)

/** The folder of a fresh disk. It is unmounted when the test ends. */
export function mountSmallDisk(megabytes = 48): string {
  const place = mkdtempSync(join(tmpdir(), 'gatehouse-disk-'))
  const [image, folder] = [join(place, 'image'), join(place, 'disk')]
  closeSync(openSync(image, 'w'))
  truncateSync(image, megabytes * 2 ** 20)
  mkdirSync(folder)
  run('mkfs.ext4', '-q', '-m', '0', image)
  run('mount', '-o', 'loop', image, folder)
  const unmount = () => {
    // Lazily: then it goes with the last file that is open on it, and its loop device with it.
    spawnSync('umount', ['--lazy', folder])
    rmSync(place, { recursive: true, force: true })
  }
  process.once('exit', unmount)
  onTestFinished(() => {
    process.off('exit', unmount)
    unmount()
  })
  return folder
}

/** Takes all that is free but `leftBytes`; returns what gives it back. */
export function fill(folder: string, leftBytes = 0): () => void {
  const path = join(folder, 'others')
  const file = openSync(path, 'w')
  const chunks = [Buffer.alloc(65_536), Buffer.alloc(512)]
  for (const chunk of chunks) {
    try {
      for (;;) {
        const { bavail, bsize } = statfsSync(folder)
        if (leftBytes > 0 && bavail * bsize <= leftBytes) break
        writeSync(file, chunk)
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  }
  closeSync(file)
  return () => rmSync(path)
}

function whyNot(): string | undefined {
  if (process.platform !== 'linux') return 'loop mounts are for Linux'
  if (process.getuid?.() !== 0) return 'only root may mount'
  const probe = spawnSync('losetup', ['--find'])
  if (probe.status !== 0) return 'there is no loop device'
  return spawnSync('mkfs.ext4', ['-V']).error ? 'mkfs.ext4 is missing' : undefined
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`)
}
