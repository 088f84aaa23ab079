/** The folder and the files of a store: made when missing, and refused in words that say the mend. */
import { accessSync, closeSync, constants, existsSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** What lies beside the file, by what its name adds: SQLite's log and its index, our lock, the room kept free. */
const BESIDE = ['-wal', '-shm', '.lock', '.ballast'] as const

/** Holds people's data, so folder and file are the user's alone. Throws where they cannot be read and written. */
export function makePlace(file: string): void {
  const folder = dirname(file)
  attempt(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }))
  attempt(file, () => {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw withCode('EISDIR')
    closeSync(openSync(file, 'a', 0o600))
  })
  attempt(folder, () => accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK))
  for (const path of [file, ...BESIDE.map((end) => file + end)].filter((path) => existsSync(path))) {
    attempt(path, () => accessSync(path, constants.R_OK | constants.W_OK))
  }
}

/** Makes it sure that files which were renamed or made in the file's folder are found there after a power cut. */
export function syncFolder(file: string): void {
  const folder = openSync(dirname(file), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

const MENDS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read and write it. Give it to the user that runs Gatehouse (chown), its folder too.',
  EPERM: 'this user may not read and write it. Give it to the user that runs Gatehouse (chown), its folder too.',
  EROFS: 'it lies on a read-only file system. Mount it writable, or set `database:` to a place that is.',
  EISDIR: 'it is a folder. Set `database:` to a file, for instance one in that folder.',
  ENOTDIR: 'a part of this path is a file, not a folder. Set `database:` to another place.',
  EEXIST: 'a file stands where this folder should be. Set `database:` to another place.',
  ENOSPC: 'the disk is full. Free some space.',
  ENAMETOOLONG: 'this name is too long. Set `database:` to a shorter one.',
}

function attempt(path: string, act: () => void): void {
  try {
    act()
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException
    throw new Error(`The store cannot use ${path}: ${MENDS[code] ?? message}`, { cause })
  }
}

function withCode(code: string): Error {
  return Object.assign(new Error(code), { code })
}
