/** Files as a crash and a failing disk leave them. */
import { copyFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { loadDriver } from '../../proxy/outbox/sqlite/driver.ts'

export const PAGE_BYTES = 4_096

/** Copies an open store as it lies on disk at this moment, its log too. */
export function copyOf(file: string): string {
  const copy = `${file}.copy`
  for (const end of ['', '-wal']) if (existsSync(file + end)) copyFileSync(file + end, copy + end)
  return copy
}

/** What each table's and index's pages are, by its name: those that hold rows. */
export async function leavesOf(file: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const database = (await loadDriver()).open(file, { readOnly: true })
  const roots = database.prepare('SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0').all()
  database.close()
  const bytes = readFileSync(file)
  return new Map(roots.map(({ name, rootpage }) => [String(name), leavesBelow(bytes, Number(rootpage))]))
}

/** https://sqlite.org/fileformat2.html#b_tree_pages */
function leavesBelow(bytes: Buffer, page: number): readonly number[] {
  const at = (page - 1) * PAGE_BYTES + (page === 1 ? 100 : 0)
  const kind = bytes[at]
  if (kind === 0x0d || kind === 0x0a) return [page]
  const cells = Array.from({ length: bytes.readUInt16BE(at + 3) }, (_, index) =>
    bytes.readUInt16BE(at + 12 + 2 * index),
  )
  const children = cells.map((cell) => bytes.readUInt32BE((page - 1) * PAGE_BYTES + cell))
  return [...children, bytes.readUInt32BE(at + 8)].flatMap((child) => leavesBelow(bytes, child))
}

export function overwrite(file: string, from: number, bytes: Uint8Array): void {
  const all = readFileSync(file)
  all.set(bytes.subarray(0, Math.max(0, all.length - from)), Math.min(from, all.length))
  writeFileSync(file, all)
}

/** One thing that a disk may do to a file: some bytes flipped, some zeroed, or the end gone. In words. */
export function strike(file: string, dice: () => number): string {
  const targets = [file, `${file}-wal`].filter((path) => existsSync(path) && readFileSync(path).length > 0)
  const target = targets[Math.floor(dice() * targets.length)] ?? file
  const bytes = readFileSync(target)
  const place = Math.floor(dice() * bytes.length)
  const count = 1 + Math.floor(dice() * 64)
  const name = target.endsWith('-wal') ? 'log' : 'file'
  const how = Math.floor(dice() * 3)
  if (how === 0) {
    truncateSync(target, place)
    return `${name} cut at ${place} of ${bytes.length}`
  }
  const fresh = how === 1 ? () => 0 : (old: number) => old ^ (1 + Math.floor(dice() * 255))
  overwrite(target, place, bytes.subarray(place, place + count).map(fresh))
  return `${count} bytes of the ${name} ${how === 1 ? 'zeroed' : 'flipped'} at ${place} of ${bytes.length}`
}

/** What lies beside the file under names like `<file>.damaged-…`, the log's apart. */
export function setAside(file: string): readonly string[] {
  const folder = dirname(file)
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(file)}.damaged-`) && !/-(wal|shm)$/.test(name))
    .map((name) => join(folder, name))
}

/** A small generator that can be repeated: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
