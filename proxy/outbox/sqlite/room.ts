/**
 * Keeps room on the disk. Nothing new is taken while little is free, so that what is stored can still be delivered. For
 * when others fill the disk to the last byte there is the ballast: a file beside the store that is given up for that,
 * and put back once there is room. Asked with every batch that takes something in, so no timer is needed to heal.
 */
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Admission } from './batch.ts'

export interface Disk {
  readonly freeBytes: number
  readonly totalBytes: number
  /** With less than this free, nothing new is taken. */
  readonly minFreeBytes: number
}

export interface Room extends Admission {
  /** Gives the ballast up where the store could not even be opened for want of room. Throws where that is not enough. */
  toOpen(): void
}

const MIN_FREE_BYTES = 256 * 2 ** 20
/** Of a small disk that is too much to ask. */
const MIN_FREE_SHARE = 0.05
/** Four times what the log grows to before it is written from its beginning again: hundreds of deliveries. */
const BALLAST_BYTES = 16 * 2 ** 20
/** For the log's index, the log's first pages, and a few rows. */
const OPEN_BYTES = 2 ** 20

/** @param minFreeBytes default 256 MiB, at most 5 % of the disk; 0 asks for no room and needs no ballast */
export function diskOf(file: string, minFreeBytes?: number): Disk {
  const { bavail, blocks, bsize } = statfsSync(dirname(file))
  const totalBytes = blocks * bsize
  const usual = Math.min(MIN_FREE_BYTES, Math.floor(totalBytes * MIN_FREE_SHARE))
  return { freeBytes: bavail * bsize, totalBytes, minFreeBytes: minFreeBytes ?? usual }
}

/** @param minFreeBytes as for `diskOf` */
export function openRoom(file: string, minFreeBytes?: number): Room {
  const ballast = `${file}.ballast`
  let isKept = bytesOf(ballast) >= BALLAST_BYTES

  function yieldRoom(): void {
    rmSync(ballast, { force: true })
    isKept = false
  }

  return {
    admits() {
      if (minFreeBytes === 0) return true
      const disk = diskOf(file, minFreeBytes)
      // A checkpoint may need the log's size once more, while the log is still there.
      const needed = Math.max(disk.minFreeBytes, 2 * bytesOf(`${file}-wal`))
      if (isKept) return disk.freeBytes >= needed
      if (disk.freeBytes < needed + BALLAST_BYTES) return false
      isKept = putBallast(ballast)
      return isKept
    },
    yieldRoom,
    toOpen() {
      if (diskOf(file).freeBytes >= OPEN_BYTES) return
      yieldRoom()
      if (diskOf(file).freeBytes >= OPEN_BYTES) return
      // Without room for its index SQLite would call it an I/O error, and the file would pass for a damaged one.
      throw new Error(`${file} cannot be opened: the disk is full. Free some space, and start again.`)
    },
  }
}

/** Of bytes that no file system can shrink. False: there was no room after all. */
function putBallast(path: string): boolean {
  const chunk = new Uint8Array(65_536)
  try {
    const file = openSync(path, 'w', 0o600)
    try {
      for (let left = BALLAST_BYTES; left > 0; ) {
        left -= writeSync(file, crypto.getRandomValues(chunk), 0, Math.min(chunk.length, left))
      }
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    return true
  } catch {
    rmSync(path, { force: true })
    return false
  }
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
