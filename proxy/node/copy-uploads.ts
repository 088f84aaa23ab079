/** Copies the folder of uploads beside a copy of the store. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { AT } from './upload-folder.ts'

/**
 * What is not there yet, as links where the disk has them: a file is never written again once it is whole. What vanishes
 * meanwhile was delivered or erased. How many are there then.
 */
export function copyUploads(from: string, to: string): number {
  const names = existsSync(from) ? readdirSync(from).filter((name) => AT.test(name)) : []
  if (names.length > 0) mkdirSync(to, { recursive: true, mode: 0o700 })
  for (const name of names) copy(join(from, name), join(to, name))
  if (!existsSync(to)) return 0
  sync(to)
  return readdirSync(to).length
}

function copy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return
    // Copied before, perhaps while it was still being written.
    if (code === 'EEXIST' && statSync(to).size === statSync(from, { throwIfNoEntry: false })?.size) return
    if (!existsSync(from)) return
    copyFileSync(from, to)
    sync(to)
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
